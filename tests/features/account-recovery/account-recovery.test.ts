import { decode } from 'jsonwebtoken';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { signUpAdministrator } from '../../support/administrator.js';
import { eventsOf } from '../../support/audit-events.js';
import { signIn, stepUp } from '../../support/authenticator.js';
import { dataOf, goodPassword, refusalOf, type TokenPair } from '../../support/graphql-client.js';
import { impersonate } from '../../support/impersonate.js';
import { startMailedServer, tokenOf, type MailedServer } from '../../support/mailed-server.js';
import { addPasskey, passkeyClient, signUpByPasskey } from '../../support/passkeys.js';
import { statementsOf } from '../../support/statements.js';
import { startTestServer } from '../../support/test-server.js';

let server: MailedServer;
let names = 0;
let name: string;

beforeAll(async () => {
  server = await startMailedServer({
    env: { PASSKEYS: 'on', JWT_ACCESS_TOKEN_EXPIRES: '86400', FRESH_MAX_AGE: '86400' },
  });
});
beforeEach(() => {
  name = `recovered-${(names += 1)}`;
});
afterAll(() => server.close());

const day = 86_400;
const week = 7 * day;
const refused = { code: 'BAD_USER_INPUT', reason: 'CODE_INVALID' };

interface Recovery {
  readonly requestedAt: string;
  readonly opensAt: string;
  readonly expiresAt: string;
}
const fields = '{ requestedAt opensAt expiresAt }';

const begin = (username: string, code: string, on: Pick<MailedServer, 'send'> = server) =>
  on.send<{ beginAccountRecovery: Recovery }>(
    `mutation ($input: RecoveryCodeSignIn!) { beginAccountRecovery(input: $input) ${fields} }`,
    { input: { username, code } },
  );
const open = (username: string, code: string, on: MailedServer = server) =>
  signIn(on, { recoveryCode: { username, code } });
const noticeOf = async (token: string) =>
  dataOf(
    await server.send<{ me: { accountRecovery: Recovery | null; recoveryCodesLeft: number } }>(
      `{ me { recoveryCodesLeft accountRecovery ${fields} } }`,
      {},
      { token },
    ),
  ).me;
const cancel = (token: string) =>
  server.send<{ cancelAccountRecovery: boolean }>(
    'mutation { cancelAccountRecovery }',
    {},
    { token },
  );
const renew = (token: string) =>
  server.send<{ regenerateRecoveryCodes: { codes: string[] } }>(
    'mutation { regenerateRecoveryCodes { codes } }',
    {},
    { token },
  );

/** An account that has nothing but a passkey. */
async function account(username = name) {
  const { tokens, recoveryCodes } = await signUpByPasskey(passkeyClient(server), username);
  const [one = '', two = '', three = ''] = recoveryCodes ?? [];
  return { token: tokens.accessToken, id: tokens.user.id, one, two, three };
}

async function opened(username: string, code: string): Promise<TokenPair> {
  const { signIn: result } = dataOf(await open(username, code));
  if (result.__typename !== 'TokenPair') throw new Error('expected a session');
  return result;
}

/** Begins a recovery, and lets its day pass. */
async function due(username: string, code: string) {
  dataOf(await begin(username, code));
  server.clock.advance(day);
}

const bodyOf = (text: string) => text.replace(/"requestId":"[^"]*"/, '');

