import type { IncomingMessage, ServerResponse } from 'node:http';
import type { ClientInfo } from './client-info.js';

/** One request and its answer. */
export interface Exchange {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
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
}

/** What a feature serves beside GraphQL, by path. */
export type FeatureRoutes = Readonly<Record<string, Route | PublicDocument>>;
