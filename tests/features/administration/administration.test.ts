import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { signUpAdministrator } from '../../support/administrator.js';
import { eventsOf } from '../../support/audit-events.js';
import { databases } from '../../support/databases.js';
import { dataOf, goodPassword, refusalOf, type TokenPair } from '../../support/graphql-client.js';
import { mailIsOff } from '../../support/mail-off.js';
import { startMailedServer, tokenOf, type MailedServer } from '../../support/mailed-server.js';
import { startTestServer } from '../../support/test-server.js';

const revoked = { code: 'UNAUTHENTICATED', reason: 'TOKEN_REVOKED' };
const lastAdmin = { code: 'FORBIDDEN', reason: 'LAST_ADMIN' };
const nobodysId = '01890000-0000-7000-8000-000000000000';
const agent = 'Administration/1.0';

/** Every verb, with the selection of its answer. */
const verbs = {
  setUserRoles: 'setUserRoles(id: $id, roles: $roles) { id username roles disabledAt }',
  disableUser: 'disableUser(id: $id) { id roles disabledAt sessions { id } }',
  enableUser: 'enableUser(id: $id) { id disabledAt }',
  endUserSessions: 'endUserSessions(id: $id)',
  sendPasswordReset: 'sendPasswordReset(id: $id)',
  deleteUser: 'deleteUser(id: $id)',
  updateUser: 'updateUser(id: $id) { id }',
} as const;
type Verb = keyof typeof verbs;

function documentOf(verb: Verb): string {
  const roles = verb === 'setUserRoles' ? ', $roles: [String!]!' : '';
  return `mutation ($id: ID!${roles}) { ${verbs[verb]} }`;
}

