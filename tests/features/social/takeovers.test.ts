import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { challengeOf, completeMfa, enroll, totpCode } from '../../support/authenticator.js';
import { dataOf, goodPassword, refusalOf, type TokenPair } from '../../support/graphql-client.js';
import { deliver } from '../../support/providers/browser.js';
import type { Claims } from '../../support/providers/id-token.js';
import { startOidcStub, type OidcStub } from '../../support/providers/oidc-stub.js';
import {
  ledBack,
  openApplication,
  pairOf,
  pkce,
  redirectUri,
  type Application,
} from '../../support/providers/social-client.js';
import { startSocialServer } from '../../support/providers/social-server.js';
import type { TestServer } from '../../support/test-server.js';

let company: OidcStub;
let other: OidcStub;
let server: TestServer;
/** An application whose users come from the company, and one whose users come from elsewhere. */
let app: Application;
let elsewhere: Application;

let people = 0;
/** Somebody who has never been here. */
function person(claims: Claims = {}): { sub: string; email: string } & Claims {
  people += 1;
  const own = { sub: `person-${people}`, email: `person-${people}@example.com` };
  return { ...own, email_verified: true, ...claims };
}

beforeAll(async () => {
  const now = () => server.clock.now();
  [company, other] = await Promise.all([startOidcStub({ now }), startOidcStub({ now })]);
  server = await startSocialServer([
    { id: 'company', issuer: company.issuer },
    // The same provider, as the operator has named it since.
    { id: 'renamed', issuer: company.issuer },
    { id: 'other', issuer: other.issuer },
    { id: 'untrusted', issuer: other.issuer, trustEmail: false },
  ]);
  app = openApplication(server);
  elsewhere = openApplication(server, { provider: 'other' });
});
afterAll(async () => {
  await server.close();
  await Promise.all([company.close(), other.close()]);
});
beforeEach(() => {
  company.person = person();
  other.person = person();
});

const me = async ({ accessToken }: TokenPair) => dataOf(await app.me(accessToken)).me;
const handoffInvalid = { code: 'BAD_USER_INPUT', reason: 'HANDOFF_INVALID' };
const isRefused = (response: Response) => {
  expect(response.status).toBe(400);
  expect(response.headers.get('location')).toBeNull();
};

describe('who an identity belongs to', () => {
  test('a first sign-in makes an account, and the next one finds it', async () => {
    company.person = person({ name: 'Ada Lovelace' });
    const first = await me(await app.signedIn());
    expect(first).toMatchObject({
      displayName: 'Ada Lovelace',
      email: company.person['email'],
      emailVerified: true,
      hasPassword: false,
      identities: [{ provider: 'company', issuer: company.issuer }],
    });
    expect((await me(await app.signedIn())).id).toBe(first.id);
  });

  test('one subject at two issuers is two people', async () => {
    other.person = { sub: company.person['sub'], email_verified: false };
    const [one, another] = [await me(await app.signedIn()), await me(await elsewhere.signedIn())];
    expect(another.id).not.toBe(one.id);
  });

  test('the name of a provider says nothing: its issuer stays the same', async () => {
    const first = await me(await app.signedIn());
    const renamed = openApplication(server, { provider: 'renamed' });
    expect((await me(await renamed.signedIn())).id).toBe(first.id);
  });

  test('subjects are compared letter by letter', async () => {
    const { sub } = person();
    const ids = new Set<string>();
    for (const each of [sub, sub.toUpperCase(), `${sub} `, ` ${sub}`, `${sub}\u200b`]) {
      company.person = { sub: each };
      ids.add((await me(await app.signedIn())).id);
    }
    expect(ids.size).toBe(5);
  });

  test('an address that changes at the provider changes nothing here', async () => {
    const { sub, email } = (company.person = person());
    const first = await me(await app.signedIn());
    const victim = await me(await elsewhere.signedIn());
    company.person = { sub, email: victim.email, email_verified: true };
    const second = await me(await app.signedIn());
    expect(second).toEqual({ ...first, email });
  });
});

