import { promisify } from 'node:util';
import {
  brotliDecompress,
  gunzip,
  inflate,
  type BrotliOptions,
  type InputType,
  type ZlibOptions,
} from 'node:zlib';
import type { Exchange, Incoming, Outgoing } from '../route.js';

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
  response: Outgoing,
  status: number,
  body: unknown,
  cacheControl = 'no-store',
): void {
  response.statusCode = status;
  response.setHeader('content-type', 'application/json; charset=utf-8');
  response.setHeader('cache-control', cacheControl);
  response.end(JSON.stringify(body));
}

/** Answers with a sentence, for people. */
export function sendText(response: Outgoing, status: number, sentence: string): void {
  response.statusCode = status;
  response.setHeader('content-type', 'text/plain; charset=utf-8');
  response.setHeader('cache-control', 'no-store');
  response.end(`${sentence}\n`);
}

/** Answers a request that never reached GraphQL in the form of a GraphQL error. */
export function sendError(
  response: Outgoing,
  status: number,
  error: { message: string; extensions: Record<string, unknown> },
): void {
  sendJson(response, status, { errors: [error] });
}

/** Bytes. The longest honest operation is a fraction of it. */
const bodyLimit = 100_000;
/** Without `fatal`, wrong bytes would all become U+FFFD, so that different passwords would be one. */
const utf8 = new TextDecoder('utf-8', { fatal: true });

/** How a body may be packed (RFC 9110 §8.4.1). Node has zstd from 22.15 on only. */
const decoders = {
  gzip: promisify<InputType, ZlibOptions, Buffer>(gunzip),
  'x-gzip': promisify<InputType, ZlibOptions, Buffer>(gunzip),
  deflate: promisify<InputType, ZlibOptions, Buffer>(inflate),
  br: promisify<InputType, BrotliOptions, Buffer>(brotliDecompress),
};

/** A request that cannot be read: answered before GraphQL sees it. */
export class BodyError extends Error {
  override readonly name = 'BodyError';
  constructor(
    readonly status: 400 | 413 | 415,
    message: string,
    /** Further headers of the answer, such as the accepted encodings (RFC 9110 §15.5.16). */
    readonly headers: Readonly<Record<string, string>> = {},
  ) {
    super(message);
  }
}

/**
 * The JSON body of a POST.
 * @throws BodyError 415 for other content than JSON in UTF-8 and for an unknown `Content-Encoding`, 413 beyond
 * 100,000 bytes, packed or unpacked, 400 for text that is not JSON
 */
export async function readJson(request: Incoming): Promise<unknown> {
  const { 'content-type': contentType = '' } = request.headers;
  if (!isUtf8('application/json', contentType) || isRepeated(request, 'content-type')) {
    throw new BodyError(415, 'Send the request as JSON: "Content-Type: application/json".');
  }
  const bytes = await readBody(request);
  try {
    return JSON.parse(utf8.decode(bytes)) as unknown;
  } catch {
    throw new BodyError(400, 'The body is not valid JSON in UTF-8.');
  }
}

/**
 * The form of a POST, as OAuth has it (RFC 6749 §3.2).
 * @throws BodyError 415 for other content than a form in UTF-8 and for an unknown `Content-Encoding`, 413 beyond
 * 100,000 bytes, packed or unpacked, 400 for bytes that are not UTF-8
 */
export async function readForm(request: Incoming): Promise<URLSearchParams> {
  const { 'content-type': contentType = '' } = request.headers;
  if (!isUtf8('application/x-www-form-urlencoded', contentType)) {
    throw new BodyError(415, 'Send a form: "Content-Type: application/x-www-form-urlencoded".');
  }
  const bytes = await readBody(request);
  try {
    return new URLSearchParams(utf8.decode(bytes));
  } catch {
    throw new BodyError(400, 'The body is not valid UTF-8.');
  }
}

