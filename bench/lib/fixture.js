// One user in one database, made by Authgraph itself; every server gets a copy of its own.
import { generateKeyPairSync, randomBytes } from 'node:crypto';
import { copyFileSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { operation } from './graphql.js';
import { ask } from './http.js';
import { startPostgres } from './postgres.js';
import { startServer } from './server-process.js';

export const main = fileURLToPath(new URL('../../dist/main.js', import.meta.url));

export const credentials = {
  username: 'ada',
  email: 'ada@example.com',
  password: 'correct horse battery staple',
};

/** One address sends everything here: sign-ins are counted, as they are by default, up to the highest limits. */
const limits = {
  LIMIT_LOGIN_FAILURES: '1000',
  LIMIT_LOGIN_FAILURES_PER_ACCOUNT: '10000',
  LIMIT_LOGIN_FAILURES_PER_ADDRESS: '100000',
  LIMIT_LOGIN_ATTEMPTS_PER_ADDRESS: '1000000',
  LIMIT_REGISTRATIONS_PER_ADDRESS: '0',
  LIMIT_REFRESHES_PER_ADDRESS: '0',
};

const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });

/** Every secret that some server reads; each takes its own. */
export const secrets = {
  AUTHGRAPH_SECRET: randomBytes(48).toString('base64'),
  JWT_SECRET_KEY: randomBytes(48).toString('base64'),
  JWT_PRIVATE_KEY: privateKey.export({ type: 'pkcs8', format: 'pem' }),
};

/** What Authgraph runs with here, beside its database and algorithm: production. */
export const authgraphEnv = {
  PUBLIC_URL: 'http://localhost:4000',
  HOST: '127.0.0.1',
  AUTHGRAPH_SECRET: secrets.AUTHGRAPH_SECRET,
  ...limits,
};

/**
 * @typedef {object} Fixture
 * @property {() => string} folder makes a new folder
 * @property {() => string} sqlite makes a folder with a copy of the database in `authgraph.db`
 * @property {() => Promise<import('./postgres.js').Postgres>} postgres started when first asked for
 * @property {() => Promise<string>} postgresCopy the URL of a copy of the database
 * @property {() => Promise<void>} close
 */

/** @returns {Promise<Fixture>} */
export async function createFixture() {
  const root = mkdtempSync(join(tmpdir(), 'authgraph-bench-'));
  process.once('exit', () => rmSync(root, { recursive: true, force: true }));
  let made = 0;
  const folder = () => {
    const dir = join(root, String((made += 1)));
    mkdirSync(dir);
    return dir;
  };
  const base = folder();
  await registerUser({ DATA_DIR: base }, base);

  let postgres;
  const withUser = async () => {
    const server = await startPostgres();
    await server.query('create database base');
    await registerUser({ DATABASE_URL: server.url('base') }, base);
    return server;
  };
  const startOnce = () => (postgres ??= withUser());
  return {
    folder,
    sqlite() {
      const dir = folder();
      copyFileSync(join(base, 'authgraph.db'), join(dir, 'authgraph.db'));
      return dir;
    },
    postgres: startOnce,
    postgresCopy: async () => (await startOnce()).copy(`copy_${(made += 1)}`, 'base'),
    async close() {
      await (await postgres)?.stop();
    },
  };
}

async function registerUser(database, dir) {
  const env = { ...authgraphEnv, ...database };
  const server = await startServer({ command: [process.execPath, main, 'serve'], env, dir });
  const answer = await ask(server.url, operation('Register', credentials));
  await server.stop();
  if (!answer.body.includes('"accessToken"')) throw new Error(`not registered: ${answer.body}`);
}
