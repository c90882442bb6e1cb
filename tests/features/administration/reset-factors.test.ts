import { decode } from 'jsonwebtoken';
import { pino } from 'pino';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openCore } from '../../../src/app/core.js';
import { challengeOf, completeMfa, enroll, signIn, totpCode } from '../../support/authenticator.js';
import { signUpAdministrator } from '../../support/administrator.js';
import { eventsOf } from '../../support/audit-events.js';
import { dataOf, goodPassword, refusalOf, type Reply } from '../../support/graphql-client.js';
import { startMailedServer, tokenOf, type MailedServer } from '../../support/mailed-server.js';
import { addPasskey, beginning, passkeyClient, shown } from '../../support/passkeys.js';
import { startTestServer, type TestServer } from '../../support/test-server.js';

let server: MailedServer;
/** Of two factors. */
let admin: string;
beforeAll(async () => {
  server = await startMailedServer({
    env: { JWT_ACCESS_TOKEN_EXPIRES: '86400', PASSKEYS: 'on' },
  });
  const { accessToken } = await signUpAdministrator(server);
  admin = (await enroll(server, accessToken, server.clock.now())).tokens.accessToken;
});
afterAll(() => server.close());

const day = 86_400;
const mfaRequired = { code: 'FORBIDDEN', reason: 'MFA_REQUIRED' };
const linkInvalid = { code: 'BAD_USER_INPUT', reason: 'LINK_INVALID' };

interface Reset {
  resetUserFactors: { id: string; twoStepSignIn: boolean; factorResetAt: string | null };
}

function reset(
  id: string,
  {
    token = admin,
    reason = 'ticket 7',
    on = server,
  }: { token?: string; reason?: string; on?: TestServer } = {},
): Promise<Reply<Reset>> {
  return on.send<Reset>(
    `mutation ($id: ID!, $reason: String!) { resetUserFactors(id: $id, reason: $reason) {
      id twoStepSignIn factorResetAt } }`,
    { id, reason },
    { token },
  );
}

const cancel = (token: string) => server.act('cancelFactorReset', { token });

let count = 0;

/** A user with an authenticator app and a confirmed address. */
async function withApp() {
  const username = `lost-${(count += 1)}`;
  const email = `${username}@example.com`;
  const { user, accessToken } = await server.signUpVerified(username, email);
  const enrolled = await enroll(server, accessToken, server.clock.now());
  await server.nextMail(email);
  return { ...enrolled, username, email, id: user.id };
}

/** Moves the time on, and lets what is due be done. */
async function pass(seconds: number) {
  server.clock.advance(seconds);
  const { username } = await withApp();
  // A mail wakes what delivers.
  dataOf(await server.act('requestPasswordReset', { email: `${username}@example.com` }));
  await server.nextMail(`${username}@example.com`);
  await server.withStorage(async ({ outbox }) => {
    const waiting = { kinds: ['factor-reset'], status: 'waiting', limit: 100 } as const;
    const isDue = async () =>
      (await outbox.list(waiting)).some(({ dueAt }) => dueAt <= server.clock.now());
    while (await isDue()) await new Promise((resolve) => setImmediate(resolve));
  });
}

/** An administrator of two factors, now. */
async function freshAdministrator() {
  const { accessToken } = await signUpAdministrator(server);
  admin = (await enroll(server, accessToken, server.clock.now())).tokens.accessToken;
}

