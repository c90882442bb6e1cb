import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { LRUCache } from 'lru-cache';
import { z } from 'zod';
import { ConfigError } from '../config/environment.js';
import { AuthError } from '../errors/auth-error.js';
import { requestMaxima } from '../maxima.js';
import { packageFolder } from '../package-folder.js';
import type { RequestParts } from './limits/request.js';

/** Bytes of a list, and its documents: ten times those of a large application. */
const maxFileSize = 5_000_000;
const maxDocuments = 10_000;

/** What Apollo's tools write. */
const manifest = z.object({
  format: z.literal('apollo-persisted-query-manifest'),
  version: z.literal(1),
  operations: z.array(z.object({ id: z.string(), body: z.string() })).max(maxDocuments),
});
/** What graphql-codegen and Relay write. */
const table = z.record(z.string(), z.string());

/** The documents of `authgraph/client`, and those of our own pages, as they come along with the package. */
const ownManifests = ['schema/client-documents.json', 'schema/page-documents.json'];

/** The documents that are known, by id and by the hash of their text. */
export type KnownDocuments = ReadonlyMap<string, string>;

/**
 * Reads the list of an application and our own.
 * @param path a JSON file of up to 5 MB: a manifest of Apollo, or an object of ids and documents
 * @throws ConfigError when it cannot be read or is not such a list
 */
export async function loadKnownDocuments(path: string | undefined): Promise<KnownDocuments> {
  const own = ownManifests.map((name) => readList(new URL(name, packageFolder)));
  const lists = await Promise.all(own);
  if (path !== undefined) lists.push(await readList(path));
  const known = new Map<string, string>();
  for (const [id, text] of lists.flat()) known.set(id, text).set(hashOf(text), text);
  return known;
}

async function readList(path: string | URL): Promise<[id: string, text: string][]> {
  const text = await readText(path);
  if (text.length > maxFileSize) throw refuse('is larger than 5 MB; list fewer documents');
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    throw refuse('is not valid JSON');
  }
  const operations = manifest.safeParse(json);
  if (operations.success) return operations.data.operations.map(({ id, body }) => [id, body]);
  const documents = table.safeParse(json);
  if (!documents.success || Object.keys(documents.data).length > maxDocuments) {
    throw refuse(
      'is no list of up to 10,000 documents; write a manifest of Apollo, or an object of ids and documents',
    );
  }
  return Object.entries(documents.data);
}

async function readText(path: string | URL): Promise<string> {
  try {
    return await readFile(path, 'utf8');
  } catch (error) {
    const { code = 'unknown' } = error as NodeJS.ErrnoException;
    throw refuse(`cannot be read (${code}); write the path of a JSON file`);
  }
}

function refuse(why: string): ConfigError {
  return new ConfigError([`PERSISTED_DOCUMENTS ${why}`]);
}

function hashOf(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}

/** Which document a request means, if it names one of the list instead of sending it. */
export type FindDocument = (parts: RequestParts) => string | AuthError | undefined;

export interface DocumentPolicy {
  /** Whether a document that is not in the list is refused, also when it comes as text. */
  readonly only: boolean;
  /** Whether clients may register documents by their hash. */
  readonly automatic: boolean;
}

/**
 * Takes `documentId`, as GraphQL over HTTP proposes it, and Apollo's hash in `extensions`.
 * @returns the text, `undefined` if the request does without the list, or the error `DOCUMENT_UNKNOWN` or
 * `DOCUMENT_HASH_INVALID`
 */
export function createFindDocument(
  known: KnownDocuments,
  { only, automatic }: DocumentPolicy,
): FindDocument {
  const unknown = () => (only ? new AuthError('DOCUMENT_UNKNOWN') : undefined);
  return ({ query, documentId, extensions }) => {
    if (typeof documentId === 'string') {
      return known.get(documentId) ?? new AuthError('DOCUMENT_UNKNOWN');
    }
    if (typeof query === 'string' && only) return known.get(hashOf(query)) ?? unknown();
    const persisted = fieldOf(extensions, 'persistedQuery');
    if (persisted === undefined) return undefined;
    const hash = fieldOf(persisted, 'sha256Hash');
    // Apollo's own error about it has no code, and reads like a fault of the service.
    if (automatic && !isHashOf(hash, query)) return new AuthError('DOCUMENT_HASH_INVALID');
    return typeof query === 'string' ? undefined : (known.get(String(hash)) ?? unknown());
  };
}

function isHashOf(hash: unknown, query: unknown): boolean {
  if (typeof hash !== 'string' || !/^[0-9a-f]{64}$/.test(hash)) return false;
  return typeof query !== 'string' || hashOf(query) === hash;
}

function fieldOf(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null && Object.hasOwn(value, name)
    ? (value as Record<string, unknown>)[name]
    : undefined;
}

/** Characters of all documents that clients have registered. */
const maxCharacters = 2_000_000;

/**
 * What Apollo keeps automatic persisted queries in: the least recently used one goes first. A text with a string in
 * it is not kept, because the string may be a password.
 */
export function createQueryCache() {
  const queries = new LRUCache<string, string>({
    maxSize: maxCharacters,
    maxEntrySize: requestMaxima.text * 10,
    sizeCalculation: (text) => Math.max(1, text.length),
  });
  return {
    get: (hash: string) => Promise.resolve(queries.get(hash)),
    set(hash: string, text: string) {
      if (!text.includes('"')) queries.set(hash, text);
      return Promise.resolve();
    },
    delete: (hash: string) => Promise.resolve(queries.delete(hash)),
  };
}
