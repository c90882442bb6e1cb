import { expect, test } from 'vitest';
import { describeStorage, hour, now } from './storage-contract.js';

describeStorage('the throttle store', (subject) => {
  const charge = (key: string, at = now) =>
    subject.storage.throttle.increment([{ key, window: hour }], at);

  test('counts each charge in a window that begins with the first', async () => {
    expect(await charge('a')).toEqual([{ points: 1, pending: 0, resetsAt: now + hour }]);
    expect(await charge('a', now + 1)).toEqual([{ points: 2, pending: 0, resetsAt: now + hour }]);
  });

  test('begins anew when the window has passed', async () => {
    await charge('b');
    expect(await charge('b', now + hour)).toEqual([
      { points: 1, pending: 0, resetsAt: now + 2 * hour },
    ]);
  });

  test('counts several at once, and answers in the order of the charges', async () => {
    await charge('z');
    const counterValues = await subject.storage.throttle.increment(
      [
        { key: 'z', window: hour },
        { key: 'y', window: 2 * hour },
      ],
      now,
    );
    expect(counterValues).toEqual([
      { points: 2, pending: 0, resetsAt: now + hour },
      { points: 1, pending: 0, resetsAt: now + 2 * hour },
    ]);
  });

  test('of 16 parallel charges each counts', async () => {
    const counterValues = await Promise.all(Array.from({ length: 16 }, () => charge('parallel')));
    const points = counterValues.map(([tally]) => tally?.points).sort((a = 0, b = 0) => a - b);
    expect(points).toEqual(Array.from({ length: 16 }, (_unused, index) => index + 1));
  });

  test('reading does not count, keeps the order of keys and ignores past windows', async () => {
    const { throttle } = subject.storage;
    await charge('c');
    const running = { points: 1, pending: 0, resetsAt: now + hour };
    expect(await throttle.read(['never charged', 'c'], now)).toEqual([undefined, running]);
    expect(await throttle.read(['c'], now + hour)).toEqual([undefined]);
    expect(await throttle.read(['c'], now)).toEqual([running]);
  });

  const lease = 60_000;
  const reserve = async (key: string, at = now) => {
    const [tally] = await subject.storage.throttle.increment([{ key, window: hour, lease }], at);
    return { key, resetsAt: tally?.resetsAt ?? 0 };
  };
  const tallyOf = async (key: string, at = now) =>
    (await subject.storage.throttle.read([key], at))[0];

  test('a reservation counts at once, and is kept or given back when it is settled', async () => {
    const { throttle } = subject.storage;
    const first = await reserve('r1');
    await reserve('r1');
    await charge('r1');
    expect(await tallyOf('r1')).toEqual({ points: 3, pending: 2, resetsAt: now + hour });
    await throttle.settle([first], 'keep');
    expect(await tallyOf('r1')).toMatchObject({ points: 3, pending: 1 });
    await throttle.settle([first], 'give back');
    expect(await tallyOf('r1')).toMatchObject({ points: 2, pending: 0 });
  });

  test('a counter never falls below 0, whatever is given back', async () => {
    const { throttle } = subject.storage;
    const reservation = await reserve('r2');
    for (let times = 0; times < 3; times += 1) {
      await throttle.settle([reservation], 'give back');
      await throttle.refund([reservation]);
    }
    expect(await tallyOf('r2')).toMatchObject({ points: 0, pending: 0 });
    expect(await charge('r2')).toMatchObject([{ points: 1 }]);
  });

  test('what is settled after its window changes nothing in the next one', async () => {
    const { throttle } = subject.storage;
    const old = await reserve('r3');
    const next = await reserve('r3', now + hour);
    expect(next.resetsAt).toBe(now + 2 * hour);
    await throttle.settle([old], 'give back');
    await throttle.settle([old], 'keep');
    await throttle.refund([old]);
    expect(await tallyOf('r3', now + hour)).toMatchObject({ points: 1, pending: 1 });
  });

  test('a reservation of a process that has died stays counted when its lease is over', async () => {
    await reserve('r4');
    await reserve('r4');
    const later = now + lease;
    expect(await tallyOf('r4', later)).toMatchObject({ points: 2, pending: 0 });
    await reserve('r4', later);
    expect(await tallyOf('r4', later)).toMatchObject({ points: 3, pending: 1 });
    expect(await tallyOf('r4', now + hour)).toBeUndefined();
  });

  test('what is settled after it was pruned counts for nobody', async () => {
    const { throttle } = subject.storage;
    const old = await reserve('r5', now - 10 * hour);
    await throttle.prune(now - 8 * hour, 10);
    await throttle.settle([old], 'give back');
    expect(await charge('r5')).toMatchObject([{ points: 1, pending: 0 }]);
  });

  test('of 16 parallel reservations and refunds in any order of keys each counts', async () => {
    const { throttle } = subject.storage;
    const keys = ['k1', 'k2', 'k3', 'k4'];
    await Promise.all(
      Array.from({ length: 16 }, async (_unused, index) => {
        const order = index % 2 === 0 ? keys : [...keys].reverse();
        const counterValues = await throttle.increment(
          order.map((key) => ({ key, window: hour, lease })),
          now,
        );
        const counted = order.map((key, place) => ({
          key,
          resetsAt: counterValues[place]?.resetsAt ?? 0,
        }));
        await throttle.settle(counted.reverse(), index % 4 === 0 ? 'keep' : 'give back');
      }),
    );
    for (const key of keys) expect(await tallyOf(key)).toMatchObject({ points: 4, pending: 0 });
  });

  test('pruning removes counters whose window has passed, up to the limit', async () => {
    const { throttle } = subject.storage;
    await Promise.all(['p1', 'p2', 'p3'].map((key) => charge(key, now - 10 * hour)));
    await charge('fresh');

    const before = now - 8 * hour;
    expect(await throttle.prune(before, 2)).toBe(2);
    expect(await throttle.prune(before, 2)).toBe(1);
    expect(await throttle.prune(before, 2)).toBe(0);
    expect(await charge('fresh')).toEqual([{ points: 2, pending: 0, resetsAt: now + hour }]);
  });
});
