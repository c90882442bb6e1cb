import { decode } from 'jsonwebtoken';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { databases } from '../support/databases.js';
import { dataOf, goodPassword, refusalOf } from '../support/graphql-client.js';
import { startTestServer, type TestServer } from '../support/test-server.js';

/**
 * The routes of the flask-jwt-extended tutorial that Authgraph began from, in its order: /auth,
 * /protected, /refresh, /refresh_long, then revocation, a changed key, and passwords hashed at sign-up.
 */
describe.each(databases)('the tutorial, on $name', ({ name }) => {
  let server: TestServer;
  beforeAll(async () => {
    server = await startTestServer({ database: name, expensiveHashes: true });
    await server.signUp('user');
  });
  afterAll(() => server.close());

  describe('/auth', () => {
    test('username and password give an access token and a refresh token', async () => {
      const { login } = dataOf(await server.login('user'));

      expect(login.tokenType).toBe('Bearer');
      expect(login.user.username).toBe('user');
      expect(decode(login.accessToken, { complete: true })?.header.typ).toBe('at+jwt');
      expect(decode(login.refreshToken, { complete: true })?.header.typ).toBe('rt+jwt');
    });

    test('the tokens live 15 minutes and 30 days', async () => {
      const { login } = dataOf(await server.login('user'));

      expect(login.expiresIn).toBe(900);
      expect(login.refreshExpiresIn).toBe(2_592_000);
    });

    test('a missing username, a missing password and wrong credentials are three answers', async () => {
      const noUsername = await server.login('');
      const noPassword = await server.login('user', '');
      const wrong = await server.login('user', 'not the password');

      expect(refusalOf(noUsername)).toEqual({ code: 'BAD_USER_INPUT', reason: 'USERNAME_MISSING' });
      expect(refusalOf(noPassword)).toEqual({ code: 'BAD_USER_INPUT', reason: 'PASSWORD_MISSING' });
      expect(refusalOf(wrong)).toEqual({ code: 'UNAUTHENTICATED', reason: 'INVALID_CREDENTIALS' });
      const messages = [noUsername, noPassword, wrong].map((reply) => reply.errors[0]?.message);
      expect(new Set(messages).size).toBe(3);
    });

    test.each(['username', 'password'])(
      'leaving out the argument "%s" says which',
      async (name) => {
        const other = name === 'username' ? 'password' : 'username';
        const reply = await server.send(`mutation { login(${other}: "x") { accessToken } }`);

        expect(reply.errors[0]?.extensions.code).toBe('GRAPHQL_VALIDATION_FAILED');
        expect(reply.errors[0]?.message).toContain(`"${name}"`);
      },
    );
  });

  describe('/protected', () => {
    test('a valid access token says who you are', async () => {
      const { login } = dataOf(await server.login('user'));
      const { me } = dataOf(await server.me(login.accessToken));

      expect(me.username).toBe('user');
    });

    test('without a token it is closed', async () => {
      const reply = await server.me();

      expect(reply.status).toBe(200);
      expect(reply.data).toEqual({ me: null });
      expect(refusalOf(reply)).toEqual({ code: 'UNAUTHENTICATED', reason: 'TOKEN_MISSING' });
      expect(reply.headers.get('www-authenticate')).toBe('Bearer realm="authgraph"');
    });

    test('a refresh token does not open it', async () => {
      const { login } = dataOf(await server.login('user'));
      const reply = await server.me(login.refreshToken);

      expect(refusalOf(reply)).toEqual({ code: 'UNAUTHENTICATED', reason: 'WRONG_TOKEN_TYPE' });
      expect(reply.headers.get('www-authenticate')).toContain('error="invalid_token"');
    });
  });

  describe('/refresh', () => {
    test('a refresh token gives a new access token that works', async () => {
      const { login } = dataOf(await server.login('user'));
      const { refresh } = dataOf(await server.refresh(login.refreshToken));

      expect(refresh.accessToken).not.toBe(login.accessToken);
      expect(dataOf(await server.me(refresh.accessToken)).me.username).toBe('user');
    });

    test('an access token does not refresh', async () => {
      const { login } = dataOf(await server.login('user'));
      const reply = await server.refresh(login.accessToken);

      expect(refusalOf(reply)).toEqual({ code: 'UNAUTHENTICATED', reason: 'WRONG_TOKEN_TYPE' });
    });
  });

  describe('/refresh_long', () => {
    const oneDay = 86_400;

    test('an access token of one day is given on request, and lives that long', async () => {
      const { login } = dataOf(await server.login('user'));
      const { refresh } = dataOf(await server.refresh(login.refreshToken, oneDay));
      expect(refresh.expiresIn).toBe(oneDay);

      server.clock.advance(oneDay - 1);
      expect(dataOf(await server.me(refresh.accessToken)).me.username).toBe('user');
      server.clock.advance(1);
      expect(refusalOf(await server.me(refresh.accessToken)).reason).toBe('TOKEN_EXPIRED');
    });

    test('a longer one is refused, and the refresh token is not spent', async () => {
      const { login } = dataOf(await server.login('user'));
      const reply = await server.refresh(login.refreshToken, oneDay + 1);

      expect(refusalOf(reply)).toEqual({ code: 'BAD_USER_INPUT', reason: 'EXPIRES_IN_INVALID' });
      expect(reply.errors[0]?.message).toContain('86400 seconds');
      server.clock.advance(60);
      dataOf(await server.refresh(login.refreshToken));
    });
  });

  describe('revocation', () => {
    test('a token is dead as soon as its session is ended, long before it expires', async () => {
      const { login } = dataOf(await server.login('user'));
      const reply = await server.send<{ logout: boolean }>(
        'mutation { logout }',
        {},
        { token: login.accessToken },
      );
      expect(dataOf(reply).logout).toBe(true);

      const refused = { code: 'UNAUTHENTICATED', reason: 'TOKEN_REVOKED' };
      expect(refusalOf(await server.me(login.accessToken))).toEqual(refused);
      expect(refusalOf(await server.refresh(login.refreshToken))).toEqual(refused);
    });
  });

  describe('passwords', () => {
    test('are stored as argon2id hashes at sign-up', async () => {
      const stored = await server.withStorage(({ users }) =>
        users.findCredentials({ usernameKey: 'user' }),
      );

      expect(stored?.passwordHash).toMatch(/^\$argon2id\$v=19\$m=19456,t=2,p=1\$/);
      expect(stored?.passwordHash).not.toContain(goodPassword);
    });
  });
});

