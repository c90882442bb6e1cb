import { request as requestHttp, type IncomingMessage, type RequestOptions } from 'node:http';
import { request as requestHttps } from 'node:https';
import { failureOf } from '../../platform/guarded-fetch.js';
import { isPrivateUrl, publicLookup, type Resolve } from '../../platform/public-address.js';

/** Milliseconds that a receiver has to answer; Standard Webhooks asks for 15 to 30 seconds. */
const usualTimeout = 15_000;
const privateAddress =
  'its address is not a public one, and WEBHOOK_ALLOW_PRIVATE is off: nothing was sent';
/** Bytes of an answer that are read, and thrown away: so that an honest receiver can end it. */
const maxRead = 65_536;

export interface SendOptions {
  /** Send to addresses that are not public, too. */
  readonly allowPrivate: boolean;
  /** Milliseconds; default 15,000. */
  readonly timeout?: number;
  /** Default: the resolver of the system. */
  readonly resolve?: Resolve;
}

/** What is sent. */
export interface Sending {
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
  readonly signal: AbortSignal;
}

/** What counts of an answer. */
export interface Answer {
  readonly status: number;
  /** The header as it came. */
  readonly retryAfter: string | undefined;
}

/**
 * POSTs to a URL, and follows no redirect. @throws Error that says why there is no answer; nothing of the URL
 * but the name of its host
 */
export type Send = (url: string, sending: Sending) => Promise<Answer>;

/** On Node's own client: a connection for each request, to exactly the address that was checked. */
export function createSend({ allowPrivate, timeout = usualTimeout, resolve }: SendOptions): Send {
  const checked = allowPrivate ? {} : { lookup: publicLookup(privateAddress, resolve) };
  return async (url, { headers, body, signal }) => {
    if (!allowPrivate && isPrivateUrl(url)) throw new Error(privateAddress);
    const late = AbortSignal.timeout(timeout);
    const options = {
      method: 'POST',
      headers: { ...headers, 'content-length': Buffer.byteLength(body) },
      agent: false,
      signal: AbortSignal.any([signal, late]),
      ...checked,
    };
    try {
      return await post(url, options, body);
    } catch (error) {
      if (late.aborted) throw new Error(`no answer within ${timeout / 1000} seconds`);
      // A new error: that of Node may hold the request, and with it the URL.
      throw new Error(failureOf(error));
    }
  };
}

function post(url: string, options: RequestOptions, body: string): Promise<Answer> {
  const request = url.startsWith('https:') ? requestHttps : requestHttp;
  return new Promise((resolve, reject) => {
    const sent = request(url, options, (response) => {
      const { statusCode: status = 0, headers } = response;
      // The status has come: the rest of the answer does not matter.
      sent.off('close', unanswered).off('error', reject);
      sent.on('error', () => undefined);
      discard(response, () => resolve({ status, retryAfter: headers['retry-after'] }));
    });
    sent.once('error', reject);
    // Node reports an unrequested answer that switches protocols (101) only here.
    const unanswered = () => reject(new Error('the connection was closed without an answer'));
    sent.once('close', unanswered);
    sent.end(body);
  });
}

/** Reads an answer to its end, or as much of it as anyone needs for a receipt. */
function discard(response: IncomingMessage, ended: () => void): void {
  let read = 0;
  response.on('data', (chunk: Buffer) => {
    read += chunk.length;
    if (read > maxRead) response.destroy();
  });
  response.on('error', () => undefined);
  response.once('close', ended);
}
