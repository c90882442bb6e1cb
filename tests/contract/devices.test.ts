import { v7 as uuidv7 } from 'uuid';
import { expect, test } from 'vitest';
import type { DeviceUse } from '../../src/features/devices/store.sql.js';
import { describeStorage, hour, now, openConnections, storedUser } from './storage-contract.js';

const limit = { now, most: 3, window: hour };

describeStorage('the store of devices', (subject) => {
  let count = 0;
  /** A use of a device, at its own session. */
  function useOf(userId: string, change: Partial<DeviceUse> = {}): DeviceUse {
    count += 1;
    const { at = now } = change;
    const sessionId = uuidv7({ msecs: at });
    return { id: `device-${count}`, name: 'Firefox (Linux)', userId, sessionId, at, ...change };
  }

  const newUserId = async () => (await storedUser(subject.storage)).id;

  const namesOf = async (userId: string) =>
    (await subject.storage.devices.listOf(userId)).map(({ id }) => id);

  test('says whether a device is new, and remembers when it was used', async () => {
    const { devices } = subject.storage;
    const userId = await newUserId();
    const first = useOf(userId);
    expect(await devices.recordUse(first)).toBe(true);
    const again = { ...first, sessionId: uuidv7({ msecs: now + 5 }), at: now + 5 };
    expect(await devices.recordUse(again)).toBe(false);
    const { id, name, sessionId } = first;
    const known = { id, name, userId, sessionId, firstUsedAt: now, lastUsedAt: now + 5 };
    expect(await devices.listOf(userId)).toEqual([known]);
    expect(await devices.listOf('a\0b')).toEqual([]);
  });

  test('is new to one of 16 callers', async () => {
    await openConnections(subject.storage);
    const userId = await newUserId();
    const uses = Array.from({ length: 16 }, () => useOf(userId, { id: `shared-${userId}` }));
    const { devices } = subject.storage;
    const answers = await Promise.all(uses.map((use) => devices.recordUse(use)));
    expect(answers.filter((isNew) => isNew)).toHaveLength(1);
  });

  test('counts the first of an account apart, and then as many as may be', async () => {
    const { devices } = subject.storage;
    const userId = await newUserId();
    const notices = [];
    for (let turn = 0; turn < 5; turn += 1) notices.push(await devices.countNotice(userId, limit));
    expect(notices).toEqual(['first', 'counted', 'counted', 'counted', 'refused']);
    const over = { ...limit, now: now + hour };
    expect(await devices.countNotice(userId, { ...over, now: over.now - 1 })).toBe('refused');
    expect(await devices.countNotice(userId, over)).toBe('counted');
    expect(await devices.countNotice(await newUserId(), limit)).toBe('first');
  });

  test('counts nothing where no mail can be sent, not even after a window', async () => {
    const { devices } = subject.storage;
    const userId = await newUserId();
    const none = { ...limit, most: 0 };
    expect(await devices.countNotice(userId, none)).toBe('first');
    expect(await devices.countNotice(userId, none)).toBe('refused');
    expect(await devices.countNotice(userId, { ...none, now: now + hour })).toBe('refused');
    expect(await devices.countNotice(userId, { ...limit, most: 1 })).toBe('counted');
  });

  test('lets 3 of 16 callers send a mail', async () => {
    await openConnections(subject.storage);
    const { devices } = subject.storage;
    const userId = await newUserId();
    const count16 = () =>
      Promise.all(Array.from({ length: 16 }, () => devices.countNotice(userId, limit)));
    const notices = await count16();
    expect(notices.filter((notice) => notice === 'first')).toHaveLength(1);
    expect(notices.filter((notice) => notice === 'counted')).toHaveLength(3);
  });

  test('keeps those that were used last', async () => {
    const { devices } = subject.storage;
    const userId = await newUserId();
    const uses = [1, 2, 3, 4].map((at) => useOf(userId, { at: now + at }));
    for (const use of uses) await devices.recordUse(use);
    const other = useOf(await newUserId());
    await devices.recordUse(other);
    await devices.removeBeyond(userId, 2);
    expect(await namesOf(userId)).toEqual([uses[3]?.id, uses[2]?.id]);
    expect(await namesOf(other.userId)).toEqual([other.id]);
  });

  test('forgets those that came with a session, or after it', async () => {
    const { devices } = subject.storage;
    const userId = await newUserId();
    const uses = [1, 2, 3].map((at) => useOf(userId, { at: now + at }));
    for (const use of uses) await devices.recordUse(use);
    // Used again since, but it came before.
    await devices.recordUse(useOf(userId, { id: uses[0]?.id ?? '', at: now + 4 }));
    const other = useOf(await newUserId(), { at: now + 9 });
    await devices.recordUse(other);
    await devices.removeSince(userId, uses[1]?.sessionId ?? '');
    expect(await namesOf(userId)).toEqual([uses[0]?.id]);
    expect(await namesOf(other.userId)).toEqual([other.id]);
  });

  test('goes with its user, and what was not used for long is pruned', async () => {
    const { devices, users } = subject.storage;
    const [gone, kept] = [await newUserId(), await newUserId()];
    await devices.recordUse(useOf(gone));
    await devices.countNotice(gone, limit);
    await users.delete(gone);
    expect(await namesOf(gone)).toEqual([]);
    for (const at of [now - 2, now - 1, now]) await devices.recordUse(useOf(kept, { at }));
    expect(await devices.prune(now, 1)).toBe(1);
    expect(await devices.prune(now, 5)).toBe(1);
    expect(await devices.listOf(kept)).toHaveLength(1);
    expect(await devices.countNotice(kept, limit)).toBe('first');
  });
});
