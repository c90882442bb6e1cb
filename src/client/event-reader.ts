import { readStream, type StreamEnd } from './event-stream.js';
import type { Session } from './verbs.js';

/** Milliseconds between two looks at the token and at the silence of the service, whose heart beats as often. */
export const tickEvery = 15_000;
/** Ticks without a sign of life, after which a stream counts as dead. */
const patience = 3;

/** Milliseconds after the first failure, and at most. The wait doubles in between. */
const firstWait = 1_000;
const longestWait = 60_000;
/** The same where the service asks for patience, or refuses. */
const firstBusyWait = 30_000;
const longestBusyWait = 300_000;
/** Seconds that the service can ask for at most. */
const longestAsked = 3_600;
/** Milliseconds within which clients come back to a service that has restarted. */
const spread = 3_000;

export interface ReaderOptions {
  readonly session: Pick<Session, 'accessToken' | 'usableToken'>;
  readonly url: string;
  readonly fetch: typeof fetch | undefined;
  /** The body of the request that begins after what is known already. */
  readonly body: () => string;
  /** Whether the token belongs to the session whose events these are. */
  readonly isOwn: (token: string) => boolean;
  readonly onData: (data: object) => void;
  readonly onPosition: (position: string) => void;
  /** Events may have been missed. */
  readonly onGap: (isPositionLost: boolean) => void;
  /** Hears every heartbeat of the service. */
  readonly onAlive: () => void;
}

interface Page {
  readonly navigator?: { readonly onLine?: boolean };
  addEventListener?(type: string, listener: () => void): void;
  removeEventListener?(type: string, listener: () => void): void;
}
const page = globalThis as Page;

/** Keeps one stream open until the signal aborts it, or the service has none. It never rejects. */
export async function keepReading(options: ReaderOptions, signal: AbortSignal): Promise<void> {
  let [failures, wasOpen] = [0, false];
  let isGap = false;
  let refused: string | undefined;
  // A function, as it changes while others are waited for.
  const isOver = () => signal.aborted;
  while (!isOver()) {
    const token = await tokenFor(options, refused);
    if (isOver() || (token !== undefined && !options.isOwn(token))) return;
    if (token !== undefined && isGap) options.onGap(false);
    const stream = token === undefined ? nowhere : await readOnce(options, token, signal);
    const { end } = stream;
    if (end.kind === 'none') return;
    if (end.kind === 'lost') options.onGap(true);
    wasOpen ||= stream.isOpen;
    // A renewal takes one round trip: too little to read everything again.
    isGap = wasOpen && end.kind !== 'renewed';
    failures = stream.isGood ? 0 : failures + 1;
    const isFirstRefusal = end.kind === 'refused' && refused === undefined;
    refused = end.kind === 'refused' ? token : undefined;
    if (end.kind === 'renewed' || isFirstRefusal) continue;
    await pause(waitAfter(end, failures), signal);
  }
}

/** None without the network, and in an outage. */
async function tokenFor({ session }: ReaderOptions, refused?: string): Promise<string | undefined> {
  if (page.navigator?.onLine === false) return undefined;
  return session.accessToken(refused).catch(() => undefined);
}

interface Stream {
  readonly end: StreamEnd | { readonly kind: 'failed' | 'renewed' };
  readonly isOpen: boolean;
  /** It was alive for a while: what comes next is not one more failure. */
  readonly isGood: boolean;
}

const nowhere: Stream = { end: { kind: 'failed' }, isOpen: false, isGood: false };

/** One stream, until it ends, is silent for too long, or there is a newer token. */
async function readOnce(
  { session, body, onAlive, ...request }: ReaderOptions,
  token: string,
  signal: AbortSignal,
): Promise<Stream> {
  const abort = new AbortController();
  const stop = () => abort.abort();
  let { end, isOpen, isGood } = nowhere;
  let silence = 0;
  const hear = () => {
    isGood ||= silence > 0;
    [isOpen, silence] = [true, 0];
    onAlive();
  };
  const timer = setInterval(() => {
    silence += 1;
    if (silence >= patience) stop();
    // Renewed here ahead of its expiry, or by a request of the application.
    if (session.usableToken() === token) return;
    session.accessToken().then((next) => {
      if (next === token) return;
      end = { kind: 'renewed' };
      stop();
    }, nothing);
  }, tickEvery);
  signal.addEventListener('abort', stop);
  page.addEventListener?.('offline', stop);
  try {
    const stream = { ...request, token, signal: abort.signal, onAlive: hear };
    end = await readStream({ ...stream, body: body() });
  } catch {
    // The network, or an abort, whose cause is known already.
  } finally {
    clearInterval(timer);
    signal.removeEventListener('abort', stop);
    page.removeEventListener?.('offline', stop);
  }
  return { end, isOpen, isGood };
}

/** Milliseconds, with chance in it: thousands of clients do not come back at once. */
function waitAfter(end: Stream['end'], failures: number): number {
  const chance = Math.random();
  if (end.kind === 'over' && failures < 2) return spread * chance;
  if (end.kind === 'busy' && end.retryAfter > 0) {
    return Math.min(end.retryAfter, longestAsked) * 1000 * (1 + chance / 4);
  }
  // A token that has just been renewed is refused for another cause than its age.
  const isBusy = end.kind === 'busy' || end.kind === 'refused';
  const [first, most] = isBusy ? [firstBusyWait, longestBusyWait] : [firstWait, longestWait];
  return Math.min(first * 2 ** Math.max(failures - 1, 0), most) * (0.5 + chance / 2);
}

/** Until the time is over, or the network is back. */
function pause(time: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const end = () => {
      clearTimeout(timer);
      signal.removeEventListener('abort', end);
      page.removeEventListener?.('online', end);
      resolve();
    };
    const timer = setTimeout(end, time);
    signal.addEventListener('abort', end);
    page.addEventListener?.('online', end);
  });
}

function nothing(): void {
  // The token is good for a while, and the next tick tries again.
}
