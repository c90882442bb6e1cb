import { execFile } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { chmod, writeFile } from 'node:fs/promises';
import { connect, createServer, type AddressInfo } from 'node:net';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { databases, type TestDatabase } from '../support/databases.js';
import {
  startServerProcess,
  type ServerProcess,
  type ServiceVariables,
} from '../support/server-process.js';
import { authgraph, outputOf, variablesFor } from './run.js';

let database: TestDatabase;
let env: ServiceVariables;

const create = async (name: string) => {
  database = (await databases.find((each) => each.name === name)?.create()) as TestDatabase;
  env = variablesFor(database);
};

beforeEach(() => create('sqlite'));
afterEach(() => database.drop());

/** Sends half a request, so that the service has something to wait for. */
async function beginRequest(url: string) {
  const { hostname, port } = new URL(url);
  const socket = connect(Number(port), hostname);
  socket.on('error', () => undefined);
  await once(socket, 'connect');
  const head = 'POST /graphql HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n';
  socket.write(`${head}Content-Length: 100\r\n\r\n{"query":`);
  return socket;
}

async function logged(server: ServerProcess, message: string): Promise<void> {
  await vi.waitFor(() => expect(server.output.join('\n')).toContain(`"msg":"${message}"`), 20_000);
}

test.each(['SIGTERM', 'SIGINT'] as const)(
  '%s stops the service with exit code 0',
  async (signal) => {
    const server = await startServerProcess(env);
    expect(await server.stop(signal)).toBe(0);
    expect(server.output.join('\n')).toContain(`"signal":"${signal}"`);
  },
);

test.each([
  ['SIGTERM', 143],
  ['SIGINT', 130],
] as const)('a second signal, %s, stops it at once with exit code %i', async (signal, code) => {
  const server = await startServerProcess(env);
  const socket = await beginRequest(server.url);
  const stopped = server.stop();
  await logged(server, 'stopping');
  process.kill(server.pid, signal);
  expect(await stopped).toBe(code);
  socket.destroy();
});

test('development prints requests that work as they are when copied into a shell', async () => {
  const server = await startServerProcess(env);
  await vi.waitFor(() => expect(server.output).toContain('Stop with Ctrl+C.'), 20_000);
  const text = server.output.filter((line) => !line.startsWith('{')).join('\n');
  expect(text).toContain(`Open ${server.url} in a browser`);
  const commands = text.slice(text.indexOf('curl'), text.indexOf('Stop with'));
  const { stdout } = await promisify(execFile)('sh', ['-c', commands]);
  await server.stop();
  expect(stdout).toMatch(/^\{"data":\{"register":\{"accessToken":"/);
  expect(stdout).toContain('"me":{"id":');
  expect(stdout).toContain('"username":"ada"');
});

test('production prints nothing but JSON, line by line', async () => {
  const server = await startServerProcess({
    ...env,
    NODE_ENV: 'production',
    PUBLIC_URL: 'https://auth.example.com',
    AUTHGRAPH_SECRET: randomBytes(48).toString('base64'),
    JWT_ACCESS_EXPIRES: '60',
  });
  await server.register({ username: 'ada' });
  expect(await server.stop()).toBe(0);
  const messages = server.output.map((line) => (JSON.parse(line) as { msg: string }).msg);
  const doubt = 'JWT_ACCESS_EXPIRES is not an option; did you mean JWT_ACCESS_TOKEN_EXPIRES?';
  expect(messages).toEqual(expect.arrayContaining([doubt, 'listening', 'stopping', 'stopped']));
});

test('a port in use is exit code 1 and one sentence', async () => {
  const squatter = createServer().listen(0, '127.0.0.1');
  await once(squatter, 'listening');
  const { port } = squatter.address() as AddressInfo;
  const { code, stderr } = await authgraph([], { env: { ...env, PORT: String(port) } });
  squatter.close();
  expect(code).toBe(1);
  expect(stderr).toBe(
    `error: listen EADDRINUSE: address already in use 127.0.0.1:${port}; set PORT to another one, or stop the program that has it\n`,
  );
});

test('a damaged generated secret is exit code 2 and says what to restore', async () => {
  await writeFile(join(database.dataDir, 'secret'), 'half');
  await chmod(join(database.dataDir, 'secret'), 0o600);
  const { code, stderr } = await authgraph(['serve'], { env: { ...env, PORT: '0' } });
  expect(code).toBe(2);
  expect(stderr).toContain('is damaged; restore that file');
});

describe.each(databases)('migrate on $name', ({ name }) => {
  beforeEach(async () => {
    await database.drop();
    await create(name);
  });

  test('lists, applies and then has nothing to do', async () => {
    const pending = await outputOf(['migrate', '--dry-run'], { env });
    expect(pending).toMatch(/^(pending {2}\S+\n)+$/);
    const applied = await outputOf(['migrate'], { env }, authgraph);
    expect(applied).toBe(pending.replaceAll('pending', 'applied'));
    expect(await outputOf(['migrate'], { env })).toBe('The database is up to date.\n');
    expect(await outputOf(['migrate', '--dry-run'], { env })).toBe('The database is up to date.\n');
  });
});

describe('a database that refuses us', () => {
  beforeEach(async () => {
    await database.drop();
    await create('postgres');
  });

  test.each([
    ['password', (url: URL) => (url.password = 'hunter2'), 'password authentication failed'],
    ['database', (url: URL) => (url.pathname = '/nowhere'), 'database "nowhere" does not exist'],
  ])(
    'for a wrong %s is exit code 2: DATABASE_URL has to change',
    async (_what, change, message) => {
      const url = new URL(database.url ?? '');
      change(url);
      const { code, stderr } = await authgraph(['migrate'], { env: { DATABASE_URL: url.href } });
      expect(code).toBe(2);
      expect(stderr).toMatch(new RegExp(`^error: ${message}.*\n$`));
      expect(stderr).not.toContain('hunter2');
    },
  );
});
