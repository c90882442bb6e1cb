import { sql, type RawBuilder } from 'kysely';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openStorage, type Storage } from '../../src/app/storage.js';
import { openDatabase } from '../../src/platform/database/open.js';
import { challengeOf, completeMfa, enroll, stepUp, totpCode } from '../support/authenticator.js';
import { databases, type TestDatabase } from '../support/databases.js';
import { dataOf, goodPassword, refusalOf, type TokenPair } from '../support/graphql-client.js';
import { openMailbox, type Mailbox } from '../support/mailbox.js';
import { tokenOf } from '../support/mailed-server.js';
import {
  startServerProcess,
  type ServerProcess,
  type ServiceVariables,
} from '../support/server-process.js';
import {
  newWebhookSecret,
  startWebhookReceiver,
  verified,
  type WebhookReceiver,
} from '../support/webhook-receiver.js';
import { unpackLastRelease } from './last-release.js';

const newPassword = 'a quite different passphrase';
const secret = newWebhookSecret();

let lastRelease: string;
beforeAll(async () => {
  lastRelease = await unpackLastRelease();
});

type Build = 'the last release' | 'this build';
const both: readonly { here: Build; there: Build }[] = [
  { here: 'the last release', there: 'this build' },
  { here: 'this build', there: 'the last release' },
];

