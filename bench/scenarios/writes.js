// What one refresh writes: bytes to the log, rows, and whether anything grows.
import { statSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import Libsql from 'libsql';
import { ask } from '../lib/http.js';
import { spread } from '../lib/rounds.js';
import { startAll, stopAll } from '../lib/running.js';

const refreshes = 200;
/** SQLite restarts the log after 1,000 pages: this many refreshes stay below. */
const sqliteBatch = 50;
/** PostgreSQL's processes report their counts at the latest after this many milliseconds of rest. */
const statisticsDelay = 11_000;

/** Refreshes one session over and over, like a client that is always on. */
async function refreshTimes({ api, server, label }, client, count) {
  let current = client;
  for (let refreshed = 0; refreshed < count; refreshed += 1) {
    const answer = await ask(server.url, api.refresh(current));
    current = api.client(answer);
    if (current === undefined) throw new Error(`${label}: ${answer.body}`);
  }
  return current;
}

/** The bytes of the write-ahead log's pages, for each refresh of several batches. */
async function sqliteBytes(one, rounds) {
  const file = join(one.server.dir, 'authgraph.db');
  const database = new Libsql(file);
  const samples = [];
  let [client] = await one.signIn(1);
  for (let round = 0; round < rounds; round += 1) {
    database.exec('pragma wal_checkpoint(TRUNCATE)');
    client = await refreshTimes(one, client, sqliteBatch);
    samples.push(statSync(`${file}-wal`).size / sqliteBatch);
  }
  database.close();
  return samples;
}

const activity = `select sum(n_tup_ins)::int as inserted, sum(n_tup_upd)::int as updated,
    sum(n_tup_hot_upd)::int as hot, pg_current_wal_lsn() - '0/0'::pg_lsn as bytes
  from pg_stat_user_tables`;

async function postgresActivity(one, rounds, { fixture }) {
  const server = await fixture.postgres();
  const name = new URL(one.databaseUrl).pathname.slice(1);
  const read = async () => (await server.query(activity, name))[0];
  let [client] = await one.signIn(1);
  const samples = [];
  // The first change of a page after a checkpoint writes the whole page: not what a refresh costs.
  client = await refreshTimes(one, client, refreshes);
  await delay(statisticsDelay);
  const before = await read();
  for (let round = 0; round < rounds; round += 1) {
    const start = await read();
    client = await refreshTimes(one, client, refreshes);
    samples.push(((await read()).bytes - start.bytes) / refreshes);
  }
  await delay(statisticsDelay);
  const after = await read();
  const per = (key) => ((after[key] - before[key]) / (refreshes * rounds)).toFixed(2);
  const details = `rows updated ${per('updated')}, in place (HOT) ${per('hot')}, inserted ${per('inserted')}`;
  return { samples, details };
}

/** @type {import('../lib/scenario.js').Scenario} */
export default {
  isLong: true,
  title: 'What a refresh writes',
  async run(context) {
    const { rounds, progress } = context;
    const running = await startAll(['ours', 'ours-postgres'], context);
    const rows = [];
    try {
      for (const one of running) {
        progress(`writes: ${one.label}`);
        const row = { work: 'bytes to the log per refresh', server: one.label, unit: 'B' };
        if (one.postgresPid === undefined) {
          const samples = await sqliteBytes(one, rounds);
          const details = `pages of 4,120 B: ${(spread(samples).median / 4120).toFixed(2)}`;
          rows.push({ ...row, value: spread(samples), details });
        } else {
          const { samples, details } = await postgresActivity(one, rounds, context);
          rows.push({ ...row, value: spread(samples), details });
        }
      }
    } finally {
      await stopAll(running);
    }
    return { rows, findings: [] };
  },
};
