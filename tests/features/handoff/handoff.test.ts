import { decode } from 'jsonwebtoken';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createHandoffCodes } from '../../../src/features/handoff/codes.js';
import { resolveSecret } from '../../../src/app/config.js';
import { signUpAdministrator } from '../../support/administrator.js';
import { enroll, signIn, stepUp, totpCode } from '../../support/authenticator.js';
import { openPage, type CookiePage } from '../../support/cookie-page.js';
import { databases } from '../../support/databases.js';
import { dataOf, goodPassword, refusalOf, type Reply } from '../../support/graphql-client.js';
import { createHandoff, handOver, pageHeaders, pkce, signedInPage } from '../../support/handoff.js';
import { impersonate } from '../../support/impersonate.js';
import { startTestServer, type TestServer } from '../../support/test-server.js';

const origin = 'http://localhost:4000';
const redirectUri = 'https://app.example.com/callback';
const reasonOf = (reply: Reply<unknown>) => refusalOf(reply).reason;
const { codeChallenge } = pkce();

interface Claims {
  sid: string;
  auth_time: number;
  amr: string[];
  acr: string;
  roles: string[];
  exp: number;
}
const claimsOf = (token: string) => decode(token, { json: true }) as unknown as Claims;

describe.each(databases)('a hand-off, on $name', ({ name }) => {
  let server: TestServer;
  beforeAll(async () => {
    const env = {
      COOKIES: 'on',
      REDIRECT_URIS: `${redirectUri},com.example.app:/callback`,
      MFA_REQUIRED_ROLES: 'auditor',
      REFRESH_GRACE: '10',
    };
    server = await startTestServer({ database: name, env });
  });
  afterAll(() => server.close());

  /** A user on the service's own page. */
  async function withPage() {
    const { user, refreshToken } = await server.signUp();
    const input = { password: { username: user.username, password: goodPassword } };
    const page = await signedInPage(server, origin, input);
    return { user, input, page, other: refreshToken };
  }

  const begin = async (shown: object) => {
    const { signIn: result } = dataOf(await signIn(server, { handoff: shown }));
    if (result.__typename !== 'TokenPair') throw new Error('expected a pair');
    return result;
  };
  const refused = async (shown: object) => reasonOf(await signIn(server, { handoff: shown }));
  const refresh = (page: CookiePage) =>
    page.send<{ refresh: { accessToken: string } }>('mutation { refresh { accessToken } }');
  const grant = (id: string, roles: string[]) =>
    server.withStorage(({ users }) => users.setRoles(id, roles));

  test('begins a session that inherits time, proof, roles and end', async () => {
    const { user, input } = await withPage();
    await grant(user.id, ['editor', 'buyer']);
    const page = await signedInPage(server, origin, input);
    const began = Math.floor(server.clock.now() / 1000);
    server.clock.advance(600);
    await grant(user.id, ['editor', 'granted-since']);
    const parent = claimsOf(page.cookie ?? '');
    const { accessToken, refreshToken } = await begin(await handOver(page, redirectUri));
    const child = claimsOf(accessToken);
    expect(child).toMatchObject({ auth_time: began, amr: ['pwd'], acr: 'aal1', roles: ['editor'] });
    expect(child.sid).not.toBe(parent.sid);
    expect(claimsOf(refreshToken)).toMatchObject({ exp: parent.exp, auth_time: began });
    const { refresh: next } = dataOf(await server.refresh(refreshToken));
    expect(claimsOf(next.accessToken)).toMatchObject({ auth_time: began, roles: ['editor'] });
    const events = await server.withStorage(({ audit }) => audit.list({ limit: 1 }));
    expect(events[0]).toMatchObject({
      type: 'login.succeeded',
      detail: { method: 'handoff' },
      sessionId: child.sid,
    });
  });

  test('leaves the refresh token of the page as it was', async () => {
    const { page } = await withPage();
    const before = page.cookie;
    await begin(await handOver(page, redirectUri));
    expect(page.cookie).toBe(before);
    server.clock.advance(60);
    dataOf(await refresh(page));
  });

  test('inherits the two factors of an account with two-step sign-in', async () => {
    const { user, page } = await withPage();
    await grant(user.id, ['auditor']);
    const { accessToken } = dataOf(await refresh(page)).refresh;
    const app = await enroll(server, accessToken, server.clock.now());
    server.clock.advance(30);
    const code = { totp: totpCode(app.secret, server.clock.now()) };
    dataOf(await stepUp({ ...server, send: page.send }, app.tokens.accessToken, code));
    server.clock.advance(900);
    const child = claimsOf((await begin(await handOver(page, redirectUri))).accessToken);
    const at = Math.floor(server.clock.now() / 1000) - 900;
    expect(child).toMatchObject({ acr: 'aal2', auth_time: at, roles: ['auditor'] });
    expect(child.amr).toContain('otp');
  });

  test('by a token that was copied before a step-up gains nothing from it', async () => {
    const { user, page } = await withPage();
    const copy = openPage(server, pageHeaders(origin));
    copy.cookie = page.cookie;
    const { accessToken } = dataOf(await refresh(page)).refresh;
    const stale = page.cookie;
    const app = await enroll(server, accessToken, server.clock.now());
    expect(app.tokens.user.id).toBe(user.id);
    for (const cookie of [copy.cookie, stale]) {
      copy.cookie = cookie;
      const { codeVerifier, codeChallenge: challenge } = pkce();
      const reply = await createHandoff(copy, { redirectUri, codeChallenge: challenge });
      const { redirectUrl } = dataOf(reply).createHandoff;
      const code = new URL(redirectUrl).searchParams.get('code');
      expect(await refused({ code, codeVerifier })).toBe('HANDOFF_INVALID');
    }
  });

  test('works once of twenty times at once, and never again', async () => {
    const { page } = await withPage();
    const handoff = await handOver(page, redirectUri);
    const twenty = Array.from({ length: 20 }, () => signIn(server, { handoff }));
    const replies = await Promise.all(twenty);
    const reasons = replies.filter(({ errors }) => errors.length > 0).map(reasonOf);
    expect(reasons).toEqual(Array(19).fill('HANDOFF_INVALID'));
    expect(await refused(handoff)).toBe('HANDOFF_INVALID');
  });

  test('ends after 60 seconds', async () => {
    const { page } = await withPage();
    const [late, later] = [await handOver(page, redirectUri), await handOver(page, redirectUri)];
    server.clock.advance(59);
    await begin(late);
    server.clock.advance(1);
    expect(await refused(later)).toBe('HANDOFF_INVALID');
  });

  test('is of no use without its verifier', async () => {
    const { page } = await withPage();
    const { code, codeVerifier } = await handOver(page, redirectUri);
    const others = [
      pkce().codeVerifier,
      '',
      codeVerifier.slice(1),
      `${codeVerifier}=`,
      'é'.repeat(43),
    ];
    for (const other of others) {
      expect(await refused({ code, codeVerifier: other })).toBe('HANDOFF_INVALID');
    }
    await begin({ code, codeVerifier });
  });

  test('is refused of another secret, of another kind, and when it is no code', async () => {
    const { page } = await withPage();
    const { code } = await handOver(page, redirectUri);
    const { codeVerifier, codeChallenge: challenge } = pkce();
    const { clock, config } = server;
    const wanted = { subject: {}, codeChallenge: challenge, lifetime: 60 };
    const foreign = createHandoffCodes({ secret: 'x'.repeat(64), clock });
    const own = createHandoffCodes({ secret: resolveSecret(config), clock });
    const codes = [
      foreign.issue({ kind: 'session', ...wanted }),
      own.issue({ kind: 'identity', ...wanted }),
      `${code}A`,
      code.slice(0, 20),
      page.cookie ?? '',
      '',
      'a'.repeat(5000),
    ];
    for (const each of codes) {
      expect(await refused({ code: each, codeVerifier })).toBe('HANDOFF_INVALID');
    }
    expect(server.logs.filter((line) => /"level":[56]0/.test(line))).toEqual([]);
  });

  test('dies with the session that is handed over', async () => {
    const { page } = await withPage();
    const shown = await handOver(page, redirectUri);
    const { accessToken } = dataOf(await refresh(page)).refresh;
    dataOf(await page.send('mutation { logout }', {}, { token: accessToken }));
    expect(await refused(shown)).toBe('HANDOFF_INVALID');
  });

  test('dies with the account', async () => {
    const { user, page } = await withPage();
    const [first, second] = [await handOver(page, redirectUri), await handOver(page, redirectUri)];
    await server.withStorage(({ users }) => users.setDisabledAt(user.id, server.clock.now()));
    expect(await refused(first)).toBe('HANDOFF_INVALID');
    await server.withStorage(({ users }) => users.delete(user.id));
    expect(await refused(second)).toBe('HANDOFF_INVALID');
  });

  test('dies with the password, also where its session goes on', async () => {
    const { page } = await withPage();
    const shown = await handOver(page, redirectUri);
    const { accessToken: token } = dataOf(await refresh(page)).refresh;
    const change = `mutation { changePassword(currentPassword: "${goodPassword}",
      newPassword: "a quite different passphrase") { accessToken } }`;
    dataOf(await page.send(change, {}, { token }));
    expect(await refused(shown)).toBe('HANDOFF_INVALID');
    await begin(await handOver(page, redirectUri));
  });

  test('needs the cookie; no bearer token stands for it', async () => {
    const { user, page } = await withPage();
    const { accessToken: token } = dataOf(await refresh(page)).refresh;
    const wanted = { redirectUri, codeChallenge };
    const bare = openPage(server, pageHeaders(origin));
    const header = openPage(server, { origin });
    header.cookie = page.cookie;
    for (const each of [bare, header]) {
      for (const options of [undefined, { token }]) {
        const reply = await createHandoff(each, wanted, options);
        expect(refusalOf(reply)).toEqual({ code: 'UNAUTHENTICATED', reason: 'TOKEN_MISSING' });
      }
    }
    bare.cookie = token;
    expect(reasonOf(await createHandoff(bare, wanted))).toBe('WRONG_TOKEN_TYPE');
    const evil = openPage(server, pageHeaders('https://evil.example'));
    evil.cookie = page.cookie;
    expect(reasonOf(await createHandoff(evil, wanted))).toBe('ORIGIN_REFUSED');
    expect(user.id).toBeDefined();
  });

  test('is refused to a page that shows an administrator as the user', async () => {
    const { user, page } = await withPage();
    const admin = await signUpAdministrator(server, `host-${name}-${user.username}`);
    const reply = await impersonate(server, admin.accessToken, user.id);
    const { accessToken: token } = dataOf(reply).impersonate;
    const wanted = { redirectUri, codeChallenge };
    expect(reasonOf(await createHandoff(page, wanted, { token }))).toBe('IMPERSONATED');
    dataOf(await createHandoff(page, wanted));
  });

  test('is refused to a token that was used, beyond the grace of a refresh', async () => {
    const { page } = await withPage();
    const old = openPage(server, pageHeaders(origin));
    old.cookie = page.cookie;
    dataOf(await refresh(page));
    const wanted = { redirectUri, codeChallenge };
    server.clock.advance(9);
    dataOf(await createHandoff(old, wanted));
    server.clock.advance(1);
    expect(reasonOf(await createHandoff(old, wanted))).toBe('TOKEN_INVALID');
    dataOf(await createHandoff(page, wanted));
    dataOf(await refresh(page));
    dataOf(await refresh(page));
    expect(reasonOf(await createHandoff(old, wanted))).toBe('TOKEN_INVALID');
  });

  test('is refused to a session that has ended', async () => {
    const { page } = await withPage();
    server.clock.advance(server.config.jwtRefreshTokenExpires);
    const reply = await createHandoff(page, { redirectUri, codeChallenge });
    expect(reasonOf(reply)).toBe('TOKEN_EXPIRED');
  });

  test('is no proof of identity in a session', async () => {
    const { page } = await withPage();
    const { accessToken } = dataOf(await refresh(page)).refresh;
    const shown = await handOver(page, redirectUri);
    expect(reasonOf(await stepUp(server, accessToken, { handoff: shown }))).toBe('HANDOFF_INVALID');
    await begin(shown);
  });

  test('goes to a registered address with its state, and nowhere else', async () => {
    const { page } = await withPage();
    const state = 'a b&code=x#"é';
    for (const each of [redirectUri, 'com.example.app:/callback']) {
      const reply = await createHandoff(page, { redirectUri: each, codeChallenge, state });
      const { redirectUrl, expiresIn } = dataOf(reply).createHandoff;
      expect(expiresIn).toBe(60);
      expect(redirectUrl.startsWith(`${each}?code=`)).toBe(true);
      const { searchParams } = new URL(redirectUrl);
      expect(searchParams.getAll('code')).toHaveLength(1);
      expect(searchParams.get('state')).toBe(state);
    }
    const wrong = [{ redirectUri: `${redirectUri}/` }, { redirectUri: 'https:evil' }];
    for (const each of wrong) {
      const reply = await createHandoff(page, { codeChallenge, ...each });
      expect(refusalOf(reply)).toEqual({ code: 'BAD_USER_INPUT', reason: 'REDIRECT_REFUSED' });
    }
    for (const challenge of ['', 'a'.repeat(42), `${'a'.repeat(42)}+`, 'a'.repeat(44)]) {
      const reply = await createHandoff(page, { redirectUri, codeChallenge: challenge });
      expect(reasonOf(reply)).toBe('CODE_CHALLENGE_INVALID');
    }
    const long = await createHandoff(page, { redirectUri, codeChallenge, state: 'a'.repeat(513) });
    expect(reasonOf(long)).toBe('INPUT_TOO_LONG');
  });
});
