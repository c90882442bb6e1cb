import fc from 'fast-check';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { databases } from '../support/databases.js';
import { dataOf, goodPassword, refusalOf, type TokenPair } from '../support/graphql-client.js';
import { startTestServer, type TestServer } from '../support/test-server.js';
import { expectClean, expectNoFaults } from './http.js';
import { hostileText, isWellFormed, naughtyStrings } from './naughty.js';
import { answered, runs } from './runs.js';

let made = 0;
/** A name that nobody has, and that no hostile text is. */
const freshName = () => `fresh.${(made += 1)}`;

/** Long enough to be accepted, whatever stands before it; so it is the text itself that is tried. */
const hostilePassword = hostileText(60).map((text) => `${text} 7f#Kq`);
const sentence = (text: string) => JSON.stringify(text);

describe.each(databases)('hostile text, on $name,', ({ name }) => {
  let server: TestServer;
  let pair: TokenPair;
  beforeAll(async () => {
    server = await startTestServer({ database: name });
    pair = await server.signUp(freshName());
  });
  afterEach(() => expectNoFaults(server));
  afterAll(() => server.close());

  async function registersOrRefuses(username: string): Promise<void> {
    const reply = await server.register({ username });
    expectClean(reply);
    if (reply.errors.length > 0) {
      const { code, reason } = refusalOf(reply);
      expect(code).toBe('BAD_USER_INPUT');
      expect(reason).toMatch(/^USERNAME_(?:MISSING|INVALID|TAKEN)$|^PASSWORD_TOO_COMMON$/);
      return;
    }
    const { register } = dataOf(reply);
    expect(register.user.username).toBe(username.normalize('NFKC'));
    expect(dataOf(await server.me(register.accessToken)).me.username).toBe(register.user.username);
    expect(dataOf(await server.login(username)).login.user.id).toBe(register.user.id);
  }

  test.each(naughtyStrings.map((text) => ({ text, shown: sentence(text).slice(0, 60) })))(
    'as a username comes back exactly or is refused with its reason: $shown',
    ({ text }) => registersOrRefuses(text),
  );

  test('of any kind as a username comes back exactly or is refused with its reason', async () => {
    const letters = fc.string({ unit: 'grapheme', minLength: 1, maxLength: 20 });
    const names = fc.oneof(hostileText(), letters);
    await fc.assert(answered(names, registersOrRefuses), runs(60));
  });

  test('any e-mail address comes back as given, trimmed, or is refused with its reason', async () => {
    const addresses = fc.oneof(
      { arbitrary: hostileText(), weight: 4 },
      { arbitrary: hostileText(20).map((text) => `${text}@example.com`), weight: 4 },
      { arbitrary: fc.emailAddress({ size: 'xsmall' }).map((text) => ` ${text}\u3000`), weight: 1 },
    );
    const property = answered(addresses, async (email) => {
      const reply = await server.register({ username: freshName(), email });
      expectClean(reply);
      if (reply.errors.length > 0) {
        expect(refusalOf(reply)).toEqual({ code: 'BAD_USER_INPUT', reason: 'EMAIL_INVALID' });
        return;
      }
      expect(dataOf(reply).register.user.email).toBe(email.trim());
    });
    await fc.assert(property, runs(100));
  });

  test('any password signs in later in each normal form and no other text, or is refused', async () => {
    const property = answered(hostilePassword, async (password) => {
      const username = freshName();
      const reply = await server.register({ username, password });
      expectClean(reply);
      if (reply.errors.length > 0) {
        expect(refusalOf(reply).reason).toMatch(/^PASSWORD_(?:INVALID|TOO_LONG|TOO_SHORT)$/);
        expect(refusalOf(reply).reason === 'PASSWORD_INVALID').toBe(
          password.length <= 4_096 && !isWellFormed(password),
        );
        return;
      }
      dataOf(await server.login(username, password.normalize('NFD')));
      const other = password.replace('7f#Kq', '7f#KQ');
      expect(refusalOf(await server.login(username, other)).reason).toBe('INVALID_CREDENTIALS');
    });
    await fc.assert(property, runs(25));
  });

  test('a password with another invisible character, NUL or half surrogate differs', async () => {
    const base = 'correct horse 7f#Kq';
    const username = freshName();
    dataOf(await server.register({ username, password: base }));
    for (const odd of [
      '\u0000',
      '\u200b',
      '\ud800',
      '\ufeff',
      ' ',
      '\n',
      '\u0300',
      '\ufffd',
      '\u202e',
    ]) {
      const reply = await server.login(username, base + odd);
      expectClean(reply);
      expect(refusalOf(reply).reason).toBe('INVALID_CREDENTIALS');
    }
    dataOf(await server.login(username, base));
  });

  test('at "login" is a wrong name or a wrong password, never a fault', async () => {
    const property = answered(hostileText(), hostileText(), async (username, password) => {
      const reply = await server.login(username, password);
      expectClean(reply);
      const expected =
        username.trim() === ''
          ? 'USERNAME_MISSING'
          : password === ''
            ? 'PASSWORD_MISSING'
            : 'INVALID_CREDENTIALS';
      expect(refusalOf(reply).reason).toBe(expected);
    });
    await fc.assert(property, runs(50));
  });

  test('at "refresh", with any lifetime asked for, is no token of ours', async () => {
    const lifetimes = fc.oneof(
      fc.constantFrom<unknown>(
        undefined,
        null,
        0,
        -1,
        1,
        86_400,
        86_401,
        2 ** 31 - 1,
        2 ** 31,
        1.5,
        '900',
        NaN,
        [],
        {},
        true,
      ),
      fc.integer(),
      fc.double(),
    );
    const tokens = fc.oneof(hostileText(), fc.constant('of another kind'));
    const property = answered(tokens, lifetimes, async (text, expiresIn) => {
      const refreshToken = text === 'of another kind' ? pair.accessToken : text;
      const reply = await server.refresh(refreshToken, expiresIn as number);
      expectClean(reply);
      const { code, reason } = refusalOf(reply);
      if (code === 'BAD_USER_INPUT') expect([undefined, 'EXPIRES_IN_INVALID']).toContain(reason);
      else expect(reason).toMatch(/^TOKEN_(?:MISSING|INVALID)$|^WRONG_TOKEN_TYPE$/);
    });
    await fc.assert(property, runs(200));
    // All that was for nothing: the real token is not spent.
    pair = dataOf(await server.refresh(pair.refreshToken)).refresh;
  });

  test('as the id of a session is that of no session', async () => {
    const ids = fc.oneof(
      hostileText(),
      fc.uuid(),
      fc.integer(),
      fc.double(),
      fc.constantFrom(null, {}, [], ['a'], true),
    );
    const property = answered(ids, async (id) => {
      const mutation = 'mutation ($id: ID!) { revokeSession(id: $id) }';
      const reply = await server.send(mutation, { id }, { token: pair.accessToken });
      expectClean(reply);
      expect(['SESSION_NOT_FOUND', undefined]).toContain(refusalOf(reply).reason);
      expect(['NOT_FOUND', 'BAD_USER_INPUT']).toContain(refusalOf(reply).code);
    });
    await fc.assert(property, runs(150));
    dataOf(await server.me(pair.accessToken));
  });

  test('any text at "reauthenticate" or as current password is wrong and changes nothing', async () => {
    const mutation = `mutation ($password: String!) {
      reauthenticate(password: $password) { expiresIn }
      changePassword(currentPassword: $password, newPassword: "another horse 7f#Kq") { expiresIn } }`;
    const property = answered(hostileText(), async (password) => {
      const reply = await server.send(mutation, { password }, { token: pair.accessToken });
      expectClean(reply);
      // Both fields are not null, so the first refusal ends the operation.
      const expected = password === '' ? 'PASSWORD_MISSING' : 'INVALID_CREDENTIALS';
      expect(new Set(reply.errors.map(({ extensions }) => extensions.reason))).toEqual(
        new Set([expected]),
      );
    });
    await fc.assert(property, runs(25));
    dataOf(await server.login(pair.user.username));
  });

  test('any new password replaces the old one exactly, or is refused and changes nothing', async () => {
    const username = freshName();
    const { accessToken } = dataOf(await server.register({ username })).register;
    let current = goodPassword;
    const mutation = `mutation ($currentPassword: String!, $newPassword: String!) {
      changePassword(currentPassword: $currentPassword, newPassword: $newPassword) { expiresIn } }`;
    const property = answered(fc.oneof(hostileText(), hostilePassword), async (newPassword) => {
      const variables = { currentPassword: current, newPassword };
      const reply = await server.send(mutation, variables, { token: accessToken });
      expectClean(reply);
      if (reply.errors.length === 0) current = newPassword;
      else expect(refusalOf(reply).reason).toMatch(/^PASSWORD_/);
      dataOf(await server.login(username, current));
    });
    await fc.assert(property, { ...runs(15), endOnFailure: true });
  });

  test('reads the same inside the document as in the variables', async () => {
    const property = answered(hostileText(), async (username) => {
      const literal = sentence(username);
      const mutation = `mutation { register(username: ${literal}, password: "short") { expiresIn } }`;
      const [inline, byVariable] = [
        await server.send(mutation),
        await server.register({ username, password: 'short' }),
      ];
      expectClean(inline);
      expectClean(byVariable);
      // GraphQL has no escape for half of a surrogate pair (June 2018 §2.9.4 read with UTF-8).
      if (isWellFormed(username)) expect(refusalOf(inline)).toEqual(refusalOf(byVariable));
    });
    await fc.assert(property, runs(150));
  });
});
