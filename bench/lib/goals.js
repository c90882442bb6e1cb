// The goals, each decided by one finding of a scenario, and what a finding says of its goal.

/**
 * @typedef {object} Goal
 * @property {string} work
 * @property {string} against whose figure Authgraph's is divided by, or the unit
 * @property {number} [atLeast]
 * @property {number} [atMost]
 */

const refused = 'p99 from a change to the refusal by a service';
const honest = 'honest sign-ins, p99, while another address keeps 200 in flight';
const flooded = 'me, p99, during 200 parallel sign-ins';
const counted = 'limit that reads, counts, hashes, inserts and signs';
const rotated = 'limit with a guarded UPDATE and two signatures';
const grown = (work) => `${work}, mean latency among 1 M users and 3 M sessions`;

/** @type {Record<string, Goal>} */
export const goals = {
  'me/engine': { work: 'me', against: 'Apollo Server alone', atLeast: 0.9 },
  'me/engine-postgres': { work: 'me, PostgreSQL', against: 'Apollo Server alone', atLeast: 0.9 },
  'me/tutorial': { work: 'me, HS256', against: 'tutorial Apollo', atLeast: 2 },
  'me/yoga': { work: 'me, HS256', against: 'Yoga + JWT', atLeast: 2 },
  'me/better-auth': { work: 'me', against: 'better-auth get-session', atLeast: 10 },
  'me/flask': { work: 'me, HS256', against: 'Flask /protected (no database)', atLeast: 2 },
  'log/line': { work: 'a line of the log in a me', against: 'µs of CPU', atMost: 15 },
  'refresh/limit': { work: 'refresh', against: rotated, atLeast: 0.7 },
  'refresh/limit-hs256': { work: 'refresh, HS256', against: rotated, atLeast: 0.7 },
  'refresh/limit-postgres': { work: 'refresh, PostgreSQL', against: rotated, atLeast: 0.7 },
  'refresh/flask': { work: 'refresh, HS256', against: 'Flask /refresh (no database)', atLeast: 1 },
  'refresh/flask-postgres': {
    work: 'refresh, HS256, PostgreSQL',
    against: 'Flask /refresh (no database)',
    atLeast: 1,
  },
  'login/limit': { work: 'login', against: counted, atMost: 1.1 },
  'login/limit-postgres': { work: 'login, PostgreSQL', against: counted, atMost: 1.1 },
  'honest/ours': { work: honest, against: 'quiet p99', atMost: 3 },
  'honest/ours-postgres': { work: `${honest}, PostgreSQL`, against: 'quiet p99', atMost: 3 },
  'flood/ours': { work: flooded, against: 'quiet p99', atMost: 3 },
  'flood/ours-postgres': { work: `${flooded}, PostgreSQL`, against: 'quiet p99', atMost: 3 },
  'start/ready': { work: 'start to first answer, passkeys off', against: 'ms', atMost: 600 },
  'start/idle': { work: 'memory, idle, passkeys off', against: 'MiB', atMost: 95 },
  'import/ready': { work: "import 'authgraph/resource-server'", against: 'ms', atMost: 200 },
  'import/idle': { work: "memory with 'authgraph/resource-server'", against: 'MB', atMost: 55 },
  'verify/ES256': {
    work: 'verify alone, token seen before, ES256',
    against: 'jsonwebtoken with KeyObject',
    atLeast: 5,
  },
  'verify/HS256': {
    work: 'verify alone, token seen before, HS256',
    against: 'jsonwebtoken with KeyObject',
    atLeast: 5,
  },
  'scale/sqlite-me': { work: grown('me'), against: '10 k users', atMost: 1.15 },
  'scale/sqlite-refresh': { work: grown('refresh'), against: '10 k users', atMost: 1.15 },
  'scale/postgres-me': { work: grown('me, PostgreSQL'), against: '10 k users', atMost: 1.15 },
  'scale/postgres-refresh': {
    work: grown('refresh, PostgreSQL'),
    against: '10 k users',
    atMost: 1.15,
  },
  'processes/me': { work: 'me, two processes', against: 'one', atLeast: 1.7 },
  'processes/refresh': { work: 'refresh, two processes', against: 'one', atLeast: 1.7 },
  'events/postgres': { work: `${refused}, two processes`, against: 'ms', atMost: 2000 },
  'events/sqlite': { work: `${refused}, SQLite`, against: 'ms', atMost: 2000 },
  enumeration: { work: 'refused login', against: 'that of an unknown user', atMost: 1.1 },
};

/** @param {Goal} goal */
export function sentence({ atLeast, atMost }) {
  return atLeast === undefined ? `<= ${atMost}` : `>= ${atLeast}`;
}

/** Rounds that differ by more than this share of the goal decide nothing if the goal lies between them. */
const widest = 0.25;

/**
 * @typedef {'met' | 'missed' | 'undecided'} Verdict
 *
 * What the rounds say of a goal. Their median decides, unless something else may have.
 * @param {Goal} goal @param {import('./rounds.js').Spread} value
 * @param {string} [doubt] why the measurement decides nothing, whatever it is
 * @returns {{ verdict: Verdict, why?: string }}
 */
export function decide({ atLeast = -Infinity, atMost = Infinity }, { median, low, high }, doubt) {
  if (doubt !== undefined) return { verdict: 'undecided', why: doubt };
  const bound = Number.isFinite(atMost) ? atMost : atLeast;
  const isBetween = low < bound && bound < high;
  if (isBetween && high - low > bound * widest) {
    return { verdict: 'undecided', why: 'the rounds differ too much' };
  }
  return { verdict: median >= atLeast && median <= atMost ? 'met' : 'missed' };
}

/** What the whole run says by its exit code. */
export const exitCodes = { met: 0, missed: 1, failed: 2, undecided: 3 };

/** @param {Verdict[]} verdicts @returns {number} a miss counts most, then what is open */
export function exitCodeOf(verdicts) {
  const worst = ['missed', 'undecided'].find((one) => verdicts.includes(one)) ?? 'met';
  return exitCodes[worst];
}
