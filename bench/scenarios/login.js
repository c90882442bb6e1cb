// One sign-in after the other, beside the hash alone: what a login adds to the work that makes it safe.
import { credentials } from '../lib/fixture.js';
import { ask } from '../lib/http.js';
import { interleave, median, ratio, spread } from '../lib/rounds.js';
import { startAll, stopAll } from '../lib/running.js';
import { startWorker } from '../lib/worker.js';

const names = ['ours', 'ours-postgres', 'limit', 'limit-postgres', 'tutorial', 'better-auth'];
const bare = { name: 'bare', label: 'bare argon2id, same parameters' };

/** The median time of some logins, in milliseconds. */
async function timeOfLogin({ label, server, api }, attempts) {
  const times = [];
  while (times.length < attempts) {
    const login = api.login(credentials);
    const { ms, status, body } = await ask(server.url, login);
    if (status !== 200 || !body.includes(login.expect)) throw new Error(`${label}: ${body}`);
    times.push(ms);
  }
  return median(times);
}

/** @type {import('../lib/scenario.js').Scenario} */
export default {
  title: '`login`, one at a time',
  async run(context) {
    const attempts = context.quick ? 5 : 20;
    const worker = await startWorker(new URL('../lib/hash-worker.js', import.meta.url));
    const running = await startAll(names, context);
    const turn = async (one) => {
      context.progress(`login: ${one.label}`);
      return one === bare ? median(await worker.ask(attempts)) : timeOfLogin(one, attempts);
    };
    try {
      const contestants = [bare, ...running];
      for (const one of contestants) await turn(one);
      const times = await interleave(context.rounds, contestants, turn);
      const overBare = (one) => ratio(times.get(one), times.get(bare));
      const rows = contestants.map((one) => ({
        ...{ work: 'login', server: one.label, value: spread(times.get(one)), unit: 'ms' },
        ...(one === bare ? {} : { ratio: overBare(one), against: bare.label }),
      }));
      const findings = running
        .filter(({ name }) => name.startsWith('ours'))
        .map((one) => ({ goal: `login/${one.name}`, value: overBare(one) }));
      return { rows, findings };
    } finally {
      worker.stop();
      await stopAll(running);
    }
  },
};