describe.each(databases)('a rolling upgrade, on $name', ({ create }) => {
  let database: TestDatabase;
  let mailbox: Mailbox;
  let receiver: WebhookReceiver;
  let env: ServiceVariables;
  let of: Record<Build, ServerProcess>;
  /** Of accounts that were made before the upgrade began. */
  let before: Record<Build, TokenPair>;

  beforeAll(async () => {
    [database, mailbox, receiver] = await Promise.all([
      create(),
      openMailbox(),
      startWebhookReceiver(),
    ]);
    env = {
      DATA_DIR: database.dataDir,
      ...(database.url !== undefined && { DATABASE_URL: database.url }),
      PUBLIC_URL: 'http://localhost:4000',
      SMTP_URL: mailbox.url,
      MAIL_FROM: 'Example <no-reply@example.com>',
      WEBHOOKS: JSON.stringify({ crm: { url: receiver.url, secrets: [secret] } }),
      WEBHOOK_ALLOW_PRIVATE: 'on',
    };
    const old = await startServerProcess(env, lastRelease);
    const signUp = async (username: string) => dataOf(await old.register({ username })).register;
    before = { 'the last release': await signUp('early'), 'this build': await signUp('earlier') };
    // It migrates the database, under the old one that runs.
    of = { 'the last release': old, 'this build': await startServerProcess(env) };
  });
  afterAll(async () => {
    for (const server of Object.values(of)) await server.kill();
    await Promise.all([receiver.close(), mailbox.close()]);
    await database.drop();
  });

  const me = async (server: ServerProcess, { accessToken }: TokenPair) =>
    dataOf(await server.me(accessToken)).me.username;
  const act = (server: ServerProcess, mutation: string, token?: string) =>
    server.send(`mutation { ${mutation} }`, {}, token === undefined ? {} : { token });
  const reasonAt = async (server: ServerProcess, { accessToken }: TokenPair) =>
    refusalOf(await server.me(accessToken)).reason;

  async function signUp(server: ServerProcess, username: string): Promise<TokenPair> {
    return dataOf(await server.register({ username })).register;
  }

  async function signUpVerified(server: ServerProcess, username: string): Promise<TokenPair> {
    const email = `${username}@example.com`;
    const { register } = dataOf(await server.register({ username, email }));
    const token = tokenOf(await mailbox.next(email));
    dataOf(await act(server, `verifyEmail(token: "${token}")`, register.accessToken));
    return register;
  }

  describe.each(both)('what $here begins', ({ here, there }) => {
    const names = { 'the last release': 'old', 'this build': 'new' };
    const username = (what: string) => `${what}-${names[here]}`;

    test('signs up, signs in, refreshes and signs out', async () => {
      const server = of[here];
      const first = await signUp(server, username('alone'));
      const { login } = dataOf(await server.login(username('alone')));
      const { refresh } = dataOf(await server.refresh(login.refreshToken));
      expect(await me(server, refresh)).toBe(first.user.username);
      dataOf(await act(server, 'logout', refresh.accessToken));
      expect(await reasonAt(server, refresh)).toBe('TOKEN_REVOKED');
      expect(await me(server, first)).toBe(first.user.username);
    });

    test('goes on in the other one, and back', async () => {
      const first = await signUp(of[here], username('crossing'));
      expect(await me(of[there], first)).toBe(first.user.username);
      const { refresh: second } = dataOf(await of[there].refresh(first.refreshToken));
      const { refresh: third } = dataOf(await of[here].refresh(second.refreshToken));
      const { refresh: fourth } = dataOf(await of[there].refresh(third.refreshToken));
      expect(await me(of[here], fourth)).toBe(first.user.username);
      dataOf(await of[there].login(username('crossing')));
    });

    test('ends in the other one', async () => {
      const first = await signUp(of[here], username('ending'));
      dataOf(await act(of[there], 'logout', first.accessToken));
      expect(await reasonAt(of[here], first)).toBe('TOKEN_REVOKED');
      expect(refusalOf(await of[here].refresh(first.refreshToken)).reason).toBe('TOKEN_REVOKED');
    });

    test('ends by a token that the other one has refreshed and this one sees again', async () => {
      const first = await signUp(of[here], username('reused'));
      const { refresh: second } = dataOf(await of[there].refresh(first.refreshToken));
      dataOf(await of[there].refresh(second.refreshToken));
      expect(refusalOf(await of[here].refresh(first.refreshToken)).reason).toBe('TOKEN_REUSED');
      expect(await reasonAt(of[there], second)).toBe('TOKEN_REVOKED');
    });

    test('is proved again in the other one', async () => {
      const first = await signUp(of[here], username('proved'));
      const password = '"correct horse battery staple"';
      const change = `changePassword(currentPassword: ${password}, newPassword: "${newPassword}")`;
      const fields = '{ accessToken refreshToken }';
      const reply = await act(of[there], `${change} ${fields}`, first.accessToken);
      const { changePassword } = dataOf(reply) as { changePassword: TokenPair };
      const { refresh } = dataOf(await of[here].refresh(changePassword.refreshToken));
      expect(await me(of[there], refresh)).toBe(first.user.username);
      dataOf(await of[here].login(username('proved'), newPassword));
    });

    test('is reset by a link that either one takes, and ends in both', async () => {
      const first = await signUpVerified(of[here], username('reset'));
      const email = `${username('reset')}@example.com`;
      dataOf(await act(of[here], `requestPasswordReset(email: "${email}")`));
      const token = tokenOf(await mailbox.next(email));
      dataOf(
        await act(of[there], `resetPassword(token: "${token}", newPassword: "${newPassword}")`),
      );
      expect(await reasonAt(of[here], first)).toBe('TOKEN_REVOKED');
      dataOf(await of[here].login(email, newPassword));
      dataOf(await of[there].login(username('reset'), newPassword));
    });

    test('signs in by mail', async () => {
      const email = `${username('mailed')}@example.com`;
      await signUpVerified(of[there], username('mailed'));
      dataOf(await act(of[there], `requestLoginEmail(email: "${email}")`));
      const token = tokenOf(await mailbox.next(email));
      const fields = '{ accessToken refreshToken }';
      const reply = await act(of[here], `loginWithEmailToken(token: "${token}") ${fields}`);
      const { loginWithEmailToken } = dataOf(reply) as { loginWithEmailToken: TokenPair };
      const { refresh } = dataOf(await of[there].refresh(loginWithEmailToken.refreshToken));
      expect(await me(of[there], refresh)).toBe(username('mailed'));
    });

    test('is invited by both, and accepts in the other one', async () => {
      const { user } = await signUp(of[here], username('host'));
      await withStorage(({ users }) => users.setRoles(user.id, ['admin']));
      const { login: host } = dataOf(await of[here].login(username('host')));
      const email = `${username('guest')}@example.com`;
      const invitation = `inviteUser(username: "${username('guest')}", email: "${email}") { id }`;
      const invitedAt = () =>
        withStorage(({ users }) => users.find({ usernameKey: username('guest') })).then(
          (guest) => guest?.invitedAt,
        );
      // Both builds deliver mails, so the first one is awaited before the second is asked for.
      let token = '';
      for (const build of [here, there]) {
        dataOf(await act(of[build], invitation, host.accessToken));
        expect(await invitedAt()).toEqual(expect.any(Number));
        token = tokenOf(await mailbox.next(email));
      }
      const acceptance = `acceptInvitation(token: "${token}", newPassword: "${newPassword}")`;
      dataOf(await act(of[there], acceptance));
      expect(await invitedAt()).toBeNull();
      dataOf(await of[here].login(username('guest'), newPassword));
      for (const build of [here, there]) {
        const again = await act(of[build], invitation, host.accessToken);
        expect(refusalOf(again).reason).toBe('EMAIL_TAKEN');
      }
    });

    test('was there before, and goes on', async () => {
      const { refresh } = dataOf(await of[here].refresh(before[here].refreshToken));
      expect(await me(of[there], refresh)).toBe(before[here].user.username);
    });

    test('is on record, and is sent to the webhooks', async () => {
      const { user } = await signUp(of[here], username('recorded'));
      dataOf(await of[here].login(username('recorded')));
      const types = ['user.registered', 'login.succeeded'];
      await expect.poll(() => recordedTypes(user.id)).toEqual(types);
      await expect
        .poll(() => sentTypes(user.id))
        .toEqual(['session.created', 'session.created', 'user.created']);
    });
  });

  async function withStorage<T>(work: (storage: Storage) => Promise<T>): Promise<T> {
    const storage = await openStorage(database.options);
    return work(storage).finally(() => storage.close());
  }

  async function recordedTypes(userId: string) {
    const recorded = await withStorage(({ audit }) => audit.list({ userId, limit: 10 }));
    return recorded.map(({ type }) => type);
  }

  /** Sorted: both builds deliver, at once. */
  const sentTypes = (userId: string) =>
    receiver.received
      .map((received) => verified(secret, received))
      .filter(({ data }) => JSON.stringify(data).includes(userId))
      .map(({ type }) => type)
      .sort();

  test('no session of one factor begins where the account wants two, in either', async () => {
    const { user } = await signUp(of['this build'], 'two-steps');
    const { tables, close } = openDatabase({ ...database.options, poolSize: 1 });
    try {
      const run = (statement: RawBuilder<unknown>) => statement.execute(tables());
      await run(sql`update users set two_step_since = 1 where id = ${user.id}`);
      for (const server of Object.values(of)) {
        expect((await server.login('two-steps')).errors).toHaveLength(1);
      }
      const { rows } = await run(sql`select id from sessions where user_id = ${user.id}`);
      expect(rows).toHaveLength(1);
    } finally {
      await close();
    }
  });

  test('an account with an app keeps its second step beside the last release', async () => {
    const [now, old] = [of['this build'], of['the last release']];
    const first = await signUp(now, 'app-owner');
    const { login: elsewhere } = dataOf(await old.login('app-owner'));
    const time = Date.now();
    const enrolled = await enroll(now, first.accessToken, time);
    const { secret, tokens, recoveryCodes } = enrolled;
    // The session of one factor that the last release began has ended, in both.
    expect(await reasonAt(old, elsewhere)).toBe('TOKEN_REVOKED');
    expect(refusalOf(await old.refresh(elsewhere.refreshToken)).reason).toBe('TOKEN_REVOKED');
    expect((await old.login('app-owner')).errors).toHaveLength(1);
    const input = { password: { username: 'app-owner', password: goodPassword } };
    const { mfaToken } = await challengeOf(now, input);
    const completed = await completeMfa(now, mfaToken, {
      totp: totpCode(secret, time + 30_000),
    });
    const { completeMfa: pair } = dataOf(completed);

    // The last release goes on with both sessions, and gives nothing that counts as two factors.
    const { refresh: refreshed } = dataOf(await old.refresh(pair.refreshToken));
    const prove = `reauthenticate(password: "${goodPassword}") { accessToken refreshToken }`;
    const reply = await act(old, prove, tokens.accessToken);
    const { reauthenticate: proved } = dataOf(reply) as { reauthenticate: TokenPair };
    const turnOff = 'setTwoStepSignIn(on: false) { recoveryCodes }';
    for (const { accessToken, refreshToken } of [refreshed, proved]) {
      const { refresh: again } = dataOf(await now.refresh(refreshToken));
      for (const token of [accessToken, again.accessToken]) {
        expect(refusalOf(await act(now, turnOff, token)).reason).toBe('STEP_UP_REQUIRED');
      }
    }
    const code = { recoveryCode: recoveryCodes?.[0] };
    const { stepUp: raised } = dataOf(await stepUp(now, refreshed.accessToken, code));
    dataOf(await act(now, turnOff, raised.accessToken));
    dataOf(await old.login('app-owner'));
  });

  test('a password that was removed opens neither, and a reset in either sets one', async () => {
    const { accessToken } = await signUpVerified(of['this build'], 'removed');
    dataOf(await act(of['this build'], 'removePassword { accessToken }', accessToken));
    for (const server of Object.values(of)) {
      expect(refusalOf(await server.login('removed')).reason).toBe('INVALID_CREDENTIALS');
    }
    await mailbox.next('removed@example.com');
    const old = of['the last release'];
    dataOf(await act(old, 'requestPasswordReset(email: "removed@example.com")'));
    const token = tokenOf(await mailbox.next('removed@example.com'));
    dataOf(await act(old, `resetPassword(token: "${token}", newPassword: "${newPassword}")`));
    dataOf(await of['this build'].login('removed', newPassword));
  });

  test('the last release starts again on the new schema', async () => {
    const again = await startServerProcess(env, lastRelease);
    dataOf(await again.login('early'));
    expect(await again.stop()).toBe(0);
  });

  test('neither logs an error of the other one', () => {
    const lines = [...of['this build'].output, ...of['the last release'].output];
    expect(lines.length).toBeGreaterThan(10);
    const errors = lines.filter((line) => /"level":[56]0/.test(line));
    expect(errors.filter((line) => !line.includes('two_step_sign_in_required'))).toEqual([]);
  });
});
