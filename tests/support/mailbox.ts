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
  /** The next mail that no `next` has given yet, as soon as it is there. */
  next(): Promise<ParsedMail>;
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
  const waiting: ((mail: ParsedMail) => void)[] = [];
  let taken = 0;
  let refusal: Error | undefined;

  const server = new SMTPServer({
    authOptional: true,
    // Clients keep their connections open; the test is over.
    closeTimeout: 100,
    disabledCommands: ['STARTTLS'],
    onRcptTo: (_address, _session, callback) => callback(refusal),
    onData(stream, _session, callback) {
      const chunks: Buffer[] = [];
      stream.on('data', (chunk: Buffer) => chunks.push(chunk));
      stream.once('end', () => {
        const source = Buffer.concat(chunks).toString();
        void simpleParser(source).then((mail) => {
          sources.push(source);
          mails.push(mail);
          callback();
          const take = waiting.shift();
          if (take === undefined) return;
          taken += 1;
          take(mail);
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
    next() {
      const mail = mails[taken];
      if (mail === undefined) return new Promise((resolve) => waiting.push(resolve));
      taken += 1;
      return Promise.resolve(mail);
    },
    refuse(code, text = 'refused by the test') {
      refusal =
        code === undefined ? undefined : Object.assign(new Error(text), { responseCode: code });
    },
    close: () => new Promise((resolve) => server.close(() => resolve())),
  };
}
