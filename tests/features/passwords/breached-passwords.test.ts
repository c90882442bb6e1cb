import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { mkdtemp, readdir, readlink, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { noPassword } from '../../../src/platform/password-hashing/hasher.js';
import { signUpAdministrator } from '../../support/administrator.js';
import { dataOf, goodPassword, refusalOf } from '../../support/graphql-client.js';
import { startMailedServer, tokenOf, type MailedServer } from '../../support/mailed-server.js';
import { startTestServer } from '../../support/test-server.js';

const breached = 'a passphrase of some breach';
const clean = 'a passphrase that nobody has';
const refused = { code: 'BAD_USER_INPUT', reason: 'PASSWORD_BREACHED' };

describe('with BREACHED_PASSWORDS, a breached password', () => {
  let folder: string;
  let list: string;
  let server: MailedServer;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'authgraph-test-'));
    list = join(folder, 'breached.txt');
    await writeFile(list, `${createHash('sha1').update(breached).digest('hex')}:12\n`);
    server = await startMailedServer({
      env: { BREACHED_PASSWORDS: list, METRICS: 'on', METRICS_PORT: '0' },
    });
  });
  afterAll(async () => {
    await rm(folder, { recursive: true });
  });

  test('signs nobody up', async () => {
    const reply = await server.register({ username: 'ada', password: breached });
    expect(refusalOf(reply)).toEqual(refused);
    expect(reply.errors[0]?.message).toContain('known from a data breach. Choose another one');
    dataOf(await server.register({ username: 'ada', password: clean }));
  });

  test('replaces no password', async () => {
    const { accessToken: token } = await server.signUp('changer');
    const change = (newPassword: string) =>
      server.send(
        `mutation ($now: String!, $next: String!) {
          changePassword(currentPassword: $now, newPassword: $next) { accessToken } }`,
        { now: goodPassword, next: newPassword },
        { token },
      );
    expect(refusalOf(await change(breached))).toEqual(refused);
    dataOf(await server.login('changer'));
    dataOf(await change(clean));
  });

  test('is no first password', async () => {
    const { user } = await server.signUpVerified('first', 'first@example.com');
    await server.withStorage(({ users }) => users.setPasswordHash(user.id, noPassword));
    dataOf(await server.act('requestLoginEmail', { email: 'first@example.com' }));
    const mailed = tokenOf(await server.nextMail('first@example.com'));
    const reply = dataOf(await server.signInBy('loginWithEmailToken', { token: mailed }));
    const token = reply['loginWithEmailToken']?.accessToken ?? '';
    const set = (newPassword: string) =>
      server.send(
        'mutation ($next: String!) { setPassword(newPassword: $next) { accessToken } }',
        { next: newPassword },
        { token },
      );
    expect(refusalOf(await set(breached))).toEqual(refused);
    dataOf(await set(clean));
  });

  test('resets nothing, and leaves the link good', async () => {
    await server.signUpVerified('resetter', 'resetter@example.com');
    await server.act('requestPasswordReset', { email: 'resetter@example.com' });
    const token = tokenOf(await server.nextMail('resetter@example.com'));
    const reset = (newPassword: string) => server.act('resetPassword', { token, newPassword });
    expect(refusalOf(await reset(breached))).toEqual(refused);
    dataOf(await reset(clean));
  });

  test('accepts no invitation, and leaves the link good', async () => {
    const { accessToken } = await signUpAdministrator(server);
    const invite = `mutation { inviteUser(username: "guest", email: "guest@example.com") { id } }`;
    dataOf(await server.send(invite, {}, { token: accessToken }));
    const token = tokenOf(await server.nextMail('guest@example.com'));
    const accept = (newPassword: string) => server.act('acceptInvitation', { token, newPassword });
    expect(refusalOf(await accept(breached))).toEqual(refused);
    dataOf(await accept(clean));
  });

  test('is counted among the metrics', async () => {
    const page = await (await fetch(server.metricsUrl ?? '')).text();
    const counts = /authgraph_breach_lookups_total{outcome="breached"} (\d+)/.exec(page);
    expect(Number(counts?.[1])).toBe(5);
  });

  test.runIf(process.platform === 'linux')('is in a file that is open until the end', async () => {
    expect(await openFiles()).toContain(list);
    await server.close();
    expect(await openFiles()).not.toContain(list);
  });
});

/** Those of this process. */
async function openFiles(): Promise<string[]> {
  const numbers = await readdir('/proc/self/fd');
  return Promise.all(numbers.map((fd) => readlink(`/proc/self/fd/${fd}`).catch(() => '')));
}

test('an application looks up only new passwords, once the policy has accepted them', async () => {
  const asked: string[] = [];
  const isBreachedPassword = (password: string) => {
    asked.push(password);
    return Promise.resolve(false);
  };
  const server = await startTestServer({ isBreachedPassword });
  expect(refusalOf(await server.register({ username: 'ada', password: 'qwertyuiop' })).reason).toBe(
    'PASSWORD_TOO_COMMON',
  );
  // Two forms of the same characters.
  dataOf(await server.register({ username: 'ada', password: 'ｐassphrase of mine' }));
  const again = await server.register({ username: 'ada', password: 'another passphrase' });
  expect(refusalOf(again).reason).toBe('USERNAME_TAKEN');
  dataOf(await server.login('ada', 'passphrase of mine'));
  expect(asked).toEqual(['passphrase of mine']);
  await server.close();
});
