import { createSecretKey, randomBytes } from 'node:crypto';
import { decode } from 'jsonwebtoken';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createSecretKeyRing } from '../../../src/features/signing-keys/key-ring.js';
import { forge } from '../../jwt/forge.js';
import { databases } from '../../support/databases.js';
import { dataOf, goodPassword, refusalOf, type TokenPair } from '../../support/graphql-client.js';
import { startTestServer, type TestServer } from '../../support/test-server.js';

const stale = { code: 'UNAUTHENTICATED', reason: 'FRESH_LOGIN_REQUIRED' };
const hour = 3600;

function claimsOf(token: string): Record<string, unknown> {
  return decode(token, { json: true }) ?? {};
}

describe.each(databases)('a refresh never widens, on $name', ({ name }) => {
  const secret = randomBytes(48).toString('base64url');
  let server: TestServer;
  beforeAll(async () => {
    server = await startTestServer({ database: name, env: { JWT_SECRET_KEY: secret } });
  });
  afterAll(() => server.close());

  const refreshed = async (token: string) => dataOf(await server.refresh(token)).refresh;
  const authTimeOf = ({ accessToken }: TokenPair) => claimsOf(accessToken)['auth_time'];
  const rolesOf = ({ accessToken }: TokenPair) => claimsOf(accessToken)['roles'];

  async function reauthenticate({ accessToken: token }: TokenPair): Promise<TokenPair> {
    const prove = `mutation { reauthenticate(password: "${goodPassword}") {
      accessToken refreshToken } }`;
    return dataOf(await server.send<{ reauthenticate: TokenPair }>(prove, {}, { token }))
      .reauthenticate;
  }

  const rename = ({ accessToken: token }: TokenPair, username: string) =>
    server.send(`mutation { changeUsername(username: "${username}") { id } }`, {}, { token });

  const setRoles = ({ user }: TokenPair, roles: readonly string[]) =>
    server.withStorage(({ users }) => users.setRoles(user.id, roles));

  /** A sign-in an hour ago, a copy of its refresh token, and a proof of the password now. */
  async function copied() {
    const owner = await server.signUp();
    server.clock.advance(hour);
    const access = await refreshed(owner.refreshToken);
    return { first: owner, copy: access.refreshToken, fresh: await reauthenticate(access) };
  }

  test('a token copied before the password was proved again stays as old as it was', async () => {
    const { first, copy, fresh } = await copied();
    const thief = await refreshed(copy);
    expect(authTimeOf(thief)).toBe(authTimeOf(first));
    expect(refusalOf(await rename(thief, 'stolen'))).toEqual(stale);
    dataOf(await rename(fresh, `owner-${first.user.username}`));
  });

  test('its successors stay as old, over any number of refreshes', async () => {
    const { first, copy } = await copied();
    let pair = await refreshed(copy);
    for (let times = 0; times < 3; times += 1) pair = await refreshed(pair.refreshToken);
    expect(authTimeOf(pair)).toBe(authTimeOf(first));
  });

  test('nor does it gain within the grace, after the owner has refreshed', async () => {
    const { first, copy, fresh } = await copied();
    const owner = await refreshed(fresh.refreshToken);
    expect(authTimeOf(owner)).toBe(authTimeOf(fresh));
    const thief = await refreshed(copy);
    expect(claimsOf(thief.refreshToken)['gen']).toBe(claimsOf(owner.refreshToken)['gen']);
    expect(authTimeOf(thief)).toBe(authTimeOf(first));
  });

  test('nor by a retry with its idempotency key', async () => {
    const owner = await server.signUp();
    const idempotencyKey = randomBytes(16).toString('base64url');
    const second = dataOf(await server.refresh(owner.refreshToken, undefined, { idempotencyKey }));
    server.clock.advance(600);
    await reauthenticate(second.refresh);
    const retry = dataOf(await server.refresh(owner.refreshToken, undefined, { idempotencyKey }));
    expect(authTimeOf(retry.refresh)).toBe(authTimeOf(owner));
  });

  test('the owner keeps what the proof has given, over refreshes', async () => {
    const { fresh } = await copied();
    server.clock.advance(60);
    const pair = await refreshed((await refreshed(fresh.refreshToken)).refreshToken);
    expect(authTimeOf(pair)).toBe(authTimeOf(fresh));
  });

  test('roles granted since reach the pair of the proof, and no copy', async () => {
    const owner = await server.signUp();
    await setRoles(owner, ['editor', 'admin']);
    const copy = (await refreshed(owner.refreshToken)).refreshToken;
    const fresh = await reauthenticate(owner);
    expect(rolesOf(fresh)).toEqual(['editor', 'admin']);
    expect(rolesOf(await refreshed(copy))).toEqual([]);
    expect(rolesOf(await refreshed(fresh.refreshToken))).toEqual(['editor', 'admin']);
  });

  test('roles that were taken away are gone from every refresh', async () => {
    const owner = await server.signUp();
    await setRoles(owner, ['editor', 'admin']);
    const fresh = await reauthenticate(owner);
    await setRoles(owner, ['editor']);
    expect(rolesOf(await refreshed(fresh.refreshToken))).toEqual(['editor']);
  });

  describe('a refresh token of an earlier version, which states nothing', () => {
    function legacy({ refreshToken }: TokenPair, changes: Record<string, unknown> = {}): string {
      const claims = claimsOf(refreshToken);
      delete claims['auth_time'];
      delete claims['roles'];
      delete claims['amr'];
      delete claims['acr'];
      const { kid } = createSecretKeyRing({ secret }).signingKey();
      const key = createSecretKey(secret, 'utf8');
      return forge({ alg: 'HS256', typ: 'rt+jwt', kid }, { ...claims, ...changes }, key);
    }

    test('counts as the sign-in: its time and its roles', async () => {
      const { user } = await server.signUp();
      await server.withStorage(({ users }) => users.setRoles(user.id, ['editor']));
      const { login } = dataOf(await server.login(user.username));
      server.clock.advance(hour);
      const pair = await refreshed(legacy(login));
      expect(authTimeOf(pair)).toBe(authTimeOf(login));
      expect(rolesOf(pair)).toEqual(['editor']);
    });

    test('gains nothing where the password was proved again', async () => {
      const { first, fresh } = await copied();
      await setRoles(first, ['admin']);
      await reauthenticate(fresh);
      const pair = await refreshed(legacy(fresh));
      expect(authTimeOf(pair)).toBe(authTimeOf(first));
      expect(rolesOf(pair)).toEqual([]);
    });

    test('with half of the claims is not ours', async () => {
      const owner = await server.signUp();
      const half = legacy(owner, { roles: ['admin'] });
      expect(refusalOf(await server.refresh(half)).reason).toBe('TOKEN_INVALID');
    });
  });
});
