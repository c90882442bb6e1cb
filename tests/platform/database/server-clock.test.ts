import { afterEach, describe, expect, test } from 'vitest';
import { unavailable } from '../../../src/platform/database/faults.js';
import { startServerClock, type ServerClock } from '../../../src/platform/database/server-clock.js';

const start = Date.UTC(2026, 0, 15, 12);

let clock: ServerClock | undefined;
afterEach(() => clock?.close());

/** A server and a process whose times are set by hand; every question takes `delay` ms each way. */
async function setUp() {
  const world = { server: start, monotonic: 5000, delay: 1, reachable: true };
  clock = await startServerClock({
    monotonic: () => world.monotonic,
    readTime() {
      if (!world.reachable) return Promise.reject(unavailable(new Error('no route')));
      pass(world.delay);
      const time = world.server;
      pass(world.delay);
      return Promise.resolve(time);
    },
  });
  function pass(milliseconds: number): void {
    world.monotonic += milliseconds;
    world.server += milliseconds;
  }
  return { world, pass, clock };
}

describe('the clock of a database server', () => {
  test('shows the server’s time, and goes on with it between two looks', async () => {
    const { world, pass, clock } = await setUp();
    expect(clock.now()).toBe(world.server);
    pass(14_000);
    expect(clock.now()).toBe(world.server);
  });

  test('is right in the middle of a slow answer, and exact after a fast one', async () => {
    const { world, clock } = await setUp();
    world.delay = 900;
    world.server += 500;
    await clock.sync();
    expect(world.server - clock.now()).toBe(500);
    world.delay = 2;
    await clock.sync();
    expect(clock.now()).toBe(world.server);
  });

  test('follows a server whose clock is set', async () => {
    const { world, clock } = await setUp();
    world.server -= 60_000;
    await clock.sync();
    expect(clock.now()).toBe(world.server);
  });

  test('goes on while the server is away', async () => {
    const { world, pass, clock } = await setUp();
    world.reachable = false;
    await clock.sync();
    pass(120_000);
    expect(clock.now()).toBe(world.server);
  });

  test('does not start without the server', async () => {
    const readTime = () => Promise.reject(unavailable(new Error('no route')));
    await expect(startServerClock({ readTime })).rejects.toMatchObject({
      reason: 'DATABASE_UNAVAILABLE',
    });
  });
});
