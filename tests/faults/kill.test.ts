import { setTimeout as delay } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { databases, type TestDatabase } from '../support/databases.js';
import { setScene, type Scene } from './scene.js';
import { rounds, timeoutFor } from './settings.js';

/** Answers until the kill: it comes with the clients in the middle of anything. */
const answers = { fewest: 5, most: 80 };
/** Milliseconds after the last of them, so that it hits every part of a request. */
const latest = 30;

describe.each(databases)('a service on $name that is killed at random instants', (kind) => {
  let database: TestDatabase;
  let scene: Scene;

  beforeEach(async () => {
    database = await kind.create();
    const { url } = database;
    const env = {
      // A slow machine may take longer to start than a lost answer is forgiven.
      REFRESH_GRACE: '60',
      ...(url === undefined ? {} : { DATABASE_URL: url }),
    };
    scene = await setScene({ name: `kill on ${kind.name}`, nodes: [env] });
  });
  afterEach(async () => {
    await scene.close();
    await database.drop();
  });

  test(
    'keeps its word: acknowledged is acknowledged, spent is spent, and nobody is signed out',
    { timeout: timeoutFor(rounds) },
    async () => {
      const { node, supervisor, random } = scene;
      for (let round = 0; round < rounds; round += 1) {
        await scene.load.until('acknowledged', random.integer(answers.fewest, answers.most));
        await delay(random.integer(0, latest));
        await node.kill();
        await scene.stopLoad();
        await node.start();
        await supervisor.check();
        expect(supervisor.violations).toEqual([]);
      }
      await scene.expectPromisesKept(`${rounds} kills on ${kind.name}`);
    },
  );
});
