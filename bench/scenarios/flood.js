// How `me` fares while 200 clients sign in at once, over and over. Hashing needs a core besides the event
// loop's, so here the server has all of them; the clients keep to the last one.
import { existsSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { spawnPinned } from '../lib/children.js';
import { cores } from '../lib/cores.js';
import { credentials } from '../lib/fixture.js';
import { askPaced } from '../lib/paced.js';
import { memoryMib } from '../lib/proc.js';
import { interleave, median, quantile, ratio, spread } from '../lib/rounds.js';
import { startAll, stopAll } from '../lib/running.js';

const parallelLogins = 200;
const pace = { perSecond: 200, seconds: 3 };
const floodScript = fileURLToPath(new URL('../lib/login-flood.js', import.meta.url));
const probe = new URL('../lib/lag-probe.js', import.meta.url).href;

/**
 * The clients have lower priority than the one that measures, on the same core: its waiting for them would count as
 * the server's.
 * @returns {{ stop: () => Promise<Record<string, number>> }} stop resolves with what became of the logins
 */
function startFlood({ server, api }) {
  const login = JSON.stringify(api.login(credentials));
  const nice = ['nice', '-n', '19'];
  const command = [process.execPath, floodScript, server.url, String(parallelLogins), login];
  const child = spawnPinned(cores.load, [...nice, ...command], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const outcomes = text(child.stdout);
  return {
    async stop() {
      child.kill('SIGTERM');
      return JSON.parse((await outcomes) || '{}');
    },
  };
}

/** The server's event-loop lag since it was asked last. */
async function takeLag({ pid, dir }) {
  const file = join(dir, 'lag.json');
  rmSync(file, { force: true });
  process.kill(pid, 'SIGUSR2');
  while (!existsSync(file)) await delay(20);
  return JSON.parse(readFileSync(file, 'utf8'));
}

async function turn({ server, api, signIn, label }, { progress }) {
  progress(`flood: ${label}`);
  const me = api.me((await signIn(1))[0]);
  const quiet = quantile(await askPaced(server.url, me, pace), 0.99);
  const flood = startFlood({ server, api });
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
    const options = { on: cores.all, env: { NODE_OPTIONS: `--import ${probe}` } };
    const running = await startAll(['ours', 'ours-postgres', 'tutorial'], context, options);
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
