import { spawn, spawnSync } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';

/** `nginx` of the machine; on Debian it is in a folder that users do not search. */
const command = ['nginx', '/usr/sbin/nginx'].find((name) => spawnSync(name, ['-v']).status === 0);

export const hasNginx = command !== undefined;

const installIt = 'This test needs nginx: on Debian or Ubuntu "apt-get install nginx".';

/** The version of nginx, such as `1.22.1`. */
export function nginxVersion(): string {
  const said = spawnSync(command ?? '', ['-v'], { encoding: 'utf8' }).stderr;
  return /nginx\/(\d+\.\d+\.\d+)/.exec(said)?.[1] ?? '';
}

/** A configuration of nginx in a folder of its own, which needs no rights on the machine. */
export interface NginxFolder {
  /** For `ssl_certificate` and the like. */
  write(file: string, content: string): Promise<string>;
  /** What `nginx -t` says of this content of `http { … }`. */
  check(http: string): Promise<{ accepted: boolean; said: string }>;
  /** Starts it, and waits until it listens. */
  start(http: string, port: number): Promise<void>;
  remove(): Promise<void>;
}

export async function createNginxFolder(): Promise<NginxFolder> {
  if (command === undefined) throw new Error(installIt);
  const folder = await mkdtemp(join(tmpdir(), 'authgraph-nginx-'));
  const temporary = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'];
  const main = join(folder, 'nginx.conf');
  const log = join(folder, 'error.log');
  const args = ['-p', folder, '-c', main, '-e', log];
  let stop = () => Promise.resolve();

  async function write(file: string, content: string): Promise<string> {
    await writeFile(join(folder, file), content);
    return join(folder, file);
  }
  const configure = (http: string) =>
    write(
      'nginx.conf',
      // One process, so that as root it keeps its user, who may read the folder.
      `daemon off; master_process off; pid ${folder}/pid; error_log ${log};
      events {}
      http {
        access_log off;
        ${temporary.map((name) => `${name}_temp_path ${folder}/${name};`).join(' ')}
        ${http}
      }`,
    );

  return {
    write,
    async check(http) {
      await configure(http);
      const { status, stderr } = spawnSync(command, [...args, '-t'], { encoding: 'utf8' });
      return { accepted: status === 0, said: stderr };
    },
    async start(http, port) {
      await configure(http);
      const child = spawn(command, args, { stdio: ['ignore', 'ignore', 'pipe'] });
      let said = '';
      child.stderr.on('data', (chunk: Buffer) => (said += chunk.toString()));
      const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()));
      stop = () => {
        child.kill('SIGKILL');
        return ended;
      };
      while (!(await listens(port))) {
        if (child.exitCode !== null) throw new Error(`nginx did not start\n${said}`);
        await delay(20);
      }
    },
    async remove() {
      await stop();
      await rm(folder, { recursive: true });
    },
  };
}

function listens(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1', () => {
      socket.destroy();
      resolve(true);
    });
    socket.once('error', () => resolve(false));
  });
}
