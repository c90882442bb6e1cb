import { v7 as uuidv7 } from 'uuid';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { signUpAdministrator } from '../../support/administrator.js';
import { eventsOf } from '../../support/audit-events.js';
import { newAccount } from '../../../src/features/accounts/add-account.js';
import { hashesOfNothing, noPassword } from '../../../src/platform/password-hashing/hasher.js';
import { databases } from '../../support/databases.js';
import { dataOf, refusalOf, type TokenPair } from '../../support/graphql-client.js';
import { mailIsOff } from '../../support/mail-off.js';
import { startMailedServer, tokenOf, type MailedServer } from '../../support/mailed-server.js';
import { startTestServer } from '../../support/test-server.js';

const linkInvalid = { code: 'BAD_USER_INPUT', reason: 'LINK_INVALID' };
const newPassword = 'a quite different passphrase';
const inviteUser = `mutation ($username: String!, $email: String!, $roles: [String!]) {
  inviteUser(username: $username, email: $email, roles: $roles) {
    id username email emailVerified roles invitedAt } }`;

interface Invited {
  inviteUser: { id: string; roles: string[] };
}

describe.each(databases)('inviting, on $name', ({ name }) => {
  let server: MailedServer;
  let admin: TokenPair;
  beforeAll(async () => {
    server = await startMailedServer({ database: name });
    admin = await signUpAdministrator(server, 'host');
  });
  afterAll(() => server.close());

  const invite = (username: string, change: Record<string, unknown> = {}) => {
    const variables = { username, email: `${username}@example.com`, ...change };
    return server.send<Invited>(inviteUser, variables, { token: admin.accessToken });
  };
  const accept = (token: string, password = newPassword) =>
    server.act('acceptInvitation', { token, newPassword: password });
  /** Invites, and takes the link out of the mailbox. */
  async function linkFor(username: string): Promise<string> {
    dataOf(await invite(username));
    return tokenOf(await server.nextMail(`${username}@example.com`));
  }

  test('makes an account that nobody can sign in to until its user has chosen a password', async () => {
    const invited = { username: 'Guest', email: 'Guest@example.com' };
    const reply = await invite('Guest', { roles: ['support', 'editor'] });
    const { id } = dataOf(reply).inviteUser;
    const invitedAt = new Date(server.clock.now()).toISOString();
    const shown = { id, ...invited, emailVerified: false, roles: ['editor', 'support'], invitedAt };
    expect(dataOf(reply)).toEqual({ inviteUser: shown });
    const mail = await server.nextMail(invited.email);
    expect(mail.subject).toBe('You are invited to Example');
    expect(mail.text).toContain('http://localhost:4000/accept-invitation#token=');
    expect(mail.text).toContain('for 7 days');
    const wrong = { code: 'UNAUTHENTICATED', reason: 'INVALID_CREDENTIALS' };
    for (const guess of ['!', newPassword]) {
      expect(refusalOf(await server.login('Guest', guess))).toEqual(wrong);
    }

    expect((await accept(tokenOf(mail))).text).toBe('{"data":{"acceptInvitation":true}}\n');
    const { login } = dataOf(await server.login('guest@example.com', newPassword));
    expect(login.user).toMatchObject({ id, username: 'Guest', roles: ['editor', 'support'] });
    const events = await eventsOf(server, id, 4, 5);
    expect(events.map(({ type, actorId, count }) => ({ type, actorId, count }))).toEqual([
      { type: 'user.invited', actorId: admin.user.id, count: 1 },
      { type: 'login.failed', actorId: null, count: 2 },
      { type: 'user.invitation_accepted', actorId: null, count: 1 },
      { type: 'login.succeeded', actorId: null, count: 1 },
    ]);
  });

  test('is for administrators with a fresh proof of the password', async () => {
    const { accessToken: token } = await server.signUp();
    const variables = { username: 'a', email: 'a@example.com' };
    const byUser = await server.send(inviteUser, variables, { token });
    expect(refusalOf(byUser)).toEqual({ code: 'FORBIDDEN', reason: 'ROLE_REQUIRED' });
    expect(refusalOf(await server.send(inviteUser, variables)).reason).toBe('TOKEN_MISSING');
    server.clock.advance(301);
    expect(refusalOf(await invite('a')).reason).toBe('FRESH_LOGIN_REQUIRED');
    admin = dataOf(await server.login('host')).login;
  });

  test.each([
    [{ username: 'no@ddress' }, 'USERNAME_INVALID'],
    [{ username: ' ' }, 'USERNAME_MISSING'],
    [{ username: 'HOST' }, 'USERNAME_TAKEN'],
    [{ email: 'nowhere' }, 'EMAIL_INVALID'],
    [{ roles: ['two words'] }, 'ROLES_INVALID'],
    [{ roles: ['admin'] }, 'ROLES_INVALID'],
  ])('with %j is refused with %s, and mails nobody', async (change, reason) => {
    const before = server.mailbox.mails.length;
    expect(refusalOf(await invite('stranger', change))).toEqual({ code: 'BAD_USER_INPUT', reason });
    await server.mailIsDone();
    expect(server.mailbox.mails).toHaveLength(before);
  });

  test('does not reach for the address that another account has verified', async () => {
    await server.signUpVerified('owner', 'owner@example.com');
    const taken = { code: 'BAD_USER_INPUT', reason: 'EMAIL_TAKEN' };
    const email = 'OWNER@example.com';
    expect(refusalOf(await invite('late', { email }))).toEqual(taken);
    const token = await linkFor('too.late');
    const other = await server.signUp();
    await server.withStorage(({ users }) =>
      users.setVerifiedEmail(other.user.id, 'too.late@example.com'),
    );
    expect(refusalOf(await accept(token))).toEqual(taken);
  });

  test('works once, for seven days, and not for a disabled account', async () => {
    const once = await linkFor('once');
    dataOf(await accept(once));
    expect(refusalOf(await accept(once, 'yet another passphrase'))).toEqual(linkInvalid);
    dataOf(await server.login('once', newPassword));

    const { id } = dataOf(await invite('shut.out')).inviteUser;
    const shut = tokenOf(await server.nextMail('shut.out@example.com'));
    await server.withStorage(({ users }) => users.setDisabledAt(id, server.clock.now()));
    expect(refusalOf(await accept(shut))).toEqual(linkInvalid);
    expect(refusalOf(await invite('shut.out')).reason).toBe('USERNAME_TAKEN');

    const slow = await linkFor('slow');
    server.clock.advance(604_800);
    expect(refusalOf(await accept(slow))).toEqual(linkInvalid);
    admin = dataOf(await server.login('host')).login;
  });

  test('the same person again sends another link, and either works once', async () => {
    const first = await linkFor('forgetful');
    const again = dataOf(
      await invite('Forgetful', { email: 'forgetful@example.com', roles: ['late'] }),
    ).inviteUser;
    expect(again.roles).toEqual(['late']);
    const second = tokenOf(await server.nextMail('forgetful@example.com'));
    const elsewhere = await invite('forgetful', { email: 'other@example.com' });
    expect(refusalOf(elsewhere).reason).toBe('USERNAME_TAKEN');
    dataOf(await accept(first));
    expect(refusalOf(await accept(second))).toEqual(linkInvalid);
    expect(refusalOf(await invite('forgetful')).reason).toBe('EMAIL_TAKEN');
  });

  test('gives the role of administrators to nobody who has not accepted', async () => {
    const { id } = dataOf(await invite('promising')).inviteUser;
    const token = tokenOf(await server.nextMail('promising@example.com'));
    const promote = () =>
      server.send(
        'mutation ($id: ID!) { setUserRoles(id: $id, roles: ["admin"]) { roles } }',
        { id },
        { token: admin.accessToken },
      );
    const refused = { code: 'BAD_USER_INPUT', reason: 'ROLES_INVALID' };
    expect(refusalOf(await promote())).toEqual(refused);
    dataOf(await accept(token));
    expect(dataOf(await promote())).toEqual({ setUserRoles: { roles: ['admin'] } });
    await server.withStorage(({ users }) => users.setRoles(id, []));
  });

  test('an invitation repeated during its acceptance leaves no link that outlives it', async () => {
    for (let round = 0; round < 4; round += 1) {
      const username = `hasty${round}`;
      const token = await linkFor(username);
      const [accepted, again] = await Promise.all([accept(token), invite(username)]);
      dataOf(accepted);
      dataOf(await server.login(username, newPassword));
      if (again.errors.length === 0) {
        const late = tokenOf(await server.nextMail(`${username}@example.com`));
        expect(refusalOf(await accept(late, 'yet another passphrase'))).toEqual(linkInvalid);
      } else {
        expect(['EMAIL_TAKEN', 'USERNAME_TAKEN']).toContain(refusalOf(again).reason);
      }
    }
  });

  test('cannot take over an account that its user has set up with a password', async () => {
    await server.signUpWithEmail('typist', 'typist@example.com');
    expect(refusalOf(await invite('typist')).reason).toBe('USERNAME_TAKEN');
  });

  test.each(hashesOfNothing)('cannot take over an account of the hash %s', async (hash) => {
    const username = `without${hashesOfNothing.indexOf(hash)}`;
    const email = `${username}@example.com`;
    const account = newAccount({ username, email, roles: ['kept'] }, 0);
    await server.withStorage(async ({ users }) => {
      await users.insert(account, hash);
      // The database takes an account of an older version for invited.
      await users.setInvitedAt(account.id, null);
    });
    expect(refusalOf(await invite(username)).reason).toBe('USERNAME_TAKEN');
    expect(await server.withStorage(({ users }) => users.find({ id: account.id }))).toEqual(
      account,
    );
  });

  test('is over when its user has signed in by another way', async () => {
    const link = await linkFor('other');
    const invitedAt = () =>
      server.withStorage(
        async ({ users }) => (await users.find({ usernameKey: 'other' }))?.invitedAt,
      );
    expect(await invitedAt()).toBe(server.clock.now());
    // As an operator who vouches for the address.
    await server.withStorage(async ({ users }) => {
      const user = await users.find({ usernameKey: 'other' });
      await users.setVerifiedEmail(user?.id ?? '', 'other@example.com');
    });
    expect(await invitedAt()).toBe(server.clock.now());
    dataOf(await server.act('requestLoginEmail', { email: 'other@example.com' }));
    const token = tokenOf(await server.nextMail('other@example.com'));
    dataOf(await server.signInBy('loginWithEmailToken', { token }));
    expect(await invitedAt()).toBeNull();
    expect(refusalOf(await accept(link))).toEqual(linkInvalid);
    expect(refusalOf(await invite('other')).reason).toBe('EMAIL_TAKEN');
  });

  test('cannot take over an account that was imported without a password', async () => {
    const email = 'moved@example.com';
    const moved = newAccount({ username: 'moved', email, roles: [], emailVerified: true }, 0);
    await server.withStorage((storage) => storage.users.insert(moved, noPassword));
    expect(refusalOf(await invite('moved')).reason).toBe('EMAIL_TAKEN');
    const unverified = { ...moved, id: uuidv7(), username: 'moved2', emailVerified: false };
    await server.withStorage((storage) => storage.users.insert(unverified, noPassword));
    expect(refusalOf(await invite('moved2', { email: 'moved@other.example' })).reason).toBe(
      'USERNAME_TAKEN',
    );
    // Its user sets a password by the link of a reset.
    await server.act('requestPasswordReset', { email });
    dataOf(
      await server.act('resetPassword', {
        token: tokenOf(await server.nextMail(email)),
        newPassword,
      }),
    );
    dataOf(await server.login('moved', newPassword));
  });

  test.each([
    ['short', 'x7#k', 'PASSWORD_TOO_SHORT'],
    ['like-the-address', 'like-the-address@example.com', 'PASSWORD_TOO_COMMON'],
  ])('with a password that is %s leaves the link good', async (who, typed, reason) => {
    const token = await linkFor(who);
    expect(refusalOf(await accept(token, typed))).toEqual({ code: 'BAD_USER_INPUT', reason });
    dataOf(await accept(token));
  });

  test('of 16 who accept one invitation at once one wins, and that password holds', async () => {
    const token = await linkFor('racer');
    const passwords = Array.from({ length: 16 }, (_unused, index) => `passphrase ${index} of many`);
    const replies = await Promise.all(passwords.map((password) => accept(token, password)));
    const winner = replies.findIndex(({ errors }) => errors.length === 0);
    for (const [index, reply] of replies.entries()) {
      if (index !== winner) expect(refusalOf(reply)).toEqual(linkInvalid);
    }
    dataOf(await server.login('racer', passwords[winner]));
  });
});

test('without mail nobody can be invited', async () => {
  const server = await startTestServer({ env: mailIsOff });
  const { accessToken: token } = await signUpAdministrator(server);
  const reply = await server.send(inviteUser, { username: 'a', email: 'a@example.com' }, { token });
  expect(refusalOf(reply)).toEqual({ code: 'FORBIDDEN', reason: 'MAIL_OFF' });
  expect(await server.withStorage(({ users }) => users.list({ limit: 9 }))).toHaveLength(1);
  await server.close();
});