describe('a reset of second factors', () => {
  test('takes effect after a day, and turns two-step sign-in off', async () => {
    const { id, username, email, secret, recoveryCodes } = await withApp();
    const { resetUserFactors } = dataOf(await reset(id));
    const factorResetAt = new Date(server.clock.now() + day * 1000).toISOString();
    expect(resetUserFactors).toEqual({ id, twoStepSignIn: true, factorResetAt });
    const mail = await server.nextMail(email);
    expect(mail.subject).toBe('Your second factors at Example will be reset');
    expect(mail.text).toContain('In 1 day');

    await pass(day - 1);
    const input = { password: { username, password: goodPassword } };
    expect(refusalOf(await server.login(username))).toEqual(mfaRequired);
    const { mfaToken } = await challengeOf(server, input);
    await pass(1);
    expect((await server.nextMail(email)).subject).toContain('was turned off');
    expect(dataOf(await signIn(server, input)).signIn.__typename).toBe('TokenPair');
    const code = { totp: totpCode(secret, server.clock.now()) };
    expect(refusalOf(await completeMfa(server, mfaToken, code)).reason).toBe('CODE_INVALID');
    const spare = { recoveryCode: recoveryCodes?.[0] ?? '' };
    expect(refusalOf(await completeMfa(server, mfaToken, spare)).reason).toBe('CODE_INVALID');
    expect(refusalOf(await cancel(tokenOf(mail)))).toEqual(linkInvalid);
    const events = await eventsOf(server, id, 1);
    const asked = events.find(({ type }) => type === 'factors.reset_requested');
    const done = events.find(({ type }) => type === 'factors.reset');
    expect(asked?.detail).toEqual({ reason: 'ticket 7' });
    expect(done?.actorId).toBe(asked?.actorId);
    expect(done?.actorId).not.toBeNull();
    await freshAdministrator();
  });

  test('is cancelled by the link of its mail, once', async () => {
    const { id, username, email } = await withApp();
    dataOf(await reset(id));
    const token = tokenOf(await server.nextMail(email));
    expect(dataOf(await cancel(token))).toEqual({ cancelFactorReset: true });
    expect(refusalOf(await cancel(token))).toEqual(linkInvalid);
    await pass(day);
    expect(refusalOf(await server.login(username))).toEqual(mfaRequired);
    const types = (await eventsOf(server, id, 1)).map(({ type }) => type);
    expect(types).toContain('factors.reset_cancelled');
    expect(types).not.toContain('factors.reset');
    await freshAdministrator();
  });

  test('has a link that opens no other door', async () => {
    const { id, email } = await withApp();
    dataOf(await reset(id));
    const token = tokenOf(await server.nextMail(email));
    const newPassword = 'a quite different passphrase';
    const shown = [
      await server.act('resetPassword', { token, newPassword }),
      await server.act('acceptInvitation', { token, newPassword }),
      await server.act('verifyEmail', { token }, { token: admin }),
      await server.send(`mutation { denySignIn(token: "${token}") { sessionsEnded } }`),
      await server.send(`mutation { loginWithEmailToken(token: "${token}") { expiresIn } }`),
    ];
    for (const reply of shown) expect(refusalOf(reply)).toEqual(linkInvalid);
    expect(dataOf(await cancel(token))).toEqual({ cancelFactorReset: true });
  });

  test('waits once, whoever asks again', async () => {
    const { id, email } = await withApp();
    const first = dataOf(await reset(id)).resetUserFactors;
    server.clock.advance(60);
    expect(dataOf(await reset(id)).resetUserFactors).toEqual(first);
    await server.nextMail(email);
    await server.mailIsDone();
    const resets = server.mailbox.mails.filter(
      ({ subject, text }) =>
        subject?.includes('will be reset') && text?.includes(`"${email.split('@')[0]}"`),
    );
    expect(resets).toHaveLength(1);
  });

  test('leaves out who has turned two-step sign-in off and on again meanwhile', async () => {
    const { id, username, email, tokens } = await withApp();
    dataOf(await reset(id));
    await server.nextMail(email);
    server.clock.advance(60);
    const off = 'mutation { setTwoStepSignIn(on: false) { tokens { accessToken } } }';
    dataOf(await server.send(off, {}, { token: tokens.accessToken }));
    await enroll(server, tokens.accessToken, server.clock.now());
    await pass(day);
    expect(refusalOf(await server.login(username))).toEqual(mfaRequired);
    await freshAdministrator();
  });

  test('leaves out who has become an administrator meanwhile', async () => {
    const { id, username } = await withApp();
    dataOf(await reset(id));
    await server.withStorage(({ users }) => users.setRoles(id, ['admin']));
    await pass(day);
    expect(refusalOf(await server.login(username))).toEqual(mfaRequired);
    await freshAdministrator();
  });

  test('takes effect at once with FACTOR_RESET_DELAY=0', async () => {
    const env = { FACTOR_RESET_DELAY: '0' };
    const other = await startTestServer({ sharing: server, env });
    const { id, username } = await withApp();
    const { resetUserFactors } = dataOf(await reset(id, { on: other }));
    expect(resetUserFactors).toEqual({ id, twoStepSignIn: false, factorResetAt: null });
    dataOf(await server.login(username));
    await other.close();
  });

  test('changes nothing for an account without two-step sign-in', async () => {
    const { user } = await server.signUp();
    const unchanged = { id: user.id, twoStepSignIn: false, factorResetAt: null };
    expect(dataOf(await reset(user.id)).resetUserFactors).toEqual(unchanged);
    const types = (await eventsOf(server, user.id, 1)).map(({ type }) => type);
    expect(types).not.toContain('factors.reset_requested');
  });
});

