import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { signUpAdministrator } from '../../support/administrator.js';
import { cookieName, cookieOf, openPage, type CookiePage } from '../../support/cookie-page.js';
import { databases } from '../../support/databases.js';
import { dataOf, goodPassword, refusalOf, type TokenPair } from '../../support/graphql-client.js';
import { impersonate } from '../../support/impersonate.js';
import { codeOf, startMailedServer, tokenOf } from '../../support/mailed-server.js';
import { startTestServer, type TestServer } from '../../support/test-server.js';

const app = 'https://app.example.com';
const env = { COOKIES: 'on', PUBLIC_URL: 'https://auth.example.com', CORS_ORIGINS: app };
const inCookieMode = { origin: app, 'x-authgraph-cookies': 'on' };

const registerText = `mutation ($username: String!, $password: String!) {
  pair: register(username: $username, password: $password) { accessToken refreshToken refreshExpiresIn } }`;
const loginText = registerText.replace('register', 'login');
const refreshText = `mutation ($refreshToken: String, $expiresIn: Int) {
  pair: refresh(refreshToken: $refreshToken, expiresIn: $expiresIn) {
    accessToken refreshToken refreshExpiresIn } }`;
const logoutText = 'mutation { logout }';

type Pair = Pick<TokenPair, 'accessToken' | 'refreshToken' | 'refreshExpiresIn'>;

const unauthenticated = (reason: string) => ({ code: 'UNAUTHENTICATED', reason });
const cleared = expect.objectContaining({ name: cookieName, value: '', maxAge: 0 }) as unknown;

let users = 0;

/** Signs a new user up on a page. */
async function signUpOn(page: CookiePage, username = `visitor${(users += 1)}`): Promise<Pair> {
  const variables = { username, password: goodPassword };
  return dataOf(await page.send<{ pair: Pair }>(registerText, variables)).pair;
}

const refreshOn = (page: CookiePage, variables: Record<string, unknown> = {}) =>
  page.send<{ pair: Pair }>(refreshText, variables);

