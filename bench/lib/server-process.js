// A server in a process of its own, on cores of its own.
import { closeSync, openSync, readFileSync } from 'node:fs';
import { connect, createServer } from 'node:net';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { spawnPinned } from './children.js';
import { cores } from './cores.js';

const startTimeout = 20_000;
/** Milliseconds between two tries to connect: the error of a measured start. */
const pollInterval = 2;

/** @returns {Promise<number>} a port that was free a moment ago */
export function freePort() {
  return new Promise((resolve, reject) => {
    const probe = createServer().once('error', reject);
    probe.listen(0, '127.0.0.1', () => {
      const { port } = probe.address();
      probe.close(() => resolve(port));
    });
  });
}

/**
 * @typedef {object} ServerProcess
 * @property {string} url
 * @property {number} pid
 * @property {string} dir
 * @property {() => Promise<void>} stop by SIGTERM
 */

/**
 * Starts a command and waits until its port takes connections. What it prints goes to a file, as under a
 * supervisor: nobody's core is spent on reading it.
 * @param {object} options
 * @param {string[]} options.command `$PORT` in it becomes the port, which is in the environment too
 * @param {Record<string, string>} options.env all that it gets, with PATH and PORT
 * @param {string} options.dir its working folder, where its output goes
 * @param {string} [options.on] cores; default the server's
 * @returns {Promise<ServerProcess>}
 */
export async function startServer({ command, env, dir, on = cores.server }) {
  const port = await freePort();
  const output = join(dir, `output-${port}.log`);
  const log = openSync(output, 'w');
  const placed = command.map((part) => part.replace('$PORT', String(port)));
  const child = spawnPinned(on, placed, {
    cwd: dir,
    env: { PATH: process.env.PATH, NODE_ENV: 'production', PORT: String(port), ...env },
    stdio: ['ignore', log, log],
  });
  closeSync(log);
  let ended = false;
  const exit = new Promise((resolve) => child.once('exit', resolve)).then(() => (ended = true));
  const deadline = Date.now() + startTimeout;
  while (!(await takesConnections(port))) {
    if (ended || Date.now() > deadline) {
      child.kill('SIGKILL');
      throw new Error(`"${command.join(' ')}" did not start:\n${readFileSync(output, 'utf8')}`);
    }
    await delay(pollInterval);
  }
  return {
    url: `http://127.0.0.1:${port}`,
    pid: child.pid,
    dir,
    async stop() {
      child.kill('SIGTERM');
      const patience = setTimeout(() => child.kill('SIGKILL'), 10_000);
      await exit;
      clearTimeout(patience);
    },
  };
}

/** @param {number} port @returns {Promise<boolean>} */
function takesConnections(port) {
  return new Promise((resolve) => {
    const socket = connect({ port, host: '127.0.0.1' });
    socket.once('connect', () => {
      socket.destroy();
      resolve(true);
    });
    socket.once('error', () => resolve(false));
  });
}
