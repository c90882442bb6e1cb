import { createSession } from 'authgraph/client';
import { createRedirectSignIn } from 'authgraph/client/redirect';

/** The session of this browser. Its refresh token is in a cookie that no script can read. */
export const session = createSession({
  url: import.meta.env.VITE_AUTHGRAPH_URL ?? 'http://localhost:4000/graphql',
  cookies: true,
});

const loginUrl = import.meta.env.VITE_LOGIN_URL;

/** Sign-ins on the page of the service; `undefined`: this app has its own form only. */
export const redirect =
  loginUrl === undefined ? undefined : createRedirectSignIn(session, { loginUrl });
