// Does a request cost more among three million sessions than among thirty thousand?
import { contenders } from '../lib/contenders.js';
import { authgraphEnv, secrets } from '../lib/fixture.js';
import { graphql } from '../lib/graphql.js';
import { run } from '../lib/load.js';
import { clientOf, fillPostgres, fillSqlite, pickSessions } from '../lib/population.js';
import { interleave, median, ratio, spread } from '../lib/rounds.js';
import { startServer } from '../lib/server-process.js';

const connections = 4;
/** Different sessions in each turn: fewer than the cache of verified tokens holds. */
const sessions = 4000;
const names = { sqlite: 'SQLite', postgres: 'PostgreSQL' };
const sizes = { small: 10_000, large: 1_000_000 };
const quickSizes = { small: 10_000, large: 100_000 };

/** Authgraph on a database with so many users. HS256, so that tokens can be made without a login. */
async function startOn(kind, users, { fixture }) {
  const env = { ...authgraphEnv, JWT_ALGORITHM: 'HS256', JWT_SECRET_KEY: secrets.JWT_SECRET_KEY };
  let dir;
  let postgresPid;
  if (kind === 'sqlite') {
    dir = fixture.sqlite();
    await fillSqlite(dir, users);
    env.DATA_DIR = dir;
  } else {
    dir = fixture.folder();
    env.DATABASE_URL = await fixture.postgresCopy();
    await fillPostgres(env.DATABASE_URL, users);
    postgresPid = (await fixture.postgres()).pid;
  }
  const server = await startServer({ command: contenders.ours.command, env, dir });
  const taken = new Set();
  const pick = () => pickSessions(sessions, users, taken).map((one) => clientOf(one, users));
  return { users, server, postgresPid, pick, regulars: pick() };
}

function requestOf(work, client) {
  const request = graphql[work](client);
  return work === 'me' ? { ...request, expect: '"username":"user' } : request;
}

/** `me` by the same sessions each time; a session whose last answer was lost cannot refresh again. */
function turn(work, { server, postgresPid, pick, regulars }, { seconds }) {
  const clients = work === 'me' ? regulars : pick();
  const requests = clients.map((client) => ({ [work]: requestOf(work, client) }));
  const { url, pid } = server;
  return run({ url, pid, postgresPid, clients: requests, connections, seconds });
}

async function measure(kind, context) {
  const sizesHere = context.quick ? quickSizes : sizes;
  const hosts = [];
  const rows = [];
  const findings = [];
  try {
    for (const users of Object.values(sizesHere)) hosts.push(await startOn(kind, users, context));
    const [small, large] = hosts;
    for (const work of ['me', 'refresh']) {
      context.progress(`scale: ${work}, ${kind}`);
      for (const host of hosts) await turn(work, host, { seconds: context.quick ? 1 : 3 });
      const results = await interleave(context.rounds, hosts, (host) => turn(work, host, context));
      const means = (host) => results.get(host).map(({ mean }) => mean);
      const growth = ratio(means(large), means(small));
      for (const host of hosts) {
        const p99 = median(results.get(host).map((result) => result.p99));
        rows.push({
          work: `${work}, mean latency`,
          server: `Authgraph, ${names[kind]}, ${host.users.toLocaleString('en-US')} users`,
          ...{ value: spread(means(host)), unit: 'ms' },
          ...(host === large ? { ratio: growth, against: 'the smaller' } : {}),
          details: `p99 ${p99.toFixed(2)} ms`,
        });
      }
      const doubt = context.quick ? { doubt: 'only 100,000 users in a quick run' } : {};
      findings.push({ goal: `scale/${kind}-${work}`, value: growth, ...doubt });
    }
  } finally {
    for (const { server } of hosts) await server.stop();
  }
  return { rows, findings };
}

/** @type {import('../lib/scenario.js').Scenario} */
export default {
  isLong: true,
  title: 'Ten thousand users and a million',
  async run(context) {
    const outcomes = [];
    for (const kind of Object.keys(names)) outcomes.push(await measure(kind, context));
    return {
      rows: outcomes.flatMap(({ rows }) => rows),
      findings: outcomes.flatMap(({ findings }) => findings),
    };
  },
};
