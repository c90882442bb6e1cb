import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { v7 as uuidv7 } from 'uuid';
import type { Job } from '../../src/platform/job.js';
import { newMessage } from '../contract/storage-contract.js';
import { databases, type TestDatabase } from '../support/databases.js';
import { authgraph, outputOf, runHere, variablesFor } from './run.js';
import { openStorage } from '../../src/app/storage.js';

interface Listed {
  id: string;
  status: string;
  mail: string;
  to: string;
  attempts: number;
  nextAttemptAt: string | null;
  lastError: string | null;
}

describe.each(databases)('on $name', (kind) => {
  let database: TestDatabase;
  let env: Record<string, string>;
  let waiting: Job;
  let failed: Job;

  beforeEach(async () => {
    database = await kind.createMigrated();
    env = variablesFor(database);
    waiting = stored({
      dueAt: Date.UTC(2026, 0, 15, 12, 0, 5),
      attempts: 1,
      lastError: '450 busy',
    });
    failed = stored({ attempts: 2 });
    const storage = await openStorage(database.options);
    for (const message of [waiting, failed]) await storage.outbox.add(message);
    await storage.outbox.add(stored({ kind: 'webhook' }));
    await storage.outbox.markFailed(
      failed,
      Date.UTC(2026, 0, 15, 13),
      'RCPT TO: 550 a…@example.com',
    );
    await storage.close();
  });
  afterEach(() => database.drop());

  function stored(change: Partial<Job>): Job {
    const label = { mail: 'sign-in', to: 'a…@example.com' };
    return newMessage({ id: uuidv7(), kind: 'mail', payload: 'sealed-away', label, ...change });
  }

  const listed = async (...args: string[]) =>
    JSON.parse(await outputOf(['mail', 'list', '--json', ...args], { env })) as Listed[];

  test('mail list shows states, masked recipients and reasons, and no payload', async () => {
    const table = await outputOf(['mail', 'list'], { env }, authgraph);
    expect(table).toMatch(/^ID +KIND +CREATED +STATUS +ATTEMPTS +NEXT +MAIL +TO +ERROR\n/);
    expect(table).toMatch(
      new RegExp(
        `${waiting.id} +mail +2026-01-15 12:00:00 +waiting +1 +2026-01-15 12:00:05 +sign-in +a…@example.com +450 busy`,
      ),
    );
    expect(table).toMatch(
      new RegExp(`${failed.id} .* failed +2 +- +sign-in .* RCPT TO: 550 a…@example.com`),
    );
    expect(table).not.toContain('sealed-away');
    expect(table).not.toContain('webhook');
  });

  test('mail list as JSON, of one status', async () => {
    expect(await listed()).toHaveLength(2);
    expect(await listed('--status', 'delivered')).toEqual([]);
    expect(await listed('--status', 'waiting')).toMatchObject([
      { id: waiting.id, mail: 'sign-in', to: 'a…@example.com', attempts: 1, lastError: '450 busy' },
    ]);
    expect(JSON.stringify(await listed())).not.toContain('sealed-away');
  });

  test('mail retry lets one failed mail, or all, be attempted again', async () => {
    const retried = await outputOf(['mail', 'retry', failed.id], { env }, authgraph);
    expect(retried).toMatch(/attempted again: 1\./);
    expect(await listed('--status', 'failed')).toEqual([]);
    expect(await listed('--status', 'waiting')).toHaveLength(2);
    expect(await outputOf(['mail', 'retry', '--all'], { env })).toMatch(/attempted again: 0\./);
  });

  test.each([
    [['mail', 'retry']],
    [['mail', 'retry', 'no-such-id']],
    [['mail', 'retry', 'x', '--all']],
  ])('%j is wrong usage', async (args) => {
    const { code, stderr } = await runHere(args, { env });
    expect(code).toBe(2);
    expect(stderr).toMatch(
      /^error: (?:give the id of one mail, or --all|no failed mail has the id)/,
    );
  });
});
