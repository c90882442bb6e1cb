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
  /** Whether the body has come to its end. */
  readonly complete: boolean;
  readonly socket: { readonly remoteAddress?: string | undefined };
}

/** What is written of an answer: Node's own, or one that becomes a `Response` of the web. */
export interface Outgoing extends Writable {
  statusCode: number;
  readonly headersSent: boolean;
  getHeader(name: string): OutgoingHttpHeader | undefined;
  setHeader(name: string, value: number | string | readonly string[]): unknown;
}

/** Calls `done` once the answer is over: at once for a client that has left already, of which no event tells. */
export function whenOver(response: Outgoing, done: () => void): void {
  if (response.closed || response.destroyed) done();
  else response.once('close', done);
}

/** Answers a request, in every case. */
export type Listener = (request: Incoming, response: Outgoing) => void;

/** One request and its answer. */
export interface Exchange {
  readonly request: Incoming;
  readonly response: Outgoing;
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
