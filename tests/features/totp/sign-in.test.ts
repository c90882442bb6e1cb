import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import {
  beginEnrollment,
  challengeOf,
  completeMfa,
  confirmEnrollment,
  enroll,
  stepUp,
  totpCode,
} from '../../support/authenticator.js';
import { dataOf, goodPassword, refusalOf, type Reply } from '../../support/graphql-client.js';
import {
  codeOf,
  startMailedServer,
  tokenOf,
  type MailedServer,
} from '../../support/mailed-server.js';
import { startTestServer } from '../../support/test-server.js';

let server: MailedServer;
beforeAll(async () => {
  server = await startMailedServer();
});
afterAll(() => server.close());

const codeInvalid = { code: 'BAD_USER_INPUT', reason: 'CODE_INVALID' };
const mfaRequired = { code: 'FORBIDDEN', reason: 'MFA_REQUIRED' };
const tooMany = { code: 'TOO_MANY_REQUESTS', reason: 'TOO_MANY_ATTEMPTS' };
/** Of no secret in these tests, but for one in some hundred thousand. */
const wrong = { totp: '000000' };

let count = 0;

/** A user with an authenticator app, and a confirmed address. All mails are taken. */
async function withApp() {
  const username = `user-${(count += 1)}`;
  const email = `${username}@example.com`;
  const { user, accessToken } = await server.signUpVerified(username, email);
  const enrolled = await enroll(server, accessToken, server.clock.now());
  await server.nextMail(email);
  const { secret } = enrolled;
  const password = { password: { username, password: goodPassword } };
  const codeAt = (seconds: number) => ({
    totp: totpCode(secret, server.clock.now() + seconds * 1000),
  });
  /** A code of a step that none was used of. */
  const nextCode = () => {
    server.clock.advance(30);
    return codeAt(0);
  };
  const challenge = () => challengeOf(server, password);
  return { ...enrolled, username, email, user, password, codeAt, nextCode, challenge };
}

/** Completes a challenge with each proof, all of which must be refused. */
async function guess(mfaToken: string, times: number) {
  for (let tries = 0; tries < times; tries += 1) {
    expect(refusalOf(await completeMfa(server, mfaToken, wrong))).toEqual(codeInvalid);
  }
}

