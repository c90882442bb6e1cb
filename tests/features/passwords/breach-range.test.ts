import { createHash } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { afterAll, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
import { pino } from 'pino';
import {
  bySha1,
  createRangeSource,
  openBreaches,
  type Breaches,
} from '../../../src/features/passwords/breaches.js';
import { AuthError } from '../../../src/index.js';
import { freePort } from '../../support/free-port.js';
import { silence, startJsonServer, type JsonServer } from '../../support/json-server.js';
import { createTestClock } from '../../support/test-clock.js';

const breached = 'correct horse battery staple';
const hash = createHash('sha1').update(breached).digest('hex').toUpperCase();
const suffix = hash.slice(5);
const padding = Array.from({ length: 900 }, (_unused, index) => {
  const line = createHash('sha1').update(`${index}`).digest('hex').toUpperCase().slice(5);
  return `${line}:0`;
});

const list =
  (...lines: string[]) =>
  (response: ServerResponse) =>
    void response.end([...padding.slice(0, 450), ...lines, ...padding.slice(450)].join('\r\n'));

/** Writes for as long as anyone reads. */
const endless = (response: ServerResponse) => {
  const lines = `${'A'.repeat(35)}:1\r\n`.repeat(2000);
  const fill = () => {
    while (!response.destroyed && response.write(lines));
  };
  response.on('drain', fill);
  fill();
};

type Answer = (response: ServerResponse) => void;

/** Answers with a status alone. */
const status =
  (code: number, headers = {}): Answer =>
  (response) =>
    void response.writeHead(code, headers).end();

let stub: JsonServer;
let received: IncomingMessage[];
let logs: { level: number; reason: string; msg: string }[];
let outcomes: string[];
const clock = createTestClock();

beforeAll(async () => {
  stub = await startJsonServer(silence);
});
afterAll(() => stub.close());
beforeEach(() => {
  received = [];
  logs = [];
  outcomes = [];
});

function answer(how: Answer): void {
  stub.answer((response, request) => {
    received.push(request);
    how(response);
  });
}

/** The check that asks the stub, with a deadline of its own. */
function openOn(url = stub.url, timeout = 20_000): Promise<Breaches> {
  const logger = pino({}, { write: (line: string) => void logs.push(JSON.parse(line) as never) });
  return openBreaches({
    setting: 'off',
    isBreachedPassword: bySha1(createRangeSource(`${url}/range/`)),
    clock,
    logger,
    timeout,
    onOutcome: (outcome) => outcomes.push(outcome),
  });
}

describe('Have I Been Pwned', () => {
  test('refuses a password that it knows, by five digits of its SHA-1 alone', async () => {
    answer(list(`${suffix}:3`));
    const { refuse } = await openOn();
    const refusal = await refuse(breached).catch((error: unknown) => error);
    expect(refusal).toBeInstanceOf(AuthError);
    expect(refusal).toMatchObject({ reason: 'PASSWORD_BREACHED', code: 'BAD_USER_INPUT' });
    const [request] = received;
    expect(request?.url).toBe(`/range/${hash.slice(0, 5)}`);
    expect(request?.headers['add-padding']).toBe('true');
    const sent = JSON.stringify([request?.url, request?.rawHeaders]).toUpperCase();
    expect(sent).not.toContain(suffix.slice(0, 5));
    expect(outcomes).toEqual(['breached']);
  });

  test.each([
    ['that it does not know', []],
    ['that is padding, seen 0 times', [`${suffix}:0`]],
  ])('accepts a password %s', async (_what, lines) => {
    answer(list(...lines));
    const { refuse } = await openOn();
    await refuse(breached);
    expect(outcomes).toEqual(['clean']);
    expect(logs).toEqual([]);
  });

  test.each([
    ['an error', status(500), 'answered 500'],
    ['a limit', status(429), 'answered 429'],
    ['a redirect', status(302, { location: '/elsewhere' }), 'fetch failed'],
    [
      'a page',
      (response: ServerResponse) => void response.end('<html>Sign in to the network</html>'),
      'the answer is not a list',
    ],
    ['nothing', (response: ServerResponse) => void response.end(), 'the answer is not a list'],
    ['an endless list', endless, 'the answer is too long'],
  ])('that answers %s refuses no password, and says so at warn', async (_what, how, reason) => {
    answer(how);
    const { refuse } = await openOn();
    await refuse(breached);
    expect(outcomes).toEqual(['unavailable']);
    expect(logs).toMatchObject([{ level: 40, reason }]);
    expect(JSON.stringify(logs)).not.toContain(hash.slice(0, 5));
  });

  test.each([
    ['nothing', () => undefined],
    ['half a list', (response: ServerResponse) => void response.write(`${suffix}:3\r\n`)],
  ])('that has answered %s by the deadline refuses no password', async (_what, how) => {
    answer(how);
    const { refuse } = await openOn(stub.url, 100);
    await refuse(breached);
    expect(outcomes).toEqual(['unavailable']);
    expect(logs).toMatchObject([{ level: 40, reason: 'no answer in time' }]);
  });

  test('that cannot be reached is warned of once a minute, and counted each time', async () => {
    const { refuse } = await openOn(`http://127.0.0.1:${await freePort()}`);
    await refuse(breached);
    await refuse(breached);
    expect(logs).toHaveLength(1);
    clock.advance(60);
    await refuse(breached);
    expect(logs).toHaveLength(2);
    expect(outcomes).toEqual(['unavailable', 'unavailable', 'unavailable']);
  });

  test('is the one of the official address with BREACHED_PASSWORDS=online', async () => {
    const fetched = vi.spyOn(globalThis, 'fetch').mockRejectedValue(new Error('no network here'));
    const logger = pino({ level: 'silent' });
    const { refuse } = await openBreaches({ setting: 'online', clock, logger });
    await refuse(breached);
    expect(fetched.mock.calls.map(([url]) => url)).toEqual([
      `https://api.pwnedpasswords.com/range/${hash.slice(0, 5)}`,
    ]);
    fetched.mockRestore();
  });

  test('gets ten requests at once, and at most a hundred wait', async () => {
    answer(() => undefined);
    const source = createRangeSource(`${stub.url}/range/`);
    const asking = new AbortController();
    const asked = Array.from({ length: 150 }, () => source.has(hash, asking.signal));
    const settled = Promise.allSettled(asked);
    await expect.poll(() => received.length).toBe(10);
    asking.abort();
    const results = await settled;
    const reasons = results.map((result) => String((result as PromiseRejectedResult).reason));
    expect(reasons.filter((reason) => reason.includes('too many look-ups'))).toHaveLength(40);
    expect(received).toHaveLength(10);
  });
});
