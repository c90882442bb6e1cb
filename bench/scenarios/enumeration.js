// Does the time of a refused login tell whether the user exists? Known and unknown names, in turns.
import { operation } from '../lib/graphql.js';
import { ask } from '../lib/http.js';
import { median, quantile, spread } from '../lib/rounds.js';
import { startAll, stopAll } from '../lib/running.js';

const warmUpPairs = 10;

async function timeOfRefusal({ server }, username) {
  const wrong = { username, password: 'a wrong passphrase' };
  const { ms, body } = await ask(server.url, operation('Login', wrong));
  if (!body.includes('"INVALID_CREDENTIALS"')) throw new Error(`not refused: ${body}`);
  return ms;
}

function row(server, samples) {
  const details = `p90 ${quantile(samples, 0.9).toFixed(2)} ms, of ${samples.length} logins`;
  return { work: 'refused login', server, value: spread(samples), unit: 'ms', details };
}

/** @type {import('../lib/scenario.js').Scenario} */
export default {
  title: 'Refused logins of known and unknown users',
  async run(context) {
    const running = await startAll(['ours'], context);
    const [ours] = running;
    if (ours === undefined) return { rows: [], findings: [] };
    context.progress('enumeration');
    const pairs = context.quick ? 40 : 300;
    const times = { ada: [], nobody: [] };
    try {
      for (let pair = -warmUpPairs; pair < pairs; pair += 1) {
        for (const name of Object.keys(times)) {
          const ms = await timeOfRefusal(ours, name);
          if (pair >= 0) times[name].push(ms);
        }
      }
    } finally {
      await stopAll(running);
    }
    const [known, unknown] = [median(times.ada), median(times.nobody)];
    const value = Math.max(known, unknown) / Math.min(known, unknown);
    const rows = [row('known user', times.ada), row('unknown user', times.nobody)];
    return {
      rows,
      findings: [{ goal: 'enumeration', value: { median: value, low: value, high: value } }],
    };
  },
};
