import { decode } from 'jsonwebtoken';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { databases } from '../../support/databases.js';
import { dataOf, goodPassword, refusalOf, type TokenPair } from '../../support/graphql-client.js';
import { startTestServer, type TestServer } from '../../support/test-server.js';

const newPassword = 'a quite different passphrase';
const invalid = { code: 'UNAUTHENTICATED', reason: 'INVALID_CREDENTIALS' };
const revoked = { code: 'UNAUTHENTICATED', reason: 'TOKEN_REVOKED' };
const pair = 'accessToken refreshToken tokenType expiresIn refreshExpiresIn';

function authTimeOf(token: string): number {
  return Number(decode(token, { json: true })?.['auth_time']);
}

describe.each(databases)('passwords, on $name', ({ name }) => {
  let server: TestServer;
  beforeAll(async () => {
    server = await startTestServer({ database: name });
  });
  afterAll(() => server.close());

  const changePassword = (token: string, currentPassword: string, next = newPassword) =>
    server.send<{ changePassword: TokenPair }>(
      `mutation ($currentPassword: String!, $newPassword: String!) {
        changePassword(currentPassword: $currentPassword, newPassword: $newPassword) { ${pair} } }`,
      { currentPassword, newPassword: next },
      { token },
    );

  const reauthenticate = (token: string, password: string) =>
    server.send<{ reauthenticate: TokenPair }>(
      `mutation ($password: String!) { reauthenticate(password: $password) { ${pair} } }`,
      { password },
      { token },
    );

  describe('changePassword', () => {
    test('replaces the password and ends every other session, not this one', async () => {
      const here = await server.signUp('changer');
      const { login: there } = dataOf(await server.login('changer'));
      const reply = await changePassword(here.accessToken, goodPassword);
      const { changePassword: renewed } = dataOf(reply);

      dataOf(await server.me(renewed.accessToken));
      dataOf(await server.me(here.accessToken));
      dataOf(await server.refresh(renewed.refreshToken));
      expect(refusalOf(await server.me(there.accessToken))).toEqual(revoked);
      expect(refusalOf(await server.refresh(there.refreshToken))).toEqual(revoked);
      expect(refusalOf(await server.login('changer', goodPassword))).toEqual(invalid);
      dataOf(await server.login('changer', newPassword));
    });

    test('spends the refresh token of this session without grace', async () => {
      const here = await server.signUp();
      dataOf(await changePassword(here.accessToken, goodPassword));

      const reused = { code: 'UNAUTHENTICATED', reason: 'TOKEN_REUSED' };
      expect(refusalOf(await server.refresh(here.refreshToken))).toEqual(reused);
    });

    test('with the wrong current password changes nothing', async () => {
      const here = await server.signUp('careful');
      const { login: there } = dataOf(await server.login('careful'));

      expect(refusalOf(await changePassword(here.accessToken, 'wrong wrong'))).toEqual(invalid);
      dataOf(await server.me(there.accessToken));
      dataOf(await server.login('careful', goodPassword));
    });

    test.each([
      ['empty', '', 'PASSWORD_MISSING'],
      ['short', 'x7#k', 'PASSWORD_TOO_SHORT'],
      ['well-known', 'qwertyuiop', 'PASSWORD_TOO_COMMON'],
    ])('to a %s one is refused', async (_title, next, reason) => {
      const { accessToken } = await server.signUp();
      const refused = { code: 'BAD_USER_INPUT', reason };
      expect(refusalOf(await changePassword(accessToken, goodPassword, next))).toEqual(refused);
    });

    test('needs a session that is alive', async () => {
      const { accessToken } = await server.signUp();
      await server.send('mutation { logout }', {}, { token: accessToken });
      expect(refusalOf(await changePassword(accessToken, goodPassword))).toEqual(revoked);
    });
  });

  describe('reauthenticate', () => {
    test('makes the access token fresh, in the same session', async () => {
      const first = await server.signUp();
      server.clock.advance(600);
      const reply = await reauthenticate(first.accessToken, goodPassword);
      const { reauthenticate: fresh } = dataOf(reply);

      expect(authTimeOf(fresh.accessToken)).toBe(authTimeOf(first.accessToken) + 600);
      const sessionOf = (token: string) => decode(token, { json: true })?.['sid'] as string;
      expect(sessionOf(fresh.accessToken)).toBe(sessionOf(first.accessToken));
    });

    test('spends no refresh token: other tabs stay signed in', async () => {
      const first = await server.signUp();
      const reply = await reauthenticate(first.accessToken, goodPassword);
      const { reauthenticate: fresh } = dataOf(reply);
      server.clock.advance(60);

      dataOf(await server.refresh(first.refreshToken));
      dataOf(await server.refresh(fresh.refreshToken));
    });

    test('with the wrong password is refused, and the session goes on', async () => {
      const first = await server.signUp();
      expect(refusalOf(await reauthenticate(first.accessToken, 'wrong wrong'))).toEqual(invalid);
      dataOf(await server.me(first.accessToken));
    });
  });

  test('unknown user, wrong password and disabled user are one answer, to the letter', async () => {
    const { user } = await server.signUp('to-be-disabled');
    await server.signUp('known');
    await server.withStorage(({ users }) => users.setDisabledAt(user.id, server.clock.now()));

    const replies = await Promise.all([
      server.login('nobody-at-all'),
      server.login('known', 'wrong wrong'),
      server.login('to-be-disabled', goodPassword),
    ]);
    for (const reply of replies) expect(refusalOf(reply)).toEqual(invalid);
    expect(new Set(replies.map((reply) => reply.text)).size).toBe(1);
  });

  test('a disabled user is out at once, at me and at refresh', async () => {
    const { user, accessToken, refreshToken } = await server.signUp();
    await server.withStorage(({ users }) => users.setDisabledAt(user.id, server.clock.now()));

    expect(refusalOf(await server.me(accessToken))).toEqual(revoked);
    expect(refusalOf(await server.refresh(refreshToken))).toEqual(revoked);
  });
});
