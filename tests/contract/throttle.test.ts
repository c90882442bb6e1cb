import { expect, test } from 'vitest';
import { describeStorage, hour, now } from './storage-contract.js';

describeStorage('the throttle store', (subject) => {
  const charge = (key: string, at = now) =>
    subject.storage.throttle.charge([{ key, window: hour }], at);

  test('counts each charge in a window that begins with the first', async () => {
    expect(await charge('a')).toEqual([{ points: 1, resetsAt: now + hour }]);
    expect(await charge('a', now + 1)).toEqual([{ points: 2, resetsAt: now + hour }]);
  });

  test('begins anew when the window has passed', async () => {
    await charge('b');
    expect(await charge('b', now + hour)).toEqual([{ points: 1, resetsAt: now + 2 * hour }]);
  });

  test('counts several at once, and answers in the order of the charges', async () => {
    await charge('z');
    const tallies = await subject.storage.throttle.charge(
      [
        { key: 'z', window: hour },
        { key: 'y', window: 2 * hour },
      ],
      now,
    );
    expect(tallies).toEqual([
      { points: 2, resetsAt: now + hour },
      { points: 1, resetsAt: now + 2 * hour },
    ]);
  });

  test('of 16 parallel charges each counts', async () => {
    const tallies = await Promise.all(Array.from({ length: 16 }, () => charge('parallel')));
    const points = tallies.map(([tally]) => tally?.points).sort((a = 0, b = 0) => a - b);
    expect(points).toEqual(Array.from({ length: 16 }, (_unused, index) => index + 1));
  });

  test('reads without counting, in the order of the keys, and nothing of a window that has passed', async () => {
    const { throttle } = subject.storage;
    await charge('c');
    const running = { points: 1, resetsAt: now + hour };
    expect(await throttle.read(['never charged', 'c'], now)).toEqual([undefined, running]);
    expect(await throttle.read(['c'], now + hour)).toEqual([undefined]);
    expect(await throttle.read(['c'], now)).toEqual([running]);
  });

  test('pruning removes counters whose window has passed, up to the limit', async () => {
    const { throttle } = subject.storage;
    await Promise.all(['p1', 'p2', 'p3'].map((key) => charge(key, now - 10 * hour)));
    await charge('fresh');

    const before = now - 8 * hour;
    expect(await throttle.prune(before, 2)).toBe(2);
    expect(await throttle.prune(before, 2)).toBe(1);
    expect(await throttle.prune(before, 2)).toBe(0);
    expect(await charge('fresh')).toEqual([{ points: 2, resetsAt: now + hour }]);
  });
});
