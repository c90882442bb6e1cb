// One access token verified, in one process, without any request around it.
import { interleave, ratio, spread } from '../lib/rounds.js';
import { startWorker } from '../lib/worker.js';

const labels = {
  warm: 'Authgraph, token seen before',
  cold: 'Authgraph, token not seen before',
  'jsonwebtoken-key': 'jsonwebtoken, KeyObject',
  'jsonwebtoken-string': 'jsonwebtoken, string',
  'fast-jwt': 'fast-jwt',
  'fast-jwt-cache': 'fast-jwt, token in its cache',
  jose: 'jose',
};
const reference = 'jsonwebtoken-key';

/** @type {import('../lib/scenario.js').Scenario} */
export default {
  title: 'Verification alone',
  async run(context) {
    const worker = await startWorker(new URL('../lib/verify-worker.js', import.meta.url));
    const milliseconds = context.quick ? 100 : 300;
    const rows = [];
    const findings = [];
    try {
      for (const algorithm of ['ES256', 'HS256']) {
        const names = Object.keys(labels);
        const turn = (name) => {
          context.progress(`verify: ${algorithm}, ${labels[name]}`);
          return worker.ask({ algorithm, name, milliseconds });
        };
        for (const name of names) await turn(name);
        const times = await interleave(context.rounds, names, turn);
        const faster = (name) => ratio(times.get(reference), times.get(name));
        for (const name of names) {
          rows.push({
            ...{ work: `verify, ${algorithm}`, server: labels[name] },
            ...{ value: spread(times.get(name)), unit: 'µs', ratio: faster(name) },
            against: `${labels[reference]}: times as fast`,
          });
        }
        findings.push({ goal: `verify/${algorithm}`, value: faster('warm') });
      }
    } finally {
      worker.stop();
    }
    return { rows, findings };
  },
};
