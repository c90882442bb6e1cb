import dns from 'node:dns';
import { syncBuiltinESMExports } from 'node:module';
import { setTimeout as delay } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { databases } from '../../support/databases.js';
import { dataOf, refusalOf } from '../../support/graphql-client.js';
import { mailIsOff } from '../../support/mail-off.js';
import { openMailbox } from '../../support/mailbox.js';
import { statementsOf } from '../../support/statements.js';
import { startTestServer, type TestServer } from '../../support/test-server.js';
import {
  newWebhookSecret,
  startWebhookReceiver,
  verified,
  withStatus,
  type Received,
  type WebhookReceiver,
} from '../../support/webhook-receiver.js';
import type { Storage } from '../../../src/app/storage.js';
import { webhookKind } from '../../../src/features/webhooks/job-handler.js';

const secret = newWebhookSecret();

describe.each(databases)('webhooks, on $name', ({ name: database }) => {
  const servers: TestServer[] = [];
  let receiver: WebhookReceiver;
  beforeEach(async () => {
    receiver = await startWebhookReceiver();
  });
  afterEach(async () => {
    vi.restoreAllMocks();
    syncBuiltinESMExports();
    // Whoever waits for an answer gets none, and has another one to come.
    receiver.answer(withStatus(204));
    receiver.hangUp();
    for (const server of servers.splice(0).reverse()) await server.close();
    await receiver.close();
  });

  interface Endpoint {
    url: string;
    secrets: string[];
    events?: string[];
  }

  const endpoint = (change: Partial<Endpoint> = {}): Endpoint => ({
    url: `${receiver.url}/hooks?key=hidden-query`,
    secrets: [secret],
    ...change,
  });

  /** At a time that stands still, but at the present, which the reference library compares with. */
  async function start(
    endpoints: Record<string, Endpoint> = { crm: endpoint() },
    { sharing, env = {} }: { sharing?: TestServer; env?: Record<string, string> } = {},
  ): Promise<TestServer> {
    const server = await startTestServer({
      database,
      realTime: true,
      ...(sharing && { sharing }),
      env: { WEBHOOKS: JSON.stringify(endpoints), WEBHOOK_ALLOW_PRIVATE: 'on', ...env },
    });
    servers.push(server);
    return server;
  }

  const messagesIn = ({ outbox }: Storage) => outbox.list({ kinds: [webhookKind], limit: 100 });
  const messages = (server: TestServer) => server.withStorage(messagesIn);

  /** The messages, once this is true of all of them. */
  function messagesOnce(
    server: TestServer,
    isSo: (message: Awaited<ReturnType<typeof messages>>[number]) => boolean,
  ) {
    return server.withStorage(async (storage) => {
      for (;;) {
        const all = await messagesIn(storage);
        if (all.every(isSo)) return all;
        await delay(5);
      }
    });
  }

  /** What the resolver of the system says of a name from now on, until the test ends. */
  function pointHere(name: string): void {
    const { lookup } = dns;
    vi.spyOn(dns, 'lookup').mockImplementation(((
      hostname: string,
      options: dns.LookupAllOptions,
      answer: (error: NodeJS.ErrnoException | null, addresses: dns.LookupAddress[]) => void,
    ) => {
      if (hostname === name) answer(null, [{ address: '127.0.0.1', family: 4 }]);
      else lookup(hostname, options, answer);
    }) as typeof dns.lookup);
    syncBuiltinESMExports();
  }

  const only = (...events: string[]) => ({ crm: endpoint({ events }) });

  test('tell of a sign-up as the reference library takes it, and wipe what was delivered', async () => {
    const server = await start();
    const { user } = await server.signUp('ada');
    const requests = [await receiver.next(), await receiver.next()];
    const told = requests.map((request) => verified(secret, request));
    const { id } = user;
    const [created, begun] = told.sort((one, other) => (one.type > other.type ? -1 : 1));
    const at = new Date(server.clock.now()).toISOString();
    expect(created).toEqual({
      type: 'user.created',
      timestamp: at,
      data: {
        user: {
          id,
          username: 'ada',
          roles: [],
          emailVerified: false,
          disabled: false,
          createdAt: at,
        },
      },
    });
    expect(begun).toMatchObject({ type: 'session.created', data: { session: { userId: id } } });
    const { headers, path } = requests[0] as Received;
    expect(path).toBe('/hooks?key=hidden-query');
    expect(headers).toMatchObject({
      'content-type': 'application/json',
      'user-agent': 'authgraph',
    });
    const delivered = await messagesOnce(server, ({ status }) => status === 'delivered');
    expect(delivered.map(({ payload }) => payload)).toEqual([null, null]);
  });

  test('rest sealed, and no log has a secret, a query or a body', async () => {
    receiver.answer(withStatus(500));
    const server = await start();
    await server.signUp('ada');
    const failed = await messagesOnce(server, ({ lastError }) => lastError !== null);
    expect(failed).toMatchObject(Array(2).fill({ lastError: 'answered 500', attempts: 1 }));
    for (const { payload, label } of failed) {
      expect(payload).not.toBeNull();
      expect(Buffer.from(payload ?? '', 'base64url').toString('latin1')).not.toContain('ada');
      expect(Object.keys(label)).toEqual(['event', 'endpoint']);
    }
    // The row says so a moment before the log.
    const log = () => server.logs.join('');
    await expect.poll(log).toContain('delivery failed, trying again later');
    for (const hidden of [secret, secret.slice(6), 'hidden-query', 'webhook-signature']) {
      expect(log()).not.toContain(hidden);
    }
  });

  test('deliveries repeat after a failure: same id and body, signed with the new time', async () => {
    receiver.answer(withStatus(500));
    const server = await start(only('user.created'));
    const { user } = await server.signUp();
    const first = await receiver.next();
    await messagesOnce(server, ({ lastError }) => lastError !== null);
    receiver.answer(withStatus(200));
    server.clock.advance(10);
    // Wakes the worker, as its next look would.
    await server.signUp();
    const both = [await receiver.next(), await receiver.next()];
    const second = both.find(({ body }) => body === first.body);
    expect(second?.headers['webhook-id']).toBe(first.headers['webhook-id']);
    const timeOf = (request?: Received) => Number(request?.headers['webhook-timestamp']);
    expect(timeOf(second) - timeOf(first)).toBe(10);
    expect(verified(secret, second as Received).data).toMatchObject({ user: { id: user.id } });
    const ids = both.map(({ headers }) => headers['webhook-id']);
    expect(new Set(ids).size).toBe(2);
  });

  test('deliveries repeat with the same id when a process dies before it records them', async () => {
    // It has come, and its sender never learns so.
    receiver.answer(() => undefined);
    const lost = await start(only('user.created'));
    await lost.signUp();
    const first = await receiver.next();
    receiver.answer(withStatus(204));
    lost.clock.advance(121);
    const other = await start(only('user.created'), { sharing: lost });
    const second = await receiver.next();
    expect(second.headers['webhook-id']).toBe(first.headers['webhook-id']);
    expect(second.body).toBe(first.body);
    await messagesOnce(other, ({ status }) => status === 'delivered');
  });

  test('wait as long as the receiver asks for', async () => {
    receiver.answer(withStatus(503, { 'retry-after': '600' }));
    const server = await start(only('user.created'));
    await server.signUp();
    const [message] = await messagesOnce(server, ({ lastError }) => lastError !== null);
    expect(message).toMatchObject({
      lastError: 'answered 503, and asks for time',
      dueAt: server.clock.now() + 600_000,
    });
  });

  test.each([
    [410, 'failed', 'answered 410: it wants no more of them'],
    [302, 'waiting', 'answered 302, and redirects are not followed: write where it leads to'],
    [404, 'waiting', 'answered 404'],
  ])('after an answer of %i are %s', async (answered, status, lastError) => {
    receiver.answer(withStatus(answered, { location: `${receiver.url}/elsewhere` }));
    const server = await start(only('user.created'));
    await server.signUp();
    const all = await messagesOnce(server, (message) => message.lastError !== null);
    expect(all).toMatchObject([{ status, lastError, attempts: 1 }]);
    expect(receiver.received).toHaveLength(1);
  });

  test('wait for an endpoint that this process does not know: another one may', async () => {
    receiver.answer(withStatus(500));
    const database = await start({});
    const before = await start(only('user.created'), { sharing: database });
    await before.signUp();
    await messagesOnce(before, ({ lastError }) => lastError !== null);
    // It would take its message again, were it still there.
    servers.splice(servers.indexOf(before), 1);
    await before.close();
    database.clock.advance(10);
    const after = await start({ other: endpoint() }, { sharing: database });
    // Claimed is not attempted: only the reason tells that it was.
    const all = await messagesOnce(after, ({ lastError }) => lastError !== 'answered 500');
    const lastError = expect.stringContaining('no endpoint') as string;
    expect(all).toMatchObject([{ status: 'waiting', attempts: 2, lastError }]);
  });

  test('carry a signature by each secret while one takes the place of the other', async () => {
    const next = newWebhookSecret();
    const server = await start({ crm: endpoint({ secrets: [next, secret] }) });
    await server.signUp();
    const request = await receiver.next();
    expect(verified(secret, request)).toEqual(verified(next, request));
    expect(() => verified(newWebhookSecret(), request)).toThrow('No matching signature');
  });

  test('go to each endpoint that wants them, whatever becomes of the others', async () => {
    const down = await startWebhookReceiver(withStatus(500));
    const server = await start({
      crm: endpoint({ events: ['user.created'] }),
      broken: endpoint({ url: down.url, events: ['user.created'] }),
      deaf: endpoint({ events: ['user.deleted'] }),
    });
    await server.signUp();
    await receiver.next();
    const all = await messagesOnce(server, (message) => message.attempts > 0);
    expect(all.map(({ label }) => label['endpoint']).sort()).toEqual(['broken', 'crm']);
    await down.close();
  });

  test('that hang do not hold up a mail', async () => {
    receiver.answer(() => undefined);
    const mailbox = await openMailbox();
    const env = { SMTP_URL: mailbox.url, MAIL_FROM: 'no-reply@example.com' };
    const server = await start(only('user.created'), { env });
    // More than a worker has lanes.
    for (let count = 0; count < 7; count += 1) await server.signUp();
    for (let count = 0; count < 5; count += 1) await receiver.next();
    dataOf(await server.register({ username: 'mailed', email: 'mailed@example.com' }));
    expect((await mailbox.next()).subject).toContain('Confirm');
    await mailbox.close();
  });

  test('that are due go out before the service stops', async () => {
    const server = await start(only('user.created', 'session.ended_everywhere'));
    const { accessToken } = await server.signUp();
    dataOf(await server.send('mutation { logoutEverywhere }', {}, { token: accessToken }));
    servers.pop();
    await server.close();
    const types = receiver.received.map((request) => verified(secret, request).type);
    expect(types.sort()).toEqual(['session.ended_everywhere', 'user.created']);
  });

  test.each(['off', 'on'])(
    'with WEBHOOK_ALLOW_PRIVATE=%s go to a name that leads inside only if that is on',
    async (allowed) => {
      // At the start it is a name like any other; then somebody points it here.
      pointHere('receiver.example');
      const { port } = new URL(receiver.url);
      const url = `https://receiver.example:${port}/`;
      const env = { WEBHOOK_ALLOW_PRIVATE: allowed };
      const server = await start({ crm: endpoint({ url, events: ['user.created'] }) }, { env });
      await server.signUp();
      const [message] = await messagesOnce(server, ({ lastError }) => lastError !== null);
      // Where it is reached, it speaks no TLS.
      const reached = /not a public one/.test(message?.lastError ?? '') ? 'no' : 'yes';
      expect([allowed, reached]).toEqual([allowed, allowed === 'on' ? 'yes' : 'no']);
    },
  );

  test('tell nothing of a sign-up that is refused', async () => {
    const server = await start();
    await server.signUp('ada');
    expect(refusalOf(await server.register({ username: 'ada' })).reason).toBe('USERNAME_TAKEN');
    expect(await messages(server)).toHaveLength(2);
  });

  test('cost a refresh nothing, and when they are off cost nothing at all', async () => {
    const on = await start();
    const off = await startTestServer({ database });
    servers.push(off);
    const refreshed = async (server: TestServer) => {
      const { refreshToken } = await server.signUp();
      await messagesOnce(server, ({ status }) => status === 'delivered');
      const tables = ['users', 'sessions', 'outbox'];
      const { statements } = await statementsOf(tables, () => server.refresh(refreshToken));
      // What the worker looks for by itself is not the refresh's.
      return statements.filter((sql) => !sql.startsWith('select * from "outbox"'));
    };
    const plain = await refreshed(off);
    expect(plain.length).toBeGreaterThan(0);
    expect(await refreshed(on)).toEqual(plain);
    const work = async () => {
      await off.signUp('nobody-listens');
      await off.login('nobody-listens');
    };
    const { statements } = await statementsOf(['outbox'], work);
    expect(statements.filter((sql) => !sql.startsWith('select'))).toEqual([]);
    expect(await messages(off)).toEqual([]);
  });

  test('that are off, like mail that is off, leave one kind of job to look for', async () => {
    const { statements, result } = await statementsOf(['outbox'], () =>
      startTestServer({ database, env: mailIsOff }),
    );
    servers.push(result);
    // Resets of second factors, which wait for a day.
    const looks = statements.filter((sql) => sql.startsWith('select'));
    expect(looks.filter((sql) => !/"kind" in \((?:\?|\$\d+)\)/.test(sql))).toEqual([]);
    expect(result.logs.join('')).not.toContain('the outbox could not be read');
  });

  test('tell of a refresh token that was used twice', async () => {
    const server = await start(only('session.ended'));
    const { refreshToken } = await server.signUp();
    const { refresh } = dataOf(await server.refresh(refreshToken));
    dataOf(await server.refresh(refresh.refreshToken));
    expect(refusalOf(await server.refresh(refreshToken)).reason).toBe('TOKEN_REUSED');
    expect(verified(secret, await receiver.next())).toMatchObject({
      type: 'session.ended',
      data: { reason: 'refresh_token_reused' },
    });
  });
});
