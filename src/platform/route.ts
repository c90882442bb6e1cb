import type { IncomingHttpHeaders, OutgoingHttpHeader } from 'node:http';
import type { Readable, Writable } from 'node:stream';
import type { ClientInfo } from './client-info.js';

/** What is read of a request: Node's own, or one that is made of a `Request` of the web. */
export interface Incoming extends Readable {
  readonly method?: string | undefined;
  readonly url?: string | undefined;
  /** Such as `1.1`; none where no HTTP was spoken. */
  readonly httpVersion?: string | undefined;
  readonly headers: IncomingHttpHeaders;
  /** Names and values in turn, as they came. */
  readonly rawHeaders: readonly string[];
  readonly socket: Connection;
}

/** Node's socket has more; a request of the web has an address alone. */
interface Connection {
  readonly remoteAddress?: string | undefined;
  readonly destroyed?: boolean;
  once?(event: 'close', listener: () => void): unknown;
}

/** What is written of an answer: Node's own, or one that becomes a `Response` of the web. */
export interface Outgoing extends Writable {
  statusCode: number;
  readonly headersSent: boolean;
  /** `null`: it waits behind another answer on the same connection (pipelining). */
  readonly socket?: unknown;
  getHeader(name: string): OutgoingHttpHeader | undefined;
  setHeader(name: string, value: number | string | readonly string[]): unknown;
}

/** By their connection: what is to be done when answers are over that still wait behind another one. */
const waiting = new WeakMap<Connection, Set<() => void>>();

/**
 * Calls `done` once the answer is over: at once for a client that has left already, of which no event tells. An answer
 * that waits behind another one gets no event either if its connection drops.
 */
export function whenOver({ request, response }: Answering, done: () => void): void {
  const { socket } = request;
  const isQueued = response.socket === null;
  if (response.closed || response.destroyed || (isQueued && socket.destroyed === true)) done();
  else if (!isQueued || socket.once === undefined) response.once('close', done);
  else {
    const all = waitingOn(socket);
    const over = () => {
      if (all.delete(over)) done();
    };
    all.add(over);
    response.once('close', over);
  }
}

/** One listener for all answers of a connection. */
function waitingOn(socket: Connection): Set<() => void> {
  const known = waiting.get(socket);
  if (known !== undefined) return known;
  const all = new Set<() => void>();
  waiting.set(socket, all);
  socket.once?.('close', () => all.forEach((over) => over()));
  return all;
}

/** Answers a request, in every case. */
export type Listener = (request: Incoming, response: Outgoing) => void;

interface Answering {
  readonly request: Incoming;
  readonly response: Outgoing;
}

/** One request and its answer. */
export interface Exchange extends Answering {
  readonly url: { readonly pathname: string; readonly search: string };
  readonly requestId: string;
  readonly client: ClientInfo;
}

/** What the platform reads of an operation's context. A feature adds who is signed in. */
export interface RequestContext {
  /** Also the answer's `X-Request-Id`, and in every line of the log. */
  readonly requestId: string;
  readonly client: ClientInfo;
  /** The languages that the client wants, as BCP 47 tags, the best first. Read when an operation needs them. */
  readonly locales: () => readonly string[];
  readonly auth: { readonly status: 'anonymous' | 'rejected' | 'authenticated' };
}

export type Handler = (exchange: Exchange) => Promise<void> | void;

/** A path's handler and the methods it takes; others are answered 405. */
export interface Route {
  readonly methods: readonly string[];
  readonly handle: Handler;
}

/** A JSON document that anyone may read, such as public keys. */
export interface PublicDocument {
  /** What it says now. */
  read(): object;
  /** Seconds for which caches may keep it. */
  readonly maxAge: number;
  /** Whether its path begins at the root of the host, under any BASE_PATH. */
  readonly ofHost?: boolean;
}

/** What a feature serves beside GraphQL, by path, below BASE_PATH. */
export type FeatureRoutes = Readonly<Record<string, Route | PublicDocument>>;
