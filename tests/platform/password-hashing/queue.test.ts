import { expect, test } from 'vitest';
import type { AuthError } from '../../../src/platform/errors/auth-error.js';
import { createHashQueue } from '../../../src/platform/password-hashing/queue.js';

/** Work that ends when it is told to. */
function createWork() {
  let end = (): void => undefined;
  const ended = new Promise<void>((resolve) => (end = resolve));
  return { run: () => ended, end: () => end() };
}

test('says how much work is done and waits', async () => {
  const queue = createHashQueue({ concurrency: 1, queueLimit: 10 });
  const [first, second, third] = [createWork(), createWork(), createWork()];
  const all = [first, second, third].map(({ run }) => queue.run(run));
  expect(queue.load()).toEqual({ running: 1, waiting: 2 });

  first.end();
  await all[0];
  expect(queue.load()).toEqual({ running: 1, waiting: 1 });
  second.end();
  third.end();
  await Promise.all(all);
  expect(queue.load()).toEqual({ running: 0, waiting: 0 });
});

test('tells of each turn when it comes, not before', async () => {
  const waits: number[] = [];
  const onTurn = (waited: number) => void waits.push(waited);
  const queue = createHashQueue({ concurrency: 1, queueLimit: 1, onTurn });
  const [first, second] = [createWork(), createWork()];
  const all = [queue.run(first.run), queue.run(second.run)];
  const asked = performance.now();
  const refused = queue.run(() => Promise.resolve());
  await expect(refused).rejects.toMatchObject({ reason: 'OVERLOADED' });
  expect(waits).toHaveLength(1);

  const held = performance.now() - asked;
  first.end();
  second.end();
  await Promise.all(all);
  expect(waits).toHaveLength(2);
  expect(waits[1]).toBeGreaterThanOrEqual(held);
});

/** IPv4 clients. */
const asker = (key: string) => [{ key, allowance: 1 }];
/** IPv6 clients of one customer, who has a /48. */
const ipv6 = (host: number) => [
  { key: `${host}::/64`, allowance: 1 },
  { key: 'customer::/48', allowance: 16 },
];

/** A queue of one place, which is taken until `open`, and what was done in which order. */
function heldQueue(queueLimit: number) {
  const queue = createHashQueue({ concurrency: 1, queueLimit });
  const gate = createWork();
  const done: string[] = [];
  const held = queue.run(gate.run);
  const refused: string[] = [];
  return {
    done,
    refused,
    queue,
    ask: (name: string, from: ReturnType<typeof asker>) =>
      queue
        .run(() => Promise.resolve(void done.push(name)), { asker: from })
        .catch((error: unknown) => void refused.push(`${name}: ${(error as AuthError).reason}`)),
    async open(asked: Promise<unknown>[]) {
      gate.end();
      await Promise.all([held, ...asked]);
    },
  };
}

test('the next turn goes to the address with the fewest that run or wait', async () => {
  const { ask, open, done } = heldQueue(100);
  const asked = ['a1', 'a2', 'a3', 'a4'].map((name) => ask(name, asker('a')));
  asked.push(ask('b1', asker('b')), ask('c1', asker('c')), ask('c2', asker('c')));
  await open(asked);
  // Every fourth turn goes to whoever has waited longest.
  expect(done).toEqual(['b1', 'c1', 'a1', 'c2', 'a2', 'a3', 'a4']);
});

test('among addresses with as many, the one that has waited longest goes first', async () => {
  const { ask, open, done } = heldQueue(100);
  await open(['a', 'b', 'c', 'd', 'e'].map((name) => ask(name, asker(name))));
  expect(done).toEqual(['a', 'b', 'c', 'd', 'e']);
});

test('an address with many is not kept waiting for ever by a stream of new ones', async () => {
  const { ask, open, done } = heldQueue(200);
  const crowd = Array.from({ length: 10 }, (_unused, index) =>
    ask(`crowd${index}`, asker('crowd')),
  );
  const stream = Array.from({ length: 80 }, (_unused, index) =>
    ask(`new${index}`, asker(`n${index}`)),
  );
  await open([...crowd, ...stream]);
  expect(done.indexOf('crowd9')).toBeLessThan(45);
});

test('a full queue drops the newest entry of the address that has the most', async () => {
  const { ask, open, done, refused } = heldQueue(4);
  const asked = [
    ask('b1', asker('b')),
    ask('a1', asker('a')),
    ask('a2', asker('a')),
    ask('c1', asker('c')),
  ];
  asked.push(ask('d1', asker('d')));
  await Promise.resolve();
  asked.push(ask('e1', asker('e')));
  await open(asked);
  expect(refused).toEqual(['a2: OVERLOADED', 'e1: OVERLOADED']);
  expect([...done].sort()).toEqual(['a1', 'b1', 'c1', 'd1']);
});

test('one address gets half of the queue, and an operator all of it', async () => {
  const { ask, open, done, refused, queue } = heldQueue(10);
  const asked = Array.from({ length: 10 }, (_unused, index) => ask(`a${index}`, asker('a')));
  expect(() => queue.refuseIfFull(asker('a'))).toThrow(/Too many/);
  queue.refuseIfFull(asker('b'));
  asked.push(...Array.from({ length: 4 }, (_unused, index) => ask(`operator${index}`, [])));
  await open(asked);
  expect(refused).toHaveLength(4);
  expect(done.slice(0, 2)).toEqual(['operator0', 'operator1']);
});

test('many /64s of one customer count together, with their allowance', async () => {
  const { ask, open, done, refused } = heldQueue(40);
  const asked = Array.from({ length: 40 }, (_unused, index) => ask(`six${index}`, ipv6(index)));
  asked.push(ask('four', asker('192.0.2.1')));
  await open(asked);
  expect(refused).toEqual(['six39: OVERLOADED']);
  expect(done[0]).toBe('four');
});

test('one slow job runs at once, beside the others', async () => {
  const queue = createHashQueue({ concurrency: 2, queueLimit: 100 });
  const works = Array.from({ length: 4 }, createWork);
  const slow = works.slice(0, 2).map(({ run }) => queue.run(run, { isSlow: true }));
  expect(queue.load()).toEqual({ running: 1, waiting: 1 });
  const quick = queue.run(works[2]?.run ?? (() => Promise.resolve()));
  expect(queue.load()).toEqual({ running: 2, waiting: 1 });
  for (const { end } of works) end();
  await Promise.all([...slow, quick]);
  expect(queue.load()).toEqual({ running: 0, waiting: 0 });
});

test('others pass a slow job, also where only one runs at once', async () => {
  const queue = createHashQueue({ concurrency: 1, queueLimit: 100 });
  const slow = createWork();
  const held = queue.run(slow.run, { isSlow: true });
  const quick = Array.from({ length: 3 }, (_, index) => queue.run(() => Promise.resolve(index)));
  expect(await Promise.all(quick)).toEqual([0, 1, 2]);
  expect(queue.load()).toEqual({ running: 1, waiting: 0 });
  slow.end();
  await held;
});
