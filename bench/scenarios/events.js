// How soon a service refuses a token: from the acknowledged change at one process to the refusal by the kit, which
// follows another process on the same PostgreSQL, or the same one on SQLite.
import { execFile } from 'node:child_process';
import { createHash, randomUUID } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import { promisify } from 'node:util';
import { createRevocationFeed } from '../../dist/resource-server/index.js';
import { authgraphEnv, credentials, main } from '../lib/fixture.js';
import { bearer } from '../lib/graphql.js';
import { ask } from '../lib/http.js';
import { quantile, spread } from '../lib/rounds.js';
import { start } from '../lib/running.js';

const secret = 'a-service-of-the-benchmark-0123456789';
const env = { SERVICE_CLIENTS: `bench:${createHash('sha256').update(secret).digest('hex')}` };
/** Milliseconds up to which a change waits, by chance: others would come in step with the looks at the database. */
const upTo = 1000;

/** By the user; a change of roles by an administrator. */
const changes = {
  logout: () => 'mutation { logout }',
  'sign out everywhere': () => 'mutation { logoutEverywhere }',
  disable: () => 'mutation { disableAccount }',
  'change of roles': (id) => `mutation { setUserRoles(id: "${id}", roles: ["editor"]) { id } }`,
};

const ways = [
  { name: 'ours-postgres', goal: 'events/postgres', processes: 2 },
  { name: 'ours', goal: 'events/sqlite', processes: 1 },
];

/** @type {import('../lib/scenario.js').Scenario} */
export default {
  title: 'How soon services refuse a revoked token',
  async run(context) {
    const outcomes = [];
    for (const way of ways.filter(({ name }) => context.isChosen(name))) {
      outcomes.push(await measure(way, context));
    }
    return {
      rows: outcomes.flatMap(({ rows }) => rows),
      findings: outcomes.flatMap(({ findings }) => findings),
    };
  },
};

async function measure({ name, goal, processes }, context) {
  const one = await start(name, context, { env });
  const servers = [one.server, ...(processes > 1 ? [await one.launch()] : [])];
  const feed = createRevocationFeed({
    url: `${servers.at(-1).url}/revocations`,
    clientId: 'bench',
    clientSecret: secret,
  });
  /** Of each change in a round. */
  const samples = context.quick ? 5 : 10;
  const server = `Authgraph, ${processes > 1 ? 'PostgreSQL, two processes' : 'SQLite, one process'}`;
  try {
    const admin = await administrator(one);
    const times = new Map(Object.keys(changes).map((change) => [change, []]));
    for (let round = 0; round < context.rounds; round += 1) {
      context.progress(`events: ${name}, round ${round + 1}`);
      for (let sample = 0; sample < samples; sample += 1) {
        const all = Object.keys(changes).map(async (change) => {
          times
            .get(change)
            .push(await timeOf(change, { url: one.server.url, admin, feed, processes }));
        });
        await Promise.all(all);
      }
    }
    const p99 = (all) => spread([quantile(all, 0.99)]);
    const rows = [...times].map(([work, all]) => ({
      ...{ work, server, value: p99(all), unit: 'ms, p99' },
      details: `p50 ${quantile(all, 0.5).toFixed(0)} ms of ${all.length}`,
    }));
    return { rows, findings: [{ goal, value: p99([...times.values()].flat()) }] };
  } finally {
    feed.close();
    for (const each of servers) await each.stop();
  }
}

async function administrator({ server, databaseUrl, signIn }) {
  const database = databaseUrl === undefined ? {} : { DATABASE_URL: databaseUrl };
  const variables = { ...authgraphEnv, ...database, DATA_DIR: server.dir, NODE_ENV: 'production' };
  const args = [main, 'user', 'set-roles', credentials.username, 'admin'];
  await promisify(execFile)(process.execPath, args, {
    env: { PATH: process.env.PATH, DATABASE_FILE: `${server.dir}/authgraph.db`, ...variables },
  });
  const [client] = await signIn(1);
  return client.access;
}

/** Milliseconds. */
async function timeOf(change, { url, admin, feed, processes }) {
  const { accessToken, user } = (await post(url, signUp())).register;
  const claims = JSON.parse(Buffer.from(accessToken.split('.')[1], 'base64url').toString());
  if (processes > 1) await delay(Math.random() * upTo);
  const isByAdmin = change === 'change of roles';
  await post(url, changes[change](user.id), isByAdmin ? admin : accessToken);
  const acknowledged = performance.now();
  while (!feed.isRevoked(claims)) await delay(1);
  return performance.now() - acknowledged;
}

function signUp() {
  const username = `u${randomUUID().slice(0, 18)}`;
  return `mutation { register(username: "${username}", password: "${credentials.password}") {
    accessToken user { id } } }`;
}

async function post(url, query, token) {
  const headers = { 'content-type': 'application/json', ...(token && bearer(token)) };
  const body = JSON.stringify({ query });
  const answer = await ask(url, { method: 'POST', path: '/graphql', headers, body });
  const { data, errors } = JSON.parse(answer.body);
  if (errors !== undefined) throw new Error(answer.body);
  return data;
}