describe.each(databases)('cookie mode, on $name', ({ name }) => {
  let server: TestServer;
  beforeAll(async () => {
    server = await startTestServer({ database: name, env });
  });
  afterAll(() => server.close());

  const open = () => openPage(server, inCookieMode);

  test('register, login and refresh put the refresh token only into the cookie', async () => {
    const page = open();
    const username = 'cookie-monster';
    const variables = { username, password: goodPassword };
    for (const text of [registerText, loginText, refreshText]) {
      const reply = await page.send<{ pair: Pair }>(text, variables);
      const { pair } = dataOf(reply);
      expect(pair.refreshToken).toBe('');
      expect(cookieOf(reply)).toEqual({
        name: cookieName,
        value: expect.stringMatching(/^ey/) as string,
        maxAge: pair.refreshExpiresIn,
        path: '/',
        httpOnly: true,
        secure: true,
        sameSite: 'strict',
      });
      expect(reply.text).not.toContain(page.cookie);
      dataOf(await server.me(pair.accessToken));
    }
  });

  test('reauthenticate and changePassword renew the cookie', async () => {
    const page = open();
    const { accessToken: token } = await signUpOn(page);
    const changes = [
      `mutation { pair: reauthenticate(password: "${goodPassword}") { refreshToken } }`,
      `mutation { pair: changePassword(currentPassword: "${goodPassword}", newPassword: "another good staple") { refreshToken } }`,
    ];
    for (const text of changes) {
      const before = page.cookie;
      const reply = await page.send<{ pair: Pair }>(text, {}, { token });
      expect(dataOf(reply).pair.refreshToken).toBe('');
      expect(page.cookie).not.toBe(before);
    }
    dataOf(await refreshOn(page));
  });

  test('the cookie lives as long as the session, however often it is refreshed', async () => {
    const page = open();
    await signUpOn(page);
    server.clock.advance(3600);
    const reply = await refreshOn(page);
    expect(cookieOf(reply)?.maxAge).toBe(2_592_000 - 3600);
  });

  test('refresh takes the cookie’s token when the argument is absent, null or blank', async () => {
    const page = open();
    await signUpOn(page);
    for (const variables of [{}, { refreshToken: null }, { refreshToken: '' }]) {
      dataOf(await refreshOn(page, variables));
    }
  });

  test('refresh prefers its argument, and moves that session into the cookie', async () => {
    const page = open();
    await signUpOn(page);
    const { refreshToken } = await server.signUp('mover');
    const { pair } = dataOf(await refreshOn(page, { refreshToken }));
    expect(dataOf(await server.me(pair.accessToken)).me.username).toBe('mover');
    dataOf(await refreshOn(page));
  });

  test('refresh without cookie and argument is TOKEN_MISSING', async () => {
    expect(refusalOf(await refreshOn(open()))).toEqual(unauthenticated('TOKEN_MISSING'));
  });

  test('tabs that refresh at once stay signed in', async () => {
    const page = open();
    await signUpOn(page);
    const tabs = Array.from({ length: 4 }, () => Object.assign(open(), { cookie: page.cookie }));
    for (const reply of await Promise.all(tabs.map((tab) => refreshOn(tab)))) dataOf(reply);
    for (const tab of tabs) dataOf(await refreshOn(tab));
  });

  describe('a dead cookie is taken back', () => {
    test('when its session has ended', async () => {
      const page = open();
      const { accessToken: token } = await signUpOn(page);
      dataOf(await server.send(logoutText, {}, { token }));

      const reply = await refreshOn(page);
      expect(refusalOf(reply)).toEqual(unauthenticated('TOKEN_REVOKED'));
      expect(cookieOf(reply)).toEqual(cleared);
    });

    test('when it was spent before, and then its session ends, too', async () => {
      const page = open();
      await signUpOn(page);
      const stolen = Object.assign(open(), { cookie: page.cookie });
      dataOf(await refreshOn(page));
      server.clock.advance(60);

      const reply = await refreshOn(stolen);
      expect(refusalOf(reply)).toEqual(unauthenticated('TOKEN_REUSED'));
      expect(cookieOf(reply)).toEqual(cleared);
      const victim = await refreshOn(page);
      expect(refusalOf(victim)).toEqual(unauthenticated('TOKEN_REVOKED'));
      expect(cookieOf(victim)).toEqual(cleared);
    });

    test('when it has expired, or is another kind of token', async () => {
      const page = open();
      const { accessToken } = await signUpOn(page);
      const swapped = Object.assign(open(), { cookie: accessToken });
      const wrong = await refreshOn(swapped);
      expect(refusalOf(wrong)).toEqual(unauthenticated('WRONG_TOKEN_TYPE'));
      expect(cookieOf(wrong)).toEqual(cleared);

      server.clock.advance(2_592_001);
      const late = await refreshOn(page);
      expect(refusalOf(late)).toEqual(unauthenticated('TOKEN_EXPIRED'));
      expect(cookieOf(late)).toEqual(cleared);
    });

    test('but not for a fault of the request', async () => {
      const page = open();
      await signUpOn(page);
      const reply = await refreshOn(page, { expiresIn: -1 });
      expect(refusalOf(reply)).toEqual({ code: 'BAD_USER_INPUT', reason: 'EXPIRES_IN_INVALID' });
      expect(cookieOf(reply)).toBeUndefined();
      dataOf(await refreshOn(page));
    });

    test('but not for a dead token in the argument', async () => {
      const page = open();
      await signUpOn(page);
      const reply = await refreshOn(page, { refreshToken: 'junk' });
      expect(refusalOf(reply)).toEqual(unauthenticated('TOKEN_INVALID'));
      expect(cookieOf(reply)).toBeUndefined();
    });
  });

  describe('logout', () => {
    test('ends the session and takes the cookie back, and twice is as good as once', async () => {
      const page = open();
      const { accessToken: token } = await signUpOn(page);
      const kept = page.cookie;
      for (let times = 0; times < 2; times += 1) {
        const reply = await page.send<{ logout: boolean }>(logoutText, {}, { token });
        expect(dataOf(reply).logout).toBe(true);
        expect(cookieOf(reply)).toEqual(cleared);
      }
      expect(refusalOf(await server.refresh(kept ?? ''))).toEqual(unauthenticated('TOKEN_REVOKED'));
    });

    test('of an administrator as a user leaves the administrator signed in', async () => {
      const page = open();
      const { user } = await signUpAdministrator(server, 'cookie.admin');
      const login = `mutation { login(username: "cookie.admin", password: "${goodPassword}") { accessToken } }`;
      const own = dataOf(await page.send<{ login: Pair }>(login)).login.accessToken;
      const kept = page.cookie;
      const someone = await server.signUp();
      const begun = dataOf(await impersonate(page, own, someone.user.id)).impersonate;
      expect(page.cookie).toBe(kept);
      const reply = await page.send(logoutText, {}, { token: begun.accessToken });
      expect(cookieOf(reply)).toBeUndefined();
      expect(refusalOf(await server.me(begun.accessToken))).toEqual(
        unauthenticated('TOKEN_REVOKED'),
      );
      const { pair } = dataOf(await refreshOn(page));
      expect(dataOf(await server.me(pair.accessToken)).me.id).toBe(user.id);
    });

    test.each([
      ['without an access token', undefined],
      ['beside a damaged access token', 'junk'],
    ])('%s the cookie alone ends its session', async (_title, token) => {
      const page = open();
      const { accessToken } = await signUpOn(page);
      const options = token === undefined ? {} : { token };
      const reply = await page.send<{ logout: boolean }>(logoutText, {}, options);

      expect(dataOf(reply).logout).toBe(true);
      expect(page.cookie).toBeUndefined();
      expect(refusalOf(await server.me(accessToken))).toEqual(unauthenticated('TOKEN_REVOKED'));
    });

    test('ends both sessions when the access token and the cookie are of two users', async () => {
      const [one, other] = [open(), open()];
      const first = await signUpOn(one);
      const second = await signUpOn(other);
      dataOf(await other.send(logoutText, {}, { token: first.accessToken }));
      for (const { accessToken } of [first, second]) {
        expect(refusalOf(await server.me(accessToken))).toEqual(unauthenticated('TOKEN_REVOKED'));
      }
    });

    test('a damaged cookie is deleted: an access token is enough, the cookie alone is not', async () => {
      const { accessToken: token } = await server.signUp();
      const page = Object.assign(open(), { cookie: 'junk' });
      const refused = await page.send(logoutText);
      expect(refusalOf(refused)).toEqual(unauthenticated('TOKEN_INVALID'));
      expect(cookieOf(refused)).toEqual(cleared);

      page.cookie = 'junk';
      const reply = await page.send<{ logout: boolean }>(logoutText, {}, { token });
      expect(dataOf(reply).logout).toBe(true);
      expect(cookieOf(reply)).toEqual(cleared);
      expect(refusalOf(await server.me(token))).toEqual(unauthenticated('TOKEN_REVOKED'));
    });

    test('with neither is TOKEN_MISSING, since nothing was ended', async () => {
      expect(refusalOf(await open().send(logoutText))).toEqual(unauthenticated('TOKEN_MISSING'));
    });

    test('logoutEverywhere takes the cookie back, and needs an access token', async () => {
      const page = open();
      const { accessToken: token } = await signUpOn(page);
      const text = 'mutation { logoutEverywhere }';
      expect(refusalOf(await page.send(text))).toEqual(unauthenticated('TOKEN_MISSING'));
      expect(page.cookie).toBeDefined();
      const reply = await page.send<{ logoutEverywhere: number }>(text, {}, { token });
      expect(dataOf(reply).logoutEverywhere).toBe(1);
      expect(cookieOf(reply)).toEqual(cleared);
    });
  });

  describe('cross-site request forgery', () => {
    const refused = { code: 'FORBIDDEN', reason: 'ORIGIN_REFUSED' };
    const asked = { 'x-authgraph-cookies': 'on' };

    test.each([
      ['a page of another origin', { origin: 'https://evil.example' }],
      ['a page whose origin begins like a configured one', { origin: `${app}.evil.example` }],
      ['a page of a sibling origin that is not configured', { origin: 'https://blog.example.com' }],
      ['a page of the configured host on another port', { origin: `${app}:8443` }],
      ['a page of the configured host without https', { origin: 'http://app.example.com' }],
      ['a sandboxed frame', { origin: 'null' }],
      ['a client that names no origin', {}],
      ['a same-site page', { 'sec-fetch-site': 'same-site' }],
      ['a cross-site page', { 'sec-fetch-site': 'cross-site', origin: 'https://evil.example' }],
    ])('%s can neither use, set nor clear the cookie', async (_title, headers) => {
      const page = open();
      await signUpOn(page);
      const { cookie } = page;
      const forger = openPage(server, { ...asked, ...headers });
      const credentials = { username: `forged${(users += 1)}`, password: goodPassword };
      for (const text of [refreshText, logoutText, registerText]) {
        const reply = await Object.assign(forger, { cookie }).send(text, credentials);
        expect(reply.status).toBe(403);
        expect(refusalOf(reply)).toEqual(refused);
        expect(cookieOf(reply)).toBeUndefined();
      }
      dataOf(await refreshOn(page));
      const unknown = await server.login(credentials.username);
      expect(refusalOf(unknown)).toEqual(unauthenticated('INVALID_CREDENTIALS'));
    });

    test.each([
      ['a page of the service’s own origin', { origin: 'https://auth.example.com' }],
      ['a page that the service serves itself', { 'sec-fetch-site': 'same-origin' }],
    ])('%s may use the cookie', async (_title, headers) => {
      const page = openPage(server, { ...asked, ...headers });
      await signUpOn(page);
      dataOf(await refreshOn(page));
    });

    test.each(['application/x-www-form-urlencoded', 'multipart/form-data', 'text/plain'])(
      'a form of type %s is refused before anything is read',
      async (type) => {
        const page = open();
        await signUpOn(page);
        const cookie = `${cookieName}=${page.cookie ?? ''}`;
        const reply = await fetch(`${server.url}/graphql`, {
          method: 'POST',
          headers: { ...inCookieMode, 'content-type': type, cookie },
          body: JSON.stringify({ query: logoutText }),
        });
        expect(reply.status).toBe(415);
        expect(reply.headers.getSetCookie()).toEqual([]);
        dataOf(await refreshOn(page));
      },
    );

    test('a link cannot sign out: no mutation runs by GET', async () => {
      const page = open();
      await signUpOn(page);
      const cookie = `${cookieName}=${page.cookie ?? ''}`;
      const address = `${server.url}/graphql?query=${encodeURIComponent(logoutText)}`;
      const reply = await fetch(address, { headers: { ...inCookieMode, cookie } });
      expect(reply.status).toBeGreaterThanOrEqual(400);
      dataOf(await refreshOn(page));
    });
  });

  describe('header mode beside it', () => {
    test('requests outside cookie mode get the token in the answer and no cookie', async () => {
      for (const headers of [{}, { origin: app }, { 'x-authgraph-cookies': 'off', origin: app }]) {
        const page = openPage(server, headers);
        const { refreshToken } = await signUpOn(page);
        expect(refreshToken).toMatch(/^ey/);
        const reply = await refreshOn(page, { refreshToken });
        expect(dataOf(reply).pair.refreshToken).toMatch(/^ey/);
        expect(cookieOf(reply)).toBeUndefined();
        expect(page.cookie).toBeUndefined();
      }
    });

    test('a script that leaves the header out does not get at the token of the cookie', async () => {
      const page = open();
      const { accessToken } = await signUpOn(page);
      const script = Object.assign(openPage(server, { origin: app }), { cookie: page.cookie });
      expect(refusalOf(await refreshOn(script))).toEqual(unauthenticated('TOKEN_MISSING'));
      expect(refusalOf(await script.send(logoutText))).toEqual(unauthenticated('TOKEN_MISSING'));
      dataOf(await server.me(accessToken));
      dataOf(await refreshOn(page));
    });
  });
});