describe('an address proves nothing about an account', () => {
  test('a verified address of another account is ACCOUNT_EXISTS, and opens nothing', async () => {
    const victim = await me(await app.signedIn());
    other.person = person({ email: victim.email });
    const shown = await elsewhere.shown();
    const reply = await elsewhere.signIn(shown);
    expect(refusalOf(reply)).toEqual({ code: 'BAD_USER_INPUT', reason: 'ACCOUNT_EXISTS' });
    expect((await me(await app.signedIn())).identities).toHaveLength(1);
  });

  test('who has registered the address first has no part in the account of its owner', async () => {
    const { email } = (company.person = person());
    const attacker = dataOf(await server.register({ username: `pre-${people}`, email })).register;
    const victim = await me(await app.signedIn());
    expect(victim).toMatchObject({ email, emailVerified: true, hasPassword: false });
    expect(victim.id).not.toBe(attacker.user.id);
    expect(await me(attacker)).toMatchObject({ emailVerified: false, identities: [] });
    expect(refusalOf(await server.login(email)).reason).toBe('INVALID_CREDENTIALS');
    dataOf(await server.login(`pre-${people}`));
  });

  test.each([
    ['a provider that has not verified it', 'other', false],
    ['a provider that is not trusted with addresses', 'untrusted', true],
    ['a provider that says so in text', 'other', 'true'],
  ])('an address of %s is unverified', async (_, provider, verified) => {
    const victim = await me(await app.signedIn());
    other.person = person({ email: victim.email, email_verified: verified });
    const attacker = await me(await openApplication(server, { provider }).signedIn());
    expect(attacker).toMatchObject({ email: victim.email, emailVerified: false });
    expect(attacker.id).not.toBe(victim.id);
    expect(await me(await app.signedIn())).toEqual(victim);
  });

  test('who comes first with an unverified address does not get its owner later', async () => {
    const { email } = (company.person = person());
    other.person = person({ email, email_verified: false });
    const attacker = await me(await elsewhere.signedIn());
    const owner = await me(await app.signedIn());
    expect(owner).toMatchObject({ email, emailVerified: true });
    expect(owner.id).not.toBe(attacker.id);
    const again = await me(await elsewhere.signedIn());
    expect(again).toMatchObject({ id: attacker.id, emailVerified: false });
  });

  test('an identity of another account is not linked a second time', async () => {
    await app.signedIn();
    const taker = await elsewhere.signedIn();
    const options = { begin: 'beginIdentityLink', token: taker.accessToken } as const;
    const reply = await app.finishLink(taker.accessToken, await app.shown(options));
    expect(refusalOf(reply)).toEqual({ code: 'BAD_USER_INPUT', reason: 'IDENTITY_TAKEN' });
  });
});

