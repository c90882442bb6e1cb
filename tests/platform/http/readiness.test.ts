import { execFile } from 'node:child_process';
import { stat } from 'node:fs/promises';
import { promisify } from 'node:util';
import { describe, expect, test, vi } from 'vitest';
import type { Exchange } from '../../../src/platform/route.js';
import { createReadiness } from '../../../src/platform/http/drain.js';
import { administer, createDatabase } from '../../support/databases.js';
import { startServerProcess } from '../../support/server-process.js';
import { startTestServer } from '../../support/test-server.js';

const run = promisify(execFile);
const readinessOf = async (url: string) => (await fetch(`${url}/health/ready`)).status;

describe('readiness', () => {
  function create(ping: () => Promise<void>) {
    const clock = { now: 0 };
    const ready = createReadiness({ ping, isDraining: () => false, now: () => clock.now });
    const ask = async () => {
      const response = { writeHead: vi.fn(), setHeader: vi.fn(), end: vi.fn(), statusCode: 0 };
      await ready({ response } as unknown as Exchange);
      return response.statusCode || (response.writeHead.mock.lastCall?.[0] as number);
    };
    return { clock, ask };
  }

  test('asks the database once a second while all is well', async () => {
    const ping = vi.fn(() => Promise.resolve());
    const { clock, ask } = create(ping);
    for (let asked = 0; asked < 3; asked += 1) expect(await ask()).toBe(200);
    clock.now = 999;
    expect(await ask()).toBe(200);
    expect(ping).toHaveBeenCalledTimes(1);

    clock.now = 1000;
    ping.mockRejectedValueOnce(new Error('gone'));
    expect(await ask()).toBe(503);
    expect(await ask()).toBe(200);
    expect(ping).toHaveBeenCalledTimes(3);
  });

  test('asks the database for all at once, however long it takes, and forgets a failure', async () => {
    let answer: (error?: Error) => void = () => undefined;
    const ping = vi.fn(
      () =>
        new Promise<void>((resolve, reject) => {
          answer = (error) => (error === undefined ? resolve() : reject(error));
        }),
    );
    const { ask } = create(ping);
    const many = Promise.all([ask(), ask(), ask()]);
    answer(new Error('gone'));
    expect(await many).toEqual([503, 503, 503]);
    expect(ping).toHaveBeenCalledTimes(1);
    const next = ask();
    answer();
    expect(await next).toBe(200);
  });
});

test('PostgreSQL that is read-only is not ready, until it takes writes again', async () => {
  const server = await startTestServer({ database: 'postgres' });
  const name = new URL(server.database.url ?? '').pathname.slice(1);
  expect(await readinessOf(server.url)).toBe(200);

  await administer(`alter database ${name} set default_transaction_read_only = on`);
  await administer(
    'select pg_terminate_backend(pid, 5000) from pg_stat_activity where datname = $1',
    [name],
  );
  await expect.poll(() => readinessOf(server.url)).toBe(503);
  expect((await fetch(`${server.url}/health/live`)).status).toBe(200);

  await administer(`alter database ${name} reset default_transaction_read_only`);
  await expect.poll(() => readinessOf(server.url)).toBe(200);
  await server.close();
});

/** As in tests/faults/disk-full.test.ts: a limit on the size of files needs no mount and no root. */
const canLimit = process.platform === 'linux';
if (!canLimit) process.stderr.write('\nNo prlimit here: the test of a full disk does NOT run.\n\n');

test.runIf(canLimit)(
  'an embedded database on a full disk is not ready, until there is room',
  async () => {
    const database = await createDatabase('sqlite');
    const server = await startServerProcess({ DATA_DIR: database.dataDir });
    const limit = (bytes: number | 'unlimited') =>
      run('prlimit', ['--pid', String(server.pid), `--fsize=${bytes}:unlimited`]);
    expect(await readinessOf(server.url)).toBe(200);

    await limit((await stat(`${database.sqliteFile}-wal`)).size);
    await expect.poll(() => readinessOf(server.url)).toBe(503);
    await limit('unlimited');
    await expect.poll(() => readinessOf(server.url)).toBe(200);
    await server.stop();
    await database.drop();
  },
);
