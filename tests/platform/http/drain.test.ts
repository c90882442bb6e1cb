import { Agent, createServer, request } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createDrain } from '../../../src/platform/http/drain.js';
import { variablesFor } from '../../cli/run.js';
import { databases, type TestDatabase } from '../../support/databases.js';
import { dataOf, goodPassword } from '../../support/graphql-client.js';
import { openConnection, statusesOf } from '../../support/raw-http.js';
import { startServerProcess, type ServerProcess } from '../../support/server-process.js';

interface Answer {
  status: number | undefined;
  body: string;
  /** Whether the answer says that its connection ends here. */
  last: boolean;
}

/** Asks over and over on one connection that is kept alive, as a load balancer does, until told to go. */
async function askUntilTold(url: string, operation: object, token?: string): Promise<Answer[]> {
  const agent = new Agent({ keepAlive: true, maxSockets: 1 });
  const answers: Answer[] = [];
  do answers.push(await ask(url, agent, operation, token));
  while (answers.at(-1)?.last === false);
  agent.destroy();
  return answers;
}

function ask(url: string, agent: Agent, operation: object, token = 'none'): Promise<Answer> {
  const headers = { 'content-type': 'application/json', authorization: `Bearer ${token}` };
  return new Promise((resolve, reject) => {
    const asked = request(`${url}/graphql`, { method: 'POST', agent, headers }, (response) => {
      let body = '';
      response.setEncoding('utf8');
      response.on('data', (chunk: string) => (body += chunk));
      response.on('error', reject);
      response.on('end', () => {
        const last = response.headers.connection === 'close';
        resolve({ status: response.statusCode, body, last });
      });
    });
    asked.on('error', reject);
    asked.end(JSON.stringify(operation));
  });
}

describe.each(databases)('SIGTERM, on $name', ({ create }) => {
  let database: TestDatabase;
  let server: ServerProcess;
  beforeAll(async () => {
    database = await create();
    // Time for each of them to be told, however late its next request comes on a slow host.
    server = await startServerProcess({ ...variablesFor(database), SHUTDOWN_DELAY: '5' });
  });
  afterAll(() => database.drop());

  test('under load answers every request, tells each connection to go, and exits with 0', async () => {
    const { register } = dataOf(await server.register({ username: 'loaded' }));
    const me = { query: '{ me { username } }' };
    const login = {
      query: `mutation { login(username: "loaded", password: "${goodPassword}") { tokenType } }`,
    };
    const load = Promise.all([
      ...Array.from({ length: 8 }, () => askUntilTold(server.url, me, register.accessToken)),
      ...Array.from({ length: 4 }, () => askUntilTold(server.url, login)),
    ]);
    // Awaited below. If it fails before, the failure is to be that of this test, not one that nobody handles.
    load.catch(() => undefined);
    for (let asked = 0; asked < 50; asked += 1) dataOf(await server.me(register.accessToken));

    const code = await server.stop();
    const answers = (await load).flat();
    expect(answers.length).toBeGreaterThan(50);
    for (const { status, body } of answers) {
      expect(status).toBe(200);
      expect(body).toMatch(/"username":"loaded"|"tokenType":"Bearer"/);
    }
    expect(code).toBe(0);
    expect(server.output.at(-1)).toContain('"stopped"');
  });
});

test('a request on a connection that was idle, and so could not be told, is answered', async () => {
  const server = createServer((_request, response) => response.end());
  const drain = createDrain(server);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  const { socket, received, closed } = await openConnection(`http://127.0.0.1:${port}`);
  const say = () => socket.write('GET / HTTP/1.1\r\nHost: x\r\n\r\n');
  say();
  await expect.poll(() => statusesOf(received())).toEqual([200]);
  const drained = drain.close({ delay: 0, timeout: 60 });
  while (server.listening) await new Promise((resolve) => setImmediate(resolve));
  say();
  expect(statusesOf(await closed)).toEqual([200, 200]);
  await drained;
});

test('a connection without a byte ends, and a request that has begun is answered', async () => {
  const server = createServer((_request, response) => response.end());
  const drain = createDrain(server);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const [silent, slow] = await Promise.all([openConnection(url), openConnection(url)]);
  slow.socket.write('GET / HTTP/1.1\r\n');
  // Longer than a test may take.
  const drained = drain.close({ delay: 0, timeout: 300 });
  expect(await silent.closed).toBe('');
  slow.socket.write('Host: x\r\n\r\n');
  expect(statusesOf(await slow.closed)).toEqual([200]);
  await drained;
});

test('while draining, readiness is 503, liveness is 200, and connections are accepted', async () => {
  const sqlite = databases.find(({ name }) => name === 'sqlite');
  const database = await sqlite?.create();
  const server = await startServerProcess({
    DATA_DIR: database?.dataDir ?? '',
    SHUTDOWN_DELAY: '15',
  });
  // The first of each request takes longest: the delay is for the draining, not for that.
  dataOf(await server.register({ username: 'early' }));
  const stopped = server.stop();
  const status = async (path: string) => (await fetch(`${server.url}/health/${path}`)).status;
  while ((await status('ready')) !== 503) continue;

  expect(await status('live')).toBe(200);
  const { register } = dataOf(await server.register({ username: 'late' }));
  dataOf(await server.me(register.accessToken));
  expect(await stopped).toBe(0);
  await database?.drop();
});