describe('whose browser it is', () => {
  test('a code without the verifier of its client is of no use, and stays good', async () => {
    const shown = await app.shown();
    for (const codeVerifier of [pkce().codeVerifier, 'a'.repeat(43), 'a', '']) {
      expect(refusalOf(await app.signIn({ ...shown, codeVerifier }))).toEqual(handoffInvalid);
    }
    pairOf(await app.signIn(shown));
  });

  test("an attacker's answer with the state of a victim is refused", async () => {
    const attacker = await app.visit();
    const victim = await app.visit();
    const mixed = new URL(attacker.callback.url);
    mixed.searchParams.set('state', new URL(victim.callback.url).searchParams.get('state') ?? '');
    const response = await deliver(server.url, { method: 'GET', url: mixed.href });
    expect(ledBack(response)).toMatchObject({ error: 'PROVIDER_REFUSED', code: undefined });
  });

  test.each<[string, (url: URL) => void]>([
    ['without a state', (url) => url.searchParams.delete('state')],
    ['with two states', (url) => url.searchParams.append('state', 'another')],
    ['with a state of its own', (url) => url.searchParams.set('state', 'a'.repeat(300))],
    [
      'with a state of 10,000 characters',
      (url) => url.searchParams.set('state', 'a'.repeat(10_000)),
    ],
    ['at the callback of another provider', (url) => (url.pathname = '/callback/other')],
  ])('an answer %s leads nowhere', async (_, change) => {
    const { callback } = await app.visit();
    const url = new URL(callback.url);
    change(url);
    isRefused(await deliver(server.url, { method: 'GET', url: url.href }));
  });

  test('an answer that comes after ten minutes leads nowhere', async () => {
    const { callback } = await app.visit();
    server.clock.advance(600);
    isRefused(await deliver(server.url, callback));
  });

  test('an answer that is shown again is refused', async () => {
    const { callback } = await app.comeBack();
    const again = ledBack(await deliver(server.url, callback));
    expect(again).toMatchObject({ error: 'PROVIDER_REFUSED', code: undefined });
  });

  test('a code works once, and for a minute', async () => {
    const first = await app.shown();
    pairOf(await app.signIn(first));
    expect(refusalOf(await app.signIn(first))).toEqual(handoffInvalid);
    const late = await app.shown();
    server.clock.advance(60);
    expect(refusalOf(await app.signIn(late))).toEqual(handoffInvalid);
  });

  test('a code is for what its flow was begun for', async () => {
    const { accessToken: token } = await app.signedIn();
    const signIn = await app.shown();
    expect(refusalOf(await app.finishLink(token, signIn))).toEqual(handoffInvalid);
    expect(refusalOf(await app.stepUp(token, signIn))).toEqual(handoffInvalid);
    const link = await app.shown({ begin: 'beginIdentityLink', token });
    expect(refusalOf(await app.signIn(link))).toEqual(handoffInvalid);
    expect(refusalOf(await app.stepUp(token, link))).toEqual(handoffInvalid);
  });

  test('a code of a link is for the session that began it', async () => {
    const attacker = await app.signedIn();
    const begin = { begin: 'beginIdentityLink', token: attacker.accessToken } as const;
    const shown = await elsewhere.shown(begin);
    company.person = person();
    const victim = await app.signedIn();
    expect(refusalOf(await app.finishLink(victim.accessToken, shown))).toEqual(handoffInvalid);
    dataOf(await app.finishLink(attacker.accessToken, shown));
    expect((await me(attacker)).identities).toHaveLength(2);
  });
});

