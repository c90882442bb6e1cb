import { createServer, type AddressInfo, type Server } from 'node:net';
import { randomBytes } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pino } from 'pino';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { loadConfig } from '../../src/app/config.js';
import { createAuthServer } from '../../src/app/create-auth-server.js';
import { administer, databases, type TestDatabase } from '../support/databases.js';
import { unlimited } from '../support/limits.js';

const postgres = databases.find(({ name }) => name === 'postgres');
let database: TestDatabase;
let timers: NodeJS.Timeout[];

beforeEach(async () => {
  if (postgres === undefined) throw new TypeError('this takes PostgreSQL');
  database = await postgres.createMigrated();
  const real = { setInterval, clearInterval };
  timers = [];
  vi.spyOn(globalThis, 'setInterval').mockImplementation(((run: () => void, each: number) => {
    const timer = real.setInterval(run, each);
    timers.push(timer);
    return timer;
  }) as typeof setInterval);
  vi.spyOn(globalThis, 'clearInterval').mockImplementation((timer) => {
    timers = timers.filter((each) => each !== timer);
    real.clearInterval(timer);
  });
});
afterEach(async () => {
  vi.restoreAllMocks();
  timers.forEach((timer) => clearInterval(timer));
  await database.drop();
});

function start(env: Record<string, string> = {}) {
  const config = loadConfig({
    PORT: '0',
    HOST: '127.0.0.1',
    ...unlimited,
    DATA_DIR: database.dataDir,
    DATABASE_URL: database.url ?? '',
    ...env,
  });
  return createAuthServer(config, { logger: pino({ level: 'silent' }) });
}

async function listenOn(server: Server): Promise<number> {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return (server.address() as AddressInfo).port;
}

/** PostgreSQL learns of the end of a connection a moment later. */
async function expectNoConnections(): Promise<void> {
  const name = new URL(database.url ?? '').pathname.slice(1);
  const open = 'SELECT count(*)::int AS open FROM pg_stat_activity WHERE datname = $1';
  await vi.waitFor(async () => {
    const { rows } = await administer(open, [name]);
    expect(rows).toEqual([{ open: 0 }]);
  }, 20_000);
}

/** The steps of a start that can fail, in their order. */
const failures: [string, () => Record<string, string>][] = [
  [
    'the events: a damaged secret, with webhooks',
    () => {
      writeFileSync(join(database.dataDir, 'secret'), 'damaged');
      const secrets = [`whsec_${randomBytes(32).toString('base64')}`];
      const events = ['user.created'];
      return {
        WEBHOOKS: JSON.stringify({ crm: { url: 'https://example.com/', secrets, events } }),
      };
    },
  ],
  [
    'passkeys: a damaged secret',
    () => {
      writeFileSync(join(database.dataDir, 'secret'), 'damaged');
      return {};
    },
  ],
  ['breached passwords', () => ({ BREACHED_PASSWORDS: join(database.dataDir, 'missing') })],
  ['mail: the templates', () => ({ MAIL_TEMPLATES: join(database.dataDir, 'missing') })],
  ['GraphQL: the documents', () => ({ PERSISTED_DOCUMENTS: join(database.dataDir, 'missing') })],
];

describe('a start that fails', () => {
  test.each(failures)('leaves nothing open: %s', async (_step, env) => {
    await expect(start(env())).rejects.toThrow();
    expect(timers).toEqual([]);
    await expectNoConnections();
  });
});

test('a service whose port is taken gives that of its metrics back, and can try again', async () => {
  const taken = createServer();
  const port = await listenOn(taken);
  const server = await start({ PORT: String(port), METRICS: 'on', METRICS_PORT: '0' });
  for (let attempt = 0; attempt < 2; attempt += 1) {
    await expect(server.listen()).rejects.toThrow(`:${port}`);
  }
  await new Promise((resolve) => taken.close(resolve));
  const { metricsUrl = '' } = await server.listen();
  expect((await fetch(metricsUrl)).status).toBe(200);
  await server.close();
});

test('a service that was closed leaves nothing open', async () => {
  const server = await start();
  expect(timers.length).toBeGreaterThan(2);
  await server.close();
  expect(timers).toEqual([]);
  await expectNoConnections();
});