describe('the Cookie header', () => {
  let server: TestServer;
  let token: string;
  beforeAll(async () => {
    server = await startTestServer({ env });
    token = (await server.signUp()).refreshToken;
  });
  afterAll(() => server.close());

  const refreshWith = (cookie: string) =>
    server.send<{ pair: Pair }>(refreshText, {}, { headers: { ...inCookieMode, cookie } });

  test.each([
    ['no value', `${cookieName}=`, 'TOKEN_MISSING'],
    ['a blank value', `${cookieName}=%20`, 'TOKEN_MISSING'],
    ['a name and no more', cookieName, 'TOKEN_MISSING'],
    ['only separators', ';;=;= ;', 'TOKEN_MISSING'],
    ['names of an object’s properties', '__proto__=x; constructor=y; toString=z', 'TOKEN_MISSING'],
    ['damaged percent-encoding', `${cookieName}=%E0%A4%A`, 'TOKEN_INVALID'],
    ['a NUL', `${cookieName}=%00`, 'TOKEN_INVALID'],
    ['a quoted word', `${cookieName}="x"`, 'TOKEN_INVALID'],
    ['8 kB', `${cookieName}=${'x'.repeat(8192)}`, 'TOKEN_INVALID'],
    ['8 kB of dots', `${cookieName}=${'.'.repeat(8192)}`, 'TOKEN_INVALID'],
    ['a thousand other cookies', `${'a=b; '.repeat(1000)}${cookieName}=x`, 'TOKEN_INVALID'],
    ['a damaged one before another', `${cookieName}=x; ${cookieName}=y`, 'TOKEN_INVALID'],
  ])('with %s is refused cleanly', async (_title, cookie, reason) => {
    const reply = await refreshWith(cookie);
    expect(reply.status).toBe(200);
    expect(refusalOf(reply)).toEqual(unauthenticated(reason));
  });

  test.each([
    ['without its prefix', 'authgraph-refresh'],
    ['in other letters', cookieName.toUpperCase()],
    ['behind a blank that browsers do not strip', `\u00a0${cookieName}`],
  ])('a cookie %s is another one', async (_title, name) => {
    const reply = await refreshWith(`${name}=${token}`);
    expect(refusalOf(reply)).toEqual(unauthenticated('TOKEN_MISSING'));
  });

  test('of two cookies of the name the first counts, among others that are not ours', async () => {
    const reply = await refreshWith(`theme=dark; ${cookieName}=${token}; ${cookieName}=junk; a=b`);
    dataOf(reply);
  });

  test('never reaches the log, nor does the cookie that is set', async () => {
    const page = openPage(server, inCookieMode);
    await signUpOn(page);
    const first = page.cookie ?? '';
    dataOf(await refreshOn(page));
    for (const secret of [first, page.cookie ?? '']) {
      expect(server.logs.some((line) => line.includes(secret))).toBe(false);
    }
  });
});

