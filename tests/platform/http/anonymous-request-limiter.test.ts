import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { leastOf } from '../../support/event-loop.js';
import { startTestServer, type TestServer } from '../../support/test-server.js';
import { createAnonymousRequestLimiter } from '../../../src/platform/http/graphql-endpoint.js';

const nextTurn = () => new Promise((resolve) => setImmediate(resolve));

/** Those who come to one place, and who of them have begun, in that order. */
function createPlace<Name>() {
  const waitForTurn = createAnonymousRequestLimiter();
  const begun: Name[] = [];
  return {
    begun,
    async come(name: Name) {
      await waitForTurn(null);
      begun.push(name);
    },
  };
}

describe('those who give way', () => {
  test('do not wait while few come at once', async () => {
    const waitForTurn = createAnonymousRequestLimiter();
    for (let round = 0; round < 3; round += 1) {
      for (let count = 0; count < 4; count += 1) expect(waitForTurn(null)).toBeUndefined();
      await nextTurn();
    }
  });

  test('begin four in each turn of the event loop, in the order of their arrival', async () => {
    const { begun, come } = createPlace<number>();
    const all = Array.from({ length: 10 }, (_, index) => come(index));
    const counts = [];
    for (let turn = 0; turn < 3; turn += 1) {
      await nextTurn();
      counts.push(begun.length);
    }
    await Promise.all(all);
    expect(counts).toEqual([8, 10, 10]);
    expect(begun).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9]);
  });

  test('are refused beyond 500 of one address and 1,000 in all, until those have begun', async () => {
    const waitForTurn = createAnonymousRequestLimiter();
    const overloaded = expect.objectContaining({ reason: 'OVERLOADED' }) as Error;
    const waiting = Array.from({ length: 504 }, () => waitForTurn('192.0.2.1'));
    expect(() => waitForTurn('192.0.2.1')).toThrow(overloaded);
    for (let other = 0; other < 500; other += 1)
      waiting.push(waitForTurn(`10.0.${other >> 8}.${other & 255}`));
    expect(() => waitForTurn('192.0.2.2')).toThrow(overloaded);
    for (const each of waiting) await each;
    await waitForTurn('192.0.2.1');
  });

  test('are refused beyond 500 of one IPv6 network, whatever the address in it', () => {
    const waitForTurn = createAnonymousRequestLimiter();
    const addressOf = (index: number) => `2001:db8:1:2::${index.toString(16)}`;
    for (let index = 0; index < 504; index += 1) void waitForTurn(addressOf(index));
    expect(() => waitForTurn(addressOf(504))).toThrow(
      expect.objectContaining({ reason: 'OVERLOADED' }) as Error,
    );
    expect(() => waitForTurn('2001:db8:1:3::1')).not.toThrow();
  });

  test('nobody who comes later overtakes those who wait', async () => {
    const { begun, come } = createPlace<string>();
    const early = Array.from({ length: 9 }, () => come('early'));
    await nextTurn();
    const late = come('late');
    await Promise.all([...early, late]);
    expect(begun.at(-1)).toBe('late');
  });

  test('an address with one request does not wait for all of an address with many', async () => {
    const waitForTurn = createAnonymousRequestLimiter();
    const begun: string[] = [];
    const come = async (address: string) => {
      await waitForTurn(address);
      begun.push(address);
    };
    const all = Array.from({ length: 100 }, () => come('192.0.2.1'));
    all.push(come('192.0.2.2'));
    await Promise.all(all);
    expect(begun.indexOf('192.0.2.2')).toBeLessThan(8);
  });
});

describe('over HTTP', () => {
  const strangers = 100;
  let server: TestServer;
  let token: string;
  beforeAll(async () => {
    server = await startTestServer({ clientAddress: () => '192.0.2.7' });
    token = (await server.signUp()).accessToken;
  });
  afterAll(async () => {
    await server.close();
  });

  const ask = async (query: string, token?: string) =>
    (await server.send(query, {}, token === undefined ? {} : { token })).text;

  /** A crowd that comes at once, and one who comes last: the names in the order of their answers. */
  async function orderOfAnswers(last: () => Promise<string>): Promise<string[]> {
    const answered: string[] = [];
    const note = async (name: string, answer: Promise<string>) => {
      expect(await answer).toContain('"data"');
      answered.push(name);
    };
    await Promise.all([
      ...Array.from({ length: strangers }, () =>
        note('stranger', ask('{ serverInfo { issuer } }')),
      ),
      note('last', last()),
    ]);
    return answered;
  }

  test('who is signed in is answered before a crowd of strangers that came earlier', async () => {
    const me = () => ask('{ me { username } }', token);
    // Opens the connections, and fills the caches.
    await orderOfAnswers(me);
    const place = async () => (await orderOfAnswers(me)).indexOf('last');
    // On a busy host a part of the crowd may be answered before the last one has come.
    expect(await leastOf(place, strangers / 2)).toBeLessThan(strangers / 2);
  });

  test('strangers have no second queue at /graphql/stream', async () => {
    const ask = (path: string, query: string, accept: string) =>
      server.auth.fetch(
        new Request(`${server.url}/graphql${path}`, {
          method: 'POST',
          headers: { 'content-type': 'application/json', accept },
          body: JSON.stringify({ query }),
        }),
      );
    // Fewer than may wait, in each of two queues.
    const replies = await Promise.all(
      Array.from({ length: 800 }, (_, index) =>
        index % 2 === 0
          ? ask('', '{ serverInfo { issuer } }', 'application/json')
          : ask('/stream', 'subscription { viewerEvents { id } }', 'text/event-stream'),
      ),
    );
    const statuses = replies.map(({ status }) => status);
    expect(new Set(statuses)).toEqual(new Set([200, 503]));
    await Promise.all(replies.map((reply) => reply.text()));
  });

  test('a token that is not valid gives no right of way', async () => {
    const asked = () => ask('{ serverInfo { issuer } }', 'made-up');
    await orderOfAnswers(asked);
    expect((await orderOfAnswers(asked)).indexOf('last')).toBeGreaterThan(strangers / 2);
  });
});
