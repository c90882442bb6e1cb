import { spawn, type ChildProcess } from 'node:child_process';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { createGraphQLClient, type GraphQLClient } from './graphql-client.js';
import { unlimited } from './limits.js';

const thisBuild = fileURLToPath(new URL('../../dist/main.js', import.meta.url));

/** One issuer for all processes of a database: without PUBLIC_URL, a free port gives each its own. */
const PUBLIC_URL = 'http://localhost:4000';
const defaults = { PORT: '0', PUBLIC_URL, HOST: '127.0.0.1', NODE_ENV: 'test', ...unlimited };

/** A server in a process of its own, as an operator runs it. */
export interface ServerProcess extends GraphQLClient {
  readonly url: string;
  readonly pid: number;
  /** Standard output and standard error so far, line by line. */
  readonly output: string[];
  /** Sends a signal, SIGTERM by default, and resolves with the exit code. */
  stop(signal?: NodeJS.Signals): Promise<number | null>;
  /** Sends SIGKILL, and resolves when the process is gone. */
  kill(): Promise<void>;
}

/** Those that run. None outlives the tests of its file, also when one of them fails in between. */
const running = new Set<ChildProcess>();

/** After each file: see end-processes.ts. */
export function endProcesses(): void {
  for (const child of running) child.kill('SIGKILL');
}

/** Its variables. `DATA_DIR` has to be among them: by default it is a folder of this repository. */
export interface ServiceVariables extends Record<string, string> {
  readonly DATA_DIR: string;
}

/**
 * `authgraph serve` with exactly these variables, on a free port unless they say otherwise.
 * @param main the entry of another build
 */
export function spawnService(env: ServiceVariables, main = thisBuild): ChildProcess {
  const child = spawn(process.execPath, [main, 'serve'], {
    env: { PATH: process.env['PATH'], ...defaults, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  running.add(child);
  child.once('exit', () => running.delete(child));
  return child;
}

/** Starts the service, and waits until it listens. @param main the entry of another build */
export async function startServerProcess(
  env: ServiceVariables,
  main = thisBuild,
): Promise<ServerProcess> {
  const child = spawnService(env, main);
  const output: string[] = [];
  const exited = new Promise<number | null>((resolve) => child.once('exit', resolve));
  const url = await listeningUrl(child, output, exited);
  return {
    ...createGraphQLClient(url),
    url,
    pid: child.pid ?? 0,
    output,
    stop(signal = 'SIGTERM') {
      child.kill(signal);
      return exited;
    },
    async kill() {
      child.kill('SIGKILL');
      await exited;
    },
  };
}

function listeningUrl(
  child: ChildProcess,
  output: string[],
  exited: Promise<number | null>,
): Promise<string> {
  return new Promise((resolve, reject) => {
    for (const stream of [child.stdout, child.stderr]) {
      if (stream === null) continue;
      createInterface({ input: stream }).on('line', (line) => {
        output.push(line);
        const url = /"url":"(http[^"]+)"/.exec(line)?.[1];
        if (url !== undefined) resolve(url);
      });
    }
    void exited.then((code) => {
      reject(new Error(`the server ended with code ${String(code)}:\n${output.join('\n')}`));
    });
  });
}
