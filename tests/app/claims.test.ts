import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { databases } from '../support/databases.js';
import { dataOf, goodPassword, refusalOf, type TokenPair } from '../support/graphql-client.js';
import { startTestServer, type TestServer } from '../support/test-server.js';

const internal = { code: 'INTERNAL_SERVER_ERROR', reason: 'INTERNAL' };

/** What the hook returns, or throws if it is an error. */
let claims: Record<string, unknown> | Error;
let calls = 0;
let mailed = '';

describe.each(databases)('a fault of accessTokenClaims, on $name', ({ name }) => {
  let server: TestServer;
  beforeAll(async () => {
    server = await startTestServer({
      database: name,
      env: { REFRESH_GRACE: '0', REFRESH_RETRY: '0' },
      hooks: {
        accessTokenClaims() {
          calls += 1;
          if (claims instanceof Error) throw claims;
          return claims;
        },
      },
      sendMail: ({ text }) => {
        mailed = text;
        return Promise.resolve();
      },
    });
  });
  afterAll(() => server.close());
  beforeEach(() => {
    claims = { plan: 'pro' };
    calls = 0;
    mailed = '';
  });

  const faults = [new Error('broken'), { sub: 'someone else' }];

  test.each(faults)('leaves a refresh token valid: %s', async (fault) => {
    const { refreshToken } = await server.signUp();
    claims = fault;
    for (let attempt = 0; attempt < 2; attempt += 1) {
      expect(refusalOf(await server.refresh(refreshToken))).toMatchObject(internal);
    }
    claims = {};
    const { refresh } = dataOf(await server.refresh(refreshToken));
    expect(refusalOf(await server.refresh(refreshToken)).reason).toBe('TOKEN_REUSED');
    expect(refusalOf(await server.refresh(refresh.refreshToken)).reason).toBe('TOKEN_REVOKED');
  });

  test('makes no account and no session', async () => {
    claims = faults[0] ?? {};
    const username = `broken-${name}`;
    expect(refusalOf(await server.register({ username }))).toMatchObject(internal);
    claims = {};
    const { user } = dataOf(await server.register({ username })).register;
    claims = faults[1] ?? {};
    expect(refusalOf(await server.login(username))).toMatchObject(internal);
    const alive = await server.withStorage(({ sessions }) =>
      sessions.listAliveOf([user.id], server.clock.now()),
    );
    expect(alive).toHaveLength(1);
  });

  test('leaves the link of a mail good', async () => {
    const email = `${name}@example.com`;
    const { user } = await server.signUp();
    await server.withStorage(({ users }) => users.setVerifiedEmail(user.id, email));
    await server.send('mutation ($email: String!) { requestLoginEmail(email: $email) }', { email });
    await expect.poll(() => mailed).toMatch(/#token=/);
    const token = /#token=([\w-]+)/.exec(mailed)?.[1];
    const signIn = () =>
      server.send<{ loginWithEmailToken: TokenPair }>(
        'mutation ($token: String!) { loginWithEmailToken(token: $token) { accessToken } }',
        { token },
      );
    claims = new Error('broken');
    expect(refusalOf(await signIn())).toMatchObject(internal);
    claims = {};
    dataOf(await signIn());
    expect(refusalOf(await signIn()).reason).toBe('LINK_INVALID');
  });

  test('is asked for once for each token', async () => {
    const { user, refreshToken } = await server.signUp();
    await server.login(user.username, goodPassword);
    const { refresh } = dataOf(await server.refresh(refreshToken));
    expect(calls).toBe(3);
    const [, payload = ''] = refresh.accessToken.split('.');
    expect(JSON.parse(Buffer.from(payload, 'base64url').toString())).toMatchObject({ plan: 'pro' });
  });
});
