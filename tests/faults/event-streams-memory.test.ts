import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { Agent, request, type IncomingMessage } from 'node:http';
import { setTimeout as delay } from 'node:timers/promises';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createDatabase, type TestDatabase } from '../support/databases.js';
import { dataOf } from '../support/graphql-client.js';
import { startServerProcess, type ServerProcess } from '../support/server-process.js';
import { subscription } from '../support/viewer-events.js';

/** Megabytes that 2,000 idle streams may take. */
const most = 60;
const users = 400;
/** Milliseconds: V8 collects what the requests left behind after about 20 seconds without any. */
const patience = 90_000;

let database: TestDatabase;
let server: ServerProcess;
const agent = new Agent({ maxSockets: Infinity });
beforeAll(async () => {
  database = await createDatabase('sqlite');
  server = await startServerProcess({ DATA_DIR: database.dataDir });
});
afterAll(async () => {
  agent.destroy();
  await server.kill();
  await database.drop();
});

/** Resident megabytes of the server. */
async function memory(): Promise<number> {
  const status = await readFile(`/proc/${server.pid}/status`, 'utf8');
  return Number(/VmRSS:\s+(\d+)/.exec(status)?.[1]) / 1024;
}

/** The same, once it has hardly changed for five seconds. */
async function settledMemory(): Promise<number> {
  let least = await memory();
  for (let quiet = 0; quiet < 10;) {
    await delay(500);
    const now = await memory();
    quiet = Math.abs(now - least) < 0.5 ? quiet + 1 : 0;
    if (quiet === 0) least = now;
  }
  return least;
}

async function openIdle(token: string): Promise<void> {
  const headers = {
    'content-type': 'application/json',
    accept: 'text/event-stream',
    authorization: `Bearer ${token}`,
  };
  const url = `${server.url}/graphql/stream`;
  const asked = request(url, { method: 'POST', agent, headers });
  asked.end(JSON.stringify({ query: subscription }));
  const [response] = (await once(asked, 'response')) as [IncomingMessage];
  response.on('error', () => undefined);
  await once(response, 'data');
  response.resume();
}

const openAll = async (tokens: readonly string[]) => {
  for (const token of tokens) await Promise.all(Array.from({ length: 5 }, () => openIdle(token)));
};

test.skipIf(process.platform !== 'linux')('2,000 idle streams fit in 60 MB', async () => {
  const tokens: string[] = [];
  for (let count = 0; count < users; count += 1) {
    const { register } = dataOf(await server.register({ username: `idle${count}` }));
    tokens.push(register.accessToken);
  }
  const before = await settledMemory();
  await openAll(tokens);
  await expect
    .poll(async () => (await memory()) - before, { interval: 500, timeout: patience })
    .toBeLessThan(most);
});
