// How `me` fares while 200 clients sign in at once, over and over. Hashing needs a core besides the event
// loop's, so here the server has all of them; the clients keep to the last one.
import { existsSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { cores } from '../lib/cores.js';
import { credentials } from '../lib/fixture.js';
import { startFlood } from '../lib/flood.js';
import { askPaced } from '../lib/paced.js';
import { memoryMib } from '../lib/proc.js';
import { interleave, median, quantile, ratio, spread } from '../lib/rounds.js';
import { startAll, stopAll } from '../lib/running.js';

const parallelLogins = 200;
const probe = new URL('../lib/lag-probe.js', import.meta.url).href;

/** The server's event-loop lag since it was asked last. */
async function takeLag({ pid, dir }) {
  const file = join(dir, 'lag.json');
  rmSync(file, { force: true });
  process.kill(pid, 'SIGUSR2');
  while (!existsSync(file)) await delay(20);
  return JSON.parse(readFileSync(file, 'utf8'));
}

async function turn({ server, api, signIn, label }, { progress, quick }) {
  const pace = { perSecond: 200, seconds: quick ? 2 : 3 };
  progress(`flood: ${label}`);
  const me = api.me((await signIn(1))[0]);
  const quiet = quantile(await askPaced(server.url, me, pace), 0.99);
  const requests = [api.login(credentials)];
  const flood = startFlood({ url: server.url, parallel: parallelLogins, requests, patient: true });
  try {
    await delay(1000);
    await takeLag(server);
    const flooded = quantile(await askPaced(server.url, me, pace), 0.99);
    const [lag, memory] = [await takeLag(server), memoryMib(server.pid)];
    return { quiet, flooded, lag, memory, outcomes: await flood.stop() };
  } finally {
    await flood.stop();
  }
}

function rowsOf({ label }, turns) {
  const of = (read) => turns.map(read);
  const [quiet, flooded] = [of((t) => t.quiet), of((t) => t.flooded)];
  const count = (outcome) => median(of((t) => t.outcomes[outcome] ?? 0)).toFixed(0);
  const details = [
    `event-loop lag p99 ${median(of((t) => t.lag.p99)).toFixed(1)} ms, max ${Math.max(...of((t) => t.lag.max)).toFixed(0)} ms`,
    `memory ${Math.max(...of((t) => t.memory)).toFixed(0)} MiB`,
    `logins a round: ${count('signed in')} signed in, ${count('OVERLOADED')} told to wait`,
  ].join('; ');
  const work = 'me p99';
  return [
    { work, server: `${label}, quiet`, value: spread(quiet), unit: 'ms' },
    {
      ...{ work, server: `${label}, ${parallelLogins} parallel logins`, value: spread(flooded) },
      ...{ unit: 'ms', ratio: ratio(flooded, quiet), against: 'quiet', details },
    },
  ];
}

/** @type {import('../lib/scenario.js').Scenario} */
export default {
  title: '`me` during a flood of logins',
  async run(context) {
    // All clients sign in as one user, and the session of `me` is to outlive their sessions.
    const env = { NODE_OPTIONS: `--import ${probe}`, MAX_SESSIONS_PER_USER: '1000' };
    const options = { on: cores.all, env };
    const names = ['ours', 'ours-postgres', ...(context.quick ? [] : ['tutorial'])];
    const running = await startAll(names, context, options);
    try {
      for (const { server, api, signIn } of running) {
        const me = api.me((await signIn(1))[0]);
        await askPaced(server.url, me, { perSecond: 1000, seconds: context.quick ? 1 : 5 });
      }
      const results = await interleave(context.rounds, running, (one) => turn(one, context));
      const rows = running.flatMap((one) => rowsOf(one, results.get(one)));
      const ratioOf = (row) => rows.filter(({ server }) => server.startsWith(row.label))[1].ratio;
      const findings = running
        .filter(({ name }) => name.startsWith('ours'))
        .map((one) => ({ goal: `flood/${one.name}`, value: ratioOf(one) }));
      return { rows, findings };
    } finally {
      await stopAll(running);
    }
  },
};
