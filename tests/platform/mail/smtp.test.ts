import { v7 as uuidv7 } from 'uuid';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { WrittenMail, Mailer } from '../../../src/platform/mail/mail.js';
import {
  createSmtpMailer,
  type SmtpMailerOptions,
} from '../../../src/platform/mail/smtp-mailer.js';
import { freePort } from '../../support/free-port.js';
import { openMailbox, type Mailbox } from '../../support/mailbox.js';
import { createTestClock } from '../../support/test-clock.js';
import { UndeliverableError } from '../../../src/platform/job.js';

const clock = createTestClock();
const from = { name: 'Example Service', address: 'no-reply@example.com' };
const patience = new AbortController().signal;

function mail(change: Partial<WrittenMail> = {}): WrittenMail {
  return {
    id: uuidv7(),
    to: 'ada@example.org',
    subject: 'Sign in to 예제',
    text: 'Hello,\n\n안녕하세요: https://example.com/#token=abc\n',
    html: '<p>Hello</p>',
    language: 'en',
    ...change,
  };
}

describe('sending over SMTP', () => {
  let mailbox: Mailbox;
  const mailers: Mailer[] = [];
  beforeEach(async () => {
    mailbox = await openMailbox();
  });
  afterEach(async () => {
    for (const mailer of mailers.splice(0)) mailer.close();
    await mailbox.close();
  });

  function open(change: Partial<SmtpMailerOptions> = {}): Mailer {
    const mailer = createSmtpMailer({
      url: mailbox.url,
      from,
      requireTls: false,
      clock,
      ...change,
    });
    mailers.push(mailer);
    return mailer;
  }

  /** The error of a mail that must not go out. */
  async function faultOf(sending: Promise<void>): Promise<Error> {
    return sending.then(
      () => Promise.reject(new TypeError('the mail was sent')),
      (error: unknown) => error as Error,
    );
  }

  test('brings text, HTML, sender, recipient, date and language across', async () => {
    const sent = mail();
    await open().send(sent, patience);
    const received = await mailbox.next();

    expect(received.subject).toBe(sent.subject);
    expect(received.text?.trim()).toBe(sent.text.trim());
    expect(received.html).toBe(sent.html);
    expect(received.from?.value).toEqual([from]);
    expect(received.to).toMatchObject({ value: [{ address: 'ada@example.org', name: '' }] });
    expect(received.date?.getTime()).toBe(clock.now());
    expect(received.headers.get('content-language')).toBe('en');
    expect(received.headers.get('auto-submitted')).toBe('auto-generated');
  });

  test('gives a mail the same Message-ID at every attempt', async () => {
    const sent = mail();
    const mailer = open();
    await mailer.send(sent, patience);
    await mailer.send(sent, patience);
    const ids = [await mailbox.next(), await mailbox.next()].map(({ messageId }) => messageId);
    expect(ids).toEqual([`<${sent.id}@example.com>`, `<${sent.id}@example.com>`]);
  });

  test('lets nothing out of a header, whatever it holds', async () => {
    const evil = 'x\r\nBcc: mallory@example.net\r\n\r\nBuy now';
    const named = { name: 'A\r\nBcc: mallory@example.net', address: from.address };
    await open({ from: named }).send(
      mail({ subject: evil, language: 'en\r\nX-Evil: 1' }),
      patience,
    );
    const received = await mailbox.next();

    const keys = [...received.headers.keys()];
    expect(keys).not.toContain('bcc');
    expect(keys).not.toContain('x-evil');
    expect(mailbox.sources[0]?.split('\r\n\r\n')[0]).not.toMatch(/^(?:Bcc|X-Evil):/im);
    expect(received.text).not.toContain('Buy now');
  });

  test('has one recipient, and the sender that bounces go to, in the envelope', async () => {
    const envelopes: unknown[] = [];
    const watched = await openMailbox({
      server: {
        onRcptTo({ address: recipient }, { envelope: { mailFrom } }, callback) {
          envelopes.push({ recipient, sender: mailFrom && mailFrom.address });
          callback();
        },
      },
    });
    await open({ url: watched.url }).send(mail(), patience);
    await watched.close();
    expect(envelopes).toEqual([{ recipient: 'ada@example.org', sender: from.address }]);
  });

  test.each([421, 450, 451, 452])(
    'a reply of %i may be followed by another attempt',
    async (code) => {
      const mailer = open();
      mailbox.refuse(code, '4.7.1 <ada@example.org> greylisted');
      const fault = await faultOf(mailer.send(mail(), patience));
      expect(fault).not.toBeInstanceOf(UndeliverableError);
      expect(fault.message).toMatch(
        new RegExp(`^(?:RCPT TO|CONN): ${code} .*<a…@example.org> greylisted`),
      );

      mailbox.refuse(undefined);
      await mailer.send(mail(), patience);
      expect(mailbox.mails).toHaveLength(1);
    },
  );

  test.each([550, 553, 554])('a reply of %i to the recipient is final', async (code) => {
    mailbox.refuse(code, '5.1.1 no such user ada@example.org');
    const fault = await faultOf(open().send(mail(), patience));
    expect(fault).toBeInstanceOf(UndeliverableError);
    expect(fault.message).toMatch(
      new RegExp(`^RCPT TO: ${code} 5.1.1 no such user a…@example.org`),
    );
  });

  test('a final reply to the content is final', async () => {
    const strict = await openMailbox({
      server: {
        onData(stream, _session, callback) {
          stream.resume();
          stream.once('end', () =>
            callback(Object.assign(new Error('5.7.1 looks like spam'), { responseCode: 554 })),
          );
        },
      },
    });
    const fault = await faultOf(open({ url: strict.url }).send(mail(), patience));
    await strict.close();
    expect(fault).toBeInstanceOf(UndeliverableError);
    expect(fault.message).toContain('554');
  });

  test('a refused sender is the configuration’s fault, and can be mended: not final', async () => {
    const strict = await openMailbox({
      server: {
        onMailFrom: (_address, _session, callback) =>
          callback(Object.assign(new Error('5.7.1 not yours'), { responseCode: 550 })),
      },
    });
    const fault = await faultOf(open({ url: strict.url }).send(mail(), patience));
    await strict.close();
    expect(fault).not.toBeInstanceOf(UndeliverableError);
    expect(fault.message).toMatch(/^MAIL FROM: 550/);
  });

  test('a wrong password is not final, and stays out of the message', async () => {
    const strict = await openMailbox({
      server: {
        authOptional: false,
        allowInsecureAuth: true,
        onAuth: (_auth, _session, callback) => callback(new Error('wrong')),
      },
    });
    const url = strict.url.replace('//', '//ada:hunter2@');
    const fault = await faultOf(open({ url }).send(mail(), patience));
    await strict.close();
    expect(fault).not.toBeInstanceOf(UndeliverableError);
    expect(fault.message).toMatch(/^AUTH.*535/);
    expect(fault.message).not.toContain('hunter2');
  });

  test('a server that is down is not final, and is found again when it is back', async () => {
    const port = await freePort();
    const mailer = open({ url: `smtp://127.0.0.1:${port}` });
    const fault = await faultOf(mailer.send(mail(), patience));
    expect(fault).not.toBeInstanceOf(UndeliverableError);
    expect(fault.message).toContain('ECONNREFUSED');

    const back = await openMailbox({ port });
    await mailer.send(mail(), patience);
    expect(back.mails).toHaveLength(1);
    mailer.close();
    await back.close();
  });

  test('a server that falls silent is left when the signal says so', async () => {
    const silent = await openMailbox({ server: { onRcptTo: () => undefined } });
    const controller = new AbortController();
    const sending = faultOf(open({ url: silent.url }).send(mail(), controller.signal));
    setImmediate(() => controller.abort(new Error('too slow')));
    expect(await sending).not.toBeInstanceOf(UndeliverableError);
    await silent.close();
  });

  test('a server without TLS is refused where TLS is required, unless the URL allows it', async () => {
    const fault = await faultOf(open({ requireTls: true }).send(mail(), patience));
    expect(fault).not.toBeInstanceOf(UndeliverableError);
    expect(fault.message).toMatch(/STARTTLS/i);
    expect(mailbox.mails).toEqual([]);

    const url = `${mailbox.url}?requireTLS=false`;
    await open({ url, requireTls: true }).send(mail(), patience);
    expect(mailbox.mails).toHaveLength(1);
  });
});
