import { decode } from 'jsonwebtoken';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { createDatabase } from '../support/databases.js';
import { dataOf } from '../support/graphql-client.js';
import { setScene, type Scene } from './scene.js';
import { outages, timeoutFor } from './settings.js';

const skewedClock = new URL('skewed-clock.js', import.meta.url).href;
/** How often the clocks jump for each outage elsewhere. */
const jumps = 3 * outages;
/** Seconds between the time in a token and the database's: of rounding, and of a slow look at its clock. */
const tolerance = 2;

let scene: Scene;

beforeEach(async () => {
  const database = await createDatabase('postgres');
  const preload = { NODE_OPTIONS: `--import ${skewedClock}` };
  const nodes = ['60', '-60'].map((seconds) => ({ ...preload, CLOCK_SKEW: seconds }));
  scene = await setScene({ name: 'clocks', database, nodes });
});
afterEach(() => scene.close());

test(
  'nodes with clocks two minutes apart accept each other’s tokens and stay up',
  { timeout: timeoutFor(jumps) },
  async () => {
    for (let jump = 0; jump < jumps; jump += 1) {
      await scene.work();
      for (const { process: server } of scene.nodes) process.kill(server.pid, 'SIGUSR2');
      await scene.work();
    }
    await scene.expectPromisesKept(`clocks jumped ${jumps} times`);
    // Not even a hiccup.
    const { unanswered, unavailable } = scene.supervisor.results;
    expect(unanswered + unavailable).toBe(0);

    for (const { process: server, output } of scene.nodes) {
      const before = Date.now() / 1000 - tolerance;
      const { register } = dataOf(await server.register({ username: `on-${server.pid}` }));
      const issuedAt = decode(register.accessToken, { json: true })?.iat ?? 0;
      expect(issuedAt).toBeGreaterThan(before);
      expect(issuedAt).toBeLessThan(Date.now() / 1000 + tolerance);
      // The clock of the process was wrong indeed, and its operator has been told.
      expect(output().join('\n')).toContain("this machine's clock differs from the database's");
    }
  },
);
