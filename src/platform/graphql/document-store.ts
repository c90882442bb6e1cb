import { LRUCache } from 'lru-cache';
import { TokenKind, type DocumentNode } from 'graphql';

/**
 * Characters of all documents that are kept. In memory a character can become 350 bytes, for each token
 * stays, so this is at most 70 MB, and a few megabytes with the documents of an honest application.
 */
const maxCharacters = 200_000;
/** Characters of one document: longer ones are not kept, so that one cannot displace all others. */
const longest = 20_000;

/** What Apollo asks of its `documentStore`. */
export interface DocumentStore {
  get(key: string): Promise<DocumentNode | undefined>;
  set(key: string, document: DocumentNode): Promise<void>;
  delete(key: string): Promise<boolean>;
}

/**
 * Keeps documents that are valid, so that Apollo neither parses, validates nor measures them again; the
 * least recently used one goes first. Apollo's own store counts the bytes of the document as JSON, in which
 * comments are not: 200 documents of nothing but comments took 700 MB, and were counted as 100 kB.
 */
export function createDocumentStore(): DocumentStore {
  const documents = new LRUCache<string, DocumentNode>({
    maxSize: maxCharacters,
    maxEntrySize: longest,
    sizeCalculation: (document) => Math.max(1, lengthOf(document)),
  });
  return {
    get: (key) => Promise.resolve(documents.get(key)),
    set(key, document) {
      if (!holdsText(document)) documents.set(key, document);
      return Promise.resolve();
    },
    delete: (key) => Promise.resolve(documents.delete(key)),
  };
}

function lengthOf({ loc }: DocumentNode): number {
  return loc?.end ?? 0;
}

/** A text in a document may be a password. Such a document comes once, and must not stay in memory. */
function holdsText({ loc }: DocumentNode): boolean {
  for (let token = loc?.startToken ?? null; token !== null; token = token.next) {
    if (token.kind === TokenKind.STRING || token.kind === TokenKind.BLOCK_STRING) return true;
  }
  return false;
}
