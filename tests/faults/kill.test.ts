import { once } from 'node:events';
import { setTimeout as delay } from 'node:timers/promises';
import { describe, expect, onTestFinished, test } from 'vitest';
import { variablesFor } from '../cli/run.js';
import { databases } from '../support/databases.js';
import { dataOf } from '../support/graphql-client.js';
import { spawnService, startServerProcess } from '../support/server-process.js';
import { setScene } from './scene.js';
import { rounds, seededRandom, timeoutFor } from './settings.js';

/** Kills of a start that has not been done before: there is less to interrupt. */
const firstStarts = Math.min(rounds, 40);
/** Answers until the kill: it comes with the clients in the middle of anything. */
const answers = { fewest: 5, most: 80 };
/** Half of the kills come some milliseconds after the last of them, and hit any part of a request. */
const latest = 30;
/** The others come with an acknowledgement of one of these: whatever is not stored by then is lost. */
const acknowledgements = [
  'signUp',
  'signIn',
  'refresh',
  'changePassword',
  'logOut',
  'revokeSession',
  'logOutEverywhere',
] as const;

describe.each(databases)('a service on $name that is killed at random instants', (kind) => {
  // A slow machine may take longer to start than a lost answer is forgiven.
  const env = { REFRESH_GRACE: '60' };

  test('of its first start starts after all', { timeout: timeoutFor(firstStarts) }, async () => {
    const random = seededRandom(`first start on ${kind.name}`);
    const duration = await timeOfFirstStart();
    const database = await kind.create();
    onTestFinished(() => database.drop());
    const variables = variablesFor(database);
    for (let kill = 0; kill < firstStarts; kill += 1) {
      const child = spawnService(variables);
      await delay(random.integer(0, duration));
      child.kill('SIGKILL');
      await once(child, 'exit');
    }
    const server = await startServerProcess(variables);
    dataOf(await server.register({ username: 'ada' }));
    await server.kill();
  });

  /** Milliseconds. */
  async function timeOfFirstStart(): Promise<number> {
    const database = await kind.create();
    onTestFinished(() => database.drop());
    const began = performance.now();
    await (await startServerProcess(variablesFor(database))).kill();
    return Math.ceil(performance.now() - began);
  }

  test(
    'after a kill, acknowledged changes and used tokens stay, and sessions too',
    { timeout: timeoutFor(rounds) },
    async () => {
      const database = await kind.create();
      const scene = await setScene({ name: `kill on ${kind.name}`, database, nodes: [env] });
      onTestFinished(() => scene.close());
      const { node, supervisor, random } = scene;
      for (let round = 0; round < rounds; round += 1) {
        await scene.load.until('acknowledged', random.integer(answers.fewest, answers.most));
        if (random.chance(0.5)) {
          let killed: Promise<void> | undefined;
          await scene.load.until(random.pick(acknowledgements), 1, () => {
            killed = node.kill();
          });
          await killed;
        } else {
          await delay(random.integer(0, latest));
          await node.kill();
        }
        await scene.stopLoad();
        await node.start();
        await supervisor.check();
        expect(supervisor.violations).toEqual([]);
      }
      await scene.expectPromisesKept(`${rounds} kills on ${kind.name}`);
    },
  );
});
