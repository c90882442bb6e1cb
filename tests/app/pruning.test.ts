import { v7 as uuidv7 } from 'uuid';
import { pino } from 'pino';
import { expect, test } from 'vitest';
import { startPruning } from '../../src/app/pruning.js';
import {
  describeStorage,
  hour,
  newMessage,
  now,
  storedSession,
} from '../contract/storage-contract.js';
import { eventAt } from '../support/audit-events.js';

const day = 24 * hour;
const logger = pino({ level: 'silent' });

describeStorage('pruning', (subject) => {
  function start(auditRetention = 90 * 86_400) {
    const { storage } = subject;
    return startPruning({ ...storage, clock: { now: () => now }, logger, auditRetention });
  }

  test('removes sessions a week after their end, and leaves the others', async () => {
    const { storage } = subject;
    const old = await storedSession(storage, { expiresAt: now - 8 * day });
    const ended = await storedSession(storage, { expiresAt: now - 6 * day });
    const alive = await storedSession(storage);
    const pruning = start();
    await pruning.run();
    await pruning.close();

    expect(await storage.sessions.findWithUser(old.id)).toBeUndefined();
    expect(await storage.sessions.findWithUser(ended.id)).toBeDefined();
    expect(await storage.sessions.findWithUser(alive.id)).toBeDefined();
  });

  test('removes delivered messages after a week, and failed ones after a month', async () => {
    const { outbox } = subject.storage;
    for (const [days, end] of [
      [8, 'delivered'],
      [6, 'delivered'],
      [31, 'failed'],
      [29, 'failed'],
    ] as const) {
      const { id } = newMessage();
      await outbox.add(newMessage({ id }));
      await outbox.claim({ id, attempts: 1 }, now);
      const attempt = { id, attempts: 1 };
      if (end === 'delivered') await outbox.markDelivered(attempt, now - days * day);
      else await outbox.markFailed(attempt, now - days * day, 'no');
    }
    const pruning = start();
    await pruning.run();
    await pruning.close();
    const left = await outbox.list({ kinds: ['test'], limit: 9 });
    expect(left.map(({ finishedAt }) => (now - (finishedAt ?? 0)) / day)).toEqual([29, 6]);
  });

  test('removes one-time secrets when they have expired', async () => {
    const { oneTimeTokens: secrets } = subject.storage;
    const kept = { purpose: 'sign-in', codeHash: 'c', userId: null, createdAt: now } as const;
    for (const [name, expiresAt] of [
      ['old', now],
      ['alive', now + 1],
    ] as const) {
      await secrets.add({ ...kept, subject: name, email: name, tokenHash: name, expiresAt });
    }
    const pruning = start();
    await pruning.run();
    await pruning.close();
    const find = (tokenHash: string) => secrets.find({ purpose: 'sign-in', tokenHash }, now - 1);
    expect(await find('old')).toBeUndefined();
    expect(await find('alive')).toBeDefined();
  });

  test('removes more than one batch', async () => {
    const { storage } = subject;
    const charges = Array.from({ length: 1200 }, (_unused, index) => ({
      key: `k${index}`,
      window: 1,
    }));
    await storage.throttle.increment(charges, now - hour);
    const pruning = start();
    expect(await pruning.run()).toBeGreaterThanOrEqual(1200);
    expect(await pruning.run()).toBe(0);
    await pruning.close();
  });

  test('removes security events after the retention, and none when it is 0', async () => {
    const { audit } = subject.storage;
    await audit.append([
      eventAt(now - 91 * day, { id: '00000000-0000-7000-8000-000000000001' }),
      eventAt(now - 89 * day, { id: '00000000-0000-7000-8000-000000000002' }),
    ]);
    const keeping = start(0);
    await keeping.run();
    expect(await audit.list({ limit: 10 })).toHaveLength(2);
    await keeping.close();

    const pruning = start();
    await pruning.run();
    expect(await audit.list({ limit: 10 })).toMatchObject([{ at: now - 89 * day }]);
    await pruning.close();
  });

  test('erases addresses that were stored after their user was deleted', async () => {
    const { audit } = subject.storage;
    const userId = '01890000-0000-7000-8000-00000000000a';
    const late = eventAt(now - hour, { id: '00000000-0000-7000-8000-00000000000b', userId });
    await audit.append([
      { ...late, ipAddress: '192.0.2.1' },
      eventAt(now, { id: uuidv7({ msecs: now - hour }), type: 'user.deleted', userId }),
    ]);
    const pruning = start(0);
    await pruning.run();
    await pruning.close();
    expect((await audit.list({ userId, limit: 10 }))[0]).toEqual(late);
  });
});
