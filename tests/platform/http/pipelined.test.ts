import { Readable } from 'node:stream';
import { setTimeout as delay } from 'node:timers/promises';
import { afterEach, describe, expect, test } from 'vitest';
import type { Hooks } from '../../../src/index.js';
import { readJson } from '../../../src/platform/http/body.js';
import { openConnection } from '../../support/raw-http.js';
import { startTestServer, type TestServer } from '../../support/test-server.js';
import { listen, type Host } from '../../support/web-host.js';

/** How many requests come on one connection before the first is answered. More than listeners may be on one emitter. */
const count = 12;

const open: (TestServer | Host)[] = [];
afterEach(async () => {
  for (const each of open.splice(0).reverse()) await each.close();
});

/** A service whose sign-ups wait until they are let go. */
async function start(): Promise<{ server: TestServer; begun: string[]; release: () => void }> {
  const begun: string[] = [];
  let release!: () => void;
  const held = new Promise<void>((resolve) => (release = resolve));
  const hooks: Hooks = {
    async beforeRegister({ username }) {
      begun.push(username);
      await held;
      return undefined;
    },
  };
  const server = await startTestServer({ hooks, hookTimeout: 60 });
  open.push(server);
  return { server, begun, release };
}

function requestOf(username: string): string {
  const query = `mutation { register(username: "${username}", password: "correct horse battery") { expiresIn } }`;
  const body = JSON.stringify({ query });
  const head = `POST /graphql HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: ${body.length}`;
  return `${head}\r\n\r\n${body}`;
}

const names = Array.from({ length: count }, (_, index) => `pipelined${index}`);

interface Line {
  readonly level: number;
  readonly msg: string;
  readonly status?: unknown;
}
const linesOf = ({ logs }: TestServer) => logs.map((line) => JSON.parse(line) as Line);
const requestsOf = (server: TestServer) => linesOf(server).filter(({ msg }) => msg === 'request');

describe.each(['its own server', 'a server of yours'])('on %s', (door) => {
  test('pipelined requests whose connection drops end, each once, without an error', async () => {
    const { server, begun, release } = await start();
    let url = server.url;
    if (door !== 'its own server') {
      const host = await listen(server.auth.handler);
      open.push(host);
      ({ url } = host);
    }
    const warnings: Error[] = [];
    const warn = (warning: Error) => warnings.push(warning);
    process.on('warning', warn);

    const { socket } = await openConnection(url);
    socket.write(names.map(requestOf).join(''));
    await expect.poll(() => begun.length).toBe(count);
    socket.destroy();
    await expect.poll(() => requestsOf(server).length).toBe(count);
    release();
    const usersOf = () =>
      server.withStorage(({ users }) => users.list({ limit: 100 }).then((all) => all.length));
    await expect.poll(usersOf).toBe(count);

    const from = performance.now();
    await server.auth.close();
    // SHUTDOWN_TIMEOUT, which nothing is to use up, is 30 seconds.
    expect(performance.now() - from).toBeLessThan(20_000);
    expect(begun.toSorted()).toEqual(names.toSorted());
    expect(requestsOf(server).map(({ status }) => status)).toEqual(Array(count).fill('aborted'));
    expect(linesOf(server).filter(({ level }) => level >= 50)).toEqual([]);
    await delay(0);
    process.off('warning', warn);
    expect(warnings).toEqual([]);
  });
});

test('a body whose connection drops before it is read is incomplete', async () => {
  const stream = new Readable({ read: () => undefined });
  const headers = { 'content-type': 'application/json' };
  const request = Object.assign(stream, { headers, rawHeaders: [], complete: true, socket: {} });
  request.push('{}');
  request.push(null);
  request.destroy();
  await expect(readJson(request)).rejects.toMatchObject({ status: 400 });
});
