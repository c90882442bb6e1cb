import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createGuardedFetch, type GuardedRequest } from '../../src/platform/guarded-fetch.js';
import type { Resolve } from '../../src/platform/public-address.js';
import {
  halfAnswer,
  json,
  silence,
  startJsonServer,
  status,
  type JsonServer,
} from '../support/json-server.js';

const limits = { refusal: 'its address is not a public one', timeout: 20_000, maxSize: 1000 };
const open = createGuardedFetch({ ...limits, allowPrivate: true });
const impatient = createGuardedFetch({ ...limits, timeout: 400, allowPrivate: true });
const get: GuardedRequest = { method: 'GET', headers: {}, redirect: 'manual' };

let server: JsonServer;

beforeAll(async () => {
  server = await startJsonServer(json({}));
});
afterAll(() => server.close());

describe('an answer', () => {
  test('comes with its status, headers and body', async () => {
    server.answer(json({ a: 1 }, { 'x-of-theirs': 'yes', 'set-cookie': 'a=b' }));
    const response = await open(server.url, get);
    expect(response.status).toBe(200);
    expect(response.headers.get('x-of-theirs')).toBe('yes');
    expect(await response.json()).toEqual({ a: 1 });
  });

  test('has what was sent', async () => {
    let body = '';
    server.answer((response, request) => {
      request.on('data', (chunk: Buffer) => (body += chunk.toString()));
      request.on('end', () => response.end(`${request.method} ${request.headers.accept}`));
    });
    const sent = { ...get, method: 'POST', headers: { accept: 'text/plain' }, body: 'code=한' };
    expect(await (await open(server.url, sent)).text()).toBe('POST text/plain');
    expect(body).toBe('code=한');
  });

  test.each([204, 205, 304, 404, 500])('of status %d is one', async (code) => {
    server.answer(status(code));
    expect((await open(server.url, get)).status).toBe(code);
  });

  test('that leads elsewhere is not followed', async () => {
    server.answer(status(302, { location: `${server.url}/elsewhere` }));
    const before = server.requests();
    expect((await open(server.url, get)).status).toBe(302);
    expect(server.requests()).toBe(before + 1);
  });

  test.each([
    ['is longer than the maximum', json(`"${'a'.repeat(1000)}"`), 'longer than 1000 bytes'],
    ['has a status that is none', status(600), 'in the range of 200 to 599'],
  ])('that %s is an error', async (_what, answer, message) => {
    server.answer(answer);
    await expect(open(server.url, get)).rejects.toThrow(message);
  });

  test.each([
    ['come', silence],
    ['end', halfAnswer],
  ])('that does not %s is an error in time', async (_what, answer) => {
    server.answer(answer);
    const asked = impatient(server.url, get);
    await expect(asked).rejects.toThrow('no answer within 0.4 seconds');
  });

  test('ends with the signal of who asks', async () => {
    server.answer(silence);
    const signal = AbortSignal.timeout(20);
    await expect(open(server.url, { ...get, signal })).rejects.toThrow('aborted');
  });
});

describe('an address', () => {
  const guarded = createGuardedFetch({ ...limits, allowPrivate: false });
  const bare = (url: string) => url.replace('http:', 'https:');

  test.each([
    'https://127.0.0.1/',
    'https://localhost/',
    'https://10.0.0.1/',
    'https://169.254.169.254/',
    'https://[::1]/',
  ])('%s is not asked', async (url) => {
    await expect(guarded(url, get)).rejects.toThrow('not a public one');
  });

  test.each(['http://example.com/', 'file:///etc/passwd', 'ftp://example.com/'])(
    '%s is not https',
    async (url) => {
      for (const fetch of [guarded, open]) await expect(fetch(url, get)).rejects.toThrow('https');
    },
  );

  test('of this machine is asked without TLS only where private ones are allowed', async () => {
    server.answer(json({}));
    await expect(guarded(server.url, get)).rejects.toThrow('https');
    await expect(guarded(bare(server.url), get)).rejects.toThrow('not a public one');
    expect((await open(server.url, get)).ok).toBe(true);
  });

  test('whose name leads to this machine is not connected to', async () => {
    let connections = 0;
    const inside: Server = createServer();
    inside.on('connection', () => (connections += 1));
    await new Promise<void>((resolve) => inside.listen(0, '127.0.0.1', resolve));
    const { port } = inside.address() as AddressInfo;
    const resolve: Resolve = (_name, _options, callback) =>
      callback(null, [{ address: '127.0.0.1', family: 4 }]);
    const fetch = createGuardedFetch({ ...limits, allowPrivate: false, resolve });
    await expect(fetch(`https://issuer.example:${port}/`, get)).rejects.toThrow('public');
    expect(connections).toBe(0);
    await new Promise((closed) => inside.close(closed));
  });
});