describe('a recovery of an account that has nothing but a passkey', () => {
  test('opens it after a day, alone, at aal1', async () => {
    const { id, one } = await account();
    const { beginAccountRecovery: begun } = dataOf(await begin(name, one));
    const now = server.clock.now();
    expect(begun).toEqual({
      requestedAt: new Date(now).toISOString(),
      opensAt: new Date(now + day * 1000).toISOString(),
      expiresAt: new Date(now + (day + week) * 1000).toISOString(),
    });
    server.clock.advance(day - 1);
    const early = await open(name, one);
    expect(refusalOf(early)).toEqual({ code: 'FORBIDDEN', reason: 'RECOVERY_WAITING' });
    expect(early.errors[0]?.message).toContain(begun.opensAt);
    expect(early.errors[0]?.extensions.retryAfter).toBe(1);
    server.clock.advance(1);
    const { accessToken, user } = await opened(name, one);
    expect(user.id).toBe(id);
    expect(decode(accessToken)).toMatchObject({ amr: ['recovery'], acr: 'aal1' });
    const events = await eventsOf(server, id, 4);
    expect(events.map(({ type, detail }) => [type, detail])).toEqual([
      ['user.registered', {}],
      ['account_recovery.begun', { opensAt: begun.opensAt }],
      ['recovery_code.used', { left: 9 }],
      ['login.succeeded', { method: 'recovery_code' }],
    ]);
    const { recoveryCodesLeft, accountRecovery } = await noticeOf(accessToken);
    expect([recoveryCodesLeft, accountRecovery]).toEqual([9, null]);
    await addPasskey(passkeyClient(server), accessToken);
  });

  test('opens once, and by its own code', async () => {
    const { one, two } = await account();
    await due(name, one);
    expect(refusalOf(await open(name, two))).toEqual(refused);
    await opened(name, one.toLowerCase().replaceAll('-', ' '));
    expect(refusalOf(await open(name, one))).toEqual(refused);
    expect(refusalOf(await begin(name, one))).toEqual(refused);
  });

  test('is asked for once: who asks again gets the same answer', async () => {
    const { id, one } = await account();
    const first = dataOf(await begin(name, one));
    server.clock.advance(60);
    expect(dataOf(await begin(` ${name.toUpperCase()} `, one))).toEqual(first);
    const begun = (await eventsOf(server, id, 2)).filter(({ type }) => type.endsWith('.begun'));
    expect(begun).toHaveLength(1);
  });

  test('is over after a week, and needs another notice', async () => {
    const { one } = await account();
    await due(name, one);
    server.clock.advance(week);
    expect(refusalOf(await open(name, one))).toEqual(refused);
    const { beginAccountRecovery: again } = dataOf(await begin(name, one));
    expect(again.requestedAt).toBe(new Date(server.clock.now()).toISOString());
    expect(refusalOf(await open(name, one))).toMatchObject({ reason: 'RECOVERY_WAITING' });
  });

  test('is seen by its sessions, which cancel it and the code that began it', async () => {
    const { token, id, one, two, three } = await account();
    expect((await noticeOf(token)).accountRecovery).toBeNull();
    dataOf(await begin(name, one));
    const { accountRecovery: first } = await noticeOf(token);
    server.clock.advance(60);
    dataOf(await begin(name, two));
    expect((await noticeOf(token)).accountRecovery).toEqual(first);
    expect(dataOf(await cancel(token))).toEqual({ cancelAccountRecovery: true });
    expect(dataOf(await cancel(token))).toEqual({ cancelAccountRecovery: false });
    expect(await noticeOf(token)).toEqual({ accountRecovery: null, recoveryCodesLeft: 8 });
    for (const code of [one, two]) {
      expect(refusalOf(await open(name, code))).toEqual(refused);
      expect(refusalOf(await begin(name, code))).toEqual(refused);
    }
    const events = await eventsOf(server, id, 4);
    const cancelled = events.find(({ type }) => type === 'account_recovery.cancelled');
    expect(cancelled?.detail).toEqual({ recoveries: 2 });
    dataOf(await begin(name, three));
  });

  test('ends when its owner makes new codes', async () => {
    const { token, one } = await account();
    dataOf(await begin(name, one));
    const { codes } = dataOf(await renew(token)).regenerateRecoveryCodes;
    expect(codes).toHaveLength(10);
    expect((await noticeOf(token)).accountRecovery).toBeNull();
    server.clock.advance(day);
    expect(refusalOf(await open(name, one))).toEqual(refused);
    await due(name, codes[0] ?? '');
    await opened(name, codes[0] ?? '');
  });

  test('goes on where two-step sign-in is turned off that was not on', async () => {
    const { token, one } = await account();
    const { beginAccountRecovery: begun } = dataOf(await begin(name, one));
    const off = 'mutation { setTwoStepSignIn(on: false) { recoveryCodes } }';
    const { setTwoStepSignIn: change } = dataOf(
      await server.send<{ setTwoStepSignIn: object }>(off, {}, { token }),
    );
    expect(change).toEqual({ recoveryCodes: null });
    expect(await noticeOf(token)).toEqual({ recoveryCodesLeft: 10, accountRecovery: begun });
  });

  test('gives no second factor by another code of the list', async () => {
    const { one, two } = await account();
    await due(name, one);
    const { accessToken } = await opened(name, one);
    const again = await stepUp(server, accessToken, { recoveryCode: two });
    expect(refusalOf(again)).toEqual(refused);
    expect((await noticeOf(accessToken)).recoveryCodesLeft).toBe(9);
  });

  test('is seen by administrators, and cancelled by none in the name of its owner', async () => {
    const { id, one } = await account();
    dataOf(await begin(name, one));
    const { accessToken: token } = await signUpAdministrator(server);
    const document = `query ($id: ID!) { user(id: $id) { accountRecovery { opensAt } } }`;
    const seen = dataOf(
      await server.send<{ user: { accountRecovery: object } }>(document, { id }, { token }),
    );
    expect(seen.user.accountRecovery).not.toBeNull();
    const acting = dataOf(await impersonate(server, token, id)).impersonate.accessToken;
    expect((await noticeOf(acting)).accountRecovery).not.toBeNull();
    expect(refusalOf(await cancel(acting))).toMatchObject({ reason: 'IMPERSONATED' });
  });

  test('is a sign-in that a hook can refuse, after which the code is good', async () => {
    const seen: object[] = [];
    const hooked = await startTestServer({
      env: { PASSKEYS: 'on', ACCOUNT_RECOVERY_DELAY: '0' },
      hooks: {
        beforeSignIn(candidate) {
          seen.push(candidate);
          if (seen.length === 1) throw new TypeError('not now');
        },
      },
    });
    try {
      const { recoveryCodes } = await signUpByPasskey(passkeyClient(hooked), name);
      const code = recoveryCodes?.[0] ?? '';
      dataOf(await begin(name, code, hooked));
      const input = { recoveryCode: { username: name, code } };
      expect(refusalOf(await signIn(hooked, input)).reason).toBe('INTERNAL');
      expect(dataOf(await signIn(hooked, input)).signIn.__typename).toBe('TokenPair');
      expect(seen[1]).toEqual({ method: 'recovery_code', name });
    } finally {
      await hooked.close();
    }
  });
});

