// The statements of Authgraph's hot paths, prepared once, straight on the driver: what the limit runs.
import Libsql from 'libsql';
import pg from 'pg';
import { createLogSync } from '../../dist/platform/database/sqlite/log-sync.js';

const sessionWithUser = `
  select sessions.*, users.username, users.email, users.email_verified, users.roles as user_roles,
    users.created_at as user_created_at, users.disabled_at
  from sessions inner join users on users.id = sessions.user_id
  where sessions.id = $1`;

/** The guarded UPDATE that decides a refresh. */
const advance = `
  update sessions set generation = generation + 1, last_used_at = $3, rotated_at = $3
  where id = $1 and generation = $2 and revoked_at is null and expires_at > $3
  returning authenticated_at, expires_at,
    (select users.roles from users where users.id = sessions.user_id) as roles,
    (select users.disabled_at from users where users.id = sessions.user_id) as disabled_at`;

const userByName = 'select * from users where username_key = $1';
const userById = 'select * from users where id = $1';

const insertSession = `
  insert into sessions (id, user_id, generation, roles, created_at, authenticated_at, last_used_at,
    expires_at, user_agent, ip_address, amr, acr)
  values ($1, $2, 0, $3, $4, $4, $4, $5, $6, '127.0.0.1', '["pwd"]', 'aal1')`;

/** The guarded statement that counts a sign-in: its value decides. */
const count = `
  insert into throttle_counters (key, points, resets_at, pending, pending_until)
  values ($1, 1, $2, 0, 0)
  on conflict (key) do update set
    points = case when throttle_counters.resets_at <= $3 then 1 else throttle_counters.points + 1 end,
    resets_at = case when throttle_counters.resets_at <= $3 then excluded.resets_at
      else throttle_counters.resets_at end
  returning points`;

/**
 * @param {NodeJS.ProcessEnv} env `DATABASE_URL` for PostgreSQL, else the SQLite file in `DATABASE_FILE`; with
 * `SHARED_SYNC` one wait for the disk serves all who wait
 * @returns functions that take the statement's parameters; SQLite's answer at once, PostgreSQL's by a
 * promise: the first row, or `undefined`
 */
export function openStatements({ DATABASE_URL, DATABASE_FILE, SHARED_SYNC } = process.env) {
  const prepare = DATABASE_URL
    ? overPostgres(DATABASE_URL)
    : overSqlite(DATABASE_FILE, SHARED_SYNC !== undefined);
  return {
    findSession: prepare('find_session', sessionWithUser),
    findUser: prepare('find_user', userByName),
    findUserById: prepare('find_user_by_id', userById),
    advance: prepare('advance', advance),
    insertSession: prepare('insert_session', insertSession),
    count: prepare('count', count),
  };
}

/** As durable as Authgraph: a commit is on the disk before it is answered. */
function overSqlite(file, shared) {
  const database = new Libsql(file);
  const synchronous = `synchronous = ${shared ? 'NORMAL' : 'FULL'}`;
  for (const pragma of ['busy_timeout = 5000', 'journal_mode = WAL', synchronous]) {
    database.exec(`pragma ${pragma}`);
  }
  const { sync } = createLogSync(`${file}-wal`);
  const prepare = preparedIn(database);
  return (name, text) => {
    const statement = prepare(name, text);
    if (!shared || text.trimStart().startsWith('select')) return statement;
    return async (...values) => {
      const row = statement(...values);
      await sync();
      return row;
    };
  };
}

function preparedIn(database) {
  return (_name, text) => {
    // libsql binds `?1`, PostgreSQL `$1`: the same numbered parameters.
    const statement = database.prepare(text.replaceAll('$', '?'));
    if (!statement.reader) return (...values) => statement.run(...values);
    // libsql takes twice as long to make an object of a row.
    const names = statement.columns().map(({ name }) => name);
    statement.raw(true);
    return (...values) => named(names, statement.get(...values));
  };
}

/** A loop: Object.fromEntries takes longer than SQLite itself. */
function named(names, row) {
  if (row === undefined) return undefined;
  const object = {};
  for (let column = 0; column < names.length; column += 1) object[names[column]] = row[column];
  return object;
}

function overPostgres(url) {
  pg.types.setTypeParser(pg.types.builtins.INT8, Number);
  const pool = new pg.Pool({ connectionString: url, max: 10 });
  return (name, text) =>
    async (...values) =>
      (await pool.query({ name, text, values })).rows[0];
}
