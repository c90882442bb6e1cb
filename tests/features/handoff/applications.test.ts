import { afterAll, beforeAll, expect, test } from 'vitest';
import { createRedirectSignIn, type RedirectOptions } from '../../../src/client/redirect.js';
import { openSession } from '../../support/client-session.js';
import { cookieName, type CookiePage } from '../../support/cookie-page.js';
import {
  createGraphQLClient,
  dataOf,
  goodPassword,
  type TokenPair,
} from '../../support/graphql-client.js';
import { createHandoff, handOver, pageHeaders, pkce, signedInPage } from '../../support/handoff.js';
import { startTestServer, type TestServer } from '../../support/test-server.js';
import { listen, listenerOf, type Host } from '../../support/web-host.js';

const origin = 'http://localhost:4000';
const loginUrl = `${origin}/login`;
const redirectUri = 'com.example.app:/callback';
const inProcess = { clientAddress: null };

let server: TestServer;
let host: Host;
let ada: TokenPair;
let page: CookiePage;
beforeAll(async () => {
  server = await startTestServer({
    env: { COOKIES: 'on', REDIRECT_URIS: redirectUri },
    clientAddress: () => '127.0.0.1',
  });
  host = await listen(listenerOf((request) => server.auth.fetch(request)));
  ada = await server.signUp('ada');
  // By `fetch`, as of an application that has the service inside.
  const password = { username: 'ada', password: goodPassword };
  page = await signedInPage(createGraphQLClient(host.url), origin, { password });
});
afterAll(async () => {
  await host.close();
  await server.close();
});

test('a session is handed over by fetch, and taken over by execute', async () => {
  const handoff = await handOver(page, redirectUri);
  const signIn = `mutation ($handoff: SocialSignIn!) { signIn(input: { handoff: $handoff }) {
    ... on TokenPair { user { id } } } }`;
  const { data } = await server.auth.execute(signIn, { handoff }, inProcess);
  expect(data).toEqual({ signIn: { user: { id: ada.user.id } } });
});

test('a call in the process hands a session over by its cookie only', async () => {
  const ask = async (headers: Record<string, string>) => {
    const document = `mutation { createHandoff(redirectUri: "${redirectUri}",
      codeChallenge: "${pkce().codeChallenge}") { expiresIn } }`;
    const { errors = [] } = await server.auth.execute(document, {}, { ...inProcess, headers });
    return errors.map(({ extensions }) => extensions?.['reason']);
  };
  const authorization = `Bearer ${ada.accessToken}`;
  const cookie = `${cookieName}=${page.cookie ?? ''}`;
  expect(await ask({ authorization, cookie })).toEqual(['TOKEN_MISSING']);
  expect(await ask({ ...pageHeaders(origin), cookie, authorization })).toEqual([]);
  const evil = pageHeaders('https://evil.example');
  await expect(ask({ ...evil, cookie })).resolves.toEqual(['ORIGIN_REFUSED']);
});

/** The page of the service, as its user clicks on “Continue as ada”. */
const open: NonNullable<RedirectOptions['open']> = async (url) => {
  const { origin: shown, pathname, searchParams } = new URL(url);
  expect(shown + pathname).toBe(loginUrl);
  const reply = await createHandoff(page, {
    redirectUri: searchParams.get('redirect_uri') ?? '',
    codeChallenge: searchParams.get('code_challenge') ?? '',
    state: searchParams.get('state') ?? '',
  });
  return dataOf(reply).createHandoff.redirectUrl;
};

test('an application signs its user in by the page of the service', async () => {
  const session = openSession({ at: server.url });
  const { redirectToLogin } = createRedirectSignIn(session, { loginUrl, redirectUri, open });
  const outcome = await redirectToLogin();
  expect(outcome).toMatchObject({ status: 'signedIn', user: { username: 'ada' }, returnTo: '/' });
  expect(session.state()).toMatchObject({ status: 'signedIn' });
  expect((await server.me(await session.accessToken())).data?.me.username).toBe('ada');
});

test('an application that did not ask gets nothing from the URL of another', async () => {
  let stolen = '';
  const [one, other] = [openSession({ at: server.url }), openSession({ at: server.url })];
  const options = { loginUrl, redirectUri };
  const keep: typeof open = async (url, back) => (stolen = (await open(url, back)) ?? '');
  await createRedirectSignIn(one, { ...options, open: keep }).redirectToLogin();
  const thief = createRedirectSignIn(other, { ...options, open: () => Promise.resolve(stolen) });
  await expect(thief.redirectToLogin()).rejects.toMatchObject({ reason: 'LOGIN_UNKNOWN' });
  expect(other.state()).toMatchObject({ status: 'unknown' });
});