/** The bytes of a body, unpacked. Unpacking stops at the limit, so that a small body cannot become a large one. */
async function readBody(request: Incoming): Promise<Buffer> {
  const { 'content-encoding': encoding = 'identity' } = request.headers;
  const name = encoding.trim().toLowerCase();
  if (name === 'identity' || name === '') return readBytes(request);
  if (!isEncoding(name)) {
    throw new BodyError(
      415,
      'Send the body unpacked, or with one Content-Encoding: gzip, deflate or br.',
      {
        'accept-encoding': 'gzip, deflate, br',
      },
    );
  }
  const packed = await readBytes(request);
  try {
    return await decoders[name](packed, { maxOutputLength: bodyLimit });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ERR_BUFFER_TOO_LARGE') throw tooLarge();
    throw new BodyError(400, `The body is not valid ${name}.`);
  }
}

function isEncoding(name: string): name is keyof typeof decoders {
  return Object.hasOwn(decoders, name);
}

/** What is left of the body was not read, so the connection cannot be used again. */
function tooLarge(): BodyError {
  return new BodyError(413, `The body is longer than ${bodyLimit} bytes.`, { connection: 'close' });
}

/**
 * The bytes of a body. Node's parser has already held it to its Content-Length (RFC 9112 §6.3), so all that is
 * left to do is to stop in time: a library took a tenth of a request for more.
 */
function readBytes(request: Incoming): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    let size = 0;
    const refuse = () => {
      request.off('data', take).pause();
      reject(tooLarge());
    };
    const take = (chunk: Buffer) => {
      size += chunk.length;
      if (size > bodyLimit) refuse();
      else chunks.push(chunk);
    };
    const breakOff = () => {
      // A connection that drops takes what came of the body and was not read with it, even all of it.
      if (!request.readableEnded) reject(new BodyError(400, 'The body is incomplete.'));
    };
    // Else it would be waited for without end.
    if (request.readableEnded) throw new TypeError(readBefore);
    if (Number(request.headers['content-length']) > bodyLimit) {
      refuse();
      return;
    }
    // A connection that has gone already will tell nobody.
    if (request.destroyed) breakOff();
    request.on('data', take).once('error', breakOff).once('close', breakOff);
    // An answer may last for hours: its request keeps no bytes.
    request.once('end', () => resolve(whole(chunks.splice(0))));
  });
}

/** For the log of the application that embeds the service. */
export const readBefore =
  'the body of the request was read before Authgraph was asked: mount it before parsers of bodies, such as express.json()';

/** Most bodies are one chunk, which need not be copied. */
function whole(chunks: readonly Buffer[]): Buffer {
  const [first] = chunks;
  return chunks.length === 1 && first !== undefined ? first : Buffer.concat(chunks);
}

/**
 * RFC 8259 §8.1: JSON is UTF-8, and needs no charset parameter. Neither does a form. Some clients send `utf8`, and
 * others parameters that say nothing about the body, such as `odata=verbose`.
 */
function isUtf8(mediaType: string, contentType: string): boolean {
  if (contentType === mediaType) return true;
  const [type = '', ...parameters] = contentType.split(';');
  if (type.trim().toLowerCase() !== mediaType) return false;
  return parameters.every((parameter) => {
    // Blanks go first: an expression that looks for them around the name takes the cube of their number.
    const [name, ...rest] = parameter.split('=');
    if (name?.trim().toLowerCase() !== 'charset' || rest.length === 0) return true;
    const [, charset] = /^"?([^"]*)"?$/.exec(rest.join('=').trim()) ?? [];
    return charset === undefined || /^utf-?8$/i.test(charset);
  });
}

/** Of two types Node keeps the first, and a proxy in front of it may have judged the other. */
function isRepeated({ rawHeaders }: Incoming, name: string): boolean {
  const names = rawHeaders.filter(
    (text, index) => index % 2 === 0 && text.length === name.length && text.toLowerCase() === name,
  );
  return names.length > 1;
}
