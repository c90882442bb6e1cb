// The goals, each decided by one finding of a scenario. Ratios are Authgraph over the other.

/**
 * @typedef {object} Goal
 * @property {string} work
 * @property {string} against
 * @property {number} [atLeast]
 * @property {number} [atMost]
 */

/** @type {Record<string, Goal>} */
export const goals = {
  'me/limit': { work: 'me', against: 'limit', atLeast: 0.6 },
  'me/limit-hs256': { work: 'me, HS256', against: 'limit', atLeast: 0.6 },
  'me/limit-postgres': { work: 'me, PostgreSQL', against: 'limit', atLeast: 0.6 },
  'me/tutorial': { work: 'me', against: 'tutorial Apollo', atLeast: 2 },
  'me/flask': { work: 'me', against: 'Flask /protected (no database)', atLeast: 2 },
  'me/better-auth': { work: 'me', against: 'better-auth get-session', atLeast: 10 },
  'me/yoga': { work: 'me', against: 'Yoga + JWT', atLeast: 2 },
  'refresh/limit': {
    work: 'refresh (durable, rotated)',
    against: 'limit with the same UPDATE and sign',
    atLeast: 0.7,
  },
  'refresh/limit-hs256': { work: 'refresh, HS256', against: 'limit', atLeast: 0.7 },
  'refresh/limit-postgres': { work: 'refresh, PostgreSQL', against: 'limit', atLeast: 0.7 },
  'refresh/flask': { work: 'refresh', against: 'Flask /refresh (no database)', atLeast: 1 },
  'refresh/flask-postgres': {
    work: 'refresh, PostgreSQL',
    against: 'Flask /refresh (no database)',
    atLeast: 1,
  },
  'login/ours': { work: 'login', against: 'bare argon2id, same parameters', atMost: 1.1 },
  'login/ours-postgres': { work: 'login, PostgreSQL', against: 'bare argon2id', atMost: 1.1 },
  'flood/ours': { work: 'me p99 during 200 parallel logins', against: 'quiet p99', atMost: 3 },
  'flood/ours-postgres': {
    work: 'me p99 during 200 parallel logins, PostgreSQL',
    against: 'quiet p99',
    atMost: 3,
  },
  'verify/ES256': {
    work: 'verify alone, warm, ES256',
    against: 'jsonwebtoken with KeyObject',
    atLeast: 5,
  },
  'verify/HS256': {
    work: 'verify alone, warm, HS256',
    against: 'jsonwebtoken with KeyObject',
    atLeast: 5,
  },
  'scale/sqlite-me': {
    work: 'me, 1 M users and 3 M sessions, SQLite',
    against: 'latency at 10 k users',
    atMost: 1.15,
  },
  'scale/sqlite-refresh': {
    work: 'refresh, 1 M users and 3 M sessions, SQLite',
    against: 'latency at 10 k users',
    atMost: 1.15,
  },
  'scale/postgres-me': {
    work: 'me, 1 M users and 3 M sessions, PostgreSQL',
    against: 'latency at 10 k users',
    atMost: 1.15,
  },
  'scale/postgres-refresh': {
    work: 'refresh, 1 M users and 3 M sessions, PostgreSQL',
    against: 'latency at 10 k users',
    atMost: 1.15,
  },
  'processes/me': { work: 'me, two processes', against: 'one', atLeast: 1.7 },
  'processes/refresh': { work: 'refresh, two processes', against: 'one', atLeast: 1.7 },
  enumeration: { work: 'refused login', against: 'that of an unknown user', atMost: 1.1 },
  'start/ready': { work: 'start to first answer', against: 'milliseconds', atMost: 1500 },
  'start/idle': { work: 'memory, idle', against: 'MiB', atMost: 130 },
};

/** @param {Goal} goal */
export function sentence({ atLeast, atMost }) {
  return atLeast === undefined ? `<= ${atMost}` : `>= ${atLeast}`;
}

/** @param {Goal} goal @param {number} value */
export function isMet({ atLeast = -Infinity, atMost = Infinity }, value) {
  return value >= atLeast && value <= atMost;
}
