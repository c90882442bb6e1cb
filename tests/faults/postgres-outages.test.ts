import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { startFragilePostgres, type FragilePostgres } from './fragile-postgres.js';
import { setScene, type Scene } from './scene.js';
import { outages, timeoutFor } from './settings.js';

/** Requests that have to be refused before the end of an outage, so that it was one. */
const felt = 10;
/** Seconds for which a spent refresh token is answered again: fewer than what the frozen server is waited for. */
const grace = 4;

describe('PostgreSQL under load', () => {
  let postgres: FragilePostgres;
  let scene: Scene;

  beforeAll(async () => {
    postgres = await startFragilePostgres();
  });
  afterEach(async () => {
    postgres.thaw();
    await scene.close();
  });
  afterAll(() => postgres.destroy());

  async function startUnderLoad(name: string, env: Record<string, string> = {}): Promise<void> {
    scene = await setScene({ name, database: await postgres.createDatabase(), nodes: [env] });
    await scene.work();
  }

  const readiness = async () => (await fetch(`${scene.node.process.url}/health/ready`)).status;

  /** The process that the outage began with goes on by itself, and has kept its word. */
  async function expectRecovery(title: string): Promise<void> {
    await scene.work();
    expect(await readiness()).toBe(200);
    await scene.expectPromisesKept(title);
    // The service was there all the time: every request has had an answer.
    expect(scene.supervisor.results.unanswered).toBe(0);
  }

  test.each([
    ['stopped at once', () => postgres.stopImmediately()],
    ['killed', () => postgres.crash()],
  ])(
    'PostgreSQL that is %s makes the service unavailable, and signs nobody out',
    { timeout: timeoutFor(outages) },
    async (how, strike) => {
      await startUnderLoad(how);
      for (let outage = 0; outage < outages; outage += 1) {
        await strike();
        await scene.load.until('unavailable', felt);
        expect(await readiness()).toBe(503);
        await postgres.start();
        await scene.work();
      }
      await expectRecovery(`PostgreSQL ${how} ${outages} times`);
    },
  );

  test(
    'that ends its connections again and again loses nothing, and signs nobody out',
    { timeout: timeoutFor(outages) },
    async () => {
      await startUnderLoad('terminated');
      let ended = 0;
      while (ended < 10 * outages) {
        ended += await postgres.terminateBackends();
        await scene.load.until('acknowledged', 5);
      }
      await expectRecovery(`PostgreSQL ended ${ended} connections`);
    },
  );

  test(
    'a freeze longer than the grace makes the service unavailable, signs nobody out',
    { timeout: timeoutFor(outages) },
    async () => {
      await startUnderLoad('frozen', { REFRESH_GRACE: String(grace) });
      for (let outage = 0; outage < outages; outage += 1) {
        const since = performance.now();
        await postgres.freeze();
        // What was under way is given up after seven seconds, what waits for a connection after five.
        while (performance.now() - since < grace * 1000) await scene.load.until('unavailable', 1);
        postgres.thaw();
        await scene.work();
      }
      await expectRecovery(`PostgreSQL frozen ${outages} times`);
    },
  );

  test(
    'a pool with its one connection blocked makes the service unavailable meanwhile',
    { timeout: timeoutFor(1) },
    async () => {
      await startUnderLoad('pool exhausted', { DATABASE_POOL_SIZE: '1' });
      const unlock = await postgres.lockSessions(scene.database);
      // Between two who hold the connection, the question may have it for a moment: all give up together, after
      // five seconds. So the next question comes when the others wait again, and not before them each time.
      const asked = expect.poll(readiness, { timeout: 60_000, interval: 1_000 }).toBe(503);
      await Promise.all([scene.load.until('unavailable', felt), asked]);
      await unlock();
      await expectRecovery('pool exhausted');
    },
  );
});
