import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { AuthError } from '../../../src/platform/errors/auth-error.js';
import { addAccount, newAccount } from '../../../src/features/accounts/add-account.js';
import { usernameKey } from '../../../src/features/accounts/identifiers.js';
import { lookAlikeKeys } from '../../../src/features/accounts/look-alikes.js';
import {
  chooseUsername,
  generateUsername,
  withUsername,
} from '../../../src/features/accounts/usernames.js';
import { describeStorage, now, storedUser } from '../../contract/storage-contract.js';
import { signUpAdministrator } from '../../support/administrator.js';
import { openSession } from '../../support/client-session.js';
import { databases } from '../../support/databases.js';
import { dataOf, goodPassword as password, refusalOf } from '../../support/graphql-client.js';
import { startMailedServer, tokenOf, type MailedServer } from '../../support/mailed-server.js';

const badInput = (reason: string) => ({ code: 'BAD_USER_INPUT', reason });
const wrong = { code: 'UNAUTHENTICATED', reason: 'INVALID_CREDENTIALS' };

interface Registered {
  register: { accessToken: string; user: { id: string; username: string; email: string | null } };
}

interface Names {
  readonly username?: string | null;
  readonly email?: string | null;
}

function signUp(server: MailedServer, names: Names, secret = password) {
  return server.send<Registered>(
    `mutation ($username: String, $password: String!, $email: String) {
      register(username: $username, password: $password, email: $email) {
        accessToken user { id username email } } }`,
    { ...names, password: secret },
  );
}

const ruleOf = async (server: MailedServer) =>
  dataOf(await server.send<{ serverInfo: { usernames: string } }>('{ serverInfo { usernames } }'))
    .serverInfo.usernames;

describe.each(databases)('USERNAMES=off, on $name', ({ name }) => {
  let server: MailedServer;
  beforeAll(async () => {
    server = await startMailedServer({ database: name, env: { USERNAMES: 'off' } });
  });
  afterAll(() => server.close());

  test('an address signs up and in, before it is verified and after', async () => {
    const email = 'Ada.Lovelace@example.com';
    const { register } = dataOf(await signUp(server, { email }));
    expect(register.user.email).toBe(email);
    expect(register.user.username).toMatch(/^user-[b-z2-9]{16}$/);
    expect(register.user.username).not.toMatch(/ada|lovelace|example/i);
    const link = tokenOf(await server.nextMail(email));
    expect(dataOf(await server.login(email.toLowerCase())).login.user.id).toBe(register.user.id);
    dataOf(await server.act('verifyEmail', { token: link }, { token: register.accessToken }));
    expect(dataOf(await server.login(email)).login.user.id).toBe(register.user.id);
    expect(dataOf(await server.login(register.user.username)).login.user.id).toBe(register.user.id);
  });

  test('no mail names a generated username, nor a display name to an address not proved', async () => {
    const email = 'mail@example.com';
    const { user, accessToken: token } = dataOf(await signUp(server, { email })).register;
    const first = await server.nextMail(email);
    await server.withStorage(({ profiles }) =>
      profiles.update(user.id, { displayName: 'Ada Lovelace' }),
    );
    dataOf(await server.act('requestEmailVerification', {}, { token }));
    const second = await server.nextMail(email);
    for (const { text } of [first, second]) {
      expect(text).toMatch(/^Hello,\n/);
      expect(text).toContain(`your account "${email}"`);
    }
    dataOf(await server.act('verifyEmail', { token: tokenOf(second) }, { token }));
    dataOf(await server.act('requestPasswordReset', { email: email.toUpperCase() }));
    const { text } = await server.nextMail(email);
    expect(text).toMatch(/^Hello Ada Lovelace,\n/);
    expect(text).not.toContain(user.username);
  });

  test('an address that is verified is that account, whoever names it later', async () => {
    const email = 'owner@example.com';
    const owner = dataOf(await signUp(server, { email })).register;
    const link = tokenOf(await server.nextMail(email));
    server.clock.advance(1);
    const squatter = dataOf(await signUp(server, { email }, 'of the squatter alone')).register;
    // The latest, while nobody has verified it: each password opens one account and no other.
    expect(refusalOf(await server.login(email))).toEqual(wrong);
    const { login } = dataOf(await server.login(email, 'of the squatter alone'));
    expect(login.user.id).toBe(squatter.user.id);
    dataOf(await server.act('verifyEmail', { token: link }, { token: owner.accessToken }));
    expect(dataOf(await server.login(email)).login.user.id).toBe(owner.user.id);
    expect(refusalOf(await server.login(email, 'of the squatter alone'))).toEqual(wrong);
  });

  test('a username is refused, at sign-up, at an invitation and as a change', async () => {
    const off = badInput('USERNAMES_OFF');
    const email = 'named@example.com';
    expect(refusalOf(await signUp(server, { username: 'named', email }))).toEqual(off);
    expect(refusalOf(await signUp(server, {}))).toEqual(badInput('EMAIL_INVALID'));
    expect(refusalOf(await signUp(server, { username: ' ', email: 'x' }))).toEqual(
      badInput('EMAIL_INVALID'),
    );
    const { register } = dataOf(await signUp(server, { username: ' ', email }));
    const token = register.accessToken;
    const change = 'mutation { changeUsername(username: "chosen") { username } }';
    expect(refusalOf(await server.send(change, {}, { token }))).toEqual(off);
    expect(await ruleOf(server)).toBe('OFF');
  });

  test('an invitation by e-mail alone, sent again, is the same account', async () => {
    const [email, chosen] = ['host@example.com', 'a quite different passphrase'];
    const { user } = dataOf(await signUp(server, { email })).register;
    await server.withStorage(({ users }) => users.setRoles(user.id, ['admin']));
    const { accessToken } = dataOf(await server.login(email)).login;
    const invite = (names: string) =>
      server.send<{ inviteUser: { id: string; username: string } }>(
        `mutation { inviteUser(${names}) { id username } }`,
        {},
        { token: accessToken },
      );
    const byName = await invite('username: "guest", email: "guest@example.com"');
    expect(refusalOf(byName)).toEqual(badInput('USERNAMES_OFF'));
    const first = dataOf(await invite('email: "guest@example.com"')).inviteUser;
    const again = dataOf(await invite('email: "Guest@example.com"')).inviteUser;
    expect(again).toEqual(first);
    expect(first.username).toMatch(/^user-/);
    const token = tokenOf(await server.nextMail('guest@example.com'));
    dataOf(await server.act('acceptInvitation', { token, newPassword: chosen }));
    expect(dataOf(await server.login('guest@example.com', chosen)).login.user.id).toBe(first.id);
    const taken = await invite('email: "guest@example.com"');
    expect(refusalOf(taken)).toEqual(badInput('EMAIL_TAKEN'));
  });

  test('the client registers by e-mail alone', async () => {
    const session = openSession({ at: server.url });
    const user = await session.register({ email: 'client@example.com', password });
    expect(user.username).toMatch(/^user-/);
    session.close();
  });
});

