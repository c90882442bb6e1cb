import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import {
  challengeOf,
  completeMfa,
  enroll,
  signIn,
  stepUp,
  totpCode,
} from '../../support/authenticator.js';
import { cookieOf, openPage } from '../../support/cookie-page.js';
import { databases } from '../../support/databases.js';
import { dataOf, goodPassword, refusalOf, type Reply } from '../../support/graphql-client.js';
import { startMailedServer, tokenOf, type MailedServer } from '../../support/mailed-server.js';
import { statementsOf } from '../../support/statements.js';

const reasonOf = (reply: Reply<unknown>) => refusalOf(reply).reason;
/** Of no secret in these tests, but for one in some hundred thousand. */
const wrong = { totp: '000000' };
const wrongRecovery = { recoveryCode: 'AAAA-AAAA-AAAA-AAAA' };
const origin = 'https://app.example.com';

describe.each(databases)('between the steps of a sign-in, on $name', ({ name }) => {
  let server: MailedServer;
  /** As someone whose requests come from elsewhere. */
  let thief: MailedServer;
  beforeAll(async () => {
    const env = { COOKIES: 'on', CORS_ORIGINS: origin, TRUST_PROXY: 'loopback' };
    server = await startMailedServer({ database: name, env });
    const headers = { 'x-forwarded-for': '203.0.113.9' };
    const send: MailedServer['send'] = (query, variables, options) =>
      server.send(query, variables, { ...options, headers });
    thief = { ...server, send };
  });
  afterAll(() => server.close());

  let count = 0;
  async function withApp() {
    const username = `someone${(count += 1)}`;
    const email = `${username}@example.com`;
    const { user, accessToken } = await server.signUpVerified(username, email);
    const enrolled = await enroll(server, accessToken, server.clock.now());
    await server.nextMail(email);
    const password = { password: { username, password: goodPassword } };
    const token = enrolled.tokens.accessToken;
    const codes = enrolled.recoveryCodes ?? [];
    const challenge = async () => (await challengeOf(server, password)).mfaToken;
    const recovery = (index: number) => ({ recoveryCode: codes[index] ?? '' });
    const nextCode = () => {
      server.clock.advance(30);
      return { totp: totpCode(enrolled.secret, server.clock.now()) };
    };
    return { user, username, email, password, token, codes, challenge, recovery, nextCode };
  }

  const sessionsOf = (userId: string) =>
    server.withStorage(async ({ sessions }) => (await sessions.listOf(userId, 100)).length);

  test('another address ends the challenge of a mail, and not that of the password', async () => {
    const { email, token, challenge, recovery } = await withApp();
    dataOf(await server.act('requestLoginEmail', { email }));
    const emailToken = tokenOf(await server.nextMail(email));
    const { mfaToken: byMail } = await challengeOf(server, { emailToken });
    const byPassword = await challenge();
    const newEmail = `new-${email}`;
    dataOf(await server.act('changeEmail', { newEmail }, { token }));
    const link = tokenOf(await server.nextMail(newEmail));
    dataOf(await server.act('verifyEmail', { token: link }, { token }));
    expect(reasonOf(await completeMfa(server, byMail, recovery(0)))).toBe('MFA_TOKEN_INVALID');
    dataOf(await completeMfa(server, byPassword, recovery(0)));
  });

  test('the end of the account, and of two-step sign-in, end every challenge', async () => {
    const one = await withApp();
    const gone = await one.challenge();
    await server.withStorage(({ users }) => users.delete(one.user.id));
    expect(reasonOf(await completeMfa(server, gone, one.nextCode()))).toBe('MFA_TOKEN_INVALID');

    const other = await withApp();
    const mfaToken = await other.challenge();
    const off = 'mutation { setTwoStepSignIn(on: false) { recoveryCodes } }';
    dataOf(await server.send(off, {}, { token: other.token }));
    for (const code of [other.nextCode(), other.recovery(0)]) {
      expect(reasonOf(await completeMfa(server, mfaToken, code))).toBe('CODE_INVALID');
    }
    expect(await sessionsOf(other.user.id)).toBe(1);
  });

  test('a recovery code of someone else is wrong, and stays good for its owner', async () => {
    const [one, other] = [await withApp(), await withApp()];
    const mfaToken = await one.challenge();
    expect(reasonOf(await completeMfa(server, mfaToken, other.recovery(0)))).toBe('CODE_INVALID');
    expect(reasonOf(await stepUp(server, one.token, other.recovery(0)))).toBe('CODE_INVALID');
    dataOf(await completeMfa(server, await other.challenge(), other.recovery(0)));
  });

  test('who knows the password and guesses at every code does not keep the owner out', async () => {
    const { challenge, recovery } = await withApp();
    const stolen = await challenge();
    for (const guess of [wrong, wrongRecovery]) {
      const replies = await Promise.all(
        Array.from({ length: 12 }, () => completeMfa(thief, stolen, guess)),
      );
      expect(replies.map(reasonOf)).toContain('TOO_MANY_ATTEMPTS');
    }
    dataOf(await completeMfa(server, await challenge(), recovery(0)));
  });

  test('nothing that is refunded gives a guesser another guess', async () => {
    const { challenge, token, recovery, nextCode } = await withApp();
    const mfaToken = await challenge();
    for (let guess = 0; guess < 4; guess += 1) {
      expect(reasonOf(await completeMfa(server, mfaToken, wrong))).toBe('CODE_INVALID');
    }
    // The owner's right code, a password that was right, a challenge that is over, and other factors.
    dataOf(await stepUp(server, token, nextCode()));
    const used = await challenge();
    dataOf(await completeMfa(server, used, recovery(0)));
    for (let again = 0; again < 3; again += 1) {
      expect(reasonOf(await completeMfa(server, used, wrong))).toBe('MFA_TOKEN_INVALID');
      expect(reasonOf(await completeMfa(server, 'junk', wrong))).toBe('MFA_TOKEN_INVALID');
    }
    expect(reasonOf(await completeMfa(server, mfaToken, wrong))).toBe('CODE_INVALID');
    expect(reasonOf(await completeMfa(server, mfaToken, nextCode()))).toBe('TOO_MANY_ATTEMPTS');
  });

  test('a wrong password is one answer, whoever it is of', async () => {
    const { username } = await withApp();
    const { user } = await server.signUp();
    const password = 'not the password';
    const names = [username, user.username, 'nobody', `${username}@example.com`];
    const replies = [];
    for (const each of names) {
      replies.push(await signIn(server, { password: { username: each, password } }));
    }
    for (const local of [username, user.username, 'nobody']) {
      const email = `${local}@example.com`;
      replies.push(await signIn(server, { emailCode: { email, code: '1' } }));
    }
    const seen = replies.map(({ status, text, headers }) => {
      const names = [...headers.keys()].filter((header) => header !== 'date');
      return JSON.stringify({ status, text, names });
    });
    expect(new Set(seen).size).toBe(2);
  });

  test('a challenge that is not ours, over, or of nobody is one answer', async () => {
    const { user, challenge, recovery, nextCode } = await withApp();
    const [mfaToken, used] = [await challenge(), await challenge()];
    dataOf(await completeMfa(server, used, recovery(0)));
    const replies = [await completeMfa(server, used, recovery(1))];
    replies.push(await completeMfa(server, `${mfaToken}A`, recovery(1)));
    await server.withStorage(({ users }) => users.delete(user.id));
    replies.push(await completeMfa(server, mfaToken, nextCode()));
    expect(new Set(replies.map(({ text }) => text)).size).toBe(1);
  });

  test('a page gets no cookie for a challenge, and one for each session that it raises', async () => {
    const { password, nextCode } = await withApp();
    const page = openPage(server, { origin, 'x-authgraph-cookies': 'on' });
    const reply = await signIn({ ...server, send: page.send }, password);
    expect(cookieOf(reply)).toBeUndefined();
    const { signIn: result } = dataOf(reply);
    const mfaToken = 'mfaToken' in result ? result.mfaToken : '';
    const completed = await completeMfa({ ...server, send: page.send }, mfaToken, nextCode());
    const { accessToken, refreshToken } = dataOf(completed).completeMfa;
    expect(refreshToken).toBe('');
    expect(page.cookie).toMatch(/^ey/);
    const changes = [
      ...['on: true', 'on: false'].map(
        (on) => `change: setTwoStepSignIn(${on}) { tokens { refreshToken } }`,
      ),
      'change: removePassword { refreshToken }',
    ];
    for (const change of changes) {
      page.cookie = undefined;
      const changed = await page.send(`mutation { ${change} }`, {}, { token: accessToken });
      expect(changed.text).toContain('"refreshToken":""');
      expect(page.cookie).toMatch(/^ey/);
    }
  });

  test('two-step sign-in costs "me" and "refresh" no statement more', async () => {
    const { user } = await server.signUp();
    const { login: plain } = dataOf(await server.login(user.username));
    const { challenge, nextCode } = await withApp();
    const { completeMfa: raised } = dataOf(
      await completeMfa(server, await challenge(), nextCode()),
    );
    const tables = ['sessions', 'users', 'totp_factors', 'recovery_codes', 'used_tokens'];
    for (const pair of [plain, raised]) {
      const me = await statementsOf(tables, () => server.me(pair.accessToken));
      dataOf(me.result);
      const refresh = await statementsOf(tables, () => server.refresh(pair.refreshToken));
      dataOf(refresh.result);
      expect([me.statements.length, refresh.statements.length]).toEqual([1, 1]);
    }
  });

  test('the log has no token, code or secret, and no error', async () => {
    const { codes, email, token, challenge, password } = await withApp();
    const mfaToken = await challenge();
    const secrets = [mfaToken, token, ...codes, goodPassword, 'AAAA-AAAA-AAAA-AAAA'];
    await completeMfa(server, mfaToken, wrongRecovery);
    await completeMfa(server, `${mfaToken}x`, { recoveryCode: codes[0] });
    await signIn(server, { ...password, emailToken: mfaToken });
    await signIn(server, { emailCode: { email, code: codes[1] } });
    dataOf(await completeMfa(server, mfaToken, { recoveryCode: codes[0] }));
    await server.nextMail(email);
    const log = server.logs.join('');
    expect(secrets.filter((secret) => log.includes(secret))).toEqual([]);
    expect(server.logs.filter((line) => /"level":[56]0/.test(line))).toEqual([]);
    const events = await server.withStorage(({ audit }) => audit.list({ limit: 1000 }));
    const recorded = JSON.stringify(events);
    expect(secrets.filter((secret) => recorded.includes(secret))).toEqual([]);
    expect(recorded).toContain('"type":"factor.failed"');
  });
});