describe('signing in with an authenticator app', () => {
  test('takes the password and a code', async () => {
    const { challenge, nextCode } = await withApp();
    const { mfaToken, methods, expiresIn } = await challenge();
    expect(methods).toEqual(['TOTP', 'RECOVERY_CODE']);
    expect(expiresIn).toBe(600);
    const { completeMfa: pair } = dataOf(await completeMfa(server, mfaToken, nextCode()));
    const query = '{ me { sessions { current amr acr } } }';
    const { me } = dataOf(
      await server.send<{ me: unknown }>(query, {}, { token: pair.accessToken }),
    );
    expect(me).toMatchObject({
      sessions: expect.arrayContaining([
        { current: true, amr: ['pwd', 'otp', 'mfa'], acr: 'aal2' },
      ]) as unknown,
    });
  });

  test('is still possible by the same challenge after a wrong code', async () => {
    const { challenge, nextCode } = await withApp();
    const { mfaToken } = await challenge();
    await guess(mfaToken, 1);
    dataOf(await completeMfa(server, mfaToken, nextCode()));
  });

  test('takes no code twice, and none of an earlier step', async () => {
    const { challenge, codeAt, nextCode } = await withApp();
    const code = nextCode();
    dataOf(await completeMfa(server, (await challenge()).mfaToken, code));
    const { mfaToken } = await challenge();
    expect(refusalOf(await completeMfa(server, mfaToken, code))).toEqual(codeInvalid);
    expect(refusalOf(await completeMfa(server, mfaToken, codeAt(-30)))).toEqual(codeInvalid);
    dataOf(await completeMfa(server, mfaToken, codeAt(30)));
  });

  test('takes no code twice after the clock was set back', async () => {
    const { challenge, codeAt, nextCode } = await withApp();
    const before = codeAt(0);
    const code = nextCode();
    dataOf(await completeMfa(server, (await challenge()).mfaToken, code));
    server.clock.advance(-60);
    const { mfaToken } = await challenge();
    for (const old of [before, code, codeAt(0), codeAt(-30)]) {
      expect(refusalOf(await completeMfa(server, mfaToken, old))).toEqual(codeInvalid);
    }
    server.clock.advance(60);
  });

  test('takes no code of another user', async () => {
    const one = await withApp();
    const other = await withApp();
    const { mfaToken } = await one.challenge();
    expect(refusalOf(await completeMfa(server, mfaToken, other.nextCode()))).toEqual(codeInvalid);
  });

  test('by a mail needs a code, too, and leaves the mail good until then', async () => {
    const { email, nextCode } = await withApp();
    dataOf(await server.act('requestLoginEmail', { email }));
    const mail = await server.nextMail(email);
    const emailToken = tokenOf(mail);
    expect(refusalOf(await server.signInBy('loginWithEmailToken', { token: emailToken }))).toEqual(
      mfaRequired,
    );
    const byCode = { emailCode: { email, code: codeOf(mail) } };
    const first = await challengeOf(server, { emailToken });
    const second = await challengeOf(server, byCode);
    expect(second.methods).toEqual(first.methods);
    dataOf(await completeMfa(server, first.mfaToken, nextCode()));
    expect(refusalOf(await server.signInBy('loginWithEmailToken', { token: emailToken }))).toEqual({
      code: 'BAD_USER_INPUT',
      reason: 'LINK_INVALID',
    });
  });

  test('is refused at the old door for passwords, right or wrong', async () => {
    const { username } = await withApp();
    expect(refusalOf(await server.login(username))).toEqual(mfaRequired);
    const reply = await server.login(username, 'another passphrase');
    expect(refusalOf(reply).reason).toBe('INVALID_CREDENTIALS');
  });

  test('goes on after a new password, which ends an open challenge', async () => {
    const { username, email, challenge, nextCode } = await withApp();
    const { mfaToken } = await challenge();
    dataOf(await server.act('requestPasswordReset', { email }));
    const newPassword = 'a quite different passphrase';
    const token = tokenOf(await server.nextMail(email));
    dataOf(await server.act('resetPassword', { token, newPassword }));
    const code = nextCode();
    expect(refusalOf(await completeMfa(server, mfaToken, code)).reason).toBe('MFA_TOKEN_INVALID');
    const input = { password: { username, password: newPassword } };
    const next = await challengeOf(server, input);
    expect(next.methods).toEqual(['TOTP', 'RECOVERY_CODE']);
    dataOf(await completeMfa(server, next.mfaToken, code));
  });
});

test('with a new AUTHGRAPH_SECRET, apps from before stop no app that was added since', async () => {
  const secretOf = () => randomBytes(32).toString('base64url');
  // The tokens are signed by another secret, which stays.
  const env = { JWT_SECRET_KEY: secretOf(), AUTHGRAPH_SECRET: secretOf() };
  const first = await startTestServer({ env });
  const { user, accessToken } = await first.signUp();
  const old = await enroll(first, accessToken, first.clock.now());
  const second = await startTestServer({
    env: { ...env, AUTHGRAPH_SECRET: secretOf() },
    sharing: first,
  });
  const recoveryCode = old.recoveryCodes?.[0] ?? '';
  const password = { password: { username: user.username, password: goodPassword } };
  const { mfaToken } = await challengeOf(second, password);
  const { completeMfa: pair } = dataOf(await completeMfa(second, mfaToken, { recoveryCode }));
  const { secret } = await enroll(second, pair.accessToken, second.clock.now());
  second.clock.advance(30);
  const next = (await challengeOf(second, password)).mfaToken;
  expect(refusalOf(await completeMfa(second, next, wrong))).toEqual(codeInvalid);
  dataOf(await completeMfa(second, next, { totp: totpCode(secret, second.clock.now()) }));
  await second.close();
  await first.close();
});

