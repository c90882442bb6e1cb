import { isName } from '../jwt/checks.js';
import { readEvents, type ServerEvent } from './event-stream.js';
import { uncached, type Fetch } from './fetch-json.js';
import { readRevocation, type Revocation } from './revocation-entries.js';

/** Milliseconds before the next attempt: doubled with each failure, and less by chance, so that servers do not come at once. */
const pauses = { first: 250, longest: 30_000 };

/** What the service says. A heartbeat says that everything before it was said, and how many seconds a token can live. */
export type FeedMessage =
  | { readonly type: 'revocation'; readonly revocation: Revocation }
  | { readonly type: 'unknown revocation' }
  | { readonly type: 'heartbeat'; readonly lifetime: number };

export interface FollowOptions {
  readonly url: URL;
  readonly send: Fetch;
  readonly headers: Readonly<Record<string, string>>;
  /** Milliseconds since the Unix epoch. */
  readonly now: () => number;
  /** Whether nothing was heard for too long on a connection that was begun at that time. */
  isSilent(begunAt: number): boolean;
  receive(message: FeedMessage): void;
  /** Called when a connection has ended, or was not made. */
  lost(error: unknown): void;
}

export interface Following {
  /** Ends a connection that has gone silent. To be called now and then. */
  look(): void;
  close(): void;
}

/** Keeps a connection to `GET /revocations`, one at a time, and goes on from the last position. */
export function followRevocations(options: FollowOptions): Following {
  const { now, isSilent, receive, lost } = options;
  let position: string | undefined;
  let failures = 0;
  let isClosed = false;
  let connection: { readonly begunAt: number; readonly abort: AbortController } | undefined;
  let timer: ReturnType<typeof setTimeout> | undefined;

  async function read(signal: AbortSignal): Promise<never> {
    const body = await open(options, { position, signal }).catch((error: unknown) => {
      // Older than what the service keeps, or of another service: all that still matters is sent again.
      if (error instanceof UnexpectedStatus && [400, 410].includes(error.status))
        position = undefined;
      throw error;
    });
    for await (const event of readEvents(body)) {
      if (signal.aborted) break;
      const message = readMessage(event);
      if (message !== undefined) receive(message);
      // A comment says only that there is a connection. Until all was told, it may end at the same place again.
      if (message?.type === 'heartbeat') failures = 0;
      if (isName(event.id)) position = event.id;
    }
    throw new Error('the service has ended the stream');
  }

  async function connect(): Promise<void> {
    const abort = new AbortController();
    connection = { begunAt: now(), abort };
    await untilAborted(read(abort.signal), abort.signal).catch((error: unknown) => {
      if (isClosed) return;
      lost(error);
      const pause = Math.min(pauses.first * 2 ** failures, pauses.longest);
      failures += 1;
      timer = setTimeout(() => void connect(), pause * (0.5 + Math.random() / 2));
      unref(timer);
    });
    abort.abort();
  }

  void connect();
  return {
    look() {
      if (connection === undefined || !isSilent(connection.begunAt)) return;
      connection.abort.abort(new Error('the service has not said anything for too long'));
    },
    close() {
      isClosed = true;
      clearTimeout(timer);
      connection?.abort.abort();
    },
  };
}

/** A timer alone keeps no process alive; elsewhere than in Node timers are numbers. */
export function unref(timer: unknown): void {
  if (typeof timer === 'object') (timer as { unref?: () => void } | null)?.unref?.();
}

class UnexpectedStatus extends Error {
  constructor(readonly status: number) {
    const reason = status === 401 ? ': "clientId" or "clientSecret" is wrong' : '';
    super(`the service answered ${status}${reason}`);
  }
}

/** Whether it will be the same with each attempt, until an operator does something. */
export function isWrongCredentials(error: unknown): boolean {
  return error instanceof UnexpectedStatus && error.status === 401;
}

async function open(
  { url, send, headers }: FollowOptions,
  { position, signal }: { position: string | undefined; signal: AbortSignal },
): Promise<AsyncIterable<Uint8Array>> {
  const from = new URL(url);
  if (position !== undefined) from.searchParams.set('after', position);
  const response = await send(from.href, {
    headers: { accept: 'text/event-stream', ...headers },
    ...uncached(),
    redirect: 'manual',
    signal,
  });
  const type = response.headers.get('content-type') ?? '';
  const { body } = response;
  if (
    response.status === 200 &&
    !response.redirected &&
    type.startsWith('text/event-stream') &&
    body
  )
    return body;
  await body?.cancel();
  throw new UnexpectedStatus(response.status);
}

/** Not every `fetch` of an application listens to the signal. */
function untilAborted<T>(work: Promise<T>, signal: AbortSignal): Promise<T> {
  return new Promise((resolve, reject) => {
    signal.addEventListener('abort', () => reject(signal.reason as Error), { once: true });
    work.then(resolve, reject);
  });
}

/** @returns `undefined` for an event of another type, which a newer service may send @throws Error */
function readMessage({ type, data }: ServerEvent): FeedMessage | undefined {
  if (type === 'revocation') {
    const revocation = readRevocation(data);
    return revocation === undefined ? { type: 'unknown revocation' } : { type, revocation };
  }
  if (type !== 'heartbeat') return undefined;
  const { lifetime } = JSON.parse(data) as Record<string, unknown>;
  if (typeof lifetime === 'number' && lifetime > 0) return { type, lifetime };
  throw new TypeError('the service does not say how long tokens live');
}