describe.each(databases)('administrators, on $name,', ({ name }) => {
  let server: MailedServer;
  let admin: TokenPair;
  beforeAll(async () => {
    server = await startMailedServer({ database: name });
    admin = await signUpAdministrator(server, 'ruth');
  });
  afterAll(() => server.close());

  const act = (
    verb: Verb,
    id: string,
    { token = admin.accessToken, roles = [] }: { token?: string; roles?: string[] } = {},
  ) =>
    server.send<Record<Verb, unknown>>(
      documentOf(verb),
      { id, ...(verb === 'setUserRoles' && { roles }) },
      { token, headers: { 'user-agent': agent } },
    );
  /** What the administrator is recorded to have done last to an account. */
  const lastEventOf = async (id: string, count: number) =>
    (await eventsOf(server, id, count)).at(-1);

  describe.each(Object.keys(verbs) as Verb[])('%s', (verb) => {
    test('is for nobody without a token, the role, and a fresh proof of the password', async () => {
      const user = await server.signUp();
      const fresh = await signUpAdministrator(server);
      const { id } = user.user;
      const anonymous = await server.send(documentOf(verb), { id, roles: [] });
      expect(refusalOf(anonymous).reason).toBe('TOKEN_MISSING');
      const byUser = refusalOf(await act(verb, id, { token: user.accessToken }));
      expect(byUser).toEqual({ code: 'FORBIDDEN', reason: 'ROLE_REQUIRED' });
      server.clock.advance(301);
      const stale = refusalOf(await act(verb, id, { token: fresh.accessToken }));
      expect(stale).toEqual({ code: 'UNAUTHENTICATED', reason: 'FRESH_LOGIN_REQUIRED' });
      dataOf(await server.me(user.accessToken));
      await server.withStorage(({ users }) => users.setRoles(fresh.user.id, []));
      admin = dataOf(await server.login('ruth')).login;
    });

    test('finds nobody by an id that is nobody’s', async () => {
      const notFound = { code: 'NOT_FOUND', reason: 'USER_NOT_FOUND' };
      for (const id of [nobodysId, 'junk', '', 'a\u0000b']) {
        expect(refusalOf(await act(verb, id))).toEqual(notFound);
      }
    });
  });

  test('give roles, which come with the next sign-in, and take them at once', async () => {
    const { user, accessToken } = await server.signUp('promoted');
    const given = await act('setUserRoles', user.id, { roles: ['b:write', 'admin', 'admin'] });
    expect(dataOf(given).setUserRoles).toEqual({
      id: user.id,
      username: 'promoted',
      roles: ['admin', 'b:write'],
      disabledAt: null,
    });
    expect(dataOf(await server.me(accessToken)).me.roles).toEqual(['admin', 'b:write']);
    const early = await act('enableUser', user.id, { token: accessToken });
    expect(refusalOf(early).reason).toBe('ROLE_REQUIRED');
    const { login } = dataOf(await server.login('promoted'));
    dataOf(await act('enableUser', user.id, { token: login.accessToken }));

    dataOf(await act('setUserRoles', user.id));
    const late = await act('enableUser', user.id, { token: login.accessToken });
    expect(refusalOf(late)).toEqual({ code: 'FORBIDDEN', reason: 'ROLE_REQUIRED' });
    dataOf(await server.me(login.accessToken));
    expect(await lastEventOf(user.id, 5)).toMatchObject({
      type: 'user.roles_changed',
      actorId: admin.user.id,
      userAgent: agent,
      detail: { before: ['admin', 'b:write'], after: [] },
    });
  });

  test.each([[['two words']], [['']], [Array.from({ length: 33 }, (_unused, i) => `role${i}`)]])(
    'cannot give the roles %j',
    async (roles) => {
      const { user } = await server.signUp();
      const invalid = { code: 'BAD_USER_INPUT', reason: 'ROLES_INVALID' };
      expect(refusalOf(await act('setUserRoles', user.id, { roles }))).toEqual(invalid);
    },
  );

  test('disable a user, whose sessions end at once, and enable the account again', async () => {
    const here = await server.signUp('closed');
    const { login: there } = dataOf(await server.login('closed'));
    const { id } = here.user;
    const disabledAt = new Date(server.clock.now()).toISOString();
    const disabled = { id, roles: [], disabledAt, sessions: [] };
    expect(dataOf(await act('disableUser', id)).disableUser).toEqual(disabled);
    for (const { accessToken, refreshToken } of [here, there]) {
      expect(refusalOf(await server.me(accessToken))).toEqual(revoked);
      expect(refusalOf(await server.refresh(refreshToken))).toEqual(revoked);
    }
    expect(refusalOf(await server.login('closed')).reason).toBe('INVALID_CREDENTIALS');
    expect(await lastEventOf(id, 4)).toMatchObject({ type: 'login.failed' });
    expect((await eventsOf(server, id, 4))[2]).toMatchObject({
      type: 'user.disabled',
      actorId: admin.user.id,
      ipAddress: '127.0.0.1',
      detail: { sessions: 2 },
    });
    // Twice keeps the first time.
    server.clock.advance(1);
    expect(dataOf(await act('disableUser', id)).disableUser).toEqual(disabled);

    expect(dataOf(await act('enableUser', id)).enableUser).toEqual({ id, disabledAt: null });
    expect(refusalOf(await server.me(here.accessToken))).toEqual(revoked);
    dataOf(await server.login('closed'));
  });

  test('end all sessions of a user, who may sign in again', async () => {
    const here = await server.signUp('thrown.out');
    dataOf(await server.login('thrown.out'));
    const stranger = await server.signUp();
    const { id } = here.user;
    expect(dataOf(await act('endUserSessions', id)).endUserSessions).toBe(2);
    expect(dataOf(await act('endUserSessions', id)).endUserSessions).toBe(0);
    expect(refusalOf(await server.me(here.accessToken))).toEqual(revoked);
    dataOf(await server.me(stranger.accessToken));
    const { login } = dataOf(await server.login('thrown.out'));
    dataOf(await server.me(login.accessToken));
    expect((await eventsOf(server, id, 5))[2]).toMatchObject({
      type: 'session.ended_everywhere',
      actorId: admin.user.id,
      detail: { sessions: 2 },
    });
  });

  test('do to themselves what they do to others, but the last one keeps role and account', async () => {
    const { user } = admin;
    expect(refusalOf(await act('setUserRoles', user.id, { roles: ['a'] }))).toEqual(lastAdmin);
    expect(refusalOf(await act('disableUser', user.id))).toEqual(lastAdmin);
    dataOf(await act('setUserRoles', user.id, { roles: ['admin', 'more'] }));
    const other = await signUpAdministrator(server);
    dataOf(await act('disableUser', user.id));
    expect(refusalOf(await server.me(admin.accessToken))).toEqual(revoked);
    // A disabled administrator is none: the other one is the last.
    const token = other.accessToken;
    expect(refusalOf(await act('setUserRoles', other.user.id, { token }))).toEqual(lastAdmin);
    dataOf(await act('enableUser', user.id, { token }));
    dataOf(await act('setUserRoles', other.user.id, { token }));
    admin = dataOf(await server.login('ruth')).login;
  });

  test('of 6 who lock each other out at once, at least one stays', async () => {
    const others: TokenPair[] = [];
    for (let count = 0; count < 5; count += 1) others.push(await signUpAdministrator(server));
    const all = [admin, ...others];
    const replies = await Promise.all(
      all.map(({ accessToken: token }, index) => {
        const { id } = all[(index + 1) % all.length]?.user ?? { id: '' };
        return act(index % 2 === 0 ? 'disableUser' : 'setUserRoles', id, { token });
      }),
    );
    for (const reply of replies) {
      if (reply.errors.length === 0) continue;
      expect(['LAST_ADMIN', 'TOKEN_REVOKED', 'ROLE_REQUIRED']).toContain(refusalOf(reply).reason);
    }
    await server.withStorage(async ({ users }) => {
      const found = await users.findMany(all.map(({ user }) => user.id));
      const left = found.filter((user) => user.disabledAt === null && user.roles.length > 0);
      expect(left.length).toBeGreaterThan(0);
      for (const { user } of others) await users.setRoles(user.id, []);
      await users.setDisabledAt(admin.user.id, null);
      await users.setRoles(admin.user.id, ['admin']);
    });
    admin = dataOf(await server.login('ruth')).login;
  });

  test('mail a link that sets a new password, and never choose one', async () => {
    const email = 'locked-out@example.com';
    const { user } = await server.signUpVerified('locked.out', email);
    const reply = await act('sendPasswordReset', user.id);
    expect(reply.text).toBe('{"data":{"sendPasswordReset":true}}\n');
    const mail = await server.nextMail(email);
    expect(mail.subject).toBe('Set a new password for Example');
    dataOf(await server.login('locked.out', goodPassword));
    const newPassword = 'a quite different passphrase';
    dataOf(await server.act('resetPassword', { token: tokenOf(mail), newPassword }));
    dataOf(await server.login('locked.out', newPassword));
    const events = await eventsOf(server, user.id, 3);
    const asked = events.find(({ type }) => type === 'password.reset_requested');
    expect(asked).toMatchObject({ actorId: admin.user.id, detail: {} });
  });

  test('mail no link without a verified address, nor to a disabled account', async () => {
    const missing = { code: 'BAD_USER_INPUT', reason: 'EMAIL_MISSING' };
    const { user: without } = await server.signUp();
    expect(refusalOf(await act('sendPasswordReset', without.id))).toEqual(missing);
    const { user: unproved } = await server.signUpWithEmail('unproved', 'unproved@example.com');
    expect(refusalOf(await act('sendPasswordReset', unproved.id))).toEqual(missing);
    const { user: closed } = await server.signUpVerified('shut', 'shut@example.com');
    dataOf(await act('disableUser', closed.id));
    const disabled = { code: 'BAD_USER_INPUT', reason: 'USER_DISABLED' };
    const before = server.mailbox.mails.length;
    expect(refusalOf(await act('sendPasswordReset', closed.id))).toEqual(disabled);
    await server.mailIsDone();
    expect(server.mailbox.mails).toHaveLength(before);
  });
});

test('administrators fill nobody’s mailbox', async () => {
  const server = await startMailedServer({ env: { LIMIT_MAILS_PER_RECIPIENT: '2' } });
  const { accessToken: token } = await signUpAdministrator(server);
  const { user } = await server.signUpVerified('spared', 'spared@example.com');
  const send = () => server.send(documentOf('sendPasswordReset'), { id: user.id }, { token });
  for (let count = 0; count < 2; count += 1) dataOf(await send());
  expect(refusalOf(await send())).toEqual({ code: 'TOO_MANY_REQUESTS', reason: 'TOO_MANY_MAILS' });
  await server.close();
});

test('without mail no link can be sent', async () => {
  const server = await startTestServer({ env: mailIsOff });
  const { accessToken: token, user } = await signUpAdministrator(server);
  const reply = await server.send(documentOf('sendPasswordReset'), { id: user.id }, { token });
  expect(refusalOf(reply)).toEqual({ code: 'FORBIDDEN', reason: 'MAIL_OFF' });
  await server.close();
});
