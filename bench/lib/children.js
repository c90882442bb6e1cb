// Child processes on cores of their own, which end with this one, however it ends.
import { spawn } from 'node:child_process';
import { pinned } from './cores.js';

const children = new Set();

process.on('exit', () => children.forEach((child) => child.kill('SIGKILL')));
for (const [signal, code] of Object.entries({ SIGINT: 130, SIGTERM: 143 })) {
  process.on(signal, () => process.exit(code));
}

/**
 * @param {string} list processor cores @param {string[]} command
 * @param {import('node:child_process').SpawnOptions} options
 */
export function spawnPinned(list, command, options) {
  const child = spawn(...pinned(list, command), options);
  children.add(child);
  child.once('exit', () => children.delete(child));
  return child;
}