describe('an account that has another way in', () => {
  /** Each makes another way in, or closes the account, between the beginning of a recovery and its opening. */
  const others: [string, (of: Awaited<ReturnType<typeof account>>) => Promise<unknown>][] = [
    [
      'a password',
      async ({ token }) =>
        dataOf(
          await server.send(
            `mutation { setPassword(newPassword: "${goodPassword}") { expiresIn } }`,
            {},
            { token },
          ),
        ),
    ],
    [
      'a confirmed address, while mail is on',
      async ({ token }) => {
        const email = `${name}@example.com`;
        dataOf(await server.act('changeEmail', { newEmail: email }, { token }));
        const link = tokenOf(await server.nextMail(email));
        dataOf(await server.act('verifyEmail', { token: link }, { token }));
      },
    ],
    [
      'two-step sign-in',
      ({ id }) => server.withStorage(({ users }) => users.setTwoStepSince(id, server.clock.now())),
    ],
    [
      'an end: it is disabled',
      ({ id }) => server.withStorage(({ users }) => users.setDisabledAt(id, server.clock.now())),
    ],
  ];

  test.each(others)('%s, is opened by no code', async (_another, change) => {
    const owned = await account();
    dataOf(await begin(name, owned.one));
    await change(owned);
    server.clock.advance(day);
    const wrong = await open(name, 'AAAA-AAAA-AAAA-AAAA');
    for (const code of [owned.one, owned.two]) {
      expect(bodyOf((await open(name, code)).text)).toBe(bodyOf(wrong.text));
      expect(refusalOf(await begin(name, code))).toEqual(refused);
    }
    expect(refusalOf(wrong)).toEqual(refused);
  });

  test('makes no new codes without two-step sign-in', async () => {
    const { accessToken } = await server.signUp(name);
    const reply = await renew(accessToken);
    expect(refusalOf(reply)).toMatchObject({ reason: 'MFA_ENROLLMENT_REQUIRED' });
  });
});

describe('a stranger', () => {
  const verbs = { begin, open } as const;

  test.each(Object.entries(verbs))('learns nothing of accounts: %s', async (verb, ask) => {
    const mine = await account();
    const { user } = await server.signUp(`${name}-other`);
    if (verb === 'open') await due(name, mine.one);
    const wrong = 'AAAA-AAAA-AAAA-AAAA';
    const asked = [
      () => ask(name, wrong),
      () => ask('nobody', wrong),
      () => ask('', wrong),
      () => ask('\0'.repeat(100), ''),
      () => ask(user.username, mine.one),
    ];
    const answers: { result: { text: string }; statements: string[] }[] = [];
    for (const one of asked) {
      answers.push(await statementsOf<{ text: string }>(['users', 'recovery_codes'], one));
    }
    const [first, ...others] = answers;
    expect(first?.statements).toHaveLength(6);
    for (const { result, statements } of others) {
      expect(bodyOf(result.text)).toBe(bodyOf(first?.result.text ?? ''));
      expect(statements).toEqual(first?.statements);
    }
  });

  test('is counted by the network, and locks the owner out from no other', async () => {
    const limited = await startMailedServer({
      env: {
        PASSKEYS: 'on',
        ACCOUNT_RECOVERY_DELAY: '0',
        LIMIT_LOGIN_FAILURES_PER_ADDRESS: '3',
        TRUST_PROXY: '127.0.0.1',
      },
    });
    try {
      const { recoveryCodes } = await signUpByPasskey(passkeyClient(limited), name);
      const code = recoveryCodes?.[0] ?? '';
      const document = `mutation ($input: RecoveryCodeSignIn!) {
        beginAccountRecovery(input: $input) { opensAt } }`;
      const from = (address: string, typed: string) =>
        limited.send<{ beginAccountRecovery: object }>(
          document,
          { input: { username: name, code: typed } },
          { headers: { 'x-forwarded-for': address } },
        );
      for (let guess = 0; guess < 3; guess += 1) {
        expect(refusalOf(await from('192.0.2.7', 'AAAA'))).toEqual(refused);
      }
      const tooMany = await from('192.0.2.7', code);
      expect(refusalOf(tooMany)).toMatchObject({ reason: 'TOO_MANY_ATTEMPTS' });
      dataOf(await from('198.51.100.7', code));
      dataOf(await limited.signUp(`${name}-2`).then(({ user }) => limited.login(user.username)));
      expect(dataOf(await open(name, code, limited)).signIn.__typename).toBe('TokenPair');
    } finally {
      await limited.close();
    }
  });
});
