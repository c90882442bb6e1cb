import { decode } from 'jsonwebtoken';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { signUpAdministrator } from '../../support/administrator.js';
import { eventsOf } from '../../support/audit-events.js';
import { databases } from '../../support/databases.js';
import { dataOf, goodPassword, refusalOf, type TokenPair } from '../../support/graphql-client.js';
import { impersonate } from '../../support/impersonate.js';
import { startTestServer, type TestServer } from '../../support/test-server.js';

const revoked = { code: 'UNAUTHENTICATED', reason: 'TOKEN_REVOKED' };
const refused = { code: 'FORBIDDEN', reason: 'IMPERSONATION_REFUSED' };
const nobodysId = '01890000-0000-7000-8000-000000000000';

describe.each(databases)('impersonating, on $name,', ({ name }) => {
  let server: TestServer;
  let admin: TokenPair;
  beforeAll(async () => {
    server = await startTestServer({ database: name });
    await signUpAdministrator(server, 'another');
  });
  afterAll(() => server.close());

  /** An administrator who has just proved the password, and a user. */
  async function cast(): Promise<{ admin: TokenPair; user: TokenPair }> {
    admin = await signUpAdministrator(server);
    return { admin, user: await server.signUp() };
  }
  const begin = async (userId: string, by = admin) =>
    dataOf(await impersonate(server, by.accessToken, userId)).impersonate.accessToken;
  const act = (text: string, token: string, variables = {}) =>
    server.send<Record<string, unknown>>(text, variables, { token });

  test('gives an access token alone, which names user and administrator and is not fresh', async () => {
    const { user } = await cast();
    await server.withStorage(({ users }) => users.setRoles(user.user.id, ['support']));
    const reply = await impersonate(server, admin.accessToken, user.user.id, ' ticket 4711 ');
    const { accessToken, ...shown } = dataOf(reply).impersonate;
    const { id, username } = user.user;
    expect(shown).toEqual({ tokenType: 'Bearer', expiresIn: 900, user: { id, username } });
    expect(reply.text).not.toMatch(/refresh/i);
    const now = server.clock.now() / 1000;
    const claims = decode(accessToken, { json: true });
    expect(claims).toMatchObject({
      sub: id,
      act: { sub: admin.user.id },
      auth_time: 0,
      exp: Math.floor(now) + 900,
      roles: ['support'],
    });
    expect(dataOf(await server.me(accessToken)).me).toMatchObject({ id, roles: ['support'] });
    expect((await eventsOf(server, id, 2)).at(-1)).toMatchObject({
      type: 'user.impersonated',
      actorId: admin.user.id,
      sessionId: claims?.['sid'] as string,
      userAgent: 'Support/1.0',
      detail: { reason: 'ticket 4711' },
    });
    server.clock.advance(901);
    expect(refusalOf(await server.me(accessToken)).reason).toBe('TOKEN_EXPIRED');
  });

  test('is for administrators with a fresh session alone', async () => {
    const { user } = await cast();
    const other = await server.signUp();
    const { id } = user.user;
    expect(refusalOf(await impersonate(server, undefined, id)).reason).toBe('TOKEN_MISSING');
    expect(refusalOf(await impersonate(server, other.accessToken, id)).reason).toBe(
      'ROLE_REQUIRED',
    );
    server.clock.advance(301);
    expect(refusalOf(await impersonate(server, admin.accessToken, id)).reason).toBe(
      'FRESH_LOGIN_REQUIRED',
    );
  });

  test('is not for administrators, oneself, the disabled and the unknown', async () => {
    const { user } = await cast();
    const other = await signUpAdministrator(server);
    const by = admin.accessToken;
    expect(refusalOf(await impersonate(server, by, other.user.id))).toEqual(refused);
    expect(refusalOf(await impersonate(server, by, admin.user.id))).toEqual(refused);
    for (const id of [nobodysId, 'junk', '', 'a\u0000b']) {
      expect(refusalOf(await impersonate(server, by, id)).reason).toBe('USER_NOT_FOUND');
    }
    await server.withStorage(({ users }) => users.setDisabledAt(user.user.id, 1));
    expect(refusalOf(await impersonate(server, by, user.user.id)).reason).toBe('USER_DISABLED');
    await server.withStorage(async ({ sessions }) => {
      expect(await sessions.listAliveOf([other.user.id], server.clock.now())).toHaveLength(2);
    });
  });

  test.each(['', ' ', 'two\nlines', 'x'.repeat(201), '\u202eevil', '\u200b'])(
    'takes no reason such as %j',
    async (reason) => {
      const { user } = await cast();
      const reply = await impersonate(server, admin.accessToken, user.user.id, reason);
      expect(refusalOf(reply)).toEqual({ code: 'BAD_USER_INPUT', reason: 'REASON_INVALID' });
    },
  );

  test('is seen by the user, without the device and the address of the administrator', async () => {
    const { user } = await cast();
    const token = await begin(user.user.id);
    const text = '{ me { sessions { impersonated current userAgent ipAddress } } }';
    const seen = dataOf(
      await server.send<{ me: { sessions: unknown[] } }>(text, {}, { token: user.accessToken }),
    ).me.sessions;
    expect(seen).toContainEqual({
      impersonated: true,
      current: false,
      userAgent: null,
      ipAddress: null,
    });
    expect(seen).toContainEqual(expect.objectContaining({ impersonated: false, current: true }));
    dataOf(await server.me(token));
    const managed = `query ($id: ID!) { user(id: $id) { sessions { impersonated userAgent } } }`;
    expect(dataOf(await act(managed, admin.accessToken, { id: user.user.id }))['user']).toEqual({
      sessions: expect.arrayContaining([
        { impersonated: true, userAgent: 'Support/1.0' },
      ]) as unknown,
    });
  });

  test('leaves the administrator in the record of all that is done', async () => {
    const { user } = await cast();
    const token = await begin(user.user.id);
    const { id } = user.user;
    dataOf(await act('mutation { updateProfile(displayName: "Ada") { id } }', token));
    dataOf(await act('mutation { logout }', token));
    expect(refusalOf(await server.me(token))).toEqual(revoked);
    dataOf(await server.me(user.accessToken));
    dataOf(await server.me(admin.accessToken));
    const types = ['user.impersonated', 'user.profile_changed', 'session.ended'];
    const events = (await eventsOf(server, id, 4)).slice(-3);
    expect(events.map(({ type, actorId }) => [type, actorId])).toEqual(
      types.map((type) => [type, admin.user.id]),
    );
  });

  test('leaves no way into the own session of the user', async () => {
    const { user } = await cast();
    const token = await begin(user.user.id);
    const proof =
      'mutation ($password: String!) { reauthenticate(password: $password) { user { id } } }';
    const reply = await act(proof, token, { password: goodPassword });
    expect(refusalOf(reply)).toEqual({ code: 'FORBIDDEN', reason: 'IMPERSONATED' });
  });

  const administer = (field: string, { user }: TokenPair, by: TokenPair) =>
    act(`mutation ($id: ID!) { ${field} }`, by.accessToken, { id: user.id });
  const endings: Record<
    string,
    (by: TokenPair, user: TokenPair, root: TokenPair) => Promise<unknown>
  > = {
    'the administrator is disabled': (by, _user, root) =>
      administer('disableUser(id: $id) { id }', by, root),
    'the administrator loses the role': (by, _user, root) =>
      administer('setUserRoles(id: $id, roles: ["a"]) { id }', by, root),
    'the sessions of the administrator are ended': (by, _user, root) =>
      administer('endUserSessions(id: $id)', by, root),
    'the administrator signs out everywhere': (by) =>
      act('mutation { logoutEverywhere }', by.accessToken),
    'the administrator changes the password': (by) =>
      act(
        `mutation ($old: String!) { changePassword(currentPassword: $old, newPassword: "another good staple") { user { id } } }`,
        by.accessToken,
        { old: goodPassword },
      ),
    'the administrator deletes the account': (by) =>
      act('mutation { deleteAccount }', by.accessToken),
    'the user signs out everywhere': (_by, user) =>
      act('mutation { logoutEverywhere }', user.accessToken),
    'the user is disabled': (_by, user, root) =>
      administer('disableUser(id: $id) { id }', user, root),
    'the sessions of the user are ended': (_by, user, root) =>
      administer('endUserSessions(id: $id)', user, root),
  };
  test.each(Object.keys(endings))('ends when %s', async (ending) => {
    const { user } = await cast();
    const by = admin;
    const root = await signUpAdministrator(server);
    const [token, other] = [await begin(user.user.id, by), await server.signUp()];
    const others = await begin(other.user.id, root);
    dataOf(await server.me(token));
    const reply = await endings[ending]?.(by, user, root);
    expect(reply).toMatchObject({ errors: [] });
    expect(refusalOf(await server.me(token))).toEqual(revoked);
    dataOf(await server.me(others));
  });

  test('at the moment in which the administrator is closed never outlives that', async () => {
    const users: TokenPair[] = [];
    for (let count = 0; count < 4; count += 1) users.push(await server.signUp());
    const root = await signUpAdministrator(server);
    const closings = [
      'disableUser(id: $id) { id }',
      'endUserSessions(id: $id)',
      'logoutEverywhere',
    ];
    for (const closing of closings) {
      const by = await signUpAdministrator(server);
      const ownDoing = closing === 'logoutEverywhere';
      const text = ownDoing ? `mutation { ${closing} }` : `mutation ($id: ID!) { ${closing} }`;
      const { accessToken } = ownDoing ? by : root;
      const [, ...begun] = await Promise.all([
        act(text, accessToken, ownDoing ? {} : { id: by.user.id }),
        ...users.map(({ user }) => impersonate(server, by.accessToken, user.id)),
      ]);
      for (const reply of begun) {
        if (reply.errors.length > 0) {
          expect(refusalOf(reply)).toEqual(revoked);
        } else {
          const token = dataOf(reply).impersonate.accessToken;
          expect(refusalOf(await server.me(token))).toEqual(revoked);
        }
      }
    }
  });
});

test('IMPERSONATION_EXPIRES says how long it lasts, and 0 that nobody can', async () => {
  const short = await startTestServer({ env: { IMPERSONATION_EXPIRES: '60' } });
  const { accessToken: token } = await signUpAdministrator(short);
  const { user } = await short.signUp();
  const { impersonate: begun } = dataOf(await impersonate(short, token, user.id));
  expect(begun.expiresIn).toBe(60);
  await short.close();

  const off = await startTestServer({ env: { IMPERSONATION_EXPIRES: '0' } });
  const admin = await signUpAdministrator(off);
  const { user: nobody } = await off.signUp();
  const reply = await impersonate(off, admin.accessToken, nobody.id);
  expect(refusalOf(reply)).toEqual({ code: 'FORBIDDEN', reason: 'IMPERSONATION_OFF' });
  await off.close();
});
