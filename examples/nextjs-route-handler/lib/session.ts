import { createSession } from 'authgraph/client';
import { createRedirectSignIn } from 'authgraph/client/redirect';

// Next.js writes it into the page.
const service = process.env.NEXT_PUBLIC_AUTHGRAPH_URL ?? 'http://localhost:4000';

/** In memory: after a reload, a click on the page of the service signs in again. */
const session = createSession({ url: `${service}/graphql` });

export const redirect = createRedirectSignIn(session, {
  loginUrl: `${service}/login`,
  redirectUri: process.env.NEXT_PUBLIC_REDIRECT_URI ?? 'http://localhost:4002/',
});

/** Who the API takes the user for. */
export async function whoAmI(): Promise<string> {
  const token = (await session.accessToken()) ?? '';
  const response = await fetch('/api/graphql', {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: `Bearer ${token}` },
    body: JSON.stringify({ query: '{ whoAmI }' }),
  });
  const { data } = (await response.json()) as { data: { whoAmI: string | null } | null };
  return data?.whoAmI ?? 'unknown';
}
