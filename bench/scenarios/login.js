// One sign-in after the other, beside the limit that does the work that makes it safe, and the hash alone.
import { credentials } from '../lib/fixture.js';
import { ask } from '../lib/http.js';
import { interleave, median, ratio, spread } from '../lib/rounds.js';
import { startAll, stopAll } from '../lib/running.js';
import { startWorker } from '../lib/worker.js';

const names = ['ours', 'ours-postgres', 'limit', 'limit-postgres', 'tutorial', 'better-auth'];
/** The key of a goal: whose time over whose. */
const comparisons = {
  'login/limit': ['ours', 'limit'],
  'login/limit-postgres': ['ours-postgres', 'limit-postgres'],
};
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
    const attempts = context.quick ? 10 : 20;
    const { rounds } = context;
    const worker = await startWorker(new URL('../lib/hash-worker.js', import.meta.url));
    const running = await startAll(names, context);
    const turn = async (one) => {
      context.progress(`login: ${one.label}`);
      return one === bare ? median(await worker.ask(attempts)) : timeOfLogin(one, attempts);
    };
    try {
      const contestants = [bare, ...running];
      for (const one of contestants) await turn(one);
      const times = await interleave(2 * rounds, contestants, turn);
      const overBare = (one) => ratio(times.get(one), times.get(bare));
      const rows = contestants.map((one) => ({
        ...{ work: 'login', server: one.label, value: spread(times.get(one)), unit: 'ms' },
        ...(one === bare ? {} : { ratio: overBare(one), against: bare.label }),
      }));
      const find = (name) => times.get(running.find((one) => one.name === name));
      const findings = Object.entries(comparisons)
        .filter(([, pair]) => pair.every(find))
        .map(([goal, [one, other]]) => ({ goal, value: ratio(find(one), find(other)) }));
      return { rows, findings };
    } finally {
      worker.stop();
      await stopAll(running);
    }
  },
};
