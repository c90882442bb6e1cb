// One process and two on one PostgreSQL. Where there are cores, each has its own; with fewer than four,
// both are on the first, and each has a fixed share of it, alone or not.
import { cores, pin } from '../lib/cores.js';
import { canSlice, slice } from '../lib/cpu-slice.js';
import { run } from '../lib/load.js';
import { median, interleave, ratio, spread } from '../lib/rounds.js';
import { start } from '../lib/running.js';

/** Of one core, for each process: two of them and some rest fit on it. */
const share = 0.4;
const works = ['me', 'refresh'];

/** @type {import('../lib/scenario.js').Scenario} */
export default {
  title: 'One process and two on one PostgreSQL',
  async run(context) {
    const haveCores = cores.secondServer !== cores.server;
    if (!context.isChosen('ours-postgres')) return { rows: [], findings: [] };
    if (!haveCores && !canSlice()) {
      const why = 'it needs four cores, or root and control groups (version 1) to divide one';
      context.note(`One process and two were not measured: ${why}.`);
      return { rows: [], findings: [] };
    }
    const one = await start('ours-postgres', context);
    const second = await one.launch();
    pin(second.pid, cores.secondServer);
    const servers = [one.server, second];
    const undo = haveCores ? [] : servers.map(({ pid }) => slice(pid, share));
    if (!haveCores) {
      context.note(
        `One process and two: this machine has no core for each, so each had ${share * 100} % of one ` +
          'core, alone or not. It shows that processes do not wait for each other, not what more cores give.',
      );
    }
    try {
      return await measure(one, servers, context);
    } finally {
      for (const server of servers) await server.stop();
      for (const remove of undo) remove();
    }
  },
};

async function measure(one, servers, context) {
  const rows = [];
  const findings = [];
  for (const work of works) {
    const turn = (count) => loadOn(one, servers.slice(0, count), work, context);
    for (const count of context.quick ? [2] : [2, 2, 2]) await turn(count);
    const results = await interleave(context.rounds, [1, 2], turn);
    const rates = (count) => results.get(count).map(({ perSecond }) => perSecond);
    const growth = ratio(rates(2), rates(1));
    for (const count of [1, 2]) {
      const postgres = median(results.get(count).map(({ postgresMicros }) => postgresMicros));
      rows.push({
        ...{
          work,
          server: `Authgraph, PostgreSQL, ${count} ${count > 1 ? 'processes' : 'process'}`,
        },
        ...{ value: spread(rates(count)), unit: '/s' },
        ...(count > 1 ? { ratio: growth, against: '1 process' } : {}),
        details: `PostgreSQL ${postgres.toFixed(0)} µs each`,
      });
    }
    findings.push({ goal: `processes/${work}`, value: growth });
  }
  return { rows, findings };
}

/** The same load on each of the servers at once. */
async function loadOn({ api, signIn, postgresPid }, servers, work, context) {
  const { seconds, connections, progress } = context;
  progress(`processes: ${work} on ${servers.length}`);
  const shares = [];
  for (const server of servers) shares.push({ server, clients: await signIn(connections) });
  const results = await Promise.all(
    shares.map(({ server: { url, pid }, clients }) => {
      const requests = clients.map((client) => ({ [work]: api[work](client) }));
      return run({ url, pid, postgresPid, clients: requests, connections, seconds });
    }),
  );
  const perSecond = results.reduce((sum, result) => sum + result.perSecond, 0);
  // Each run has seen all of PostgreSQL's processor time, and only its own answers.
  const postgresMicros = results[0].postgresMicros * (results[0].perSecond / perSecond);
  return { perSecond, postgresMicros };
}
