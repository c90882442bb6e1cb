import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { databases } from '../../support/databases.js';
import { dataOf, goodPassword, refusalOf } from '../../support/graphql-client.js';
import { recipientOf } from '../../support/mailbox.js';
import { startMailedServer, tokenOf, type MailedServer } from '../../support/mailed-server.js';

const linkInvalid = { code: 'BAD_USER_INPUT', reason: 'LINK_INVALID' };
const invalid = { code: 'UNAUTHENTICATED', reason: 'INVALID_CREDENTIALS' };
const revoked = { code: 'UNAUTHENTICATED', reason: 'TOKEN_REVOKED' };
const newPassword = 'a quite different passphrase';

describe.each(databases)('resetting a password, on $name', ({ name }) => {
  let server: MailedServer;
  beforeAll(async () => {
    server = await startMailedServer({ database: name });
  });
  afterAll(() => server.close());

  const reset = (token: string, password = newPassword) =>
    server.act('resetPassword', { token, newPassword: password });

  /** Asks for a link, and takes it out of the mailbox. */
  async function linkFor(email: string): Promise<string> {
    dataOf(await server.act('requestPasswordReset', { email }));
    return tokenOf(await server.nextMail(email));
  }

  test('ends every session, signs nobody in, and tells the owner', async () => {
    const email = 'Forgetful@example.com';
    const here = await server.signUpVerified('forgetful', email);
    const { login: there } = dataOf(await server.login('forgetful'));
    dataOf(await server.act('requestPasswordReset', { email: 'forgetful@EXAMPLE.com' }));
    const mail = await server.nextMail(email);
    expect(mail.subject).toBe('Set a new password for Example');
    expect(mail.text).toContain('http://localhost:4000/reset-password#token=');
    expect(mail.text).toContain('for 10 minutes');

    const reply = await reset(tokenOf(mail));
    expect(dataOf(reply)).toEqual({ resetPassword: true });
    expect(reply.text).toBe('{"data":{"resetPassword":true}}\n');
    for (const { accessToken, refreshToken } of [here, there]) {
      expect(refusalOf(await server.me(accessToken))).toEqual(revoked);
      expect(refusalOf(await server.refresh(refreshToken))).toEqual(revoked);
    }
    expect(refusalOf(await server.login('forgetful', goodPassword))).toEqual(invalid);
    dataOf(await server.login('forgetful', newPassword));
    const notice = await server.nextMail(email);
    expect(notice.subject).toBe('Your password at Example was changed');
  });

  test('works once', async () => {
    await server.signUpVerified('once', 'once@example.com');
    const token = await linkFor('once@example.com');
    dataOf(await reset(token));
    expect(refusalOf(await reset(token, 'yet another passphrase'))).toEqual(linkInvalid);
    dataOf(await server.login('once', newPassword));
  });

  test('works for ten minutes', async () => {
    await server.signUpVerified('slow', 'slow@example.com');
    const token = await linkFor('slow@example.com');
    server.clock.advance(600);
    expect(refusalOf(await reset(token))).toEqual(linkInvalid);
    dataOf(await server.login('slow', goodPassword));
  });

  test('by one of the last three links ends the others', async () => {
    await server.signUpVerified('thrice', 'thrice@example.com');
    const links = [];
    for (let ask = 0; ask < 4; ask += 1) links.push(await linkFor('thrice@example.com'));
    const [fourthLast = '', ...lastThree] = links;
    expect(refusalOf(await reset(fourthLast))).toEqual(linkInvalid);
    dataOf(await reset(lastThree[0] ?? ''));
    for (const link of lastThree) expect(refusalOf(await reset(link))).toEqual(linkInvalid);
  });

  test.each([
    ['empty', '', 'PASSWORD_MISSING'],
    ['short', 'x7#k', 'PASSWORD_TOO_SHORT'],
    ['well-known', 'qwertyuiop', 'PASSWORD_TOO_COMMON'],
    ['like-the-address', 'like-the-address@example.com', 'PASSWORD_TOO_COMMON'],
  ])(
    'to a password that is %s is refused, and leaves the link good',
    async (what, typed, reason) => {
      const email = `${what}@example.com`;
      await server.signUpVerified(what, email);
      const token = await linkFor(email);
      expect(refusalOf(await reset(token, typed))).toEqual({ code: 'BAD_USER_INPUT', reason });
      dataOf(await reset(token));
    },
  );

  test('a reset request answers alike for any address, and mails only confirmed ones', async () => {
    const everyone = await server.signUpOneOfEach();
    const before = server.mailbox.mails.length;

    const replies = [];
    for (const who of everyone) {
      replies.push(await server.act('requestPasswordReset', { email: `${who}@example.com` }));
    }
    expect(new Set(replies.map(({ text }) => text))).toEqual(
      new Set(['{"data":{"requestPasswordReset":true}}\n']),
    );
    await server.mailIsDone();
    expect(server.mailbox.mails.slice(before).map(recipientOf)).toEqual(['known@example.com']);
  });

  test.each(['', 'ada', 'ada@', `${'a'.repeat(250)}@example.com`])(
    'is not asked for with the address "%s"',
    async (email) => {
      const refused = { code: 'BAD_USER_INPUT', reason: 'EMAIL_INVALID' };
      expect(refusalOf(await server.act('requestPasswordReset', { email }))).toEqual(refused);
    },
  );

  test('is too late for an account that was disabled, or whose address has changed', async () => {
    const { user } = await server.signUpVerified('leaver', 'leaver@example.com');
    const token = await linkFor('leaver@example.com');
    await server.withStorage(({ users }) => users.setDisabledAt(user.id, server.clock.now()));
    expect(refusalOf(await reset(token))).toEqual(linkInvalid);
    await server.withStorage(({ users }) => users.setDisabledAt(user.id, null));

    await server.withStorage(({ users }) => users.setVerifiedEmail(user.id, 'moved@example.com'));
    expect(refusalOf(await reset(token))).toEqual(linkInvalid);
    dataOf(await server.login('leaver', goodPassword));
  });

  test('makes every other link of the account worthless', async () => {
    const email = 'thorough@example.com';
    const { accessToken } = await server.signUpVerified('thorough', email);
    dataOf(await server.act('requestLoginEmail', { email }));
    const signIn = tokenOf(await server.nextMail(email));
    dataOf(
      await server.act('changeEmail', { newEmail: 'thief@example.net' }, { token: accessToken }),
    );
    await server.nextMail(email);
    const link = await server.nextMail('thief@example.net');
    dataOf(await reset(await linkFor(email)));

    const signedIn = await server.signInBy('loginWithEmailToken', { token: signIn });
    expect(refusalOf(signedIn)).toEqual(linkInvalid);
    const { login } = dataOf(await server.login('thorough', newPassword));
    const verified = await server.act(
      'verifyEmail',
      { token: tokenOf(link) },
      { token: login.accessToken },
    );
    expect(refusalOf(verified)).toEqual(linkInvalid);
  });

  test('of 16 parallel resets by one link one wins, and its password holds', async () => {
    const email = 'racer@example.com';
    await server.signUpVerified('racer', email);
    const token = await linkFor(email);
    const passwords = Array.from(
      { length: 16 },
      (_unused, index) => `passphrase number ${index} of many`,
    );
    const replies = await Promise.all(passwords.map((password) => reset(token, password)));

    const winner = replies.findIndex((reply) => reply.errors.length === 0);
    for (const [index, reply] of replies.entries()) {
      if (index !== winner) expect(refusalOf(reply)).toEqual(linkInvalid);
    }
    for (const [index, password] of passwords.entries()) {
      const reply = await server.login('racer', password);
      if (index === winner) dataOf(reply);
      else expect(refusalOf(reply)).toEqual(invalid);
    }
  });

  test('leaves no sign-in alive that overlaps it, by password or by link', async () => {
    const email = 'overlap@example.com';
    await server.signUpVerified('overlap', email);
    dataOf(await server.act('requestLoginEmail', { email }));
    const signIn = tokenOf(await server.nextMail(email));
    const token = await linkFor(email);
    const [, byLink, ...byPassword] = await Promise.all([
      reset(token),
      server.signInBy('loginWithEmailToken', { token: signIn }),
      ...Array.from({ length: 6 }, () => server.login('overlap')),
    ]);
    const pairs = [
      byLink.data?.['loginWithEmailToken'],
      ...byPassword.map(({ data }) => data?.login),
    ];
    for (const pair of pairs) {
      if (pair) expect(refusalOf(await server.me(pair.accessToken))).toEqual(revoked);
    }
    dataOf(await server.login('overlap', newPassword));
  });
});
