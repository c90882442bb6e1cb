import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { databases } from '../../support/databases.js';
import { dataOf, goodPassword, refusalOf } from '../../support/graphql-client.js';
import { recipientOf } from '../../support/mailbox.js';
import { mailIsOff } from '../../support/mail-off.js';
import { startMailedServer, tokenOf, type MailedServer } from '../../support/mailed-server.js';
import { startTestServer } from '../../support/test-server.js';

const linkInvalid = { code: 'BAD_USER_INPUT', reason: 'LINK_INVALID' };
const invalid = { code: 'UNAUTHENTICATED', reason: 'INVALID_CREDENTIALS' };

describe.each(databases)('e-mail addresses, on $name', ({ name }) => {
  let server: MailedServer;
  beforeAll(async () => {
    server = await startMailedServer({ database: name });
  });
  afterAll(() => server.close());

  const emailOf = async (token: string) => {
    const reply = await server.send<{ me: { email: string | null; emailVerified: boolean } }>(
      '{ me { email emailVerified } }',
      {},
      { token },
    );
    return dataOf(reply).me;
  };
  const verify = (token: string, accessToken?: string) =>
    server.act('verifyEmail', { token }, accessToken === undefined ? {} : { token: accessToken });

  test('a sign-up mails a link that confirms the address, which then works for sign-in', async () => {
    const email = 'Ada@example.com';
    const { accessToken, mail } = await server.signUpWithEmail('ada', email);
    expect(recipientOf(mail)).toBe(email);
    expect(mail.subject).toBe('Confirm your e-mail address for Example');
    expect(mail.text).toContain('http://localhost:4000/verify-email#token=');
    expect(await emailOf(accessToken)).toEqual({ email, emailVerified: false });
    expect(refusalOf(await server.login(email))).toEqual(invalid);

    expect(dataOf(await verify(tokenOf(mail), accessToken))).toEqual({ verifyEmail: true });
    expect(await emailOf(accessToken)).toEqual({ email, emailVerified: true });
    expect(dataOf(await server.login('ADA@EXAMPLE.COM')).login.user.username).toBe('ada');
  });

  test('mails are in the language of the sign-up, also when someone else asks for them', async () => {
    const mutation = `mutation ($username: String!, $password: String!, $email: String) {
      register(username: $username, password: $password, email: $email) { accessToken } }`;
    const variables = { username: 'sujin', password: goodPassword, email: 'sujin@example.com' };
    const korean = { 'accept-language': 'ko-KR,ko;q=0.9,en;q=0.8' };
    const reply = await server.send<{ register: { accessToken: string } }>(mutation, variables, {
      headers: korean,
    });
    expect((await server.nextMail()).subject).toBe('Example 이메일 주소를 확인해 주세요');

    const { accessToken } = dataOf(reply).register;
    const asked = { token: accessToken, headers: { 'accept-language': 'en' } };
    dataOf(await server.act('requestEmailVerification', {}, asked));
    const again = await server.nextMail();
    expect(again.subject).toMatch(/확인해 주세요/);
    expect(again.headers.get('content-language')).toBe('ko');
  });

  test('a mail is in the first language of the request that it can be written in', async () => {
    const mutation = `mutation ($password: String!) {
      register(username: "amelie", password: $password, email: "amelie@example.com") { user { locale } } }`;
    const headers = { 'accept-language': 'fr, ko;q=0.5' };
    const reply = await server.send(mutation, { password: goodPassword }, { headers });
    expect(dataOf(reply)).toEqual({ register: { user: { locale: 'fr' } } });
    expect((await server.nextMail()).headers.get('content-language')).toBe('ko');
  });

  test('links come from the configuration, whatever host a request names', async () => {
    const { accessToken } = await server.signUpWithEmail('hosted', 'hosted@example.com');
    const headers = { 'x-forwarded-host': 'evil.example.net', forwarded: 'host=evil.example.net' };
    dataOf(await server.act('requestEmailVerification', {}, { token: accessToken, headers }));
    const { text, html } = await server.nextMail();
    expect(text).toContain('http://localhost:4000/verify-email#token=');
    expect(`${text ?? ''}${String(html)}`).not.toContain('evil');
  });

  test('a link needs the account’s own session, and is not used up without it', async () => {
    const owner = await server.signUpWithEmail('linked', 'linked@example.com');
    const other = await server.signUp('unlinked');
    const token = tokenOf(owner.mail);

    const missing = { code: 'UNAUTHENTICATED', reason: 'TOKEN_MISSING' };
    expect(refusalOf(await verify(token))).toEqual(missing);
    expect(refusalOf(await verify(token, other.accessToken))).toEqual(linkInvalid);
    dataOf(await verify(token, owner.accessToken));
  });

  const eventsOf = (userId: string) =>
    server.withStorage(async ({ audit }) =>
      (await audit.list({ userId, limit: 99 })).map(({ type }) => type),
    );

  test('a link that has confirmed says so again until its time, and changes nothing', async () => {
    const { user, accessToken, mail } = await server.signUpWithEmail('once', 'once@example.com');
    const again = async () => verify(tokenOf(mail), accessToken);
    server.clock.advance(600);
    dataOf(await again());
    const before = await eventsOf(user.id);
    const mails = server.mailbox.mails.length;
    for (let click = 0; click < 2; click += 1) {
      expect(dataOf(await again())).toEqual({ verifyEmail: true });
    }
    await server.mailIsDone();
    expect(server.mailbox.mails).toHaveLength(mails);
    expect(await eventsOf(user.id)).toEqual(before);
    const other = await server.signUp();
    expect(refusalOf(await verify(tokenOf(mail), other.accessToken))).toEqual(linkInvalid);

    server.clock.advance(86_400 - 600);
    const { login } = dataOf(await server.login('once'));
    expect(refusalOf(await verify(tokenOf(mail), login.accessToken))).toEqual(linkInvalid);
  });

  test('a link that has confirmed another address than the present one is invalid', async () => {
    const { accessToken, mail } = await server.signUpWithEmail('left', 'left@example.com');
    dataOf(await verify(tokenOf(mail), accessToken));
    dataOf(await server.act('changeEmail', { newEmail: 'l@example.net' }, { token: accessToken }));
    const change = tokenOf(await server.nextMail('l@example.net'));
    dataOf(await verify(change, accessToken));
    dataOf(await verify(change, accessToken));
    expect(refusalOf(await verify(tokenOf(mail), accessToken))).toEqual(linkInvalid);
    expect(await emailOf(accessToken)).toEqual({ email: 'l@example.net', emailVerified: true });
    // The warning and the notice to the address before, and no more by the second click.
    for (let mail = 0; mail < 2; mail += 1) await server.nextMail('left@example.com');
  });

  test('a link does not work after its time', async () => {
    const late = await server.signUpWithEmail('late', 'late@example.com');
    server.clock.advance(86_400);
    const { login } = dataOf(await server.login('late'));
    expect(refusalOf(await verify(tokenOf(late.mail), login.accessToken))).toEqual(linkInvalid);
    expect((await emailOf(login.accessToken)).emailVerified).toBe(false);
  });

  test.each(['', ' ', 'x'.repeat(43), 'a\u0000b', '\ud800', 'x'.repeat(10_000)])(
    'the token %# is no link',
    async (token) => {
      const { accessToken } = await server.signUp();
      expect(refusalOf(await verify(token, accessToken))).toEqual(linkInvalid);
    },
  );

  test.each([0, 1, 2])('of the last three links link %i works, then none but it', async (used) => {
    const name = `again${used}`;
    const { accessToken, mail } = await server.signUpWithEmail(name, `${name}@example.com`);
    const tokens = [tokenOf(mail)];
    for (let resend = 0; resend < 3; resend += 1) {
      dataOf(await server.act('requestEmailVerification', {}, { token: accessToken }));
      tokens.push(tokenOf(await server.nextMail(`${name}@example.com`)));
    }
    const [fourthLast = '', ...lastThree] = tokens;
    expect(refusalOf(await verify(fourthLast, accessToken))).toEqual(linkInvalid);
    dataOf(await verify(lastThree[used] ?? '', accessToken));
    for (const [index, token] of lastThree.entries()) {
      const reply = await verify(token, accessToken);
      if (index === used) dataOf(reply);
      else expect(refusalOf(reply)).toEqual(linkInvalid);
    }
  });

  test('each of two links to change the address leads to its own', async () => {
    const { accessToken } = await server.signUp('chooser');
    const linkTo = async (newEmail: string) => {
      dataOf(await server.act('changeEmail', { newEmail }, { token: accessToken }));
      return tokenOf(await server.nextMail(newEmail));
    };
    const first = await linkTo('chooser@example.com');
    const second = await linkTo('chooser@example.net');
    dataOf(await verify(first, accessToken));
    expect((await emailOf(accessToken)).email).toBe('chooser@example.com');
    expect(refusalOf(await verify(second, accessToken))).toEqual(linkInvalid);
  });

  test('a confirmed address gets no further link, and an account without one is told', async () => {
    const { accessToken } = await server.signUpVerified('done', 'done@example.com');
    const before = server.mailbox.mails.length;
    dataOf(await server.act('requestEmailVerification', {}, { token: accessToken }));
    await server.mailIsDone();
    expect(server.mailbox.mails).toHaveLength(before);

    const { accessToken: without } = await server.signUp();
    const refused = { code: 'BAD_USER_INPUT', reason: 'EMAIL_MISSING' };
    const reply = await server.act('requestEmailVerification', {}, { token: without });
    expect(refusalOf(reply)).toEqual(refused);
  });

  test('a taken address signs up like any other, and its owner is notified and keeps it', async () => {
    const email = 'taken@example.com';
    const owner = await server.signUpVerified('owner', email);
    const { register: other } = dataOf(await server.register({ username: 'taker', email }));
    const mail = await server.nextMail();

    expect(other.user).toEqual({ ...other.user, username: 'taker', email });
    expect(mail.subject).toBe('Your e-mail address was given again at Example');
    expect(mail.text).toContain('your account "owner"');
    expect(mail.text).not.toContain('#token=');
    dataOf(await server.act('requestEmailVerification', {}, { token: other.accessToken }));
    expect((await server.nextMail()).subject).toBe(mail.subject);
    expect(dataOf(await server.login(email)).login.user.id).toBe(owner.user.id);
    expect(await emailOf(other.accessToken)).toEqual({ email, emailVerified: false });
  });

  test('of two accounts with a link to one address the first to confirm has it', async () => {
    const email = 'wanted@example.com';
    const first = await server.signUpWithEmail('first-wants', email);
    const second = await server.signUpWithEmail('second-wants', email);
    dataOf(await verify(tokenOf(second.mail), second.accessToken));
    const reply = await verify(tokenOf(first.mail), first.accessToken);
    expect(refusalOf(reply)).toEqual({ code: 'BAD_USER_INPUT', reason: 'EMAIL_TAKEN' });
    expect(dataOf(await server.login(email)).login.user.username).toBe('second-wants');
  });

  // GHSA-qq9h-g4jm-xgf3: someone registers with a victim's address, and waits for the victim to confirm it.
  test("registering with someone else's address never shares an account with them", async () => {
    const email = 'victim@example.com';
    const squatter = await server.signUpWithEmail('squatter', email);

    // The victim, with the mail in hand, and without an account; then with one of their own.
    const missing = { code: 'UNAUTHENTICATED', reason: 'TOKEN_MISSING' };
    expect(refusalOf(await verify(tokenOf(squatter.mail)))).toEqual(missing);
    const victim = await server.signUpWithEmail('victim', email);
    expect(refusalOf(await verify(tokenOf(squatter.mail), victim.accessToken))).toEqual(
      linkInvalid,
    );
    const before = server.mailbox.mails.length;
    dataOf(await server.act('requestLoginEmail', { email }));
    dataOf(await server.act('requestPasswordReset', { email }));
    await server.mailIsDone();
    expect(server.mailbox.mails).toHaveLength(before);

    dataOf(await verify(tokenOf(victim.mail), victim.accessToken));
    // What the squatter set up opens the squatter's own account only: by name, by session, and not by e-mail.
    expect(dataOf(await server.login(email)).login.user.username).toBe('victim');
    expect((await emailOf(squatter.accessToken)).emailVerified).toBe(false);
    const taken = { code: 'BAD_USER_INPUT', reason: 'EMAIL_TAKEN' };
    const late = await verify(tokenOf(squatter.mail), squatter.accessToken);
    expect(refusalOf(late)).toEqual(taken);
    dataOf(await server.act('requestLoginEmail', { email }));
    const { loginWithEmailToken: signedIn } = dataOf(
      await server.signInBy('loginWithEmailToken', { token: tokenOf(await server.nextMail()) }),
    );
    expect(signedIn?.user.username).toBe('victim');
  });

  describe('changeEmail', () => {
    const change = (newEmail: string, token: string) =>
      server.act('changeEmail', { newEmail }, { token });
    const mailsTo = (...recipients: string[]) =>
      Promise.all(recipients.map((recipient) => server.nextMail(recipient)));

    test('needs a fresh session', async () => {
      const { accessToken } = await server.signUp();
      server.clock.advance(301);
      const refused = { code: 'UNAUTHENTICATED', reason: 'FRESH_LOGIN_REQUIRED' };
      expect(refusalOf(await change('new@example.net', accessToken))).toEqual(refused);
    });

    test('takes effect when the new mailbox confirms it, and tells the old one twice', async () => {
      const [before, after] = ['mover@example.com', 'Mover@example.net'];
      const { accessToken } = await server.signUpVerified('mover', before);
      dataOf(await change(after, accessToken));
      const [warning, link] = await mailsTo(before, after);
      expect(warning?.subject).toBe('A change of your e-mail address was asked for at Example');
      expect(warning?.text).toContain(after);
      expect(await emailOf(accessToken)).toEqual({ email: before, emailVerified: true });
      dataOf(await server.login(before));

      if (link === undefined) throw new Error('no link');
      dataOf(await verify(tokenOf(link), accessToken));
      const told = await server.nextMail();
      expect(recipientOf(told)).toBe(before);
      expect(told.subject).toBe('Your e-mail address at Example was changed');
      expect(await emailOf(accessToken)).toEqual({ email: after, emailVerified: true });
      expect(refusalOf(await server.login(before))).toEqual(invalid);
      dataOf(await server.login(after));
    });

    test('gives an account its first address', async () => {
      const { accessToken } = await server.signUp('addressless');
      dataOf(await change('first@example.com', accessToken));
      dataOf(await verify(tokenOf(await server.nextMail()), accessToken));
      expect(await emailOf(accessToken)).toEqual({
        email: 'first@example.com',
        emailVerified: true,
      });
    });

    test('to an address that is taken answers and warns the same, and tells its owner', async () => {
      const [mine, theirs] = ['asker@example.com', 'theirs@example.com'];
      await server.signUpVerified('theirs', theirs);
      const { accessToken } = await server.signUpVerified('asker', mine);
      const taken = await change(theirs, accessToken);
      const [warning, told] = await mailsTo(mine, theirs);
      const free = await change('free@example.com', accessToken);
      const [sameWarning] = await mailsTo(mine, 'free@example.com');

      expect(taken.text).toBe(free.text);
      expect(warning?.text?.replace(theirs, '')).toBe(
        sameWarning?.text?.replace('free@example.com', ''),
      );
      expect(told?.subject).toBe('Your e-mail address was given again at Example');
    });

    test.each(['', 'ada', 'ada@', `${'a'.repeat(250)}@example.com`])(
      'to "%s" is refused',
      async (newEmail) => {
        const { accessToken } = await server.signUp();
        const refused = { code: 'BAD_USER_INPUT', reason: 'EMAIL_INVALID' };
        expect(refusalOf(await change(newEmail, accessToken))).toEqual(refused);
      },
    );

    test('is stopped by a change of the password, which the owner is told of', async () => {
      const { accessToken } = await server.signUpVerified('stopper', 'stopper@example.com');
      dataOf(await change('thief@example.net', accessToken));
      const [, link] = await mailsTo('stopper@example.com', 'thief@example.net');
      const mutation = `mutation { changePassword(currentPassword: "${goodPassword}",
        newPassword: "a quite different passphrase") { accessToken } }`;
      dataOf(await server.send(mutation, {}, { token: accessToken }));
      const notice = await server.nextMail();
      expect(notice.subject).toBe('Your password at Example was changed');
      if (link === undefined) throw new Error('no link');
      expect(refusalOf(await verify(tokenOf(link), accessToken))).toEqual(linkInvalid);
    });
  });

  test('16 parallel confirmations by one link are one', async () => {
    const { user, accessToken, mail } = await server.signUpWithEmail('racer', 'racer@example.com');
    const replies = await Promise.all(
      Array.from({ length: 16 }, () => verify(tokenOf(mail), accessToken)),
    );
    for (const reply of replies) expect(dataOf(reply)).toEqual({ verifyEmail: true });
    const verified = (await eventsOf(user.id)).filter((type) => type === 'email.verified');
    expect(verified).toHaveLength(1);
  });

  test('a mail that nobody is to get is logged as that, and not as delivered', async () => {
    const logged = async (email: string) => {
      const before = server.logs.length;
      dataOf(await server.act('requestPasswordReset', { email }));
      const ofRequest = () =>
        server.logs.slice(before).filter((line) => line.includes('"kind":"mail-request"'));
      await expect.poll(ofRequest).toHaveLength(1);
      await server.mailIsDone();
      return ofRequest().join('');
    };
    expect(await logged('nobody-here@example.com')).toContain('"msg":"nothing was sent"');
    await server.signUpVerified('sent', 'sent@example.com');
    expect(await logged('sent@example.com')).toContain('"msg":"delivered"');
    await server.nextMail('sent@example.com');
  });

  test('no token, link or address in full gets into the log', async () => {
    const { mail } = await server.signUpWithEmail('logged', 'logged-somebody@example.com');
    await server.mailIsDone();
    const logs = server.logs.join('');
    expect(logs).not.toContain(tokenOf(mail));
    expect(logs).not.toContain('logged-somebody');
    expect(logs).toContain('l…@example.com');
  });
});

describe('without SMTP_URL', () => {
  test('in production mail is off: signing up works, and what needs mail says so', async () => {
    const server = await startTestServer({ env: mailIsOff });
    const { register } = dataOf(
      await server.register({ username: 'ada', email: 'ada@example.com' }),
    );
    const off = { code: 'FORBIDDEN', reason: 'MAIL_OFF' };
    const token = register.accessToken;
    for (const field of [
      'requestEmailVerification',
      'changeEmail(newEmail: "a@example.com")',
      'requestPasswordReset(email: "a@example.com")',
      'requestLoginEmail(email: "a@example.com")',
    ]) {
      expect(refusalOf(await server.send(`mutation { ${field} }`, {}, { token })), field).toEqual(
        off,
      );
    }
    const posted = await server.withStorage(({ outbox }) =>
      outbox.list({ kinds: ['mail', 'mail-request'], limit: 9 }),
    );
    expect(posted).toEqual([]);
    expect(server.logs.join('')).toContain('SMTP_URL is not set: mail');
    await server.close();
  });
});
