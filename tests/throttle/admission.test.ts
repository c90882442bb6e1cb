import { setTimeout as delay } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import {
  createRateLimits,
  type GiveBackIn,
  type Locks,
  type RecentFailures,
} from '../../src/platform/rate-limits/rate-limits.js';
import { databases, type TestDatabase } from '../support/databases.js';
import { createTestClock } from '../support/test-clock.js';
import { rateLimitSettings } from '../support/throttle-limits.js';
import { openStorage, type Storage } from '../../src/app/storage.js';

describe.each(databases)('attempts at one account, on $name', (kind) => {
  let database: TestDatabase;
  let storage: Storage;
  beforeEach(async () => {
    database = await kind.createMigrated();
    storage = await openStorage(database.options);
  });
  afterEach(async () => {
    await storage.close();
    await database.drop();
  });

  /** A process: at most five failures of an account in an hour. */
  function startThrottle(clock = createTestClock()) {
    const account = { points: 5, window: 3600 };
    const address = { points: 100, window: 900 };
    const limits = { ...rateLimitSettings({}), account, address };
    const throttle = createRateLimits({ store: storage.throttle, clock, limits });
    const attempt = (
      address: string,
      prove: Parameters<typeof throttle.passwordAttempt<string>>[1] = () =>
        Promise.resolve(undefined),
    ) => throttle.passwordAttempt({ account: 'ada', address }, prove);
    return { clock, attempt };
  }
  const seeLock = ({ unknownAddressesLocked: forStrangers }: Locks) =>
    Promise.resolve(forStrangers ? 'locked for strangers' : 'free');
  const forever = () => new Promise<undefined>(() => undefined);

  test.each(['commits', 'is undone'])(
    'a success given back in a transaction is no failure: the transaction %s',
    async (outcome) => {
      const { clock, attempt } = startThrottle();
      await attempt('192.0.2.1');
      const prove = (_locks: Locks, giveBackIn: GiveBackIn) =>
        storage.transact(async ({ throttle }) => {
          await giveBackIn(throttle);
          if (outcome === 'is undone') throw new Error('undone');
          return 'proved';
        });
      for (let times = 0; times < 10; times += 1) {
        const attempted = attempt('192.0.2.1', prove);
        if (outcome === 'is undone') await expect(attempted).rejects.toThrow('undone');
        else expect(await attempted).toBe('proved');
      }
      // What was not given back is a failure once its lease is over.
      clock.advance(61);
      let failures: RecentFailures | undefined;
      await attempt('192.0.2.1', (locks) => ((failures = locks.failures), Promise.resolve('seen')));
      expect(failures).toEqual({ ofAccount: 1, ofAddress: 1 });
    },
  );

  test('those that wait do not prolong the reservation of a process that has died', async () => {
    const { clock, attempt } = startThrottle();
    await new Promise<void>((begun) => {
      void startThrottle(clock).attempt('192.0.2.1', () => (begun(), forever()));
    });
    for (let times = 0; times < 4; times += 1) await attempt('192.0.2.2');
    clock.advance(50);
    const waiting = attempt('192.0.2.3', seeLock);
    await delay(100);
    clock.advance(11);
    expect(await waiting).toBe('locked for strangers');
  });

  test('strangers who guess at a locked account keep no known address from its turn', async () => {
    const { attempt } = startThrottle();
    for (let times = 0; times < 6; times += 1) await attempt('192.0.2.1');
    for (let each = 0; each < 110; each += 1) void attempt(`198.51.100.${each}`, forever);
    expect(await attempt('192.0.2.9', seeLock)).toBe('locked for strangers');
  });

  test('those that failed are known to the next one, those under way are not', async () => {
    const { clock, attempt } = startThrottle();
    const seen: RecentFailures[] = [];
    const look = ({ failures }: Locks) => {
      seen.push(failures);
      return Promise.resolve('proved');
    };
    for (const address of ['192.0.2.1', '192.0.2.1', '192.0.2.2']) await attempt(address);
    void attempt('192.0.2.3', forever);
    await attempt('192.0.2.1', look);
    await attempt('192.0.2.9', look);
    clock.advance(901);
    await attempt('192.0.2.1', look);
    clock.advance(2700);
    await attempt('192.0.2.1', look);
    expect(seen).toEqual([
      { ofAccount: 3, ofAddress: 2 },
      { ofAccount: 3, ofAddress: 0 },
      // The attempt of 192.0.2.3 counts as one that failed, for its process may have died.
      { ofAccount: 4, ofAddress: 0 },
      { ofAccount: 0, ofAddress: 0 },
    ]);
  });
});
