import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { variablesFor } from '../cli/run.js';
import { databases } from '../support/databases.js';
import { installRuntimes } from './runtimes.js';

const root = fileURLToPath(new URL('../../', import.meta.url));

/** How each host finds the address of a client, and serves `auth.fetch`; as docs/guides/embedding.md has it. */
const hosts = {
  Hono: {
    command: [process.execPath],
    address: '(_request, address) => address',
    serve: `
      import { serve } from '@hono/node-server';
      import { getConnInfo } from '@hono/node-server/conninfo';
      import { Hono } from 'hono';
      const app = new Hono();
      app.all('*', (c) => auth.fetch(c.req.raw, getConnInfo(c).remote.address));
      const { server, port } = await new Promise((resolve) => {
        const server = serve({ fetch: app.fetch, port: 0 }, ({ port }) => resolve({ server, port }));
      });
      const stop = () => new Promise((resolve) => server.close(resolve));`,
  },
  Bun: {
    command: ['bun'],
    address: '(request, server) => server.requestIP(request)?.address',
    serve: `
      const server = Bun.serve({ port: 0, fetch: auth.fetch });
      const { port } = server;
      const stop = () => server.stop(true);`,
  },
  Deno: {
    command: ['deno', 'run', '--allow-all'],
    address: '(_request, info) => info.remoteAddr.hostname',
    serve: `
      const server = Deno.serve({ port: 0, onListen() {} }, auth.fetch);
      const { port } = server.addr;
      const stop = () => server.shutdown();`,
  },
};

/** Walks through a sign-up, \`me\`, a refresh, a wrong password and two documents, and prints what came of each. */
const programOf = ({ address, serve }: (typeof hosts)['Bun']) => `
  import { createAuthServer, loadConfig } from '${root}dist/index.js';
  const auth = await createAuthServer(loadConfig(process.env), { clientAddress: ${address} });
  ${serve}
  const url = 'http://127.0.0.1:' + port;
  const ask = async (query, token) => {
    const headers = { 'content-type': 'application/json', 'user-agent': 'A client' };
    if (token !== undefined) headers.authorization = 'Bearer ' + token;
    const body = JSON.stringify({ query });
    return (await fetch(url + '/graphql', { method: 'POST', headers, body })).json();
  };
  const password = 'password: "correct horse battery staple"';
  const { register } = (await ask(\`mutation { register(username: "ada", \${password}) { accessToken refreshToken } }\`)).data;
  const { me } = (await ask('{ me { username sessions { ipAddress userAgent } } }', register.accessToken)).data;
  const { refresh } = (await ask(\`mutation { refresh(refreshToken: "\${register.refreshToken}") { tokenType } }\`)).data;
  const { errors } = await ask('mutation { login(username: "ada", password: "a wrong password") { tokenType } }');
  const { keys } = await (await fetch(url + '/.well-known/jwks.json')).json();
  const { status } = await fetch(url + '/health/ready');
  await stop();
  await auth.close();
  console.log(JSON.stringify({ me, refresh, reason: errors[0].extensions.reason, keys: keys.length, status }));
  process.exit(0);`;

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'authgraph-hosts-'));
  await installRuntimes(folder, { hono: '4', '@hono/node-server': '*' });
});
afterAll(() => rm(folder, { recursive: true, force: true }));

describe.each(databases)('an embedded service, on $name', ({ create }) => {
  test.each(Object.entries(hosts))('serves by fetch in %s', async (name, host) => {
    const database = await create();
    const file = join(folder, `${name}.mjs`);
    await writeFile(file, programOf(host));
    const [command = '', ...args] = host.command;
    const path = command.includes('/') ? command : join(folder, 'node_modules/.bin', command);
    const env = { PATH: process.env['PATH'], ...variablesFor(database), LOG_LEVEL: 'error' };
    const options = { cwd: folder, env, timeout: 60_000 };
    const { stdout } = await promisify(execFile)(path, [...args, file], options);
    // A host gives IPv4 as IPv6 where it listens to both.
    const ipAddress = expect.stringMatching(/^(?:::ffff:)?127\.0\.0\.1$/) as string;
    expect(JSON.parse(stdout)).toEqual({
      me: { username: 'ada', sessions: [{ ipAddress, userAgent: 'A client' }] },
      refresh: { tokenType: 'Bearer' },
      reason: 'INVALID_CREDENTIALS',
      keys: 1,
      status: 200,
    });
    await database.drop();
  });
});
