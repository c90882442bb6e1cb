import { createHash, randomBytes } from 'node:crypto';
import { signIn } from './authenticator.js';
import { openPage, type CookiePage } from './cookie-page.js';
import { dataOf, type GraphQLClient, type Reply } from './graphql-client.js';

export interface Handoff {
  readonly redirectUrl: string;
  readonly expiresIn: number;
}

/** The headers of a page of the service's own, or of a front end in cookie mode. */
export const pageHeaders = (origin: string) => ({ origin, 'x-authgraph-cookies': 'on' });

/** A verifier as a client makes it, and its challenge (RFC 7636 §4). */
export function pkce(codeVerifier = randomBytes(32).toString('base64url')) {
  const codeChallenge = createHash('sha256').update(codeVerifier).digest('base64url');
  return { codeVerifier, codeChallenge };
}

export function createHandoff(
  page: Pick<CookiePage, 'send'>,
  variables: { redirectUri: string; codeChallenge: string; state?: string },
  options?: { token: string },
): Promise<Reply<{ createHandoff: Handoff }>> {
  return page.send(
    `mutation ($redirectUri: String!, $codeChallenge: String!, $state: String) {
      createHandoff(redirectUri: $redirectUri, codeChallenge: $codeChallenge, state: $state) {
        redirectUrl expiresIn } }`,
    variables,
    options,
  );
}

/** A page that a user has signed in on by a proof. */
export async function signedInPage(
  client: GraphQLClient,
  origin: string,
  input: Record<string, unknown>,
): Promise<CookiePage> {
  const page = openPage(client, pageHeaders(origin));
  dataOf(await signIn({ ...client, send: page.send }, input));
  return page;
}

/** What the application shows after a hand-off by a page. */
export async function handOver(page: CookiePage, redirectUri: string) {
  const { codeVerifier, codeChallenge } = pkce();
  const reply = await createHandoff(page, { redirectUri, codeChallenge });
  const { redirectUrl } = dataOf(reply).createHandoff;
  return { code: new URL(redirectUrl).searchParams.get('code') ?? '', codeVerifier };
}
