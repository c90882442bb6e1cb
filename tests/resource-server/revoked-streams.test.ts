import { makeExecutableSchema } from '@graphql-tools/schema';
import { parse, subscribe, type ExecutionResult } from 'graphql';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { applyAuthDirectives, authDirectiveTypeDefs } from '../../src/directives/index.js';
import {
  allow,
  applyMiddleware,
  createAuthContext,
  createRevocationFeed,
  isAuthenticated,
  shield,
  type RevocationFeed,
} from '../../src/resource-server/index.js';
import { RevocationEntries } from '../../src/resource-server/revocation-entries.js';
import { accessClaims, audience, createTestKey, forge, issuer, now, ringOf } from '../jwt/forge.js';
import { startRevocationServer, type RevocationServer } from '../support/revocation-server.js';
import { serviceClient } from '../support/service-client.js';
import { createTestClock } from '../support/test-clock.js';
import { kits } from './kits.js';

const pair = createTestKey('HS256', 'k1');
/** Streams have the time of the machine, and look again when a token has expired. */
const exp = Math.floor(Date.now() / 1000) + 3600;
const bearer = (changes: object) => {
  const claims = accessClaims({ sub: 'ada', sid: 's1', exp, ...changes });
  return `Bearer ${forge({ alg: 'HS256', typ: 'at+jwt', kid: 'k1' }, claims, pair.signing.key)}`;
};

let service: RevocationServer;
let feed: RevocationFeed;
beforeEach(async () => {
  service = await startRevocationServer();
  const { id: clientId, secret: clientSecret } = serviceClient;
  feed = createRevocationFeed({ url: service.url, clientId, clientSecret });
  await expect.poll(() => feed.status).toBe('live');
});
afterEach(async () => {
  feed.close();
  await service.close();
});

/** A source that is silent until somebody leaves it. */
let left = 0;
beforeEach(() => (left = 0));
function silence() {
  let leave: (event: IteratorResult<unknown>) => void = () => undefined;
  return {
    [Symbol.asyncIterator]() {
      return this;
    },
    next: () => new Promise<IteratorResult<unknown>>((resolve) => (leave = resolve)),
    return() {
      left += 1;
      leave({ done: true, value: undefined });
      return Promise.resolve({ done: true as const, value: undefined });
    },
  };
}
const resolvers = {
  Query: { a: () => 'a' },
  Subscription: { news: { subscribe: silence }, open: { subscribe: silence } },
};

const withRules = () =>
  applyMiddleware(
    makeExecutableSchema({
      typeDefs: 'type Query { a: String } type Subscription { news: String open: String }',
      resolvers,
    }),
    shield({ Subscription: { news: isAuthenticated, open: allow } }),
  );
const withDirectives = () => {
  const typeDefs = `type Query { a: String }
    type Subscription { news: String @authenticated open: String }`;
  return applyAuthDirectives(
    makeExecutableSchema({ typeDefs: [authDirectiveTypeDefs, typeDefs], resolvers }),
  );
};

type Events = AsyncGenerator<ExecutionResult, undefined>;

