import { ApolloClient, ApolloLink, gql, InMemoryCache } from '@apollo/client';
import {
  Client,
  fetchExchange,
  gql as urqlGql,
  subscriptionExchange,
  type SubscriptionForwarder,
} from '@urql/core';
import { firstValueFrom, NEVER, of, toArray, type Observable } from 'rxjs';
import { describe, expect, test, vi } from 'vitest';
import { stepUpLink } from '../../src/client/apollo.js';
import { createStepUp } from '../../src/client/index.js';
import { stepUpExchange } from '../../src/client/urql.js';

/** Operations with several answers, and those that nobody waits for any more. */
const refused = {
  errors: [{ message: 'no', extensions: { code: 'UNAUTHENTICATED', reason: 'STEP_UP_REQUIRED' } }],
};
const answer = { data: { a: 1 } };
const session = { state: () => ({ status: 'unknown' }) as const };

describe('through the Apollo link', () => {
  /** @returns what was delivered, and how often the operation was sent */
  async function through(answers: Observable<unknown>[], document = 'query Q { a }') {
    const onStepUp = vi.fn(() => Promise.resolve());
    let sent = 0;
    const end = new ApolloLink(() => {
      sent += 1;
      return (answers.shift() ?? NEVER) as Observable<ApolloLink.Result>;
    });
    const link = ApolloLink.from([stepUpLink(createStepUp(session, onStepUp)), end]);
    const client = new ApolloClient({ cache: new InMemoryCache(), link: ApolloLink.empty() });
    const results = ApolloLink.execute(link, { query: gql(document) }, { client });
    const seen = await firstValueFrom(results.pipe(toArray()));
    return { seen, sent, asked: onStepUp.mock.calls.length };
  }

  test('a subscription is begun once, and its refusal is delivered', async () => {
    const outcome = await through([of(refused)], 'subscription S { a }');
    expect(outcome).toEqual({ seen: [refused], sent: 1, asked: 0 });
  });

  test('a refusal in the middle is delivered', async () => {
    const outcome = await through([of(answer, refused, answer)]);
    expect(outcome).toEqual({ seen: [answer, refused, answer], sent: 1, asked: 0 });
  });

  test('a stream is begun again once when its first answer is refused', async () => {
    const outcome = await through([of(refused, answer), of(answer, refused)]);
    expect(outcome).toEqual({ seen: [answer, refused], sent: 2, asked: 1 });
  });
});

describe('through the urql exchange', () => {
  function open(answers: object[]) {
    const ends: (() => void)[] = [];
    const onStepUp = vi.fn(() => new Promise<void>((resolve) => ends.push(resolve)));
    const sent: string[] = [];
    const fetch: typeof globalThis.fetch = (_input, init) => {
      sent.push(init?.body as string);
      const headers = { 'content-type': 'application/json' };
      return Promise.resolve(new Response(JSON.stringify(answers.shift()), { headers }));
    };
    const subscribed = vi.fn<SubscriptionForwarder>(() => ({
      subscribe(sink) {
        sink.next(refused);
        sink.complete();
        return { unsubscribe: () => undefined };
      },
    }));
    const client = new Client({
      url: 'https://api.example.com/graphql',
      preferGetMethod: false,
      requestPolicy: 'network-only',
      fetch,
      exchanges: [
        stepUpExchange(createStepUp(session, onStepUp)),
        subscriptionExchange({ forwardSubscription: subscribed }),
        fetchExchange,
      ],
    });
    return { client, onStepUp, sent, subscribed, end: () => ends.shift()?.() };
  }

  test('a subscription is begun once, and its refusal is delivered', async () => {
    const { client, onStepUp, subscribed } = open([]);
    const results = client.subscription(urqlGql('subscription S { a }'), {});
    const { error } = await new Promise<{ error?: unknown }>((resolve) => {
      results.subscribe(resolve);
    });
    expect(error).toBeDefined();
    expect(subscribed).toHaveBeenCalledTimes(1);
    expect(onStepUp).not.toHaveBeenCalled();
  });

  test('a query that nobody waits for any more is not sent again', async () => {
    const { client, onStepUp, sent, end } = open([refused, answer]);
    const seen = vi.fn();
    const { unsubscribe } = client.query(urqlGql('query Q { a }'), {}).subscribe(seen);
    await expect.poll(() => onStepUp.mock.calls).toHaveLength(1);
    unsubscribe();
    end();
    await new Promise(setImmediate);
    expect(sent).toHaveLength(1);
    expect(seen).not.toHaveBeenCalled();
  });

  test('a query that is asked for again afterwards steps up again', async () => {
    const { client, onStepUp, sent, end } = open([refused, answer, refused, answer]);
    const query = urqlGql('query Q { a }');
    for (const times of [1, 2]) {
      const result = client.query(query, {}).toPromise();
      await expect.poll(() => onStepUp.mock.calls).toHaveLength(times);
      end();
      expect((await result).data).toEqual(answer.data);
      expect(sent).toHaveLength(2 * times);
    }
  });
});
