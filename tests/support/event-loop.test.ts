import { describe, expect, test } from 'vitest';
import { costOf, lagOf } from './event-loop.js';

/** Milliseconds. */
const bound = 100;

/** Keeps the thread at work for longer than the bound, by the clock of the wall and by that of the CPU. */
function block(): void {
  const start = performance.now();
  const used = process.cpuUsage();
  for (;;) {
    const { user, system } = process.cpuUsage(used);
    if (performance.now() - start > bound && user + system > bound * 1000) return;
  }
}

/** Stops the thread for longer than the bound, as a host does that runs another process meanwhile. */
function stop(): void {
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 2 * bound);
}

const nextTurn = () => new Promise((resolve) => setImmediate(resolve));

describe('the lag of the event loop', () => {
  test.each([
    ['at once', () => Promise.resolve().then(block)],
    ['in a later turn', () => nextTurn().then(block)],
    ['after it has answered', () => Promise.resolve(void setImmediate(block))],
  ])('has in it what blocks %s', async (_when, work) => {
    expect(await lagOf(work, bound)).toBeGreaterThanOrEqual(bound);
  });

  test('has nothing in it of the time in which the process did not run', async () => {
    expect(await lagOf(() => nextTurn().then(stop), bound)).toBeLessThan(bound);
  });

  test('is that of one turn, not of all', async () => {
    const work = async () => {
      for (let turn = 0; turn < 20; turn += 1) {
        const start = performance.now();
        while (performance.now() - start < bound / 10);
        await new Promise((resolve) => setTimeout(resolve, 2));
      }
    };
    expect(await lagOf(work, bound)).toBeLessThan(bound);
  });
});

describe('the cost of work', () => {
  test('is the time that it computes', () => {
    expect(costOf(block, bound)).toBeGreaterThanOrEqual(bound);
  });

  test('is not the time in which the process does not run', () => {
    expect(costOf(stop, bound)).toBeLessThan(bound);
  });
});
