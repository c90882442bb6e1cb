import { isLoopbackUrl } from '../platform/loopback.js';

/** Bytes of an answer. A JWK Set with dozens of RSA keys is a tenth of it. */
const maxLength = 100_000;

/** Seconds: a caller waits no longer for its answer. */
const maxTimeout = 60;

/** Next.js caches answers of `fetch` without this. Node's types lack the option. */
const uncached = { cache: 'no-store' } as const;

export interface FetchOptions {
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
 * A URL that may be asked: https, or http on this machine. Its owner decides which tokens
 * are good, so plain http is refused in any network.
 * @throws TypeError
 */
export function trustedUrl(text: string, option: string): URL {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  const isSafe = url?.protocol === 'https:' || (url?.protocol === 'http:' && isLoopbackUrl(url));
  if (url !== undefined && isSafe && url.username === '' && url.password === '') return url;
  throw new TypeError(`"${option}" must be an https URL (http only for localhost), without a user`);
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
export async function fetchJson(url: URL, options: FetchOptions): Promise<FetchedJson> {
  const { timeout, headers = {}, ...request } = options;
  const response = await fetch(url, {
    ...request,
    headers: { accept: 'application/json', ...headers },
    ...uncached,
    redirect: 'error',
    signal: AbortSignal.timeout(timeout * 1000),
  });
  if (response.status !== 200) {
    await response.body?.cancel();
    throw new Error(`${url.origin}${url.pathname} answered ${response.status}`);
  }
  return { body: JSON.parse(await readText(response)) as unknown, headers: response.headers };
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
