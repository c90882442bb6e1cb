import type { ParsedMail } from 'mailparser';
import { mailKinds } from '../../src/platform/mail/mail.js';
import { openMailbox, type Mailbox } from './mailbox.js';
import { dataOf, type Reply, type TokenPair } from './graphql-client.js';
import { startTestServer, type TestServer, type TestServerOptions } from './test-server.js';

/** A server that mails to a real SMTP server, and what the mails are for. */
export interface MailedServer extends TestServer {
  readonly mailbox: Mailbox;
  /** The next mail, to this recipient if one is given, once it has come and the service knows that it has. */
  nextMail(to?: string): Promise<ParsedMail>;
  /** Resolves when nothing waits to be sent: what has not come by then does not come. */
  mailIsDone(): Promise<void>;
  /** Registers a user with an address, and takes the mail that confirms it out of the mailbox. */
  signUpWithEmail(username: string, email: string): Promise<TokenPair & { mail: ParsedMail }>;
  /** The same, and confirms the address. */
  signUpVerified(username: string, email: string): Promise<TokenPair>;
  /**
   * Makes one account of each kind: `known` has confirmed an address at example.com, `unverified` has not,
   * `out` is disabled. Returns their names, and that of `nobody`.
   */
  signUpOneOfEach(): Promise<readonly string[]>;
  /** Runs a mutation that answers a Boolean, by its name and the variables it takes, all of them strings. */
  act(
    name: string,
    variables?: Record<string, string>,
    options?: { token?: string; headers?: Record<string, string> },
  ): Promise<Reply<Record<string, boolean>>>;
  /** The same for one that answers a token pair. */
  signInBy(
    name: string,
    variables: Record<string, string>,
  ): Promise<Reply<Record<string, TokenPair>>>;
}

export async function startMailedServer(options: TestServerOptions = {}): Promise<MailedServer> {
  const mailbox = await openMailbox();
  const server = await startTestServer({
    ...options,
    env: {
      SMTP_URL: mailbox.url,
      MAIL_FROM: 'Example <no-reply@example.com>',
      PUBLIC_URL: 'http://localhost:4000',
      ...options.env,
    },
  });

  const document = (name: string, variables: Record<string, string>, fields: string) => {
    const keys = Object.keys(variables);
    const declared = keys.map((key) => `$${key}: String!`).join(', ');
    const passed = keys.map((key) => `${key}: $${key}`).join(', ');
    return keys.length === 0
      ? `mutation { ${name} ${fields} }`
      : `mutation (${declared}) { ${name}(${passed}) ${fields} }`;
  };
  const act: MailedServer['act'] = (name, variables = {}, sent = {}) =>
    server.send(document(name, variables, ''), variables, sent);

  const mailIsDone = () =>
    server.withStorage(async ({ outbox }) => {
      const waiting = { kinds: mailKinds, status: 'waiting', limit: 1 } as const;
      while ((await outbox.list(waiting)).length > 0) {
        await new Promise((resolve) => setImmediate(resolve));
      }
    });

  async function nextMail(to?: string) {
    const mail = await mailbox.next(to);
    // It comes before its delivery is noted: a clock moved past the lease in between would have it sent again.
    await mailIsDone();
    return mail;
  }

  async function signUpWithEmail(username: string, email: string) {
    const { register } = dataOf(await server.register({ username, email }));
    return { ...register, mail: await nextMail(email) };
  }

  async function signUpVerified(username: string, email: string) {
    const { mail, ...pair } = await signUpWithEmail(username, email);
    const token = tokenOf(mail);
    dataOf(await act('verifyEmail', { token }, { token: pair.accessToken }));
    return pair;
  }

  return {
    ...server,
    mailbox,
    nextMail,
    mailIsDone,
    act,
    signInBy: (name, variables) =>
      server.send(
        document(name, variables, '{ accessToken refreshToken expiresIn user { id username } }'),
        variables,
      ),
    signUpWithEmail,
    signUpVerified,
    async signUpOneOfEach() {
      await signUpVerified('known', 'known@example.com');
      await signUpWithEmail('unverified', 'unverified@example.com');
      const { user } = await signUpVerified('out', 'out@example.com');
      await server.withStorage(({ users }) => users.setDisabledAt(user.id, server.clock.now()));
      return ['known', 'unverified', 'out', 'nobody'];
    },
    async close() {
      await server.close();
      await mailbox.close();
    },
  };
}

/** The token of the link in a mail. */
export function tokenOf({ text = '' }: ParsedMail): string {
  const token = /#token=([\w-]{43})$/m.exec(text)?.[1];
  if (token === undefined) throw new Error(`expected a link, got: ${text}`);
  return token;
}

/** The code in a mail. */
export function codeOf({ text = '' }: ParsedMail): string {
  const code = /^\d{4} \d{4}$/m.exec(text)?.[0];
  if (code === undefined) throw new Error(`expected a code, got: ${text}`);
  return code;
}
