// Load by wrk: a closed loop of clients, each with a connection and a session of its own.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { spawnPinned } from './children.js';
import { cores } from './cores.js';
import { cpuSeconds } from './proc.js';

const script = fileURLToPath(new URL('load.lua', import.meta.url));

/**
 * @typedef {object} Load
 * @property {string} url
 * @property {Record<string, import('./graphql.js').Request>[]} clients for each signed-in client, its
 *   requests by the name of the work
 * @property {string[]} [order] the names in the order in which every connection sends them, over and over;
 *   default: the first client's first
 * @property {number} connections
 * @property {number} seconds whole ones
 * @property {number} pid of the server, whose processor time is counted
 * @property {number} [postgresPid]
 *
 * @typedef {object} Measurement
 * @property {number} perSecond answers a second
 * @property {number} p50 milliseconds, like the next three
 * @property {number} p90
 * @property {number} p99
 * @property {number} mean
 * @property {number} serverCore share of one core that the server took, 1 for all of it
 * @property {number} loadCore the same of the load generator
 * @property {number} serverMicros microseconds of the server's processor time for each answer
 * @property {number} postgresMicros the same of PostgreSQL, 0 without one
 */

/**
 * Runs the load and checks every answer.
 * @param {Load} load @returns {Promise<Measurement>} @throws Error if a single answer was wrong
 */
export async function run({ url, clients, connections, seconds, pid, postgresPid, ...rest }) {
  const { order = Object.keys(clients[0]).slice(0, 1) } = rest;
  const before = { server: cpuSeconds(pid), postgres: postgresPid ? cpuSeconds(postgresPid) : 0 };
  const output = await wrk({
    url,
    connections,
    seconds,
    plan: { clients, order, threads: connections },
  });
  const after = { server: cpuSeconds(pid), postgres: postgresPid ? cpuSeconds(postgresPid) : 0 };
  const [answers, duration, failures, p50, p90, p99, mean, loadCpu] = output.map(Number);
  if (failures > 0) throw new Error(`${url}: ${failures} wrong answers, such as: ${output[8]}`);
  const elapsed = duration / 1e6;
  const serverCpu = after.server - before.server;
  return {
    perSecond: answers / elapsed,
    p50: p50 / 1000,
    p90: p90 / 1000,
    p99: p99 / 1000,
    mean: mean / 1000,
    serverCore: serverCpu / elapsed,
    loadCore: loadCpu / elapsed,
    serverMicros: (serverCpu / answers) * 1e6,
    postgresMicros: ((after.postgres - before.postgres) / answers) * 1e6,
  };
}

/** @returns {Promise<string[]>} the lines that load.lua wrote about the run */
export async function wrk({ url, connections, seconds, plan }) {
  const folder = mkdtempSync(join(tmpdir(), 'authgraph-load-'));
  try {
    const file = join(folder, 'plan.lua');
    writeFileSync(file, `return ${lua(plan)}\n`);
    const counts = [`-t${connections}`, `-c${connections}`, `-d${seconds}`, '--timeout', '30'];
    const command = ['wrk', ...counts, '--script', script, url, file];
    const child = spawnPinned(cores.load, command, { stdio: ['ignore', 'pipe', 'inherit'] });
    const output = await text(child.stdout);
    const [, result] = output.split('\nRESULT\n');
    if (result === undefined) throw new Error(`wrk gave no result:\n${output}`);
    return result.split('\n');
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** A Lua literal. JSON's strings are Lua's, as long as they are ASCII. */
function lua(value) {
  if (Array.isArray(value)) return `{${value.map(lua).join(',\n')}}`;
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  const members = Object.entries(value).filter(([, member]) => member !== undefined);
  return `{${members.map(([key, member]) => `[${JSON.stringify(key)}]=${lua(member)}`).join(',')}}`;
}
