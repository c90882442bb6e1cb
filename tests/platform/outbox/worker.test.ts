import { setTimeout as delay } from 'node:timers/promises';
import { pino } from 'pino';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { createOutbox, payloadPurpose, type NewJob } from '../../../src/platform/outbox/outbox.js';
import {
  startOutboxWorker,
  type OutboxWorker,
  type WorkerOptions,
  wakingTransact,
} from '../../../src/platform/outbox/worker.js';
import { createCipher } from '../../../src/platform/encryption/cipher.js';
import { describeStorage } from '../../contract/storage-contract.js';
import { createTestClock } from '../../support/test-clock.js';
import { maxAttempts, retryDelay } from '../../../src/platform/outbox/attempt.js';
import {
  type OutboxStore,
  UndeliverableError,
  type JobHandler,
} from '../../../src/platform/job.js';

const cipher = createCipher({ secret: 'a secret of the tests', ...payloadPurpose });
const parcel: NewJob = { kind: 'test', payload: { token: 'hidden-away' }, label: { to: 'a…@b.c' } };

/** What is held up until it is told to end. */
function createHold() {
  let end = (): void => undefined;
  const ended = new Promise<void>((resolve) => (end = resolve));
  return { ended, end: () => end() };
}

describeStorage('the outbox worker', (subject) => {
  const clock = createTestClock();
  const outbox = createOutbox({ cipher, clock });
  const workers: OutboxWorker[] = [];
  let logs: string[] = [];
  afterEach(async () => {
    for (const worker of workers.splice(0)) await worker.close(1000);
    logs = [];
  });

  function start(courier: JobHandler, change: Partial<WorkerOptions> = {}): OutboxWorker {
    const store = subject.storage.outbox;
    const logger = pino({ level: 'trace' }, { write: (line: string) => void logs.push(line) });
    const jobHandlers = { test: courier };
    const options = { store, outbox, clock, logger, jobHandlers, drains: true };
    const worker = startOutboxWorker({ ...options, ...change });
    workers.push(worker);
    return worker;
  }
  const post = (change: Partial<NewJob> = {}) =>
    outbox.enqueue(subject.storage.outbox, { ...parcel, ...change });
  const list = () => subject.storage.outbox.list({ kinds: ['test'], limit: 100 });

  async function deliverAgain(worker: OutboxWorker): Promise<void> {
    worker.wake();
    await worker.settled();
  }

  test('hands each message to its courier as it was posted, and once', async () => {
    const seen: unknown[] = [];
    await post();
    const worker = start((payload) => Promise.resolve(void seen.push(payload)));
    await worker.settled();
    await deliverAgain(worker);

    expect(seen).toEqual([{ token: 'hidden-away' }]);
    expect(await list()).toMatchObject([{ status: 'delivered', attempts: 1, payload: null }]);
  });

  test.each([
    ['that drains delivers all that is due before it stops', true, ['delivered', 'delivered']],
    [
      'that does not drain ends what is on its way, and begins nothing',
      false,
      ['delivered', 'waiting'],
    ],
  ])('%s', async (_title, drains, statuses) => {
    await post();
    const held = createHold();
    const begun = vi.fn(() => held.ended);
    const worker = start(begun, { drains });
    await expect.poll(() => begun.mock.calls).toHaveLength(1);
    clock.advance(1);
    await post();
    const closed = worker.close(10_000);
    held.end();
    await closed;
    const status = (await list()).map((message) => message.status).sort();
    expect(status).toEqual(statuses);
  });

  test('keeps payloads sealed at rest, and out of the log', async () => {
    await post();
    const [message] = await list();
    expect(Buffer.from(message?.payload ?? '', 'base64url').toString('latin1')).not.toMatch(
      /hidden/,
    );
    await start(() => Promise.reject(new Error('no'))).settled();
    expect(logs.join('')).not.toContain('hidden-away');
  });

  test('jobs enqueued in a transaction are taken at once, and none after a rollback', async () => {
    const seen: unknown[] = [];
    const worker = start((_payload, { id }) => Promise.resolve(void seen.push(id)));
    await worker.settled();
    const transact = wakingTransact(subject.storage.transact, () => worker.wake());
    await expect(
      transact(async (stores) => {
        await outbox.enqueue(stores.outbox, parcel);
        throw new Error('pulled the plug');
      }),
    ).rejects.toThrow('pulled the plug');
    await transact((stores) => outbox.enqueue(stores.outbox, parcel));
    await worker.settled();
    expect(seen).toHaveLength(1);
  });

  test('does not wake for a transaction in which nothing was posted', async () => {
    const wake = vi.fn();
    await wakingTransact(subject.storage.transact, wake)(({ users }) => users.list({ limit: 1 }));
    expect(wake).not.toHaveBeenCalled();
  });

  test('tries again after a failure, later each time, with the same id', async () => {
    const ids: string[] = [];
    await post();
    const worker = start((_payload, { id }) => {
      ids.push(id);
      return ids.length < 3 ? Promise.reject(new Error('greylisted')) : Promise.resolve();
    });
    await worker.settled();
    expect(await list()).toMatchObject([{ status: 'waiting', lastError: 'greylisted' }]);
    await deliverAgain(worker);
    expect(ids).toHaveLength(1);
    clock.advance(5);
    await deliverAgain(worker);
    expect(ids).toHaveLength(2);
    clock.advance(4);
    await deliverAgain(worker);
    expect(ids).toHaveLength(2);
    clock.advance(6);
    await deliverAgain(worker);

    expect(new Set(ids).size).toBe(1);
    expect(ids).toHaveLength(3);
    expect(await list()).toMatchObject([{ status: 'delivered', attempts: 3, lastError: null }]);
  });

  test('gives up after the last attempt, and the message stays visible with its reason', async () => {
    await post();
    const worker = start(() => Promise.reject(new Error('still\nno\0body')));
    for (let attempt = 1; attempt <= maxAttempts; attempt += 1) {
      await deliverAgain(worker);
      clock.advance(3600);
    }
    expect(await list()).toMatchObject([
      { status: 'failed', attempts: maxAttempts, lastError: 'still\\nno\\x00body' },
    ]);
  });

  test('gives up at once when no attempt can succeed', async () => {
    await post();
    await start(() => Promise.reject(new UndeliverableError('550 no such user'))).settled();
    expect(await list()).toMatchObject([
      { status: 'failed', attempts: 1, lastError: '550 no such user' },
    ]);
    expect(logs.join('')).toContain('delivery failed permanently');
  });

  test('does not deliver what has expired', async () => {
    const seen = vi.fn(() => Promise.resolve());
    await post({ expiresAt: clock.now() + 1 });
    await post({ expiresAt: clock.now() });
    await start(seen).settled();
    expect(seen).toHaveBeenCalledTimes(1);
    expect((await list()).map(({ status }) => status).sort()).toEqual(['delivered', 'failed']);
  });

  test('leaves messages alone that it has no courier for', async () => {
    await post({ kind: 'of a newer version' });
    await start(() => Promise.resolve()).settled();
    const kinds = ['of a newer version'];
    expect(await subject.storage.outbox.list({ kinds, limit: 1 })).toMatchObject([
      { status: 'waiting', attempts: 0 },
    ]);
  });

  test('with another AUTHGRAPH_SECRET delivers nothing, says why, and loses nothing', async () => {
    const other = createCipher({ secret: 'another secret', ...payloadPurpose });
    await createOutbox({ cipher: other, clock }).enqueue(subject.storage.outbox, parcel);
    const seen = vi.fn(() => Promise.resolve());
    await start(seen).settled();
    expect(seen).not.toHaveBeenCalled();
    const [message] = await list();
    expect(message?.status).toBe('waiting');
    expect(message?.lastError).toMatch(/^AUTHGRAPH_SECRET does not open the messages/);
  });

  test('two workers deliver 40 messages once each', async () => {
    for (let count = 0; count < 40; count += 1) await post();
    const seen: string[] = [];
    const courier: JobHandler = (_payload, { id }) => Promise.resolve(void seen.push(id));
    const pair = [start(courier), start(courier)];
    await Promise.all(pair.map((worker) => worker.settled()));

    expect(seen).toHaveLength(40);
    expect(new Set(seen).size).toBe(40);
  });

  test('a message that is slow does not hold up the others', async () => {
    for (let count = 0; count < 8; count += 1) await post();
    let delivered = 0;
    let allOthersAre: () => void = () => undefined;
    const others = new Promise<void>((resolve) => (allOthersAre = resolve));
    let first = true;
    const worker = start(async () => {
      const isSlow = first;
      first = false;
      if (isSlow) await others;
      else if ((delivered += 1) === 7) allOthersAre();
    });
    await worker.settled();
    expect(await list()).toMatchObject(Array(8).fill({ status: 'delivered' }));
  });

  test('takes over from a process that was killed during an attempt, when its lease ends', async () => {
    await post();
    const [message] = await list();
    const attempt = { id: message?.id ?? '', attempts: 1 };
    await subject.storage.outbox.claim(attempt, clock.now() + 120_000);
    const seen = vi.fn(() => Promise.resolve());
    const worker = start(seen);
    await worker.settled();
    expect(seen).not.toHaveBeenCalled();
    clock.advance(120);
    await deliverAgain(worker);
    expect(seen).toHaveBeenCalledTimes(1);
    expect(await list()).toMatchObject([{ status: 'delivered', attempts: 2 }]);
  });

  test('delivers what is due before it stops', async () => {
    const seen = vi.fn(() => Promise.resolve());
    const worker = start(seen);
    await worker.settled();
    for (let count = 0; count < 12; count += 1) await post();
    await worker.close(60_000);
    expect(seen).toHaveBeenCalledTimes(12);
    await post();
    await deliverAgain(worker);
    expect(seen).toHaveBeenCalledTimes(12);
  });

  test('the worker stops without waiting for a handler that hangs, and keeps the job', async () => {
    await post();
    let aborted = false;
    const hang = vi.fn<JobHandler>(
      (_payload, { signal }) =>
        new Promise(() => signal.addEventListener('abort', () => (aborted = true))),
    );
    const worker = start(hang);
    await expect.poll(() => hang.mock.calls).toHaveLength(1);
    await worker.close(20);
    expect(aborted).toBe(true);
    expect(await list()).toMatchObject([{ status: 'waiting', attempts: 1 }]);
    expect((await list())[0]?.lastError).toMatch(/the service stopped/);
  });

  test('no attempt begins, not even the last, when the stop time ends during the claim', async () => {
    await post();
    const refusing = start(() => Promise.reject(new Error('no')), { drains: false });
    for (let attempt = 1; attempt < maxAttempts; attempt += 1) {
      await deliverAgain(refusing);
      clock.advance(3600);
    }
    await refusing.close(10_000);
    const held = createHold();
    const claim = vi.fn<OutboxStore['claim']>(async (...attempt) => {
      await held.ended;
      return subject.storage.outbox.claim(...attempt);
    });
    const courier = vi.fn<JobHandler>(() => new Promise(() => undefined));
    const worker = start(courier, { store: { ...subject.storage.outbox, claim } });
    await expect.poll(() => claim.mock.calls).toHaveLength(1);
    const closed = worker.close(1);
    // A timer that is due later comes later.
    await delay(50);
    held.end();
    await closed;
    expect(courier).not.toHaveBeenCalled();
    expect(await list()).toMatchObject([{ status: 'waiting', attempts: maxAttempts }]);
    expect((await list())[0]?.lastError).toMatch(/the service stopped/);

    const next = vi.fn<JobHandler>(() => Promise.resolve());
    await start(next).settled();
    expect(next).toHaveBeenCalledTimes(1);
    expect(await list()).toMatchObject([{ status: 'delivered' }]);
  });
});

describe('the delay before another attempt', () => {
  test('doubles from five seconds up to an hour, and is spread over its second half', () => {
    const longest = [1, 2, 3, 10, 11, 20].map((attempt) => retryDelay(attempt, () => 1) / 1000);
    expect(longest).toEqual([5, 10, 20, 2560, 3600, 3600]);
    expect(retryDelay(1, () => 0)).toBe(2500);
  });
});