describe('USERNAMES=optional', () => {
  let server: MailedServer;
  beforeAll(async () => {
    server = await startMailedServer({ env: { USERNAMES: 'optional' } });
  });
  afterAll(() => server.close());

  test('a username or an address is enough, and a username is kept', async () => {
    const byName = dataOf(await signUp(server, { username: 'Grace' })).register;
    expect(byName.user).toMatchObject({ username: 'Grace', email: null });
    const byMail = dataOf(await signUp(server, { email: 'a@example.com' })).register;
    expect(byMail.user.username).toMatch(/^user-/);
    expect(refusalOf(await signUp(server, {}))).toEqual(badInput('USERNAME_MISSING'));
    expect(await ruleOf(server)).toBe('OPTIONAL');
    const rename = 'mutation { changeUsername(username: "hopper") { username } }';
    dataOf(await server.send(rename, {}, { token: byMail.accessToken }));
    dataOf(await server.login('hopper'));
  });
});

describe('USERNAMES=required', () => {
  let server: MailedServer;
  beforeAll(async () => {
    server = await startMailedServer();
  });
  afterAll(() => server.close());

  test('a username is needed, and an address that is not verified signs nobody in', async () => {
    const email = 'ada@example.com';
    const missing = badInput('USERNAME_MISSING');
    expect(refusalOf(await signUp(server, { email }))).toEqual(missing);
    const { accessToken: token } = await signUpAdministrator(server);
    const invite = `mutation { inviteUser(email: "${email}") { id } }`;
    const invited = await server.send(invite, {}, { token });
    expect(refusalOf(invited)).toEqual(missing);
    dataOf(await signUp(server, { username: 'ada', email }));
    expect(refusalOf(await server.login(email))).toEqual(wrong);
    expect(await ruleOf(server)).toBe('REQUIRED');
  });
});

test('generated names are valid as they are, and never the same', () => {
  const names = Array.from({ length: 2000 }, generateUsername);
  expect(new Set(names.flatMap((name) => lookAlikeKeys(name)[0])).size).toBe(2000);
  for (const username of names) {
    const given = { username, email: null };
    expect(chooseUsername({ rule: 'required' }, given)).toEqual({ username, isGenerated: false });
    expect(usernameKey(username)).toBe(username);
  }
});

describeStorage('accounts that name an address', (subject) => {
  test('are found by it: who has verified it, else the latest', async () => {
    const { users } = subject.storage;
    const emailKey = 'ada@example.com';
    expect(await users.find({ emailKey })).toBeUndefined();
    const first = await storedUser(subject.storage, { email: 'Ada@example.com' });
    const second = await storedUser(subject.storage, { email: emailKey });
    expect(await users.find({ emailKey })).toEqual(second);
    expect((await users.findCredentials({ emailKey }))?.user).toEqual(second);
    await users.setVerifiedEmail(first.id, 'Ada@example.com');
    expect((await users.findCredentials({ emailKey }))?.user.id).toBe(first.id);
    expect(await users.find({ emailKey: 'a\0b' })).toBeUndefined();
  });

  test('get another generated name while theirs is taken or reserved', async () => {
    const { storage } = subject;
    await storedUser(storage, { username: 'user-taken' });
    const holder = await storedUser(storage);
    await storage.reservedUsernames.put('user-held', { userId: holder.id, endsAt: now + 1000 });
    const names = ['user-held', 'user-free'];
    const add = (username: string) =>
      storage.transact(async (stores) => {
        const user = newAccount({ username, email: null, roles: [] }, now);
        await addAccount(stores, user, '!');
        return user;
      });
    const policy = { rule: 'off', generate: () => names.shift() ?? 'user-taken' } as const;
    const chosen = { username: 'user-taken', isGenerated: true };
    expect((await withUsername(policy, chosen, add)).username).toBe('user-free');
    expect(await storage.users.find({ usernameKey: 'user-held' })).toBeUndefined();
    // It ends: a fault of the database must not become a loop.
    await expect(withUsername(policy, chosen, add)).rejects.toMatchObject({
      reason: 'USERNAME_TAKEN',
    });
    const given = withUsername(policy, { ...chosen, isGenerated: false }, add);
    await expect(given).rejects.toBeInstanceOf(AuthError);
  });
});
