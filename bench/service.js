// A service of the build in a process and a database of its own, and a client for it.
import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { Agent, request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

const main = fileURLToPath(new URL('../dist/main.js', import.meta.url));

const withoutLimits = Object.fromEntries(
  [
    'LIMIT_LOGIN_FAILURES',
    'LIMIT_LOGIN_FAILURES_PER_ACCOUNT',
    'LIMIT_LOGIN_FAILURES_PER_ADDRESS',
    'LIMIT_REGISTRATIONS_PER_ADDRESS',
    'LIMIT_REFRESHES_PER_ADDRESS',
  ].map((name) => [name, '0']),
);

/** @param {Record<string, string>} env */
export async function startService(env = {}, dataDir = mkdtempSync(join(tmpdir(), 'authgraph-'))) {
  const started = performance.now();
  const variables = { PORT: '0', LOG_LEVEL: 'info', DATA_DIR: dataDir, ...withoutLimits, ...env };
  const child = spawn(process.execPath, [main], { env: { PATH: process.env.PATH, ...variables } });
  const ended = new Promise((resolve) => child.once('exit', resolve));
  const url = await new Promise((resolve, reject) => {
    void ended.then(() => reject(new Error('the service did not start; is it built?')));
    createInterface({ input: child.stdout }).on('line', (line) => {
      const found = /"url":"(http[^"]+)"/.exec(line)?.[1];
      if (found !== undefined) resolve(found);
    });
  });
  return {
    url,
    pid: child.pid,
    dataDir,
    startedIn: performance.now() - started,
    async stop({ keepData = false } = {}) {
      child.kill('SIGTERM');
      await ended;
      if (!keepData) rmSync(dataDir, { recursive: true });
    },
  };
}

const agent = new Agent({ keepAlive: true });

/** Sends one operation; resolves with the answer and how many milliseconds it took. */
export function ask(url, query, { variables = {}, token } = {}) {
  const headers = { 'content-type': 'application/json' };
  if (token !== undefined) headers.authorization = `Bearer ${token}`;
  const started = performance.now();
  return new Promise((resolve, reject) => {
    const asked = request(`${url}/graphql`, { method: 'POST', agent, headers }, (response) => {
      let body = '';
      response.setEncoding('utf8');
      response.on('data', (chunk) => (body += chunk));
      response.on('end', () => resolve({ ms: performance.now() - started, ...JSON.parse(body) }));
    });
    asked.on('error', reject);
    asked.end(JSON.stringify({ query, variables }));
  });
}

export function quantile(samples, q) {
  const sorted = [...samples].sort((one, other) => one - other);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * q))];
}

export const median = (samples) => quantile(samples, 0.5);