describe('stepping up by an authenticator app', () => {
  test('makes the session fresh, where the password does not', async () => {
    const { tokens, nextCode } = await withApp();
    server.clock.advance(301);
    const token = tokens.accessToken;
    const byPassword = await stepUp(server, token, { password: goodPassword });
    expect(refusalOf(byPassword).reason).toBe('STEP_UP_REQUIRED');
    const raised = dataOf(await stepUp(server, token, nextCode())).stepUp;
    dataOf(await server.send('{ exportMyData }', {}, { token: raised.accessToken }));
  });

  test('is what a refusal proposes', async () => {
    const { tokens } = await withApp();
    server.clock.advance(301);
    const reply = await server.send('{ exportMyData }', {}, { token: tokens.accessToken });
    const [error] = reply.errors as { extensions: { stepUp?: { methods: string[] } } }[];
    expect(error?.extensions.stepUp?.methods).toEqual(['totp', 'recoveryCode']);
  });
});

describe('wrong codes', () => {
  const refusal = async (reply: Promise<Reply<unknown>>) => refusalOf(await reply);

  test('are taken five times in a quarter of an hour; a mail tells the owner', async () => {
    const { email, challenge, tokens, recoveryCodes, nextCode } = await withApp();
    const { mfaToken } = await challenge();
    await guess(mfaToken, 5);
    const mail = await server.nextMail(email);
    expect(mail.subject).toBe('Wrong codes for your account at Example');
    const right = nextCode();
    const reply = await completeMfa(server, mfaToken, right);
    expect(refusalOf(reply)).toEqual(tooMany);
    expect(reply.errors[0]?.extensions.retryAfter).toBe(870);
    expect(await refusal(stepUp(server, tokens.accessToken, right))).toEqual(tooMany);
    const recoveryCode = recoveryCodes?.[0] ?? '';
    dataOf(await completeMfa(server, mfaToken, { recoveryCode }));
    expect((await server.nextMail(email)).subject).toContain('recovery code');
    server.clock.advance(870);
    dataOf(await completeMfa(server, (await challenge()).mfaToken, nextCode()));
    await server.mailIsDone();
    const mails = server.mailbox.mails.filter(({ subject }) => subject === mail.subject);
    expect(mails).toHaveLength(1);
  });

  test('are taken five times of 50 at once', async () => {
    const { challenge } = await withApp();
    const { mfaToken } = await challenge();
    const replies = await Promise.all(
      Array.from({ length: 50 }, () => completeMfa(server, mfaToken, wrong)),
    );
    const refusals = replies.map((reply) => refusalOf(reply).reason);
    expect(refusals.filter((reason) => reason === 'CODE_INVALID')).toHaveLength(5);
    expect(refusals.filter((reason) => reason === 'TOO_MANY_ATTEMPTS')).toHaveLength(45);
  });

  test('are taken 20 times a day', async () => {
    const { challenge, nextCode } = await withApp();
    for (let windows = 0; windows < 4; windows += 1) {
      await guess((await challenge()).mfaToken, 5);
      server.clock.advance(900);
    }
    const { mfaToken } = await challenge();
    expect(refusalOf(await completeMfa(server, mfaToken, nextCode()))).toEqual(tooMany);
    server.clock.advance(86_400);
    dataOf(await completeMfa(server, (await challenge()).mfaToken, nextCode()));
  });

  test('at enrolment count with the others', async () => {
    const { accessToken: token } = await server.signUp();
    const { beginTotpEnrollment: begun } = dataOf(await beginEnrollment(server, token));
    const { factorId } = begun;
    for (let tries = 0; tries < 5; tries += 1) {
      const shown = { factorId, code: wrong.totp };
      expect(await refusal(confirmEnrollment(server, token, shown))).toEqual(codeInvalid);
    }
    const code = totpCode(begun.secret, server.clock.now());
    expect(await refusal(confirmEnrollment(server, token, { factorId, code }))).toEqual(tooMany);
  });

  test('are no codes that are not six digits', async () => {
    const { challenge } = await withApp();
    const { mfaToken } = await challenge();
    for (const totp of ['', '12345', '１２３４５６', '1'.repeat(10_000), '\ud800']) {
      expect(await refusal(completeMfa(server, mfaToken, { totp }))).toEqual(codeInvalid);
    }
  });

  test('right codes use nothing up', async () => {
    const { tokens, nextCode } = await withApp();
    for (let times = 0; times < 8; times += 1) {
      dataOf(await stepUp(server, tokens.accessToken, nextCode()));
    }
  });
});
