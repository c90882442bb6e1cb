import { createSession } from 'authgraph/client';
import { createRedirectSignIn } from 'authgraph/client/redirect';

/** The session of this browser. Its refresh token is in a cookie that no script can read. */
export const session = createSession({
  url: import.meta.env.VITE_AUTHGRAPH_URL ?? 'http://localhost:4000/graphql',
  cookies: true,
});

/** Users come back to `/callback` of this page, which REDIRECT_URIS of the service lists. */
export const redirect = createRedirectSignIn(session);
