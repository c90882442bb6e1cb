import { request as requestHttp, type IncomingMessage, type RequestOptions } from 'node:http';
import { request as requestHttps } from 'node:https';
import { isLoopbackUrl } from './loopback.js';
import { isPrivateUrl, publicLookup, type Resolve } from './public-address.js';

/** What is sent. The subset of the web's `fetch` that libraries of ours use. */
export interface GuardedRequest {
  readonly method: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string | undefined;
  readonly signal?: AbortSignal | undefined;
  /** A redirect is an answer like any other: none is followed. */
  readonly redirect: 'manual';
}

/**
 * Asks a server that others name.
 * @throws Error that says why there is no answer; nothing of the URL
 */
export type GuardedFetch = (url: string, request: GuardedRequest) => Promise<Response>;

export interface GuardedFetchOptions {
  /** Also ask private addresses, and loopback ones without TLS. */
  readonly allowPrivate: boolean;
  /** The end of the sentence that refuses one, for operators. */
  readonly refusal: string;
  /** Milliseconds for the whole answer. */
  readonly timeout: number;
  /** Bytes of an answer. */
  readonly maxSize: number;
  /** Default: the resolver of the system. */
  readonly resolve?: Resolve;
}

/** On Node's own client: a connection for each request, to exactly the address that was checked. */
export function createGuardedFetch(options: GuardedFetchOptions): GuardedFetch {
  const { allowPrivate, refusal, timeout, maxSize, resolve } = options;
  const checked = allowPrivate ? {} : { lookup: publicLookup(refusal, resolve) };
  return async (url, { method, headers, body, signal }) => {
    refuse(url, options);
    const late = AbortSignal.timeout(timeout);
    const length = body === undefined ? {} : { 'content-length': Buffer.byteLength(body) };
    const sent = {
      method,
      headers: { ...headers, ...length },
      agent: false,
      signal: signal === undefined ? late : AbortSignal.any([signal, late]),
      ...checked,
    };
    try {
      return await exchange(url, sent, { body, maxSize });
    } catch (error) {
      if (late.aborted) throw new Error(`no answer within ${timeout / 1000} seconds`);
      // A new error: that of Node may hold the request, and with it what was sent.
      throw new Error(failureOf(error));
    }
  };
}

/** @throws Error for an address that alone shows that it must not be asked */
function refuse(url: string, { allowPrivate, refusal }: GuardedFetchOptions): void {
  const isOpen = allowPrivate && isLoopbackUrl(url);
  if (!url.startsWith('https:') && !(isOpen && url.startsWith('http:'))) {
    throw new Error('its address is not https');
  }
  if (!allowPrivate && isPrivateUrl(url)) throw new Error(refusal);
}

function exchange(
  url: string,
  options: RequestOptions,
  { body, maxSize }: { body: string | undefined; maxSize: number },
): Promise<Response> {
  const request = url.startsWith('https:') ? requestHttps : requestHttp;
  return new Promise((resolve, reject) => {
    const sent = request(url, options, (answer) => {
      sent.off('close', unanswered);
      read(answer, maxSize)
        .then((bytes) => responseOf(answer, bytes))
        .then(resolve, reject);
    });
    sent.on('error', reject);
    // Node reports an unrequested answer that switches protocols (101) only here.
    const unanswered = () => reject(new Error('the connection was closed without an answer'));
    sent.once('close', unanswered);
    sent.end(body);
  });
}

async function read(answer: IncomingMessage, maxSize: number): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of answer as AsyncIterable<Buffer>) {
    size += chunk.length;
    // The loop destroys the answer when it ends.
    if (size > maxSize) throw new Error(`its answer is longer than ${maxSize} bytes`);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

/** Statuses that have no body; `Response` refuses one with them, if only an empty one. */
const withoutBody = [204, 205, 304];

function responseOf({ statusCode: status = 0, headers }: IncomingMessage, bytes: Buffer): Response {
  const pairs = Object.entries(headers).flatMap(([name, value = []]) =>
    [value].flat().map((each): [string, string] => [name, each]),
  );
  const body = withoutBody.includes(status) ? null : new Uint8Array(bytes);
  return new Response(body, { status, headers: pairs });
}

/** Why a connection failed, for operators; nothing of what was sent. */
export function failureOf(error: unknown): string {
  if (!(error instanceof Error)) return 'the connection failed';
  const { message, code } = error as NodeJS.ErrnoException;
  // Several addresses that all failed have no message.
  return message === '' ? (code ?? 'the connection failed') : message;
}