describe('where users are led', () => {
  const registered = 'http://localhost:3000/signed-in';
  const corpus = [
    ...['', 'https:evil', 'https:/evil', '//evil.example', '/\\evil', '\\\\evil', '/signed-in'],
    ...['http://localhost:3000', 'http://localhost:3000/', `${registered}/`, `${registered}/x`],
    ...[`${registered}?x=1`, `${registered}?`, `${registered}#x`, `${registered}#`],
    ...[
      `${registered}%00`,
      `${registered}%2f`,
      `${registered}\u0000`,
      ` ${registered}`,
      `${registered} `,
    ],
    ...[
      'http://localhost:3000/signed%2din',
      'http://localhost:3000/SIGNED-IN',
      'HTTP://localhost:3000/signed-in',
    ],
    ...['http://LOCALHOST:3000/signed-in', 'https://localhost:3000/signed-in'],
    ...[
      'http://localhost:3001/signed-in',
      'http://localhost/signed-in',
      'http://127.0.0.1:3000/signed-in',
    ],
    ...[
      'http://localhost:3000/./signed-in',
      'http://localhost:3000/x/../signed-in',
      'http://localhost:3000//signed-in',
    ],
    ...['http://user@localhost:3000/signed-in', 'http://localhost:3000@evil.example/signed-in'],
    ...['http://localhost:3000\\@evil.example/signed-in', 'http://localhost:3000\\signed-in'],
    ...['http://localhost:3000.evil.example/signed-in', 'http://localhost:03000/signed-in'],
    ...[
      'http://lоcalhost:3000/signed-in',
      'http://localhost\u3002:3000/signed-in',
      'http://localhost.:3000/signed-in',
    ],
    ...[
      'javascript:alert(1)',
      'data:text/html,x',
      `${registered},http://evil.example`,
      '*',
      'null',
    ],
  ];

  test(`${corpus.length} addresses that only resemble a registered one are refused`, async () => {
    for (const uri of corpus) {
      const wanted = { provider: 'company', redirectUri: uri, ...pkce() };
      const reply = await app.begin('beginSocialSignIn', wanted);
      expect({ uri, reason: refusalOf(reply).reason }).toEqual({ uri, reason: 'REDIRECT_REFUSED' });
    }
  });

  test('a link and a proof lead nowhere else either', async () => {
    const { accessToken } = await app.signedIn();
    for (const begin of ['beginIdentityLink', 'beginIdentityProof'] as const) {
      const wanted = { provider: 'company', redirectUri: 'https:evil', ...pkce() };
      const reply = await app.begin(begin, wanted, accessToken);
      expect(refusalOf(reply).reason).toBe('REDIRECT_REFUSED');
    }
  });

  test('what the provider is asked names the registered callback, PKCE and a nonce', async () => {
    const { authorizationUrl, codeVerifier } = await app.visit();
    const asked = Object.fromEntries(new URL(authorizationUrl).searchParams);
    expect(asked).toMatchObject({
      redirect_uri: 'http://localhost:4000/callback/company',
      response_type: 'code',
      code_challenge_method: 'S256',
    });
    expect(asked['code_challenge']).toMatch(/^[\w-]{43}$/);
    expect(asked['nonce']).toMatch(/^[\w-]{22,}$/);
    // Its own, not the one of the application.
    expect(asked['code_challenge']).not.toBe(pkce(codeVerifier).codeChallenge);
    expect(authorizationUrl).not.toContain(encodeURIComponent(redirectUri));
  });

  test('no token is in an address', async () => {
    const { callback, code, codeVerifier } = await app.comeBack();
    const { accessToken, refreshToken } = pairOf(
      await app.signIn({ code: code ?? '', codeVerifier }),
    );
    for (const token of [accessToken, refreshToken]) {
      expect(`${callback.url} ${String(code)}`).not.toContain(token);
    }
  });
});

