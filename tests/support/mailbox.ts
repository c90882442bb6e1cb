import type { AddressInfo } from 'node:net';
import { simpleParser, type ParsedMail } from 'mailparser';
import { SMTPServer, type SMTPServerOptions } from 'smtp-server';

/** A mail server of the tests: takes mails in over real SMTP, and keeps them parsed. */
export interface Mailbox {
  /** For SMTP_URL. */
  readonly url: string;
  /** Everything that was taken in, in its order. */
  readonly mails: readonly ParsedMail[];
  /** The source of each, as it came over the wire. */
  readonly sources: readonly string[];
  /** The recipient of each, as RCPT TO named it. */
  readonly recipients: readonly string[];
  /** The next mail that no `next` has given yet, to this recipient if one is given, as soon as it is there. */
  next(to?: string): Promise<ParsedMail>;
  /** What to answer to recipients from now on: an error of this reply code, or `undefined` to take them. */
  refuse(code: number | undefined, text?: string): void;
  close(): Promise<void>;
}

/** @param options.port by default a free one; @param options.server more of smtp-server's own options */
export async function openMailbox(
  options: { port?: number; server?: SMTPServerOptions } = {},
): Promise<Mailbox> {
  const mails: ParsedMail[] = [];
  const sources: string[] = [];
  const recipients: string[] = [];
  const taken = new Set<ParsedMail>();
  const waiting: { to: string | undefined; take: (mail: ParsedMail) => void }[] = [];
  let refusal: Error | undefined;

  const server = new SMTPServer({
    authOptional: true,
    // Clients keep their connections open; the test is over.
    closeTimeout: 100,
    disabledCommands: ['STARTTLS'],
    onRcptTo: (_address, _session, callback) => callback(refusal),
    onData(stream, { envelope }, callback) {
      const chunks: Buffer[] = [];
      stream.on('data', (chunk: Buffer) => chunks.push(chunk));
      stream.once('end', () => {
        const source = Buffer.concat(chunks).toString();
        void simpleParser(source).then((mail) => {
          sources.push(source);
          recipients.push(envelope.rcptTo.map(({ address }) => address).join());
          mails.push(mail);
          callback();
          const index = waiting.findIndex(({ to }) => isTo(mail, to));
          const [first] = index === -1 ? [] : waiting.splice(index, 1);
          if (first === undefined) return;
          taken.add(mail);
          first.take(mail);
        });
      });
    },
    ...options.server,
  });
  // A client that is killed breaks its connection: no fault of the test.
  server.on('error', () => undefined);
  await new Promise<void>((resolve) => server.listen(options.port ?? 0, '127.0.0.1', resolve));
  const { port } = server.server.address() as AddressInfo;
  return {
    url: `smtp://127.0.0.1:${port}`,
    mails,
    sources,
    recipients,
    next(to) {
      const mail = mails.find((each) => !taken.has(each) && isTo(each, to));
      if (mail === undefined) return new Promise((take) => waiting.push({ to, take }));
      taken.add(mail);
      return Promise.resolve(mail);
    },
    refuse(code, text = 'refused by the test') {
      refusal =
        code === undefined ? undefined : Object.assign(new Error(text), { responseCode: code });
    },
    close: () => new Promise((resolve) => server.close(() => resolve())),
  };
}

export function recipientOf({ to }: ParsedMail): string | undefined {
  return Array.isArray(to) ? to[0]?.text : to?.text;
}

function isTo(mail: ParsedMail, recipient: string | undefined): boolean {
  return recipient === undefined || recipientOf(mail) === recipient;
}
