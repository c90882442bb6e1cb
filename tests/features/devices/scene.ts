import { eventsOf } from '../../support/audit-events.js';
import { dataOf, goodPassword, type GraphQLClient } from '../../support/graphql-client.js';
import { startMailedServer, type MailedServer } from '../../support/mailed-server.js';
import type { TestServerOptions } from '../../support/test-server.js';

interface Denial {
  denySignIn: { sessionsEnded: number; passwordResetSent: boolean };
}

export const deny = (client: GraphQLClient, token: string) =>
  client.send<Denial>(
    'mutation ($token: String!) { denySignIn(token: $token) { sessionsEnded passwordResetSent } }',
    { token },
  );

export const linkInvalid = { code: 'BAD_USER_INPUT', reason: 'LINK_INVALID' };

/** Requests of a browser, and those of a client that keeps an id. */
export const by = (userAgent: string) => ({ headers: { 'user-agent': userAgent } });
export const withId = (id: string) => ({ headers: { 'x-authgraph-device': id.padEnd(22, '_') } });

export type Scene = Awaited<ReturnType<typeof startScene>>;

let users = 0;

/** A name that no account has. */
export const newName = () => `owner${(users += 1)}`;

/** A server that mails, and what happens to the accounts on it. */
export async function startScene(options: TestServerOptions = {}) {
  const server: MailedServer = await startMailedServer(options);
  return {
    server,
    close: () => server.close(),

    /** An account whose sign-up was its first sign-in, with a confirmed address. */
    async owner() {
      const username = newName();
      const email = `${username}@example.com`;
      const pair = await server.signUpVerified(username, email);
      server.clock.advance(1);
      return { username, email, pair, id: pair.user.id };
    },

    async signIn(username: string, sent: { headers?: Record<string, string> } = {}) {
      const { login } = dataOf(await server.login(username, goodPassword, sent));
      server.clock.advance(1);
      return login;
    },

    /** How many mails about new devices an address has had. */
    async reportsTo(email: string): Promise<number> {
      await server.mailIsDone();
      const { mails, recipients } = server.mailbox;
      return mails.filter(
        ({ subject }, at) => recipients[at] === email && subject?.startsWith('A new device'),
      ).length;
    },

    newDeviceEvents: async (userId: string) =>
      (await eventsOf(server, userId, 1)).filter(({ type }) => type === 'login.new_device'),

    /** As if the account had never been used on a device that it is used on. */
    forget: (userId: string) =>
      server.withStorage(({ devices }) => devices.removeSince(userId, '')),
  };
}
