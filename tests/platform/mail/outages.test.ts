import { sql } from 'kysely';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { databases, type TestDatabase } from '../../support/databases.js';
import { freePort } from '../../support/free-port.js';
import { dataOf } from '../../support/graphql-client.js';
import { openMailbox, type Mailbox } from '../../support/mailbox.js';
import { startServerProcess, type ServerProcess } from '../../support/server-process.js';
import { startTestServer } from '../../support/test-server.js';
import { openStorage } from '../../../src/app/storage.js';
import { openDatabase } from '../../../src/platform/database/open.js';

const sender = { MAIL_FROM: 'Example <no-reply@example.com>' };
const kinds = ['mail'];

describe.each(databases)('mail through outages, on $name', (kind) => {
  let database: TestDatabase;
  const mailboxes: Mailbox[] = [];
  const servers: ServerProcess[] = [];
  beforeEach(async () => {
    database = await kind.createMigrated();
  });
  afterEach(async () => {
    for (const server of servers.splice(0)) await server.kill();
    for (const mailbox of mailboxes.splice(0)) await mailbox.close();
    await database.drop();
  });

  async function open(options: Parameters<typeof openMailbox>[0] = {}): Promise<Mailbox> {
    const mailbox = await openMailbox(options);
    mailboxes.push(mailbox);
    return mailbox;
  }
  async function start(mailbox: Mailbox): Promise<ServerProcess> {
    const server = await startServerProcess({
      DATA_DIR: database.dataDir,
      ...(database.url === undefined ? {} : { DATABASE_URL: database.url }),
      SMTP_URL: mailbox.url,
      ...sender,
    });
    servers.push(server);
    return server;
  }
  async function listMails() {
    const storage = await openStorage(database.options);
    try {
      return await storage.outbox.list({ kinds, limit: 10 });
    } finally {
      await storage.close();
    }
  }

  test('a sign-up does not wait for a mail server that is down, and its mail comes later', async () => {
    const port = await freePort();
    const server = await startTestServer({
      database: kind.name,
      env: { SMTP_URL: `smtp://127.0.0.1:${port}`, ...sender },
    });
    dataOf(await server.register({ username: 'ada', email: 'ada@example.com' }));
    await server.withStorage(async ({ outbox }) => {
      for (;;) {
        const [mail] = await outbox.list({ kinds, limit: 1 });
        if (typeof mail?.lastError === 'string') {
          expect(mail).toMatchObject({ status: 'waiting', attempts: 1 });
          expect(mail.lastError).toContain('ECONNREFUSED');
          break;
        }
        await new Promise((resolve) => setImmediate(resolve));
      }
    });

    const mailbox = await open({ port });
    server.clock.advance(5);
    // Whatever is posted next wakes the worker, which looks for everything that is due.
    dataOf(await server.register({ username: 'bob', email: 'bob@example.com' }));
    await mailbox.next('ada@example.com');
    await mailbox.next('bob@example.com');
    await server.close();
  });

  test('the next process sends a mail whose process was killed before the answer', async () => {
    let reached: () => void = () => undefined;
    const isReached = new Promise<void>((resolve) => (reached = resolve));
    const silent = await open({
      server: {
        onData(stream) {
          stream.resume();
          stream.once('end', () => reached());
        },
      },
    });
    const first = await start(silent);
    dataOf(await first.register({ username: 'ada', email: 'ada@example.com' }));
    await isReached;
    await first.kill();
    const [interrupted] = await listMails();
    expect(interrupted).toMatchObject({ status: 'waiting', attempts: 1 });

    // Two minutes later.
    const { tables, close } = openDatabase({ ...database.options, poolSize: 1 });
    await sql`update outbox set due_at = 0`.execute(tables());
    await close();
    const mailbox = await open();
    const second = await start(mailbox);
    const mail = await mailbox.next('ada@example.com');
    expect(mail.messageId).toBe(`<${interrupted?.id ?? ''}@example.com>`);
    expect(await second.stop()).toBe(0);
    expect(mailbox.mails).toHaveLength(1);
    expect(await listMails()).toMatchObject([{ status: 'delivered', attempts: 2, payload: null }]);
  });

  test('a service that is told to stop sends what is waiting before it ends', async () => {
    const mailbox = await open();
    const server = await start(mailbox);
    const names = ['ada', 'bob', 'eve'];
    await Promise.all(
      names.map((username) => server.register({ username, email: `${username}@example.com` })),
    );
    expect(await server.stop()).toBe(0);
    expect(mailbox.mails).toHaveLength(3);
    expect(await listMails()).toMatchObject(Array(3).fill({ status: 'delivered' }));
  });

  test('two processes send each mail once', async () => {
    const mailbox = await open();
    const pair = await Promise.all([start(mailbox), start(mailbox)]);
    const users = Array.from({ length: 12 }, (_unused, index) => `user${index}`);
    await Promise.all(
      users.map((username, index) =>
        pair[index % 2 === 0 ? 0 : 1].register({ username, email: `${username}@example.com` }),
      ),
    );
    for (const server of pair) expect(await server.stop()).toBe(0);
    expect(mailbox.mails).toHaveLength(12);
    expect(new Set(mailbox.mails.map(({ messageId }) => messageId)).size).toBe(12);
  });
});
