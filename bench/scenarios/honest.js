// How long an honest sign-in takes while another address keeps 200 in flight, with the right passwords of 14
// accounts of its own, and ignores `retryAfter`; and while it keeps five at an imported account of PBKDF2.
import { pbkdf2Sync } from 'node:crypto';
import { spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { cores } from '../lib/cores.js';
import { authgraphEnv, credentials, main } from '../lib/fixture.js';
import { startFlood } from '../lib/flood.js';
import { operation } from '../lib/graphql.js';
import { ask } from '../lib/http.js';
import { interleave, median, quantile, ratio, spread } from '../lib/rounds.js';
import { startAll, stopAll } from '../lib/running.js';

const from = (address) => ({ 'x-forwarded-for': address });
const attacker = from('203.0.113.1');
const { password } = credentials;
const attackers = Array.from({ length: 14 }, (_, index) => `attacker-${index}`);
const imported = { username: 'imported', rounds: 2_000_000 };
/** Milliseconds between two honest sign-ins, and from the start of a flood to the first of them. */
const [pause, settling] = [5, 1500];

const login = (username, headers, given = password) => ({
  ...operation('Login', { username, password: given }, headers),
  expect: '"accessToken":"',
});
const honest = login('honest', from('198.51.100.1'));

/** What the other address does meanwhile. */
const floods = {
  200: { parallel: 200, requests: attackers.map((name) => login(name, attacker)), patient: false },
  5: { parallel: 5, requests: [login(imported.username, attacker, 'wrong')], patient: false },
};

/** Sign-ins, one after the other. */
async function signIns({ server }, count) {
  const times = [];
  let refused = 0;
  while (times.length < count) {
    const { ms, body } = await ask(server.url, honest);
    if (!body.includes(honest.expect)) refused += 1;
    times.push(ms);
    await delay(pause);
  }
  return { median: median(times), p99: quantile(times, 0.99), refused };
}

async function turn(one, kinds, { progress, quick }) {
  const count = quick ? 50 : 200;
  progress(`honest: ${one.label}`);
  const results = { quiet: await signIns(one, count) };
  for (const kind of kinds) {
    const flood = startFlood({ url: one.server.url, ...floods[kind] });
    try {
      await delay(settling);
      results[kind] = await signIns(one, count);
    } finally {
      await flood.stop();
    }
  }
  return results;
}

/** An account whose password takes much longer to check than ours. */
function importAccount({ server, databaseUrl }) {
  const { username, rounds } = imported;
  const derived = pbkdf2Sync(password, 'fairness', rounds, 32, 'sha256').toString('base64');
  const file = join(server.dir, 'users.jsonl');
  const passwordHash = `pbkdf2_sha256$${rounds}$fairness$${derived}`;
  writeFileSync(file, `${JSON.stringify({ username, passwordHash })}\n`);
  const database = databaseUrl ? { DATABASE_URL: databaseUrl } : { DATA_DIR: server.dir };
  const env = { ...authgraphEnv, ...database, PATH: process.env.PATH };
  const { status, stderr } = spawnSync(process.execPath, [main, 'user', 'import', file], { env });
  if (status !== 0) throw new Error(String(stderr));
}

async function prepare(one) {
  for (const username of ['honest', ...attackers]) {
    await ask(one.server.url, operation('Register', { username, password }, attacker));
  }
  importAccount(one);
  await signIns(one, 20);
}

const titles = { quiet: 'quiet', 200: '200 in flight elsewhere', 5: 'five at an imported account' };

function rowsOf({ label }, turns, kinds) {
  const p99 = (kind) => turns.map((results) => results[kind].p99);
  return ['quiet', ...kinds].map((kind) => {
    const middle = median(turns.map((results) => results[kind].median));
    const refused = turns.reduce((sum, results) => sum + results[kind].refused, 0);
    return {
      work: 'honest sign-in, p99',
      ...{ server: `${label}, ${titles[kind]}`, value: spread(p99(kind)), unit: 'ms' },
      ...(kind === 'quiet' ? {} : { ratio: ratio(p99(kind), p99('quiet')), against: 'quiet' }),
      details: `median ${middle.toFixed(1)} ms, ${refused} refused`,
    };
  });
}

/** @type {import('../lib/scenario.js').Scenario} */
export default {
  title: 'Honest sign-ins while another address floods',
  async run(context) {
    const kinds = context.quick ? ['200'] : ['200', '5'];
    const options = { on: cores.all, env: { TRUST_PROXY: 'loopback' } };
    const running = await startAll(['ours', 'ours-postgres'], context, options);
    try {
      for (const one of running) await prepare(one);
      const results = await interleave(context.rounds, running, (one) => turn(one, kinds, context));
      const rows = running.map((one) => rowsOf(one, results.get(one), kinds));
      const findings = running.map(({ name }, index) => ({
        goal: `honest/${name}`,
        value: rows[index][1].ratio,
      }));
      return { rows: rows.flat(), findings };
    } finally {
      await stopAll(running);
    }
  },
};
