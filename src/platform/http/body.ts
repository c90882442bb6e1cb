import type { IncomingMessage, ServerResponse } from 'node:http';
import type { ClientInfo } from '../client-info.js';

/** One request and its answer. */
export interface Exchange {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  readonly url: { readonly pathname: string; readonly search: string };
  readonly requestId: string;
  readonly client: ClientInfo;
}

export type Handler = (exchange: Exchange) => Promise<void> | void;

/**
 * Splits the request target. A host in it (absolute form, RFC 9112 §3.2.2) is the caller's word and is
 * never used.
 */
export function parseTarget(target = '/'): Exchange['url'] {
  const path = target.startsWith('/') ? target : target.replace(/^https?:\/\/[^/?#]*/i, '');
  const query = path.indexOf('?');
  const pathname = query === -1 ? path : path.slice(0, query);
  return { pathname: pathname === '' ? '/' : pathname, search: path.slice(pathname.length) };
}

/** Answers with JSON. */
export function sendJson(
  response: ServerResponse,
  status: number,
  body: unknown,
  cacheControl = 'no-store',
): void {
  response.statusCode = status;
  response.setHeader('content-type', 'application/json; charset=utf-8');
  response.setHeader('cache-control', cacheControl);
  response.end(JSON.stringify(body));
}

/** Answers a request that never reached GraphQL in the form of a GraphQL error. */
export function sendError(
  response: ServerResponse,
  status: number,
  error: { message: string; extensions: Record<string, unknown> },
): void {
  sendJson(response, status, { errors: [error] });
}

/** Bytes. The longest honest operation is a fraction of it. */
const bodyLimit = 100_000;
/** Without `fatal`, wrong bytes would all become U+FFFD, so that different passwords would be one. */
const utf8 = new TextDecoder('utf-8', { fatal: true });

/** A request that cannot be read: answered before GraphQL sees it. */
export class BodyError extends Error {
  override readonly name = 'BodyError';
  constructor(
    readonly status: 400 | 413 | 415,
    message: string,
  ) {
    super(message);
  }
}

/**
 * The JSON body of a POST.
 * @throws BodyError 415 for other content than JSON in UTF-8, 413 beyond 100,000 bytes, 400 for text
 * that is not JSON
 */
export async function readJson(request: IncomingMessage): Promise<unknown> {
  const { 'content-type': contentType = '' } = request.headers;
  if (!isUtf8('application/json', contentType) || isRepeated(request, 'content-type')) {
    throw new BodyError(415, 'Send the request as JSON: "Content-Type: application/json".');
  }
  const bytes = await readBytes(request);
  try {
    return JSON.parse(utf8.decode(bytes)) as unknown;
  } catch {
    throw new BodyError(400, 'The body is not valid JSON in UTF-8.');
  }
}

/**
 * The form of a POST, as OAuth has it (RFC 6749 §3.2).
 * @throws BodyError 415 for other content than a form in UTF-8, 413 beyond 100,000 bytes, 400 for bytes that
 * are no UTF-8
 */
export async function readForm(request: IncomingMessage): Promise<URLSearchParams> {
  const { 'content-type': contentType = '' } = request.headers;
  if (!isUtf8('application/x-www-form-urlencoded', contentType)) {
    throw new BodyError(415, 'Send a form: "Content-Type: application/x-www-form-urlencoded".');
  }
  const bytes = await readBytes(request);
  try {
    return new URLSearchParams(utf8.decode(bytes));
  } catch {
    throw new BodyError(400, 'The body is not valid UTF-8.');
  }
}

/**
 * The bytes of a body. Node's parser has already held it to its Content-Length (RFC 9112 §6.3), so all that is
 * left to do is to stop in time: what a library does besides took a tenth of a request.
 */
function readBytes(request: IncomingMessage): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    let size = 0;
    const refuse = () => {
      request.off('data', take).pause();
      reject(new BodyError(413, `The body is longer than ${bodyLimit} bytes.`));
    };
    const take = (chunk: Buffer) => {
      size += chunk.length;
      if (size > bodyLimit) refuse();
      else chunks.push(chunk);
    };
    const breakOff = () => {
      if (!request.complete) reject(new BodyError(400, 'The body is incomplete.'));
    };
    if (Number(request.headers['content-length']) > bodyLimit) {
      refuse();
      return;
    }
    // A connection that has gone already will tell nobody.
    if (request.destroyed) breakOff();
    request.on('data', take).once('error', breakOff).once('close', breakOff);
    request.once('end', () => resolve(whole(chunks)));
  });
}

/** Most bodies are one chunk, which need not be copied. */
function whole(chunks: readonly Buffer[]): Buffer {
  const [first] = chunks;
  return chunks.length === 1 && first !== undefined ? first : Buffer.concat(chunks);
}

/** RFC 8259 §8.1: JSON is UTF-8, and needs no charset parameter. Neither does a form. */
function isUtf8(mediaType: string, contentType: string): boolean {
  const [type = '', parameter = ''] = contentType.split(/;(.*)/s);
  if (type.trim().toLowerCase() !== mediaType) return false;
  return /^\s*(charset\s*=\s*"?utf-8"?\s*)?;?$/i.test(parameter);
}

/** Of two types Node keeps the first, and a proxy in front of it may have judged the other. */
function isRepeated({ rawHeaders }: IncomingMessage, name: string): boolean {
  const names = rawHeaders.filter(
    (text, index) => index % 2 === 0 && text.length === name.length && text.toLowerCase() === name,
  );
  return names.length > 1;
}