describe('CORS with cookies', () => {
  let server: TestServer;
  beforeAll(async () => {
    server = await startTestServer({ env });
  });
  afterAll(() => server.close());

  const preflight = (target: TestServer, origin: string) =>
    fetch(`${target.url}/graphql`, {
      method: 'OPTIONS',
      headers: {
        origin,
        'access-control-request-method': 'POST',
        'access-control-request-headers': 'content-type,x-authgraph-cookies',
      },
    });

  test('a configured origin may send cookies and ask for cookie mode', async () => {
    const { headers } = await preflight(server, app);
    expect(headers.get('access-control-allow-origin')).toBe(app);
    expect(headers.get('access-control-allow-credentials')).toBe('true');
    expect(headers.get('access-control-allow-headers')).toContain('x-authgraph-cookies');
  });

  test('no other origin may', async () => {
    const { headers } = await preflight(server, 'https://evil.example');
    expect(headers.get('access-control-allow-origin')).toBeNull();
    expect(headers.get('access-control-allow-credentials')).toBeNull();
  });

  test('with COOKIES=off no origin may', async () => {
    const off = await startTestServer({ env: { ...env, COOKIES: 'off' } });
    const { headers } = await preflight(off, app);
    expect(headers.get('access-control-allow-origin')).toBe(app);
    expect(headers.get('access-control-allow-credentials')).toBeNull();
    await off.close();
  });

  test('CORS_ORIGINS=* lets every origin in, without cookies', async () => {
    const all = await startTestServer({ env: { CORS_ORIGINS: '*' } });
    const { headers } = await preflight(all, 'https://anyone.example');
    expect(headers.get('access-control-allow-origin')).toBe('*');
    expect(headers.get('access-control-allow-credentials')).toBeNull();
    await all.close();
  });
});

