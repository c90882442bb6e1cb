import type { ClientInfo } from '../client-info.js';

/** What the platform reads of an operation's context. A feature adds who is signed in. */
export interface RequestContext {
  /** Also the answer's `X-Request-Id`, and in every line of the log. */
  readonly requestId: string;
  readonly client: ClientInfo;
  /** The language that the client asks for, as a BCP 47 tag; `null` if it does not say. */
  readonly locale: () => string | null;
  readonly auth: { readonly status: 'anonymous' | 'rejected' | 'authenticated' };
}
