import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { promisify } from 'node:util';
import { gzip } from 'node:zlib';
import Negotiator from 'negotiator';
import type { Handler } from '../route.js';

/** Seconds: a year (RFC 9111 §5.2.2.1). */
const forEver = 31_536_000;
const compress = promisify(gzip);

/** A file of the package, for browsers. It is read and compressed when it is first asked for. */
export interface StaticFile {
  /** Of the content: an address that ends with `?v=` and this may be cached without end. */
  version(): Promise<string>;
  readonly handle: Handler;
}

interface Content {
  readonly version: string;
  readonly plain: Buffer;
  readonly gzipped: Buffer;
}

/** @param isNamedByContent its address changes with what is in it, so that it may be cached without end as it is */
export function createStaticFile(
  file: URL,
  contentType: string,
  isNamedByContent = false,
): StaticFile {
  let content: Promise<Content> | undefined;
  /** A failure is not kept: the next request tries again. */
  const load = () =>
    (content ??= read(file).catch((error: unknown) => {
      content = undefined;
      throw error;
    }));

  return {
    version: async () => (await load()).version,
    async handle({ request, response, url }) {
      const { version, plain, gzipped } = await load();
      const isVersioned = isNamedByContent || url.search === `?v=${version}`;
      // Weak: one for both encodings (RFC 9110 §8.8.1).
      const etag = `W/"${version}"`;
      response.setHeader('etag', etag);
      response.setHeader('vary', 'Accept-Encoding');
      const caching = isVersioned ? `public, max-age=${forEver}, immutable` : 'no-cache';
      response.setHeader('cache-control', caching);
      if (request.headers['if-none-match'] === etag) {
        response.statusCode = 304;
        response.end();
        return;
      }
      response.setHeader('content-type', contentType);
      const takesGzip = new Negotiator(request).encoding(['gzip', 'identity']) === 'gzip';
      if (takesGzip) response.setHeader('content-encoding', 'gzip');
      response.end(takesGzip ? gzipped : plain);
    },
  };
}

async function read(file: URL): Promise<Content> {
  const plain = await readFile(file);
  const version = createHash('sha256').update(plain).digest('base64url').slice(0, 16);
  return { version, plain, gzipped: await compress(plain, { level: 9 }) };
}
