// From the start of the process to its first right answer, on data that is there; memory before and after
// load. Here a server has all cores, as it would have.
import { cores } from '../lib/cores.js';
import { ask } from '../lib/http.js';
import { run } from '../lib/load.js';
import { memoryMib } from '../lib/proc.js';
import { interleave, ratio, spread } from '../lib/rounds.js';
import { startAll } from '../lib/running.js';
import { setTimeout as delay } from 'node:timers/promises';

const names = ['ours', 'ours-postgres', 'limit', 'tutorial', 'yoga', 'better-auth', 'flask'];
const quickNames = ['ours', 'limit'];
/** Milliseconds after which a process that has nothing to do is idle. */
const rest = 1000;

async function turn({ label, api, launch }, client, { progress, connections, quick }) {
  progress(`start: ${label}`);
  const me = api.me(client);
  const started = performance.now();
  const server = await launch();
  try {
    const answer = await ask(server.url, me);
    const ready = performance.now() - started;
    if (!answer.body.includes(me.expect)) throw new Error(`${label}: ${answer.body}`);
    await delay(rest);
    const idle = memoryMib(server.pid);
    if (quick) return { ready, idle };
    const { url, pid } = server;
    const clients = Array.from({ length: connections }, () => ({ me }));
    await run({ url, pid, clients, connections, seconds: 1 });
    return { ready, idle, loaded: memoryMib(pid) };
  } finally {
    await server.stop();
  }
}

const figures = [
  { key: 'ready', work: 'start to first answer', unit: 'ms' },
  { key: 'idle', work: 'memory, idle', unit: 'MiB' },
  { key: 'loaded', work: 'memory, after load', unit: 'MiB' },
];

/** @type {import('../lib/scenario.js').Scenario} */
export default {
  title: 'Start and memory',
  async run(context) {
    const running = await startAll(context.quick ? quickNames : names, context, { on: cores.all });
    const clients = new Map();
    for (const one of running) clients.set(one, (await one.signIn(1))[0]);
    for (const { server } of running) await server.stop();
    const results = await interleave(context.rounds, running, (one) =>
      turn(one, clients.get(one), context),
    );
    const samples = (one, key) => results.get(one).map((result) => result[key]);
    const tutorial = running.find(({ name }) => name === 'tutorial');
    const rows = figures.slice(0, context.quick ? 2 : 3).flatMap(({ key, work, unit }) =>
      running.map((one) => ({
        ...{ work, server: one.label, value: spread(samples(one, key)), unit },
        ...(tutorial === undefined || one === tutorial
          ? {}
          : {
              ratio: ratio(samples(one, key), samples(tutorial, key)),
              against: tutorial.label,
            }),
      })),
    );
    const ours = running.find(({ name }) => name === 'ours');
    const findings = ['ready', 'idle'].map((key) => ({
      goal: `start/${key}`,
      value: ours && spread(samples(ours, key)),
    }));
    return { rows, findings: findings.filter(({ value }) => value !== undefined) };
  },
};
