import { decode } from 'jsonwebtoken';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { authgraph, outputOf } from '../cli/run.js';
import { createDatabase } from '../support/databases.js';
import { dataOf } from '../support/graphql-client.js';
import type { ServiceNode } from './node.js';
import { setScene, type Scene } from './scene.js';
import { isLongRun } from '../support/long-run.js';
import { timeoutFor } from './settings.js';

let scene: Scene;

beforeEach(async () => {
  const database = await createDatabase('postgres');
  scene = await setScene({ name: 'key rotation', database, nodes: [{}, {}] });
});
afterEach(() => scene.close());

/** As an operator does; returns the new key's id. */
async function rotate(): Promise<string> {
  const output = await outputOf(['keys', 'rotate'], { env: scene.node.env }, authgraph);
  return /Added key (\S+)\./.exec(output)?.[1] ?? '';
}

let signUps = 0;

/** The key that a node signs with now. */
async function signingKey({ process: server }: ServiceNode): Promise<unknown> {
  const { register } = dataOf(await server.register({ username: `key${(signUps += 1)}` }));
  return decode(register.accessToken, { complete: true })?.header.kid;
}

/** A request that was refused would be a violation, as would a token that one of the nodes does not know. */
async function expectNobodyRefused(title: string): Promise<void> {
  await scene.expectPromisesKept(title);
  const { unanswered, unavailable } = scene.supervisor.results;
  expect({ unanswered, unavailable }).toEqual({ unanswered: 0, unavailable: 0 });
}

test(
  'after a rotation, nodes with old and new keys accept each other’s tokens',
  { timeout: timeoutFor(2) },
  async () => {
    for (const node of scene.nodes) {
      await scene.work();
      await rotate();
      await scene.work();
      await scene.stopLoad();
      // It reads the keys as it starts; the other one has not looked yet.
      await node.stop();
      await node.start();
    }
    await scene.work();
    await expectNobodyRefused('keys rotated twice, and a node restarted after each time');
  },
);

test.runIf(isLongRun)(
  'no valid token is refused while a key is published or begins to sign',
  { timeout: timeoutFor(20) },
  async () => {
    await scene.work();
    const kid = await rotate();
    for (const node of scene.nodes) {
      while ((await signingKey(node)) !== kid) await scene.work();
    }
    await scene.work();
    await expectNobodyRefused('a new key signs');
  },
);
