import { createSession } from 'authgraph/client';
import { createPasskeys } from 'authgraph/client/passkeys';

/** The session of this browser. Its refresh token is in a cookie that no script can read. */
export const session = createSession({
  url: import.meta.env.VITE_AUTHGRAPH_URL ?? 'http://localhost:4000/graphql',
  cookies: true,
});

export const passkeys = createPasskeys(session);
