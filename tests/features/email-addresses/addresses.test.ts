import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { databases } from '../../support/databases.js';
import { dataOf, refusalOf } from '../../support/graphql-client.js';
import { mailIsOff } from '../../support/mail-off.js';
import { startMailedServer, tokenOf, type MailedServer } from '../../support/mailed-server.js';
import { startTestServer } from '../../support/test-server.js';

const emailInvalid = { code: 'BAD_USER_INPUT', reason: 'EMAIL_INVALID' };

describe.each(databases)('addresses that are mailed to, on $name', ({ name }) => {
  let server: MailedServer;
  let locals = 0;
  beforeAll(async () => {
    const env = { MAIL_FROM: '"Müller, \\"Söhne\\" & Co." <post@müller.example>' };
    server = await startMailedServer({ database: name, env });
  });
  afterAll(() => server.close());

  const register = (username: string, email: string) => server.register({ username, email });
  /** The next mail, to this recipient as its parser reads it, and how it came over the wire. */
  async function received(to: string) {
    const mail = await server.nextMail(to);
    const { mails, sources, recipients } = server.mailbox;
    const index = mails.indexOf(mail);
    const [head = ''] = sources[index]?.split('\r\n\r\n') ?? [];
    // On one line each.
    const headers = head.replaceAll(/\r\n[ \t]+/g, ' ');
    return { mail, headers, recipient: recipients[index] };
  }
  const emailOf = async (token: string) =>
    dataOf(await server.send<{ me: { email: string } }>('{ me { email } }', {}, { token })).me
      .email;

  test('an internationalised domain is one address in each of its forms', async () => {
    const [unicode, ascii] = ['Max@MÜLLER.example', 'Max@xn--mller-kva.example'];
    const read = 'Max@müller.example';
    const { register: max } = dataOf(await register('max', unicode));
    const { mail, headers, recipient } = await received(read);
    expect(headers).toMatch(/^To: Max@xn--mller-kva\.example$/m);
    // The server of the test reads A-labels as Unicode, too.
    expect(recipient).toBe(read);
    expect(await emailOf(max.accessToken)).toBe(ascii);
    const token = tokenOf(mail);
    dataOf(await server.act('verifyEmail', { token }, { token: max.accessToken }));
    for (const form of [unicode, ascii, ascii.toUpperCase(), 'max@mu\u0308ller.example']) {
      expect(dataOf(await server.login(form)).login.user.id).toBe(max.user.id);
      dataOf(await server.act('requestLoginEmail', { email: form }));
      const signIn = tokenOf(await server.nextMail(read));
      dataOf(await server.signInBy('loginWithEmailToken', { token: signIn }));
    }
    // Nobody else can have it, in whichever form.
    const { register: other } = dataOf(await register('other', 'max@müller.example'));
    const told = await server.nextMail(read);
    expect(told.subject).toContain('was given again');
    const verification = await server.act(
      'requestEmailVerification',
      {},
      { token: other.accessToken },
    );
    dataOf(verification);
    expect((await server.nextMail(read)).subject).toBe(told.subject);
  });

  test.each(['a&b', 'john=doe', "o'hara", 'a+b', "!#$%&'*+-/=?^_`{|}~", 'x'.repeat(64)])(
    'the local part %s arrives as it was written',
    async (local) => {
      const email = `${local}@example.com`;
      const { register: user } = dataOf(await register(`local${(locals += 1)}`, email));
      const { mail, headers, recipient } = await received(email);
      expect(headers).toContain(`\r\nTo: ${email}\r\n`);
      expect(recipient).toBe(email);
      const verify = { token: tokenOf(mail) };
      dataOf(await server.act('verifyEmail', verify, { token: user.accessToken }));
      expect(dataOf(await server.login(email)).login.user.id).toBe(user.user.id);
      // The warning to the address before is HTML, and shows the new one.
      const newEmail = `${local}@example.net`;
      dataOf(await server.act('changeEmail', { newEmail }, { token: user.accessToken }));
      const { html } = await server.nextMail(email);
      expect(String(html)).not.toContain('a&b');
      await server.nextMail(newEmail);
    },
  );

  test('the sender is the configured mailbox, in ASCII, with its name', async () => {
    dataOf(await register('reader', 'reader@example.com'));
    const { mail, headers } = await received('reader@example.com');
    // The parser reads A-labels as Unicode.
    const address = 'post@müller.example';
    expect(mail.from?.value).toEqual([{ name: 'Müller, "Söhne" & Co.', address }]);
    expect(headers).toContain('<post@xn--mller-kva.example>');
    expect(headers).toMatch(/^[\x20-\x7e\r\n\t]*$/);
    expect(headers.match(/^From:/gim)).toHaveLength(1);
    expect(mail.messageId).toMatch(/@xn--mller-kva\.example>$/);
  });

  test.each([
    `${'x'.repeat(65)}@example.com`,
    'a@-b.example',
    'a@b..example',
    'a@example.com\r\nBcc: b@example.com',
    '"a b"@example.com',
    '=?utf-8?q?a?=@example.com',
  ])('%j is refused at every door', async (email) => {
    const { accessToken: token } = await server.signUp();
    const doors = [
      register('refused', email),
      server.act('requestLoginEmail', { email }),
      server.act('requestPasswordReset', { email }),
      server.act('changeEmail', { newEmail: email }, { token }),
    ];
    for (const reply of await Promise.all<Awaited<(typeof doors)[number]>>(doors)) {
      expect(refusalOf(reply)).toEqual(emailInvalid);
    }
  });

  test('an address at localhost is for development', async () => {
    dataOf(await register('local', 'local@localhost'));
    await server.nextMail('local@localhost');
    const production = await startTestServer({ env: mailIsOff });
    const refused = await production.register({ username: 'local', email: 'local@localhost' });
    expect(refusalOf(refused)).toEqual(emailInvalid);
    await production.close();
  });
});
