import { expect, test } from 'vitest';
import { createHashQueue } from '../../src/passwords/queue.js';

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