describe('the secret in the configuration', () => {
  const secretOf = (letter: string) => `${letter}f3J8kQ2vN6xR1tY5wB9mZ4cL7dH0gS`;

  test('changing it invalidates every token at once', async () => {
    const before = await startTestServer({ env: { JWT_SECRET_KEY: secretOf('one-') } });
    const pair = await before.signUp();
    dataOf(await before.me(pair.accessToken));

    const after = await startTestServer({
      sharing: before,
      env: { JWT_SECRET_KEY: secretOf('two-') },
    });
    const refused = { code: 'UNAUTHENTICATED', reason: 'TOKEN_INVALID' };
    expect(refusalOf(await after.me(pair.accessToken))).toEqual(refused);
    expect(refusalOf(await after.refresh(pair.refreshToken))).toEqual(refused);
    await after.close();
    await before.close();
  });

  test('lifetimes in it are whole seconds, and the tokens keep to them', async () => {
    const server = await startTestServer({
      env: { JWT_ACCESS_TOKEN_EXPIRES: '60', JWT_REFRESH_TOKEN_EXPIRES: '3600' },
    });
    const pair = await server.signUp();
    expect([pair.expiresIn, pair.refreshExpiresIn]).toEqual([60, 3600]);

    server.clock.advance(60);
    expect(refusalOf(await server.me(pair.accessToken)).reason).toBe('TOKEN_EXPIRED');
    server.clock.advance(3540);
    expect(refusalOf(await server.refresh(pair.refreshToken)).reason).toBe('TOKEN_EXPIRED');
    await server.close();
  });
});
