import { isLoopbackUrl } from '../platform/loopback.js';

/** Bytes of an answer. A JWK Set with dozens of RSA keys is a tenth of it. */
const maxLength = 100_000;

/** Seconds: a caller waits no longer for its answer. */
const maxTimeout = 60;

/**
 * Whether a request may wait for a promise that another one has begun. On Cloudflare Workers it may wait forever: what
 * a request leaves unfinished is cancelled with it.
 */
export function sharesPromises(): boolean {
  const { navigator } = globalThis as { navigator?: { userAgent?: string } };
  return navigator?.userAgent !== 'Cloudflare-Workers';
}

/** `fetch` of the application, such as one that goes through a proxy or trusts a certificate of its own. */
export type Fetch = (url: string, init: RequestInit) => Promise<Response>;

/** How the service is reached. */
export interface Connection {
  /**
   * Allows plain http to any host, for a network in which nobody else can answer, such as that of containers:
   * anyone who can answer for the service decides which tokens are good. Default false: https, or http on this machine.
   */
  readonly allowInsecure?: boolean;
  /** Default: the global one. Redirects are refused and times bounded with any. */
  readonly fetch?: Fetch;
}

/** How this server is known to the service. */
export interface ServiceClient {
  /** The name of this server in the service's SERVICE_CLIENTS. */
  readonly clientId: string;
  readonly clientSecret: string;
}

export interface FetchOptions {
  readonly fetch: Fetch;
  /** Seconds for the whole exchange, the body too. */
  readonly timeout: number;
  readonly method?: 'POST';
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
}

export interface FetchedJson {
  readonly body: unknown;
  readonly headers: Headers;
}

/**
 * A URL that may be asked: https, or http on this machine, or with `allowInsecure` anywhere. Its owner decides which
 * tokens are good, so plain http is refused in any network unless the application says otherwise.
 * @throws TypeError
 */
export function trustedUrl(
  text: string,
  option: string,
  { allowInsecure = false }: Connection,
): URL {
  if (typeof allowInsecure !== 'boolean')
    throw new TypeError('"allowInsecure" must be true or false');
  const url = URL.canParse(text) ? new URL(text) : undefined;
  const isHttp = url?.protocol === 'http:';
  const isSafe = url?.protocol === 'https:' || (isHttp && (allowInsecure || isLoopbackUrl(url)));
  if (url !== undefined && isSafe && url.username === '' && url.password === '') return url;
  const hint =
    isHttp && !allowInsecure
      ? '; "allowInsecure: true" allows http in a network that you trust'
      : '';
  throw new TypeError(
    `"${option}" must be an https URL (http only for localhost), without a user${hint}`,
  );
}

/** The `fetch` to use: the global one is looked up for each request, since instrumentation replaces it. */
export function fetchOf({ fetch: own }: Connection): Fetch {
  return own ?? ((url, init) => fetch(url, init));
}

/** By HTTP Basic, each form-encoded before they are joined (RFC 6749 §2.3.1). */
export function clientHeaders({ clientId, clientSecret }: ServiceClient): {
  readonly authorization: string;
} {
  const credentials = [clientId, clientSecret].map(encodeURIComponent).join(':');
  return { authorization: `Basic ${btoa(credentials)}` };
}

/** @throws TypeError for a timeout (in seconds) that would never end, or at once */
export function checkTimeout(timeout: number): void {
  if (!(timeout > 0 && timeout <= maxTimeout)) {
    throw new TypeError(`"timeout" must be seconds, up to ${maxTimeout}`);
  }
}

/**
 * Asks for JSON, in bounded time and space, at this address and no other: a redirect is an error. What the
 * error says is for the log.
 * @throws Error for no answer in time, any status but 200, a body of over 100,000 bytes or not of JSON
 */
export function fetchJson(url: URL, options: FetchOptions): Promise<FetchedJson> {
  const signal = AbortSignal.timeout(options.timeout * 1000);
  // Not every `fetch` of an application listens to the signal.
  return new Promise((resolve, reject) => {
    signal.addEventListener('abort', () => reject(signal.reason as Error), { once: true });
    exchange(url, options, signal).then(resolve, reject);
  });
}

async function exchange(
  url: URL,
  { fetch: send, method, body, headers = {} }: FetchOptions,
  signal: AbortSignal,
): Promise<FetchedJson> {
  const response = await send(url.href, {
    ...(method && { method }),
    ...(body !== undefined && { body }),
    headers: { accept: 'application/json', ...headers },
    ...uncached(),
    // Cloudflare Workers know no "error". The answer to "manual" has the status of a redirect, or 0.
    redirect: 'manual',
    signal,
  });
  if (response.status !== 200 || response.redirected) {
    await response.body?.cancel();
    const what = response.redirected ? 'with a redirect' : response.status;
    throw new Error(`${url.origin}${url.pathname} answered ${what}`);
  }
  return { body: JSON.parse(await readText(response)) as unknown, headers: response.headers };
}

/**
 * Next.js caches answers of `fetch` without this. Cloudflare Workers with a compatibility date before November 2024
 * refuse the option, and have no such property.
 */
export function uncached(): { cache?: 'no-store' } {
  return 'cache' in Request.prototype ? { cache: 'no-store' } : {};
}

async function readText({ body }: Response): Promise<string> {
  const decoder = new TextDecoder('utf-8', { fatal: true });
  let text = '';
  let length = 0;
  for await (const chunk of body ?? []) {
    length += chunk.byteLength;
    // Leaving the loop cancels the rest.
    if (length > maxLength) throw new Error(`the answer is longer than ${maxLength} bytes`);
    text += decoder.decode(chunk, { stream: true });
  }
  return text + decoder.decode();
}
