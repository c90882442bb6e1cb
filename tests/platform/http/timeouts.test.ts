import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { describe, expect, test, type TestContext } from 'vitest';
import { BodyError, readJson } from '../../../src/platform/http/body.js';
import { createHttpServer, timeoutsOf } from '../../../src/platform/http/server.js';
import { dataOf } from '../../support/graphql-client.js';
import { openConnection, sayRaw, statusesOf, type RawConnection } from '../../support/raw-http.js';
import { startTestServer } from '../../support/test-server.js';

const headers = 'Host: x\r\nContent-Type: application/json\r\n';
const post = `POST / HTTP/1.1\r\n${headers}Content-Length: 1000\r\n\r\n`;

/** Says one byte after the other, without end, until the other side has had enough. */
function dribble({ socket, closed }: RawConnection, interval = 10): Promise<string> {
  const timer = setInterval(() => socket.write('a'), interval);
  return closed.finally(() => clearInterval(timer));
}

interface TimedServer {
  readonly url: string;
  readonly server: Server;
  /** What the reading of each body came to. */
  readonly bodies: unknown[];
  openSockets(): Promise<number>;
}

/**
 * In milliseconds. Who is late is told so by `request` before `stalled` just hangs up.
 * @param factor how much longer, where a slow host has to answer in time
 */
const limitsOf = (factor: number) => ({
  headers: 1000 * factor,
  request: 1500 * factor,
  keepAlive: 2000 * factor,
  stalled: 2500 * factor,
});

/** Of each test its own: they wait at the same time. */
async function startServer({ onTestFinished }: TestContext, factor = 1): Promise<TimedServer> {
  const bodies: unknown[] = [];
  const server = createHttpServer(limitsOf(factor));
  server.on('request', (request, response) => {
    if (request.url === '/big') {
      response.end(Buffer.alloc(50_000_000));
      return;
    }
    if (request.method === 'GET') {
      response.end('ok');
      return;
    }
    readJson(request).then(
      (body) => bodies.push(body),
      (error: unknown) => bodies.push(error),
    );
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(async () => {
    const closed = new Promise((resolve) => server.close(resolve));
    server.closeAllConnections();
    await closed;
  });
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    server,
    bodies,
    openSockets: () =>
      new Promise<number>((resolve, reject) => {
        server.getConnections((error, count) => (error ? reject(error) : resolve(count)));
      }),
  };
}

describe.concurrent('the server', () => {
  test('closes a connection on which nothing is said', async (context) => {
    const { url, openSockets } = await startServer(context);
    const { expect } = context;
    const { closed } = await openConnection(url);
    expect(statusesOf(await closed)).toEqual([408]);
    await expect.poll(openSockets).toBe(0);
  });

  test('closes a connection whose headers come byte after byte', async (context) => {
    const { url, openSockets } = await startServer(context);
    const { expect } = context;
    const connection = await openConnection(url);
    connection.socket.write('GET / HTTP/1.1\r\nX-Slow: ');
    expect(statusesOf(await dribble(connection))).toEqual([408]);
    await expect.poll(openSockets).toBe(0);
  });

  test('a connection whose body arrives byte by byte is closed, and its memory is freed', async (context) => {
    const { url, bodies, openSockets } = await startServer(context);
    const { expect } = context;
    const connection = await openConnection(url);
    connection.socket.write(post);
    expect(statusesOf(await dribble(connection))).toEqual([408]);
    await expect.poll(() => bodies).toEqual([expect.any(BodyError)]);
    await expect.poll(openSockets).toBe(0);
  });

  test('closes a connection whose chunks come byte after byte', async (context) => {
    const { url, bodies } = await startServer(context);
    const { expect } = context;
    const connection = await openConnection(url);
    connection.socket.write(
      `POST / HTTP/1.1\r\n${headers}Transfer-Encoding: chunked\r\n\r\nffff\r\n`,
    );
    expect(statusesOf(await dribble(connection))).toEqual([408]);
    await expect.poll(() => bodies).toEqual([expect.any(BodyError)]);
  });

  test('answers others while 200 clients are slow, and is rid of all of them soon', async (context) => {
    const { url, openSockets } = await startServer(context, 4);
    const { expect } = context;
    const slow = await Promise.all(Array.from({ length: 200 }, () => openConnection(url)));
    for (const { socket } of slow) socket.write(post);
    const ends = Promise.all(slow.map((connection) => dribble(connection, 50)));
    for (let asked = 0; asked < 20; asked += 1) {
      const text = 'GET / HTTP/1.1\nHost: x\nConnection: close\n\n';
      expect(statusesOf(await sayRaw(url, text))).toEqual([200]);
    }
    for (const end of await ends) expect(statusesOf(end)).toEqual([408]);
    await expect.poll(openSockets).toBe(0);
  });

  test('keeps an idle connection for the next request, and closes it when there is none', async (context) => {
    const { url } = await startServer(context, 4);
    const { expect } = context;
    const { socket, closed, received } = await openConnection(url);
    for (let answers = 1; answers <= 2; answers += 1) {
      socket.write('GET / HTTP/1.1\r\nHost: x\r\n\r\n');
      await expect.poll(() => statusesOf(received())).toHaveLength(answers);
    }
    expect(statusesOf(await closed)).toEqual([200, 200]);
  });

  test('closes a connection whose client does not take the answer', async (context) => {
    const { server, url, openSockets } = await startServer(context);
    const { expect } = context;
    const { socket } = await openConnection(url);
    socket.pause();
    socket.write('GET /big HTTP/1.1\r\nHost: x\r\n\r\n');
    await new Promise<void>((resolve) => {
      server.once('request', (_request, response) => response.once('close', () => resolve()));
    });
    await expect.poll(openSockets).toBe(0);
    socket.destroy();
  });
});

test.concurrent(
  'REQUEST_TIMEOUT and KEEP_ALIVE_TIMEOUT apply, and slow clients block nobody',
  async ({ expect }) => {
    const env = { REQUEST_TIMEOUT: '10', KEEP_ALIVE_TIMEOUT: '10' };
    const service = await startTestServer({ env });
    const { accessToken } = await service.signUp();
    const slow = await openConnection(service.url);
    slow.socket.write(`POST /graphql HTTP/1.1\r\n${headers}Content-Length: 100000\r\n\r\n`);
    const idle = await openConnection(service.url);
    idle.socket.write('GET /health/live HTTP/1.1\r\nHost: x\r\n\r\n');
    const ended = Promise.all([dribble(slow), idle.closed]);
    dataOf(await service.me(accessToken));

    const [late, unused] = await ended;
    expect(statusesOf(late)).toEqual([408]);
    expect(statusesOf(unused)).toEqual([200]);
    dataOf(await service.me(accessToken));
    const line = service.logs.find((text) => text.includes('"status":"aborted"'));
    expect(line).toContain('"path":"/graphql"');
    await service.close();
  },
);

test('the headers get half of the time, and the work itself any', () => {
  expect(timeoutsOf({ request: 30, keepAlive: 75 })).toEqual({
    headers: 15_000,
    request: 30_000,
    keepAlive: 75_000,
    stalled: 120_000,
  });
});
