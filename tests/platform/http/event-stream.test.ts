import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import { connect, type AddressInfo } from 'node:net';
import { pino } from 'pino';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import {
  createEventStreams,
  type EventStream,
  type EventStreamOptions,
  type EventStreams,
} from '../../../src/platform/http/event-stream.js';
import { answerRequest } from '../../../src/platform/http/web-exchange.js';
import type { Exchange, Listener } from '../../../src/platform/route.js';

let draining: boolean;
const lines: string[] = [];
const logger = pino({}, { write: (line: string) => void lines.push(line) });
let streams: EventStreams;
let stream: EventStream;
let options: EventStreamOptions;
let server: Server;
let url: string;

let isWaiting: () => boolean;

const listener: Listener = (request, response) => {
  isWaiting = () => response.writableLength > 20_000;
  stream = streams.begin({ request, response } as Exchange, options);
};

beforeEach(async () => {
  vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] });
  draining = false;
  options = {};
  streams = createEventStreams({ isDraining: () => draining, logger });
  server = createServer(listener).listen(0, '127.0.0.1');
  await once(server, 'listening');
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
});
afterEach(async () => {
  vi.useRealTimers();
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
});

/** The two ways in: a server of Node, and a function of the web. */
const doors = {
  'node:http': () => fetch(url),
  fetch: () => answerRequest(listener, new Request('http://localhost/'), null),
};

type Door = keyof typeof doors;
const names = Object.keys(doors) as Door[];

async function open(door: Door) {
  const response = await doors[door]();
  const reader = response.body?.pipeThrough(new TextDecoderStream()).getReader();
  if (reader === undefined) throw new Error('there is no body');
  const read = async () => {
    const { done, value } = await reader.read();
    return done ? 'the end' : value;
  };
  expect(await read()).toBe(':\n\n');
  return { response, read, leave: () => reader.cancel() };
}

async function openUnread(door: Door): Promise<void> {
  if (door === 'fetch') await doors.fetch();
  else {
    const socket = connect(Number(new URL(url).port)).pause();
    socket.on('error', () => undefined).write('GET / HTTP/1.1\r\nhost: x\r\n\r\n');
    await expect.poll(() => streams.open()).toBe(1);
  }
}

test.each(names)('events arrive as they are sent (%s)', async (door) => {
  const { response, read } = await open(door);
  expect(response.status).toBe(200);
  expect(Object.fromEntries(response.headers)).toMatchObject({
    'content-type': 'text/event-stream; charset=utf-8',
    'cache-control': 'no-store',
    'x-accel-buffering': 'no',
  });
  for (const event of ['data: 1\n\n', 'data: 2\n\n']) {
    stream.send(event);
    expect(await read()).toBe(event);
  }
  stream.end();
  stream.send('data: 3\n\n');
  expect(await read()).toBe('the end');
});

test.each(names)('a stream whose reader leaves is over, once (%s)', async (door) => {
  const onOver = vi.fn();
  options = { onOver };
  const { leave } = await open(door);
  expect(streams.open()).toBe(1);
  await leave();
  await expect.poll(() => onOver.mock.calls.length).toBe(1);
  expect([stream.isOver(), streams.open()]).toEqual([true, 0]);
  expect(vi.getTimerCount()).toBe(0);
});

test('each stream has a heartbeat every 15 seconds, of its own', async () => {
  options = { heartbeat: () => ':first\n\n' };
  const first = await open('fetch');
  vi.advanceTimersByTime(5000);
  options = {};
  const second = await open('fetch');
  const [ofFirst, ofSecond] = [vi.fn(), vi.fn()];
  void first.read().then(ofFirst);
  void second.read().then(ofSecond);
  const at = async (milliseconds: number) => {
    vi.advanceTimersByTime(milliseconds);
    await new Promise(setImmediate);
    return [ofFirst.mock.calls, ofSecond.mock.calls];
  };
  expect(await at(9999)).toEqual([[], []]);
  expect(await at(1)).toEqual([[[':first\n\n']], []]);
  expect(await at(4999)).toEqual([[[':first\n\n']], []]);
  expect(await at(1)).toEqual([[[':first\n\n']], [[':\n\n']]]);
});

test('a heartbeat that throws cuts its stream, and the others go on', async () => {
  options = {
    heartbeat() {
      throw new Error('a fault of ours');
    },
  };
  const broken = await open('fetch');
  options = {};
  const { read } = await open('fetch');
  vi.advanceTimersByTime(15_000);
  expect(await read()).toBe(':\n\n');
  await expect(broken.read()).rejects.toThrow();
  await expect.poll(() => streams.open()).toBe(1);
  expect(lines).toEqual([expect.stringMatching(/"level":40.*a fault of ours/)]);
});

test('all streams end within a second of the stop of the service', async () => {
  const all = [await open('node:http'), await open('fetch')];
  draining = true;
  vi.advanceTimersByTime(1000);
  for (const { read } of all) expect(await read()).toBe('the end');
  expect(await (await open('fetch')).read()).toBe('the end');
  await expect.poll(() => streams.open()).toBe(0);
});

test.each(names)('a stream that nobody reads is cut a second later (%s)', async (door) => {
  await openUnread(door);
  for (let sent = 0; sent < 1000 && (sent === 0 || !isWaiting()); sent += 1) {
    stream.send(event);
    await new Promise(setImmediate);
  }
  draining = true;
  vi.advanceTimersByTime(1000);
  await new Promise(setImmediate);
  expect(streams.open()).toBe(1);
  vi.advanceTimersByTime(1000);
  await expect.poll(() => streams.open()).toBe(0);
});

test.each(['before', 'after'])('a request that is given up %s its stream ends it', async (when) => {
  const abort = new AbortController();
  const request = new Request('http://localhost/', { signal: abort.signal });
  const late: Listener = (incoming, response) => {
    if (when === 'before') abort.abort();
    listener(incoming, response);
  };
  await answerRequest(late, request, null);
  abort.abort();
  await expect.poll(() => streams.open()).toBe(0);
});

/** Half of what may wait: one event can be longer. */
const event = `data: ${'x'.repeat(32_760)}\n\n`;

test.each(names)('a reader that takes nothing is cut, at 64 kB (%s)', async (door) => {
  await openUnread(door);
  // The system has buffers too.
  for (let sent = 0; sent < 1000 && !stream.isOver(); sent += 1) {
    stream.send(event);
    await new Promise(setImmediate);
  }
  expect([stream.isOver(), streams.open()]).toEqual([true, 0]);
});

test.each(names)('a reader that takes nothing for 30 seconds is cut (%s)', async (door) => {
  const { read } = await open(door);
  // Less than what cuts at once. The system has buffers, too.
  for (let sent = 0; sent < 1000 && (sent === 0 || !isWaiting()); sent += 1) {
    stream.send(event);
    await new Promise(setImmediate);
  }
  const sent = vi.fn();
  void stream.sent().then(sent);
  vi.advanceTimersByTime(15_000);
  await new Promise(setImmediate);
  expect([stream.isOver(), sent.mock.calls.length]).toEqual([false, 0]);
  vi.advanceTimersByTime(15_000);
  await expect.poll(() => streams.open()).toBe(0);
  expect([stream.isOver(), sent.mock.calls.length]).toEqual([true, 1]);
  void read().catch(() => undefined);
});

test('a reader that keeps up is not cut, however much it is', async () => {
  const { read } = await open('fetch');
  for (let sent = 0; sent < 100; sent += 1) {
    stream.send(event);
    expect(await read()).toBe(event);
  }
  expect(stream.isOver()).toBe(false);
});