describe.each(kits)('with $runtime, an open stream', ({ createAccessTokenVerifier }) => {
  function contextOf(changes: object = {}) {
    const expected = { issuer, audience, clock: createTestClock(), revocations: feed };
    const verifier = createAccessTokenVerifier({ keys: ringOf(pair), ...expected });
    return createAuthContext({ verifier })(bearer(changes));
  }

  async function open(
    changes: object = {},
    createSchema = withRules,
    field = 'news',
  ): Promise<Events> {
    const document = parse(`subscription { ${field} }`);
    const contextValue = await contextOf(changes);
    const result = await subscribe({ schema: createSchema(), document, contextValue });
    if (Symbol.asyncIterator in result) return result as Events;
    throw new Error(JSON.stringify(result));
  }

  /** The reason of the last event. */
  async function ending(events: Events): Promise<unknown> {
    const last = await events.next();
    expect((await events.next()).done).toBe(true);
    return (last.value as ExecutionResult).errors?.[0]?.extensions['reason'];
  }

  const revoking: [string, object, object?][] = [
    ['its session ends', { sid: 's1' }],
    ['its user is signed out', { sub: 'ada', before: now + 1 }],
    ['the administrator who acts is', { sub: 'root', before: now + 1 }, { act: { sub: 'root' } }],
    ['everyone is', { before: now + 1 }],
  ];
  test.each(revoking)('ends at once when %s, and says why', async (_what, revocation, changes) => {
    const reason = ending(await open(changes));
    service.revoke(revocation);
    expect(await reason).toBe('TOKEN_REVOKED');
    expect(left).toBe(1);
  });

  test('ends under directives too', async () => {
    const reason = ending(await open({}, withDirectives));
    service.revoke({ sid: 's1' });
    expect(await reason).toBe('TOKEN_REVOKED');
  });

  test('goes on when another ends, and while anyone may read it', async () => {
    const others = await Promise.all([
      open({ sid: 's2', sub: 'ada', iat: now }),
      open({ sid: 's3', sub: 'bob' }),
      open({}, withRules, 'open'),
    ]);
    const over = vi.fn();
    for (const other of others) void other.next().then(over);
    const reason = ending(await open());
    service.revoke({ sub: 'ada', before: now + 1, exceptSid: 's2' });
    expect(await reason).toBe('TOKEN_REVOKED');
    await new Promise((resolve) => setTimeout(resolve, 20));
    expect(over).not.toHaveBeenCalled();
    await Promise.all(others.map((other) => other.return(undefined)));
  });

  test('ends at once if its token was revoked while it was opened', async () => {
    const contextValue = await contextOf();
    service.revoke({ sid: 's1' });
    await expect.poll(() => feed.isRevoked({ sub: 'ada', sid: 's1', iat: now })).toBe(true);
    const document = parse('subscription { news }');
    const result = await subscribe({ schema: withRules(), document, contextValue });
    expect(await ending(result as Events)).toBe('TOKEN_REVOKED');
  });
});

describe('those who watch tokens', () => {
  const claims = (n: number) => ({ sub: `u${n}`, sid: `s${n}`, iat: now });
  /** As many open streams as a server has. */
  const streams = 10_000;

  function watched() {
    const entries = new RevocationEntries(100_000);
    const looked = vi.spyOn(entries, 'has');
    const told: number[] = [];
    const leave = Array.from({ length: streams }, (_, n) =>
      entries.watchers.add(claims(n), () => told.push(n)),
    );
    looked.mockClear();
    return { entries, looked, told, leave };
  }
  const turn = () => vi.runOnlyPendingTimers();
  beforeEach(() => void vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] }));
  afterEach(() => void vi.useRealTimers());

  test('are looked at by name: a burst costs nothing for the streams of others', () => {
    const { entries, looked, told } = watched();
    for (let n = 0; n < 500; n += 1) {
      entries.add({ sid: `none${n}` }, 0);
      entries.add({ sub: `none${n}`, before: now + 1 }, 0);
    }
    expect(vi.getTimerCount()).toBe(0);
    for (let n = 0; n < 1000; n += 1) entries.add({ sub: 'u7', before: now + 1 + n }, 0);
    turn();
    expect(looked).toHaveBeenCalledTimes(1);
    expect(told).toEqual([7]);
  });

  test('are told in turns when everyone is signed out, each once', () => {
    const { entries, told } = watched();
    entries.add({ before: now + 1 }, 0);
    turn();
    expect(told).toHaveLength(100);
    while (vi.getTimerCount() > 0) turn();
    expect(new Set(told).size).toBe(streams);
    expect(told).toHaveLength(streams);
  });

  test('are told nothing when they have left, also in the last moment', () => {
    const { entries, told, leave } = watched();
    leave[1]?.();
    entries.add({ sid: 's1' }, 0);
    entries.add({ sid: 's2' }, 0);
    leave[2]?.();
    turn();
    expect(told).toEqual([]);
  });

  test('are told nothing of what spares them, and of the next', () => {
    const { entries, told } = watched();
    entries.add({ sub: 'u3', before: now + 1, exceptSid: 's3' }, 0);
    turn();
    expect(told).toEqual([]);
    entries.add({ sub: 'u3', before: now + 1 }, 0);
    turn();
    expect(told).toEqual([3]);
  });
});