test('with COOKIES=off no cookie is ever set or read, whatever a request asks for', async () => {
  const server = await startTestServer({ env: { ...env, COOKIES: 'off' } });
  const page = openPage(server, inCookieMode);
  const { refreshToken, accessToken: token } = await signUpOn(page, 'ada');
  expect(refreshToken).toMatch(/^ey/);
  page.cookie = refreshToken;

  const replies = [
    await refreshOn(page),
    await page.send(logoutText),
    await page.send(loginText, { username: 'ada', password: goodPassword }),
    await page.send(refreshText, { refreshToken }),
    await page.send(logoutText, {}, { token }),
  ];
  expect(replies.map((reply) => reply.headers.getSetCookie())).toEqual(replies.map(() => []));
  expect(replies.slice(0, 2).map(refusalOf)).toEqual([
    unauthenticated('TOKEN_MISSING'),
    unauthenticated('TOKEN_MISSING'),
  ]);
  for (const reply of replies.slice(2)) dataOf(reply);
  await server.close();
});

test('the document of the Sandbox works unchanged on a service with COOKIES=on', async () => {
  const { sandboxDocument } = await import('../../../src/platform/graphql/sandbox.js');
  const server = await startTestServer({ env: { COOKIES: 'on' } });
  const run = async (operationName: string, variables: Record<string, unknown>) => {
    const reply = await fetch(server.url, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        origin: server.url,
        'sec-fetch-site': 'same-origin',
      },
      body: JSON.stringify({ query: sandboxDocument(false), operationName, variables }),
    });
    return (await reply.json()) as { data: Record<string, Pair> };
  };
  const { register } = (await run('Register', { username: 'ada', password: goodPassword })).data;
  const { refresh } = (await run('Refresh', { refreshToken: register?.refreshToken })).data;
  expect(refresh?.refreshToken).toMatch(/^ey/);
  await server.close();
});

test('signing in by e-mail puts the refresh token into the cookie too', async () => {
  const email = 'ada@example.com';
  const server = await startMailedServer({ env: { COOKIES: 'on', CORS_ORIGINS: app } });
  await server.signUpVerified('ada', email);
  for (const way of ['loginWithEmailToken', 'loginWithEmailCode'] as const) {
    dataOf(await server.act('requestLoginEmail', { email }));
    const mail = await server.nextMail(email);
    const proof =
      way === 'loginWithEmailToken'
        ? `token: "${tokenOf(mail)}"`
        : `email: "${email}", code: "${codeOf(mail)}"`;
    const page = openPage(server, inCookieMode);
    const reply = await page.send<{ pair: Pair }>(
      `mutation { pair: ${way}(${proof}) { accessToken refreshToken refreshExpiresIn } }`,
    );
    expect(dataOf(reply).pair.refreshToken).toBe('');
    expect(page.cookie).toMatch(/^ey/);
    dataOf(await refreshOn(page));
  }
  await server.close();
});
