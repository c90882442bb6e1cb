// Everyone who is measured: how each is started, how it is asked, and what it is called.
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { betterAuth, flask } from './other-apis.js';
import { authgraphEnv, credentials, main, secrets } from './fixture.js';
import { graphql } from './graphql.js';

const program = (name) => fileURLToPath(new URL(`../servers/${name}`, import.meta.url));
const node = (name) => [process.execPath, program(name)];

/**
 * @typedef {object} Contender
 * @property {string} label
 * @property {string[]} command
 * @property {'sqlite' | 'postgres' | 'none'} database
 * @property {'ES256' | 'HS256' | 'opaque'} algorithm of its tokens
 * @property {import('./graphql.js').Api} api
 * @property {Record<string, string>} env
 * @property {boolean} [rotates] whether its tokens have Authgraph's claims, and a refresh rotates them
 * @property {string} [needs] a file without which it is left out
 */

const es256 = { JWT_PRIVATE_KEY: secrets.JWT_PRIVATE_KEY };
const hs256 = { JWT_SECRET_KEY: secrets.JWT_SECRET_KEY };

const limit = (label, database, algorithm) => ({
  label: `limit, ${label}`,
  command: node('limit.js'),
  database,
  algorithm,
  api: graphql,
  env: algorithm === 'ES256' ? es256 : hs256,
  rotates: true,
});

const ours = (label, database, algorithm, level = 'info') => ({
  label: `Authgraph, ${label}, LOG_LEVEL=${level}`,
  command: [process.execPath, main, 'serve'],
  database,
  algorithm,
  api: graphql,
  env: {
    ...authgraphEnv,
    LOG_LEVEL: level,
    ...(algorithm === 'HS256' ? { JWT_ALGORITHM: 'HS256', ...hs256 } : {}),
  },
  rotates: true,
});

const peer = (label, file, rest = {}) => ({
  label,
  command: node(file),
  database: 'sqlite',
  algorithm: 'HS256',
  api: graphql,
  env: hs256,
  ...rest,
});

const engine = (label, database) => ({
  ...limit(label, database, 'ES256'),
  label: `Apollo Server alone, ${label}`,
  command: node('engine.js'),
});

const gunicorn = '/usr/bin/gunicorn';

/** @type {Record<string, Contender>} by the name that `--only` takes */
export const contenders = {
  limit: limit('SQLite, ES256', 'sqlite', 'ES256'),
  'limit-shared-sync': {
    ...limit('SQLite, ES256', 'sqlite', 'ES256'),
    label: 'limit, SQLite, ES256, one wait for the disk for all who wait, as Authgraph',
    env: { ...es256, SHARED_SYNC: 'on' },
  },
  'limit-hs256': limit('SQLite, HS256', 'sqlite', 'HS256'),
  'limit-postgres': limit('PostgreSQL, ES256', 'postgres', 'ES256'),
  engine: engine('SQLite, ES256', 'sqlite'),
  'engine-postgres': engine('PostgreSQL, ES256', 'postgres'),
  ours: ours('SQLite, ES256', 'sqlite', 'ES256'),
  'ours-warn': ours('SQLite, ES256', 'sqlite', 'ES256', 'warn'),
  'ours-hs256': ours('SQLite, HS256', 'sqlite', 'HS256'),
  'ours-postgres': ours('PostgreSQL, ES256', 'postgres', 'ES256'),
  'ours-postgres-hs256': ours('PostgreSQL, HS256', 'postgres', 'HS256'),
  fixed: {
    ...limit('', 'sqlite', 'ES256'),
    rotates: false,
    label: 'fixed answers: what the load generator can ask for',
    command: node('fixed.js'),
  },
  tutorial: peer('tutorial Apollo, HS256', 'tutorial.js'),
  yoga: peer('GraphQL Yoga + JWT plugin, HS256', 'yoga.js'),
  'better-auth': peer('better-auth, SQLite, cookie', 'better-auth.js', {
    algorithm: 'opaque',
    api: betterAuth,
  }),
  flask: {
    label: 'Flask + flask-jwt-extended, gunicorn, no database, HS256',
    command: [
      gunicorn,
      '--bind=127.0.0.1:$PORT',
      // On one core the fastest of its workers: it keeps connections open.
      '--worker-class=gthread',
      `--chdir=${program('')}`,
      'flask_app:app',
    ],
    database: 'none',
    algorithm: 'HS256',
    api: flask,
    env: { ...hs256, BENCH_PASSWORD: credentials.password, PYTHONDONTWRITEBYTECODE: '1' },
    needs: gunicorn,
  },
};

/** Why a contender cannot run on this machine, if it cannot. @param {Contender} contender */
export function absence({ needs, label }) {
  if (needs === undefined || existsSync(needs)) return undefined;
  return (
    `${label} was skipped: ${needs} is not there. On Debian: ` +
    'apt-get install gunicorn python3-flask python3-python-flask-jwt-extended'
  );
}

/**
 * A contender's environment on a database of its own.
 * @param {Contender} contender @param {import('./fixture.js').Fixture} fixture
 */
export async function environment({ database, env }, fixture) {
  if (database === 'postgres') {
    return { dir: fixture.folder(), env: { ...env, DATABASE_URL: await fixture.postgresCopy() } };
  }
  const dir = database === 'sqlite' ? fixture.sqlite() : fixture.folder();
  return { dir, env: { ...env, DATA_DIR: dir, DATABASE_FILE: join(dir, 'authgraph.db') } };
}
