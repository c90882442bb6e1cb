// What a line of the log costs: the processor time of a `me` with it, less that of one without.
import { run } from '../lib/load.js';
import { interleave, spread } from '../lib/rounds.js';
import { startAll, stopAll } from '../lib/running.js';

/** Two figures that differ by a twentieth take more rounds than two that differ by half. */
const moreRounds = 3;

/** @type {import('../lib/scenario.js').Scenario} */
export default {
  title: 'A line of the log',
  async run(context) {
    const { connections, seconds, rounds, quick, progress } = context;
    const running = await startAll(['ours', 'ours-warn'], context);
    if (running.length < 2) return { rows: [], findings: [] };
    try {
      const loads = new Map();
      for (const one of running) {
        const { api, server, signIn } = one;
        const clients = (await signIn(connections)).map((client) => ({ me: api.me(client) }));
        loads.set(one, { url: server.url, pid: server.pid, clients, connections });
        await run({ ...loads.get(one), seconds: quick ? 2 : 5 });
      }
      const turn = async (one) => {
        progress(`log: ${one.label}`);
        return (await run({ ...loads.get(one), seconds })).serverMicros;
      };
      const results = await interleave(moreRounds * rounds, running, turn);
      const [lines, none] = running.map((one) => results.get(one));
      const rows = running.map((one) => ({
        ...{ work: 'me, CPU', server: one.label, value: spread(results.get(one)), unit: 'µs' },
      }));
      const value = spread(lines.map((micros, round) => micros - none[round]));
      return { rows, findings: [{ goal: 'log/line', value }] };
    } finally {
      await stopAll(running);
    }
  },
};
