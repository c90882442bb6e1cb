// Many users and three times as many sessions, straight into a database that Authgraph has migrated.
import { createSecretKey } from 'node:crypto';
import { join } from 'node:path';
import { hashSync } from '@node-rs/argon2';
import { SingleBar } from 'cli-progress';
import jwt from 'jsonwebtoken';
import Libsql from 'libsql';
import pg from 'pg';
import { keyOfSecret } from '../../dist/jwt/node-keys.js';
import { secrets } from './fixture.js';

const sessionsPerUser = 3;
const batchSize = 50_000;
const lifetime = 2_592_000;
const issuer = 'http://localhost:4000';
const begin = Date.now();
const passwordHash = hashSync('correct horse battery staple');

/** Knuth's multiplicative hash: ids of one time differ in their tail, as those of UUIDv7 do. */
const scatter = 2_654_435_761;
const modulus = 4_294_967_296;
/** Milliseconds, long ago, from which the ids are counted. */
const epoch = 1_700_000_000_000;

/** The id of the user or session of this number; `idIn…` below are the same in SQL. */
function idOf(number) {
  const time = (epoch + number * 97).toString(16).padStart(12, '0');
  const tail = ((number * scatter) % modulus).toString(16).padStart(12, '0');
  return `${time.slice(0, 8)}-${time.slice(8)}-7000-8000-${tail}`;
}

const dialects = {
  sqlite: {
    id(number) {
      const time = `printf('%012x', ${epoch} + (${number}) * 97)`;
      const tail = `printf('%012x', ((${number}) * ${scatter}) % ${modulus})`;
      return `substr(${time}, 1, 8) || '-' || substr(${time}, 9) || '-7000-8000-' || ${tail}`;
    },
    numbers: (from, to) =>
      `(with recursive n(i) as (select ${from} union all select i + 1 from n where i + 1 < ${to}) select i from n)`,
  },
  postgres: {
    id(number) {
      const time = `lpad(to_hex(${epoch} + (${number})::bigint * 97), 12, '0')`;
      const tail = `lpad(to_hex(((${number})::bigint * ${scatter}) % ${modulus}), 12, '0')`;
      return `substr(${time}, 1, 8) || '-' || substr(${time}, 9) || '-7000-8000-' || ${tail}`;
    },
    numbers: (from, to) =>
      `(select i from generate_series(${from}::bigint, ${to - 1}::bigint) as n(i)) as n`,
  },
};

function usersSql({ id, numbers }, from, to) {
  return `insert into users (id, username, username_key, email_verified, password_hash, roles, created_at)
    select ${id('i')}, 'user' || i, 'user' || i, 0, '${passwordHash}', '[]', ${begin}
    from ${numbers(from, to)}`;
}

function sessionsSql({ id, numbers }, users, from, to) {
  return `insert into sessions (id, user_id, generation, roles, created_at, authenticated_at,
      last_used_at, expires_at, user_agent, ip_address, amr, acr)
    select ${id('i')}, ${id(`i % ${users}`)}, 0, '[]', ${begin}, ${begin}, ${begin},
      ${begin + lifetime * 1000}, 'Mozilla/5.0 (X11; Linux x86_64) Chrome/140.0.0.0', '192.0.2.1', '["pwd"]', 'aal1'
    from ${numbers(from, to)}`;
}

/**
 * @param {'sqlite' | 'postgres'} kind
 * @param {number} users
 * @param {(sql: string) => unknown} execute
 */
async function fill(kind, users, execute) {
  const dialect = dialects[kind];
  const sessions = users * sessionsPerUser;
  const bar = new SingleBar({
    format: `${kind}, ${users} users: {bar} {percentage} % of {total} rows, {eta_formatted} left`,
    stream: process.stderr,
  });
  bar.start(users + sessions, 0);
  for (const [count, sqlOf] of [
    [users, (from, to) => usersSql(dialect, from, to)],
    [sessions, (from, to) => sessionsSql(dialect, users, from, to)],
  ]) {
    for (let from = 0; from < count; from += batchSize) {
      const to = Math.min(count, from + batchSize);
      await execute(sqlOf(from, to));
      bar.increment(to - from);
    }
  }
  bar.stop();
}

/** @param {string} dir with `authgraph.db` */
export async function fillSqlite(dir, users) {
  const database = new Libsql(join(dir, 'authgraph.db'));
  // Nothing is lost if this fails half way: the copy is thrown away.
  for (const pragma of ['journal_mode = OFF', 'synchronous = OFF', 'cache_size = -400000']) {
    database.exec(`pragma ${pragma}`);
  }
  await fill('sqlite', users, (sql) => database.exec(sql));
  database.close();
}

/** @param {string} url */
export async function fillPostgres(url, users) {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  await client.query('set synchronous_commit = off');
  // Without looking up the user of each session: we know that it is there.
  await client.query('set session_replication_role = replica');
  await fill('postgres', users, (sql) => client.query(sql));
  await client.query('vacuum analyze');
  await client.query('checkpoint');
  await client.end();
}

/** What the client of a session holds, signed with the secret of HS256. @param {number} session its number */
export function clientOf(session, users) {
  const { kid, key } = signer;
  const now = Math.floor(Date.now() / 1000);
  const common = { iss: issuer, sub: idOf(session % users), iat: now, jti: idOf(session) };
  const proof = { auth_time: now, amr: ['pwd'], acr: 'aal1', roles: [] };
  const of = { ...common, sid: idOf(session), ...proof };
  const access = { ...of, aud: 'authgraph', exp: now + 900, nbf: now };
  const refresh = { ...of, aud: issuer, exp: now + lifetime, gen: 0 };
  const sign = (claims, typ) =>
    jwt.sign(claims, key, { algorithm: 'HS256', header: { alg: 'HS256', typ, kid } });
  return {
    access: sign({ ...access, scope: '' }, 'at+jwt'),
    refresh: sign(refresh, 'rt+jwt'),
  };
}

const signer = {
  kid: keyOfSecret(secrets.JWT_SECRET_KEY).kid,
  key: createSecretKey(secrets.JWT_SECRET_KEY, 'utf8'),
};

/** Different sessions, anywhere among all. @returns {number[]} */
export function pickSessions(count, users, taken) {
  const picked = [];
  while (picked.length < count) {
    const session = Math.floor(Math.random() * users * sessionsPerUser);
    if (taken.has(session)) continue;
    taken.add(session);
    picked.push(session);
  }
  return picked;
}
