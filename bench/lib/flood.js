// Many clients that sign in over and over, in a process of its own.
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { spawnPinned } from './children.js';
import { cores } from './cores.js';

const script = fileURLToPath(new URL('login-flood.js', import.meta.url));

/**
 * The clients have lower priority than the one that measures, on the same core: its waiting for them would count as
 * the server's.
 * @param {object} flood
 * @param {string} flood.url
 * @param {number} flood.parallel clients
 * @param {import('./graphql.js').Request[]} flood.requests of the clients, in turns
 * @param {boolean} flood.patient whether a client that is refused waits for its `retryAfter`
 * @returns {{ stop: () => Promise<Record<string, number>> }} stop resolves with what became of the logins
 */
export function startFlood({ url, parallel, requests, patient }) {
  const options = [String(parallel), JSON.stringify(requests), patient ? 'patient' : 'impatient'];
  const command = ['nice', '-n', '19', process.execPath, script, url, ...options];
  const child = spawnPinned(cores.load, command, { stdio: ['ignore', 'pipe', 'inherit'] });
  const outcomes = text(child.stdout);
  return {
    async stop() {
      child.kill('SIGTERM');
      return JSON.parse((await outcomes) || '{}');
    },
  };
}
