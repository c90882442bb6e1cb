import { Client as UrqlClient, fetchExchange } from '@urql/core';
import { createClient } from 'graphql-sse';
import { afterEach, expect, onTestFinished, test } from 'vitest';
import type { PlacedSignal } from '../../../src/features/session-events/signal-queue.js';
import type { SignalStream } from '../../../src/features/session-events/source.js';
import {
  createViewerEvents,
  type ViewerEventStream,
} from '../../../src/features/session-events/viewer-events.js';
import type { GraphQLContext } from '../../../src/features/sessions/context.js';
import { next, startEventService } from '../../support/event-service.js';

/** Signals that the test gives, and a database that answers when the test says so. */
function openViewer() {
  const given: PlacedSignal[] = [];
  let wake: () => void = () => undefined;
  let isAway = false;
  let place = 0;
  const signals: SignalStream = {
    [Symbol.asyncIterator]: () => signals,
    async next() {
      while (given.length === 0) await new Promise<void>((resolve) => (wake = resolve));
      return { done: false, value: given.shift() as PlacedSignal };
    },
    return: () => Promise.resolve({ done: true, value: undefined }),
    position: () => `place ${place}`,
    isUpToDate: () => !isAway,
  };
  const looks: ((error: Error | undefined) => void)[] = [];
  const confirm = () =>
    new Promise<never>((resolve, reject) =>
      looks.push((error) => (error === undefined ? resolve(undefined as never) : reject(error))),
    );
  const viewer = { id: 'u', actorId: null, sessionId: 's', claims: { iat: 0 } };
  const context = { auth: { confirm: () => Promise.resolve(viewer) } } as unknown as GraphQLContext;
  const events = createViewerEvents({
    signals: { open: () => Promise.resolve(signals) },
    sessions: { confirm },
  });
  return {
    open: () => events.follow(context, undefined),
    give(kind: 'ended' | 'credentials') {
      const signal = { kind, sessionId: null, reason: 'x' } as PlacedSignal['signal'];
      given.push({ id: 'e', at: 0, userId: 'u', signal, position: `place ${(place += 1)}` });
      wake();
    },
    setAway: (away: boolean) => (isAway = away),
    /** Answers the look-up of the session. */
    async answer(error?: Error) {
      await expect.poll(() => looks.length).toBe(1);
      looks.shift()?.(error);
    },
  };
}

const streams: ViewerEventStream[] = [];
afterEach(async () => {
  for (const stream of streams.splice(0)) await stream.return?.();
});

test('a stream says its position only while it has handed on all before it', async () => {
  const { open, give, answer } = openViewer();
  const stream = await open();
  streams.push(stream);
  expect(stream.position()).toBe('place 0');
  const first = stream.next();
  expect(stream.position()).toBe('place 0');
  give('ended');
  await new Promise(setImmediate);
  // The session is looked up: the event has been taken, and nobody has it.
  expect(stream.position()).toBeUndefined();
  await answer();
  expect((await first).value).toMatchObject({ viewerEvents: { position: 'place 1' } });
  // It may not have been written yet.
  expect(stream.position()).toBeUndefined();
  const second = stream.next();
  expect(stream.position()).toBe('place 1');
  give('credentials');
  await second;
});

test('a stream says no position while the database is away', async () => {
  const { open, setAway } = openViewer();
  const stream = await open();
  streams.push(stream);
  setAway(true);
  expect(stream.position()).toBeUndefined();
  setAway(false);
  expect(stream.position()).toBe('place 0');
});

const text = 'subscription { event { id } }';

/** What each of the readers hears. */
const readers: Record<string, (url: string) => AsyncIterable<unknown>> = {
  'graphql-sse': (url) => createClient({ url, retryAttempts: 0 }).iterate({ query: text }),
  async *urql(url) {
    const client = new UrqlClient({ url, exchanges: [fetchExchange], fetchSubscriptions: true });
    const heard: unknown[] = [];
    let wake: () => void = () => undefined;
    const { unsubscribe } = client.subscription(text, {}).subscribe(({ data }) => {
      heard.push({ data: data as unknown });
      wake();
    });
    try {
      for (;;) {
        if (heard.length > 0) yield heard.shift();
        else await new Promise<void>((resolve) => (wake = resolve));
      }
    } finally {
      unsubscribe();
    }
  },
};

test.each(Object.keys(readers))('%s takes no position for an event', async (name) => {
  const service = await startEventService();
  onTestFinished(() => service.close());
  const heartbeat = (id: string) => `:\nid: ${id}\n\n`;
  const event = (id: string) => next({ data: { event: { id } } });
  service.answer = (response) => {
    response.writeHead(200, { 'content-type': 'text/event-stream; charset=utf-8' });
    const parts = [heartbeat('1.2..0'), event('one'), ':\n\n', heartbeat('1.3..0'), event('two')];
    response.write(`${parts.join('')}${heartbeat('1.4..0')}`);
  };
  const heard: unknown[] = [];
  for await (const each of readers[name]?.(service.url) ?? []) {
    heard.push(each);
    if (heard.length === 2) break;
  }
  expect(heard).toEqual([{ data: { event: { id: 'one' } } }, { data: { event: { id: 'two' } } }]);
});