describe('a reset of second factors is refused', () => {
  const notOthers = { code: 'FORBIDDEN', reason: 'FACTOR_RESET_REFUSED' };

  test('for oneself, and for another administrator', async () => {
    const { user } = await signUpAdministrator(server);
    expect(refusalOf(await reset(user.id))).toEqual(notOthers);
    const own = dataOf(await server.me(admin)).me.id;
    const reply = await reset(own);
    expect(refusalOf(reply)).toEqual({ code: 'FORBIDDEN', reason: 'OWN_ACCOUNT' });
    expect(reply.errors[0]?.message).toContain('recovery code');
  });

  test('to an administrator of one factor', async () => {
    const { id } = await withApp();
    const { accessToken: token } = await signUpAdministrator(server);
    expect(refusalOf(await reset(id, { token })).reason).toBe('MFA_ENROLLMENT_REQUIRED');
    await enroll(server, token, server.clock.now());
    expect(refusalOf(await reset(id, { token })).reason).toBe('STEP_UP_REQUIRED');
  });

  test('to everyone else', async () => {
    const { id, tokens } = await withApp();
    const token = tokens.accessToken;
    expect(refusalOf(await reset(id, { token })).reason).toBe('ROLE_REQUIRED');
  });

  test('without a reason in one line, and for nobody', async () => {
    const { id } = await withApp();
    for (const reason of ['', 'a\nb', 'x'.repeat(201)]) {
      expect(refusalOf(await reset(id, { reason })).reason).toBe('REASON_INVALID');
    }
    for (const none of ['', 'x', '\ud800', 'x'.repeat(10_000)]) {
      expect(refusalOf(await reset(none)).reason).toBe('USER_NOT_FOUND');
    }
  });

  test('by a token that is none', async () => {
    for (const token of ['', 'x', 'x'.repeat(43), 'x'.repeat(10_000), '\ud800']) {
      expect(refusalOf(await cancel(token))).toEqual(linkInvalid);
    }
  });
});

test('an operator resets at once, an administrator too', async () => {
  const logger = pino({ level: 'silent' });
  const { id, username } = await withApp();
  dataOf(await reset(id));
  await server.withStorage(({ users }) => users.setRoles(id, ['admin']));
  const core = await openCore(server.config, { clock: server.clock, logger });
  expect(await core.users.resetFactors(username)).toMatchObject({ id, twoStepSince: null });
  await expect(core.users.resetFactors('nobody')).rejects.toMatchObject({
    reason: 'USER_NOT_FOUND',
  });
  await core.close();
  dataOf(await server.login(username));
  const waiting = await server.withStorage(({ factorResets }) => factorResets.listOf([id]));
  expect(waiting).toEqual([]);
});

describe('a passkey stays, and is two factors by itself,', () => {
  /** An account with an app too, which has signed in since it has both. */
  async function withPasskey() {
    const account = await withApp();
    const passkeys = passkeyClient(server);
    const { device } = await addPasskey(passkeys, account.tokens.accessToken);
    await server.nextMail(account.email);
    async function expectSignIn() {
      const begun = await beginning(passkeys.begin('beginPasskeySignIn'));
      const signedIn = dataOf(await passkeys.signIn(shown(begun, device))).signIn;
      if (!('accessToken' in signedIn)) throw new Error('expected a session, got a challenge');
      expect(decode(signedIn.accessToken)).toMatchObject({ sub: account.id, acr: 'phr' });
      expect(dataOf(await passkeys.list(signedIn.accessToken)).me.passkeys).toHaveLength(1);
    }
    return { ...account, expectSignIn };
  }

  test('after a password reset, which leaves two-step sign-in on', async () => {
    const { email, username, expectSignIn } = await withPasskey();
    dataOf(await server.act('requestPasswordReset', { email }));
    const token = tokenOf(await server.nextMail(email));
    dataOf(await server.act('resetPassword', { token, newPassword: 'a new passphrase of Ada' }));
    await expectSignIn();
    expect(refusalOf(await server.login(username, 'a new passphrase of Ada'))).toEqual(mfaRequired);
  });

  test('after a reset of second factors by an administrator', async () => {
    const { id, username, expectSignIn } = await withPasskey();
    const other = await startTestServer({
      sharing: server,
      env: { FACTOR_RESET_DELAY: '0', PASSKEYS: 'on' },
    });
    await freshAdministrator();
    expect(dataOf(await reset(id, { on: other })).resetUserFactors.twoStepSignIn).toBe(false);
    await other.close();
    await expectSignIn();
    dataOf(await server.login(username));
  });
});
