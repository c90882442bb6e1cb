import { decode } from 'jsonwebtoken';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { databases } from '../../support/databases.js';
import { dataOf, refusalOf } from '../../support/graphql-client.js';
import { startTestServer, type TestServer } from '../../support/test-server.js';

const reused = { code: 'UNAUTHENTICATED', reason: 'TOKEN_REUSED' };
const revoked = { code: 'UNAUTHENTICATED', reason: 'TOKEN_REVOKED' };

function claimsOf(token: string): Record<string, unknown> {
  return decode(token, { json: true }) ?? {};
}

describe.each(databases)('refresh, on $name', ({ name }) => {
  let server: TestServer;
  beforeAll(async () => {
    server = await startTestServer({ database: name });
  });
  afterAll(() => server.close());

  test('a refresh token is rotated: the new one is of the next generation', async () => {
    const first = await server.signUp();
    const { refresh: second } = dataOf(await server.refresh(first.refreshToken));

    const [before, after] = [claimsOf(first.refreshToken), claimsOf(second.refreshToken)];
    expect(after['gen']).toBe(Number(before['gen']) + 1);
    expect(after['sid']).toBe(before['sid']);
    expect(after['jti']).not.toBe(before['jti']);
  });

  test('the parent token within the grace gets the same successor generation', async () => {
    const first = await server.signUp();
    const { refresh: second } = dataOf(await server.refresh(first.refreshToken));
    server.clock.advance(9);
    const { refresh: again } = dataOf(await server.refresh(first.refreshToken));

    expect(claimsOf(again.refreshToken)['gen']).toBe(claimsOf(second.refreshToken)['gen']);
    dataOf(await server.refresh(second.refreshToken));
  });

  test('the parent token after the grace ends the session, for thief and owner', async () => {
    const first = await server.signUp();
    const { refresh: second } = dataOf(await server.refresh(first.refreshToken));
    server.clock.advance(10);

    expect(refusalOf(await server.refresh(first.refreshToken))).toEqual(reused);
    expect(refusalOf(await server.refresh(second.refreshToken))).toEqual(revoked);
    expect(refusalOf(await server.me(second.accessToken))).toEqual(revoked);
    expect(refusalOf(await server.refresh(first.refreshToken))).toEqual(reused);
  });

  test('a grandparent token is reuse even within the grace', async () => {
    const first = await server.signUp();
    const { refresh: second } = dataOf(await server.refresh(first.refreshToken));
    dataOf(await server.refresh(second.refreshToken));

    expect(refusalOf(await server.refresh(first.refreshToken))).toEqual(reused);
  });

  test('reuse is logged once, with the session and without the token', async () => {
    const first = await server.signUp();
    const { refresh: second } = dataOf(await server.refresh(first.refreshToken));
    dataOf(await server.refresh(second.refreshToken));
    await server.refresh(first.refreshToken);
    await server.refresh(first.refreshToken);

    const sessionId = String(claimsOf(first.refreshToken)['sid']);
    const lines = server.logs.filter((line) => line.includes('session.token_reused'));
    expect(lines.filter((line) => line.includes(sessionId))).toHaveLength(1);
    expect(server.logs.join('')).not.toContain(first.refreshToken);
  });

  test('refreshing moves neither the end of the session nor the time of authentication', async () => {
    const first = await server.signUp();
    server.clock.advance(600);
    const { refresh: second } = dataOf(await server.refresh(first.refreshToken));

    expect(second.refreshExpiresIn).toBe(first.refreshExpiresIn - 600);
    const [before, after] = [claimsOf(first.refreshToken), claimsOf(second.refreshToken)];
    expect(after['exp']).toBe(before['exp']);
    const authTime = claimsOf(first.accessToken)['auth_time'];
    expect(claimsOf(second.accessToken)['auth_time']).toBe(authTime);
  });

  test('an access token never outlives its session', async () => {
    const first = await server.signUp();
    server.clock.advance(first.refreshExpiresIn - 100);
    const { refresh } = dataOf(await server.refresh(first.refreshToken, 86_400));

    expect(refresh.expiresIn).toBe(100);
  });

  test.each([0, -1, 86_401, 2_147_483_647])(
    'an expiresIn of %i is refused and spends nothing',
    async (expiresIn) => {
      const first = await server.signUp();
      const refused = { code: 'BAD_USER_INPUT', reason: 'EXPIRES_IN_INVALID' };
      expect(refusalOf(await server.refresh(first.refreshToken, expiresIn))).toEqual(refused);

      const { refresh } = dataOf(await server.refresh(first.refreshToken));
      expect(claimsOf(refresh.refreshToken)['gen']).toBe(1);
    },
  );

  test.each([
    ['an empty token', '', 'TOKEN_MISSING'],
    ['junk', 'junk', 'TOKEN_INVALID'],
    ['a token of someone else', 'eyJhbGciOiJIUzI1NiJ9.e30.c2ln', 'TOKEN_INVALID'],
  ])('%s is refused', async (_title, refreshToken, reason) => {
    const refused = { code: 'UNAUTHENTICATED', reason };
    expect(refusalOf(await server.refresh(refreshToken))).toEqual(refused);
  });

  test('works beside a stale or malformed Authorization header', async () => {
    const first = await server.signUp();
    server.clock.advance(901);
    const { refresh } = dataOf(
      await server.refresh(first.refreshToken, undefined, { token: first.accessToken }),
    );
    const headers = { authorization: 'Bearer  , junk, ' };
    dataOf(await server.refresh(refresh.refreshToken, undefined, { headers }));
  });

  test('without a grace every second use ends the session', async () => {
    const strict = await startTestServer({ database: name, env: { REFRESH_GRACE: '0' } });
    const first = await strict.signUp();
    dataOf(await strict.refresh(first.refreshToken));

    expect(refusalOf(await strict.refresh(first.refreshToken))).toEqual(reused);
    await strict.close();
  });

  test('a refresh token survives a restart of the server, and a spent one stays spent', async () => {
    const first = await server.signUp();
    const { refresh: second } = dataOf(await server.refresh(first.refreshToken));
    const { refresh: third } = dataOf(await server.refresh(second.refreshToken));

    const restarted = await startTestServer({ database: name, sharing: server });
    dataOf(await restarted.me(third.accessToken));
    dataOf(await restarted.refresh(third.refreshToken));
    expect(refusalOf(await restarted.refresh(first.refreshToken))).toEqual(reused);
    await restarted.close();
  });
});
