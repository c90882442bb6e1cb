import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { signUpAdministrator } from '../../support/administrator.js';
import { databases } from '../../support/databases.js';
import { dataOf, goodPassword, refusalOf, type TokenPair } from '../../support/graphql-client.js';
import { startTestServer, type TestServer } from '../../support/test-server.js';

const revoked = { code: 'UNAUTHENTICATED', reason: 'TOKEN_REVOKED' };
const stale = { code: 'UNAUTHENTICATED', reason: 'FRESH_LOGIN_REQUIRED' };
const lastAdmin = { code: 'FORBIDDEN', reason: 'LAST_ADMIN' };
const agent = 'Leaving/1.0';

describe.each(databases)('leaving, on $name', ({ name }) => {
  let server: TestServer;
  beforeAll(async () => {
    server = await startTestServer({ database: name });
  });
  afterAll(() => server.close());

  const act = (operation: string, token: string) =>
    server.send<Record<string, unknown>>(
      operation,
      {},
      { token, headers: { 'user-agent': agent } },
    );
  /** Registers with an e-mail address, and waits for the courier to take up the mail to it. */
  async function registerWithEmail(username: string, email: string): Promise<TokenPair> {
    const { register } = dataOf(await server.register({ username, email }));
    const isRequested = (line: string) =>
      line.includes('email.verification_requested') && line.includes(register.user.id);
    await expect.poll(() => server.logs.some(isRequested)).toBe(true);
    return register;
  }
  const deleteAccount = (token: string) => act('mutation { deleteAccount }', token);
  const disableAccount = (token: string) => act('mutation { disableAccount }', token);

  test.each(['mutation { deleteAccount }', 'mutation { disableAccount }', '{ exportMyData }'])(
    '%s needs a fresh session, and any',
    async (operation) => {
      const { accessToken } = await server.signUp();
      server.clock.advance(301);
      expect(refusalOf(await act(operation, accessToken))).toEqual(stale);
      expect(refusalOf(await server.send(operation)).reason).toBe('TOKEN_MISSING');
      dataOf(await server.me(accessToken));
    },
  );

  test('deleting ends every session at once, and nobody can sign in again', async () => {
    const here = await server.signUp('leaver');
    const { login: there } = dataOf(await server.login('leaver'));
    expect(dataOf(await deleteAccount(here.accessToken))).toEqual({ deleteAccount: true });

    for (const { accessToken, refreshToken } of [here, there]) {
      expect(refusalOf(await server.me(accessToken))).toEqual(revoked);
      expect(refusalOf(await server.refresh(refreshToken))).toEqual(revoked);
    }
    expect(refusalOf(await server.login('leaver')).reason).toBe('INVALID_CREDENTIALS');
    expect(
      await server.withStorage(({ users }) => users.find({ id: here.user.id })),
    ).toBeUndefined();
  });

  test('the name of a deleted account is nobody’s for 90 days', async () => {
    const { accessToken } = await server.signUp('missed');
    dataOf(await deleteAccount(accessToken));
    const taken = { code: 'BAD_USER_INPUT', reason: 'USERNAME_TAKEN' };
    expect(refusalOf(await server.register({ username: 'Missed' }))).toEqual(taken);
    server.clock.advance(7_776_000);
    dataOf(await server.register({ username: 'Missed' }));
  });

  test('deleting leaves security events, and in the database nothing that names the user', async () => {
    const { user, accessToken } = await registerWithEmail(
      'personal.name',
      'very.personal@example.com',
    );
    dataOf(await server.login('personal.name', goodPassword, { headers: { 'user-agent': agent } }));
    await server.login('personal.name', 'wrong wrong', { headers: { 'user-agent': agent } });
    dataOf(await deleteAccount(accessToken));

    const events = await server.withStorage(({ audit }) =>
      audit.list({ userId: user.id, limit: 100 }),
    );
    expect(events.map(({ type }) => type)).toEqual([
      'user.registered',
      'email.verification_requested',
      'login.succeeded',
      'login.new_device',
      'login.failed',
      'user.deleted',
    ]);
    for (const event of events) expect(event).toMatchObject({ userAgent: null, ipAddress: null });
    expect(JSON.stringify(events)).not.toMatch(/personal/);
  });

  test('16 deletions of one account at once delete it once', async () => {
    const { accessToken, user } = await server.signUp();
    const replies = await Promise.all(Array.from({ length: 16 }, () => deleteAccount(accessToken)));
    expect(replies.filter(({ errors }) => errors.length === 0)).toHaveLength(1);
    for (const reply of replies) if (reply.errors[0]) expect(refusalOf(reply)).toEqual(revoked);
    const deletions = server.logs.filter(
      (line) => line.includes('user.deleted') && line.includes(user.id),
    );
    expect(deletions).toHaveLength(1);
  });

  test('a deletion while 8 sign-ins are under way leaves none of them signed in', async () => {
    const { accessToken } = await server.signUp('overlapping');
    const [deletion, ...logins] = await Promise.all([
      deleteAccount(accessToken),
      ...Array.from({ length: 8 }, () => server.login('overlapping')),
    ]);
    dataOf(deletion);
    for (const reply of logins) {
      const pair = reply.data?.login;
      if (pair) expect(refusalOf(await server.me(pair.accessToken))).toEqual(revoked);
      else expect(refusalOf(reply).reason).toBe('INVALID_CREDENTIALS');
    }
  });

  test('disabling ends every session at once, and the account stays closed but whole', async () => {
    const here = await server.signUp('pausing');
    const { login: there } = dataOf(await server.login('pausing'));
    expect(dataOf(await disableAccount(here.accessToken))).toEqual({ disableAccount: true });

    for (const { accessToken } of [here, there]) {
      expect(refusalOf(await server.me(accessToken))).toEqual(revoked);
    }
    expect(refusalOf(await server.login('pausing')).reason).toBe('INVALID_CREDENTIALS');
    await server.withStorage(({ users }) => users.setDisabledAt(here.user.id, null));
    dataOf(await server.login('pausing'));
    const line = server.logs.find(
      (text) => text.includes('user.disabled') && text.includes(here.user.id),
    );
    expect(line).toContain('"detail":{"sessions":2}');
  });

  test('the last administrator cannot delete or disable the account, the previous can', async () => {
    const [first, second] = [await signUpAdministrator(server), await signUpAdministrator(server)];
    dataOf(await disableAccount(first.accessToken));
    expect(refusalOf(await disableAccount(second.accessToken))).toEqual(lastAdmin);
    expect(refusalOf(await deleteAccount(second.accessToken))).toEqual(lastAdmin);
    dataOf(await server.me(second.accessToken));
    // Not an administrator any more: the others do not count.
    await server.withStorage(({ users }) => users.setRoles(second.user.id, []));
    dataOf(await deleteAccount(second.accessToken));
  });

  test('of 6 administrators who leave at once, one stays', async () => {
    const all = [];
    for (let count = 0; count < 6; count += 1) all.push(await signUpAdministrator(server));
    const replies = await Promise.all(
      all.map(({ accessToken }, index) =>
        index % 2 === 0 ? deleteAccount(accessToken) : disableAccount(accessToken),
      ),
    );
    const refused = replies.filter(({ errors }) => errors.length > 0);
    expect(refused.map(refusalOf)).toEqual([lastAdmin]);
    const left = all[replies.findIndex(({ errors }) => errors.length > 0)];
    await server.withStorage(({ users }) => users.setRoles(left?.user.id ?? '', []));
  });

  test('exportMyData has the account, its sessions and its events, and is recorded', async () => {
    const { user, accessToken: token } = await registerWithEmail('curious', 'curious@example.com');
    dataOf(await act('mutation { updateProfile(publicMetadata: { a: [1] }) { id } }', token));
    dataOf(await act('mutation { changeUsername(username: "curious.2") { id } }', token));
    await server.login('curious.2', 'wrong wrong');
    const reply = await server.send<{ exportMyData: unknown }>('{ exportMyData }', {}, { token });

    expect(dataOf(reply).exportMyData).toMatchObject({
      exportedAt: new Date(server.clock.now()).toISOString(),
      account: {
        id: user.id,
        username: 'curious.2',
        email: 'curious@example.com',
        emailVerified: false,
        publicMetadata: { a: [1] },
        createdAt: new Date(server.clock.now()).toISOString(),
        disabledAt: null,
      },
      heldUsernames: [{}],
      sessions: [{ ipAddress: '127.0.0.1', byAdministrator: false }],
      securityEvents: [
        { type: 'user.registered', ipAddress: '127.0.0.1' },
        { type: 'email.verification_requested' },
        { type: 'user.profile_changed', userAgent: agent },
        { type: 'user.username_changed' },
        { type: 'login.failed' },
      ],
      actionsAsAdministrator: [],
    });
    expect(reply.text).not.toContain('argon2');
    expect(server.logs.join('')).toContain('user.data_exported');
  });

  test('exportMyData has no data of others or of administrators who acted on the account', async () => {
    const { accessToken, user } = await server.signUp();
    const stranger = await server.signUp('somebody.else');
    await server.withStorage(async ({ profiles, audit }) => {
      await profiles.setPrivateMetadata(user.id, { remark: 'difficult customer' });
      await audit.append([
        {
          id: '01890000-0000-7000-8000-000000000001',
          at: server.clock.now(),
          type: 'user.roles_changed',
          userId: user.id,
          actorId: stranger.user.id,
          sessionId: null,
          userAgent: 'AdminBrowser/1.0',
          ipAddress: '192.0.2.77',
          detail: {},
        },
      ]);
    });
    const { text } = await act('{ exportMyData }', accessToken);
    expect(text).toContain('user.roles_changed');
    expect(text).toContain('"byAdministrator":true');
    expect(text).not.toMatch(/AdminBrowser|192\.0\.2\.77|difficult/);
    expect(text).not.toContain(stranger.user.id);
  });
});

test('in cookie mode, leaving takes the cookie back', async () => {
  const server = await startTestServer({ env: { COOKIES: 'on' } });
  const headers = { 'x-authgraph-cookies': 'on', 'sec-fetch-site': 'same-origin' };
  for (const mutation of ['deleteAccount', 'disableAccount']) {
    const { accessToken } = await server.signUp();
    const reply = await server.send(
      `mutation { ${mutation} }`,
      {},
      { token: accessToken, headers },
    );
    dataOf(reply);
    expect(reply.headers.get('set-cookie')).toContain('Max-Age=0');
  }
  await server.close();
});
