import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { AuthError } from '../../../src/index.js';
import { databases } from '../../support/databases.js';
import { dataOf, refusalOf } from '../../support/graphql-client.js';
import { startTestServer, type TestServer } from '../../support/test-server.js';

describe.each(databases)('register, on $name', ({ name }) => {
  let server: TestServer;
  beforeAll(async () => {
    server = await startTestServer({ database: name });
  });
  afterAll(() => server.close());

  test('creates the account and signs it in', async () => {
    const { register } = dataOf(
      await server.register({ username: 'ada', email: 'ada@example.com' }),
    );

    expect(register.user).toMatchObject({ username: 'ada', email: 'ada@example.com', roles: [] });
    expect(dataOf(await server.me(register.accessToken)).me.id).toBe(register.user.id);
    dataOf(await server.login('ada'));
  });

  test.each(['grace', 'GRACE', 'ｇｒａｃｅ'])(
    '"%s" is the same name as "Grace"',
    async (username) => {
      await server.register({ username: 'Grace' });
      const refused = { code: 'BAD_USER_INPUT', reason: 'USERNAME_TAKEN' };

      expect(refusalOf(await server.register({ username }))).toEqual(refused);
      expect(dataOf(await server.login(username)).login.user.username).toBe('Grace');
    },
  );

  test.each(['김철수', 'Łukasz', 'محمد', 'o.neil-99_x', '李'])(
    'the username "%s" comes back exactly',
    async (username) => {
      const { register } = dataOf(await server.register({ username }));
      expect(register.user.username).toBe(username);
    },
  );

  test.each([
    ['is empty', '', 'USERNAME_MISSING'],
    ['is blank', '   ', 'USERNAME_MISSING'],
    ['has a space', 'ada lovelace', 'USERNAME_INVALID'],
    ['is an e-mail address', 'ada@example.com', 'USERNAME_INVALID'],
    ['begins with a dot', '.ada', 'USERNAME_INVALID'],
    ['has 65 characters', 'a'.repeat(65), 'USERNAME_INVALID'],
    ['has a NUL', 'ada\u0000', 'USERNAME_INVALID'],
    ['has a lone surrogate', 'ada\ud800', 'USERNAME_INVALID'],
    ['turns the writing direction', 'ada\u202eadmin', 'USERNAME_INVALID'],
    ['has a zero-width space', 'a\u200bda', 'USERNAME_INVALID'],
    ['is markup', '<b>ada</b>', 'USERNAME_INVALID'],
  ])('a username that %s is refused', async (_title, username, reason) => {
    const refused = { code: 'BAD_USER_INPUT', reason };
    expect(refusalOf(await server.register({ username }))).toEqual(refused);
  });

  test.each([
    ['is empty', '', 'PASSWORD_MISSING'],
    ['has 7 characters', 'g7k#p2x', 'PASSWORD_TOO_SHORT'],
    ['has 257 characters', 'k9#'.repeat(85) + 'xy', 'PASSWORD_TOO_LONG'],
    ['is well known', 'password123', 'PASSWORD_TOO_COMMON'],
    ['is the username', 'margaret.hamilton', 'PASSWORD_TOO_COMMON'],
  ])('a password that %s is refused', async (_title, password, reason) => {
    const refused = { code: 'BAD_USER_INPUT', reason };
    const reply = await server.register({ username: 'margaret.hamilton', password });
    expect(refusalOf(reply)).toEqual(refused);
  });

  test.each(['ada', 'ada@', '@example.com', `${'a'.repeat(250)}@example.com`, ''])(
    'the e-mail address "%s" is refused',
    async (email) => {
      const refused = { code: 'BAD_USER_INPUT', reason: 'EMAIL_INVALID' };
      expect(refusalOf(await server.register({ username: 'mail', email }))).toEqual(refused);
    },
  );

  test('an unverified address signs nobody in, and others may register it', async () => {
    const email = 'shared@example.com';
    dataOf(await server.register({ username: 'first', email }));
    dataOf(await server.register({ username: 'second', email }));

    const refused = { code: 'UNAUTHENTICATED', reason: 'INVALID_CREDENTIALS' };
    expect(refusalOf(await server.login(email))).toEqual(refused);
  });

  test('a refused sign-up leaves nothing behind', async () => {
    await server.register({ username: 'later', password: 'short' });
    dataOf(await server.register({ username: 'later' }));
  });

  test('a password of 256 emoji, in any normal form, signs in', async () => {
    const password = '🔑é'.repeat(128);
    dataOf(await server.register({ username: 'emoji', password }));
    dataOf(await server.login('emoji', password.normalize('NFD')));
  });
});

describe('the hooks of an embedding application', () => {
  test('beforeRegister refuses a sign-up, and nothing is stored', async () => {
    let open = false;
    const server = await startTestServer({
      hooks: {
        beforeRegister() {
          if (!open)
            throw new AuthError('REGISTRATION_REFUSED', { message: 'By invitation only.' });
          return { roles: ['member'] };
        },
      },
    });
    const refused = await server.register({ username: 'ada' });
    expect(refusalOf(refused)).toEqual({ code: 'FORBIDDEN', reason: 'REGISTRATION_REFUSED' });
    expect(refused.errors[0]?.message).toBe('By invitation only.');

    open = true;
    expect(dataOf(await server.register({ username: 'ada' })).register.user.roles).toEqual([
      'member',
    ]);
    await server.close();
  });

  test('afterRegister is told of the user, and its failure undoes nothing', async () => {
    const told: string[] = [];
    const server = await startTestServer({
      hooks: {
        afterRegister(user) {
          told.push(user.username);
          throw new Error('the newsletter service is down');
        },
      },
    });
    dataOf(await server.register({ username: 'ada' }));

    expect(told).toEqual(['ada']);
    expect(server.logs.join('')).toContain('the newsletter service is down');
    await server.close();
  });
});