describe('what a provider proves', () => {
  const old = 3600;

  /** A session that is not fresh any more, with the stub's person. */
  async function stale(): Promise<TokenPair> {
    const pair = await app.signedIn();
    server.clock.advance(old / 2);
    const refreshed = dataOf(await server.refresh(pair.refreshToken)).refresh;
    const [identity] = (await me(refreshed)).identities;
    const refused = refusalOf(await app.unlink(refreshed.accessToken, identity?.id ?? ''));
    expect(refused.reason).toBe('FRESH_LOGIN_REQUIRED');
    return refreshed;
  }

  const prove = async (token: string) =>
    app.stepUp(token, await app.shown({ begin: 'beginIdentityProof', token }));

  test('a sign-in of this moment makes the session fresh', async () => {
    const { accessToken } = await stale();
    const proved = dataOf(await prove(accessToken)).stepUp;
    const options = { begin: 'beginIdentityLink', token: proved.accessToken } as const;
    dataOf(await app.finishLink(proved.accessToken, await elsewhere.shown(options)));
  });

  test.each<[string, (now: number) => unknown]>([
    ['no auth_time', () => undefined],
    ['an auth_time of 1970', () => 0],
    ['an auth_time of an hour ago', (now) => now - old],
    ['an auth_time of next year', (now) => now + 31_536_000],
    ['an auth_time in milliseconds', (now) => (now - old) * 1000],
  ])('%s proves nothing', async (_, time) => {
    const { accessToken } = await stale();
    const authTime = time(Math.floor(server.clock.now() / 1000));
    const conduct = { claims: (claims: Claims) => ({ ...claims, auth_time: authTime }) };
    const reply = await company.bent(conduct, () => prove(accessToken));
    expect(refusalOf(reply)).toEqual({ code: 'FORBIDDEN', reason: 'PROOF_TOO_OLD' });
  });

  test.each(['1700000000', -1, {}])('an auth_time of %j is no answer', async (authTime) => {
    const { accessToken: token } = await stale();
    const conduct = { claims: (claims: Claims) => ({ ...claims, auth_time: authTime }) };
    const proof = { begin: 'beginIdentityProof', token } as const;
    const back = await company.bent(conduct, () => app.comeBack(proof));
    expect(back.error).toBe('PROVIDER_REFUSED');
  });

  test('another person at the provider proves nothing', async () => {
    const { accessToken } = await stale();
    company.person = person();
    expect(refusalOf(await prove(accessToken)).reason).toBe('IDENTITY_NOT_FOUND');
  });

  test('with two-step sign-in a provider is the first step only', async () => {
    const pair = await app.signedIn();
    const { secret } = await enroll(server, pair.accessToken, server.clock.now());
    server.clock.advance(60);
    const { code, codeVerifier } = await app.shown();
    const challenge = await challengeOf(server, { handoff: { code, codeVerifier } });
    expect(challenge.methods).toContain('TOTP');
    const totp = totpCode(secret, server.clock.now());
    const completed = dataOf(await completeMfa(server, challenge.mfaToken, { totp })).completeMfa;
    expect((await me(completed)).id).toBe(pair.user.id);
    // The code went with the second step.
    expect(refusalOf(await app.signIn({ code, codeVerifier }))).toEqual(handoffInvalid);
  });

  test('a disabled account stays closed', async () => {
    const { user } = await app.signedIn();
    await server.withStorage(({ users }) => users.setDisabledAt(user.id, server.clock.now()));
    const reply = await app.signIn(await app.shown());
    expect(refusalOf(reply)).toEqual(handoffInvalid);
  });
});

describe('the last way in', () => {
  test('stays: an account with nothing but identities keeps one of them', async () => {
    company.person = { sub: person().sub };
    const { accessToken } = await app.signedIn();
    const link = { begin: 'beginIdentityLink', token: accessToken } as const;
    dataOf(await app.finishLink(accessToken, await elsewhere.shown(link)));
    const { identities } = await me({ accessToken } as TokenPair);
    const replies = await Promise.all(identities.map(({ id }) => app.unlink(accessToken, id)));
    const refused = replies.filter(({ errors }) => errors.length > 0).map(refusalOf);
    expect(refused.map(({ reason }) => reason)).toEqual(['LAST_SIGN_IN_METHOD']);
    expect((await me({ accessToken } as TokenPair)).identities).toHaveLength(1);
  });

  test('a password is another way in, so the identity can go', async () => {
    const { accessToken } = dataOf(
      await server.register({ username: `pwd-${person().sub}` }),
    ).register;
    const link = { begin: 'beginIdentityLink', token: accessToken } as const;
    const linked = dataOf(await app.finishLink(accessToken, await app.shown(link)));
    dataOf(await app.unlink(accessToken, linked.finishIdentityLink.id));
    const { id } = await me(await app.signedIn());
    expect(id).not.toBe((await me({ accessToken } as TokenPair)).id);
    dataOf(await server.login(`pwd-person-${people}`, goodPassword));
  });

  test('of another account is no identity of mine', async () => {
    const victim = await me(await app.signedIn());
    const attacker = await elsewhere.signedIn();
    const reply = await app.unlink(attacker.accessToken, victim.identities[0]?.id ?? '');
    expect(refusalOf(reply).reason).toBe('IDENTITY_NOT_FOUND');
  });
});
