import { afterEach, beforeEach, expect, test } from 'vitest';
import { createDatabase } from '../support/databases.js';
import { createGraphQLClient } from '../support/graphql-client.js';
import { startLoadBalancer, type LoadBalancer } from './load-balancer.js';
import { setScene, type Scene } from './scene.js';
import { outages, timeoutFor } from './settings.js';

let balancer: LoadBalancer;
let scene: Scene;

beforeEach(async () => {
  const database = await createDatabase('postgres');
  let nodes: Scene['nodes'] = [];
  balancer = await startLoadBalancer(() => nodes.map((node) => node.process.url));
  const client = createGraphQLClient(balancer.url);
  // Twenty times as long as the load balancer waits between two looks.
  const env = { SHUTDOWN_DELAY: '2' };
  scene = await setScene({
    name: 'rolling restart',
    database,
    nodes: [env, env],
    service: () => client,
  });
  nodes = scene.nodes;
  for (const node of nodes) await balancer.ready(node.process.url);
});
afterEach(async () => {
  await scene.close();
  await balancer.close();
});

test(
  'a rolling restart of two nodes under load drops no request and loses no state',
  { timeout: timeoutFor(2 * outages) },
  async () => {
    await scene.work();
    for (let round = 0; round < outages; round += 1) {
      for (const node of scene.nodes) {
        expect(await node.stop()).toBe(0);
        await node.start();
        await balancer.ready(node.process.url);
        await scene.work();
      }
    }
    await scene.expectPromisesKept(`${2 * outages} nodes restarted in turn`);
    const { unanswered, unavailable } = scene.supervisor.results;
    const { failures } = balancer;
    expect({ failures, unanswered, unavailable }).toEqual({
      failures: [],
      unanswered: 0,
      unavailable: 0,
    });
  },
);
