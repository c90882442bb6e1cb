// Who runs where: the server alone on the first core, everything that is not measured on the others.
import { spawnSync } from 'node:child_process';
import { availableParallelism, platform } from 'node:os';

const count = availableParallelism();

/** Lists of processor cores as taskset takes them. */
export const cores = {
  server: '0',
  /** A second server's; with fewer than four cores there is none for it, and it shares the first's. */
  secondServer: count > 3 ? '1' : '0',
  load: String(count - 1),
  /** With a core to spare PostgreSQL has it; with two it shares the load generator's. */
  postgres: String(count > 2 ? count - 2 : count - 1),
  all: `0-${count - 1}`,
};

/** @throws Error that says what this machine lacks to measure anything */
export function requireTools() {
  if (platform() !== 'linux') throw new Error('the benchmark pins processes to cores: Linux only');
  if (count < 2) throw new Error('the benchmark needs two processor cores, for server and clients');
  for (const [tool, debianPackage] of [
    ['taskset', 'util-linux'],
    ['wrk', 'wrk'],
  ]) {
    if (spawnSync('which', [tool]).status !== 0) {
      throw new Error(`${tool} is not on the PATH; on Debian: apt-get install ${debianPackage}`);
    }
  }
}

/**
 * A command line that runs on some cores only.
 * @param {string} list @param {string[]} command
 */
export function pinned(list, command) {
  return ['taskset', ['--cpu-list', list, ...command]];
}

/** Moves a process, its threads, and the children that it will have. @param {number} pid */
export function pin(pid, list) {
  spawnSync('taskset', ['--all-tasks', '--pid', '--cpu-list', list, String(pid)]);
}
