import { spawn, spawnSync } from 'node:child_process';
import { chmod, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { freePort } from './free-port.js';

/** `pgbouncer` of the machine; on Debian it is in a folder that users do not search. */
const command = ['pgbouncer', '/usr/sbin/pgbouncer'].find(
  (name) => spawnSync(name, ['--version']).status === 0,
);

export const hasPooler = command !== undefined;

export interface Pooler {
  /** The URL of a database, by way of the pooler. */
  urlOf(databaseUrl: string): string;
  stop(): Promise<void>;
}

/**
 * Starts PgBouncer in transaction mode, with fewer connections of the server than its callers have of it: statements
 * of one caller that are not in a transaction come by several of them.
 * @param server the URL of the PostgreSQL server
 * @param settings more lines of its configuration
 */
export async function startPooler(server: string, settings: string[] = []): Promise<Pooler> {
  const folder = await mkdtemp(join(tmpdir(), 'authgraph-pooler-'));
  const port = await freePort();
  const { hostname, port: serverPort, username, password } = new URL(server);
  const file = join(folder, 'pgbouncer.ini');
  const lines = [
    '[databases]',
    `* = host=${hostname} port=${serverPort} user=${username} password=${password}`,
    '[pgbouncer]',
    `listen_addr = 127.0.0.1`,
    `listen_port = ${port}`,
    'unix_socket_dir =',
    'auth_type = any',
    'pool_mode = transaction',
    'default_pool_size = 3',
    ...settings,
  ];
  await writeFile(file, lines.join('\n'));
  await chmod(folder, 0o755);
  // It refuses to run as root.
  const user = process.getuid?.() === 0 ? ['-u', 'nobody'] : [];
  const child = spawn(command ?? '', [...user, file], { stdio: ['ignore', 'ignore', 'pipe'] });
  let log = '';
  child.stderr.on('data', (chunk: Buffer) => (log += chunk.toString()));
  const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  while (!(await answers(port))) {
    if (child.exitCode !== null) throw new Error(`PgBouncer did not start\n${log}`);
    await delay(20);
  }
  return {
    urlOf: (databaseUrl) => `postgres://anyone@127.0.0.1:${port}${new URL(databaseUrl).pathname}`,
    async stop() {
      child.kill('SIGKILL');
      await ended;
      await rm(folder, { recursive: true });
    },
  };
}

function answers(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1', () => {
      socket.destroy();
      resolve(true);
    });
    socket.once('error', () => resolve(false));
  });
}
