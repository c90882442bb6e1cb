import { makeExecutableSchema } from '@graphql-tools/schema';
import { parse, subscribe, type ExecutionResult } from 'graphql';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { applyAuthDirectives, authDirectiveTypeDefs } from '../../src/directives/index.js';
import {
  allow,
  allOf,
  applyMiddleware,
  AuthError,
  createAccessTokenVerifier,
  createAuthContext,
  deny,
  hasRole,
  isAuthenticated,
  rule,
  shield,
  type Confirm,
  type Principal,
} from '../../src/resource-server/index.js';
import { accessClaims, audience, createTestKey, forge, issuer, now, ringOf } from '../jwt/forge.js';

const pair = createTestKey('HS256', 'k1');
const verifier = createAccessTokenVerifier({ keys: ringOf(pair), issuer, audience });
const bearer = (changes: Record<string, unknown> = {}) =>
  `Bearer ${forge({ alg: 'HS256', typ: 'at+jwt', kid: 'k1' }, accessClaims(changes), pair.signing.key)}`;
/** Seconds: longer than the minute between two live checks. */
const longLived = { exp: now + 3600 };

beforeEach(
  () => void vi.useFakeTimers({ now: now * 1000, toFake: ['Date', 'setTimeout', 'clearTimeout'] }),
);
afterEach(() => void vi.useRealTimers());

/** A source of events that counts who has subscribed and who has left. */
function createSource() {
  const waiting: ((event: IteratorResult<unknown>) => void)[] = [];
  const source = {
    opened: 0,
    closed: 0,
    /** Gives the next event to the reader that waits. */
    emit: (value: unknown) => waiting.shift()?.({ done: false, value }),
    subscribe() {
      source.opened += 1;
      return {
        [Symbol.asyncIterator]() {
          return this;
        },
        next: () => new Promise<IteratorResult<unknown>>((resolve) => waiting.push(resolve)),
        return() {
          source.closed += 1;
          for (const resolve of waiting) resolve({ done: true, value: undefined });
          return Promise.resolve({ done: true as const, value: undefined });
        },
      };
    },
  };
  return source;
}

let source: ReturnType<typeof createSource>;
beforeEach(() => (source = createSource()));

const fields = 'plain: Secret resolved: String open: Secret role: Int';
const resolversOf = () => ({
  Query: { a: () => 'a' },
  Subscription: {
    plain: { subscribe: source.subscribe },
    resolved: { subscribe: source.subscribe, resolve: () => 'resolved' },
    open: { subscribe: source.subscribe },
    role: { subscribe: source.subscribe, resolve: () => 1 },
  },
});
const event = { plain: { text: 'news' }, open: { text: 'news' } };

function withRules() {
  const typeDefs = `type Query { a: String } type Secret { text: String } type Subscription { ${fields} }`;
  return applyMiddleware(
    makeExecutableSchema({ typeDefs, resolvers: resolversOf() }),
    shield(
      {
        Query: allow,
        Secret: isAuthenticated,
        Subscription: {
          plain: isAuthenticated,
          resolved: allOf(isAuthenticated),
          open: allow,
          role: hasRole('editor'),
        },
      },
      { fallbackRule: deny, allowExternalErrors: true },
    ),
  );
}

function withDirectives() {
  const typeDefs = `type Query { a: String } type Secret { text: String @authenticated }
    type Subscription {
      plain: Secret @authenticated resolved: String @authenticated open: Secret
      role: Int @requiresScopes(scopes: [["posts:write"]])
    }`;
  const resolvers = resolversOf();
  return applyAuthDirectives(
    makeExecutableSchema({ typeDefs: [authDirectiveTypeDefs, typeDefs], resolvers }),
  );
}

type Events = AsyncGenerator<ExecutionResult, undefined>;

interface Subscriber {
  readonly authorization?: string;
  readonly confirm?: Confirm<Principal>;
}

describe.each([
  ['rules', withRules],
  ['directives', withDirectives],
])('subscriptions under %s', (_what, createSchema) => {
  async function start(query: string, { authorization, confirm }: Subscriber = {}) {
    const live: Confirm<Principal> = confirm ?? ((principal) => Promise.resolve(principal));
    const contextValue = createAuthContext({ verifier, confirm: live })(authorization);
    const document = parse(`subscription { ${query} }`);
    return subscribe({ schema: createSchema(), document, contextValue });
  }

  async function open(query: string, subscriber: Subscriber): Promise<Events> {
    const result = await start(query, subscriber);
    if (Symbol.asyncIterator in result) return result as Events;
    throw new Error(JSON.stringify(result));
  }

  const reasonsOf = ({ errors = [] }: ExecutionResult) =>
    errors.map(({ extensions }) => extensions['reason']);

  /** What comes next, once `cause` has happened. */
  async function next(events: Events, cause: () => unknown): Promise<ExecutionResult | 'complete'> {
    const result = events.next();
    await vi.advanceTimersByTimeAsync(0);
    await cause();
    const event = await result;
    return event.done === true ? 'complete' : event.value;
  }
  const after = (seconds: number) => () => vi.advanceTimersByTimeAsync(seconds * 1000);
  const news = () => source.emit(event);

  test.each(['plain { text }', 'resolved', 'role'])(
    '%s is not subscribed to for anyone',
    async (query) => {
      for (const authorization of [undefined, 'Bearer junk', bearer({ exp: now })]) {
        const result = await start(query, authorization === undefined ? {} : { authorization });
        expect(reasonsOf(result as ExecutionResult)).toHaveLength(1);
      }
      expect(source.opened).toBe(0);
    },
  );

  test.each(['plain { text }', 'resolved', 'role'])(
    '%s ends with the token: its last event says so',
    async (query) => {
      const events = await open(query, { authorization: bearer(longLived) });
      expect(await next(events, news)).toMatchObject({ data: expect.anything() as unknown });
      const last = await next(events, after(3601));
      expect(reasonsOf(last as ExecutionResult)).toEqual(['TOKEN_EXPIRED']);
      expect(await next(events, news)).toBe('complete');
      expect(source.closed).toBe(1);
      expect(vi.getTimerCount()).toBe(0);
    },
  );

  test('no event after the expiry is delivered, also when timers stood still', async () => {
    const events = await open('resolved', { authorization: bearer() });
    vi.setSystemTime((now + 901) * 1000);
    expect(reasonsOf((await next(events, news)) as ExecutionResult)).toEqual(['TOKEN_EXPIRED']);
    expect(await next(events, news)).toBe('complete');
  });

  test.each([
    ['a session that has ended', new AuthError('TOKEN_REVOKED'), 'TOKEN_REVOKED'],
    ['an outage', new Error('ECONNREFUSED'), 'DATABASE_UNAVAILABLE'],
  ])('%s ends a stream within a minute, with its reason', async (_fault, fault, reason) => {
    let isOver = false;
    const events = await open('resolved', {
      authorization: bearer(longLived),
      confirm: (principal) => (isOver ? Promise.reject(fault) : Promise.resolve(principal)),
    });
    expect(await next(events, news)).toEqual({ data: { resolved: 'resolved' } });
    isOver = true;
    const last = await next(events, after(60));
    expect(reasonsOf(last as ExecutionResult)).toEqual([reason]);
    expect(await next(events, news)).toBe('complete');
  });

  test('a right that was taken away ends a stream within a minute', async () => {
    const [roles, scopes] = [['editor'], ['posts:write']];
    const events = await open('role', {
      authorization: bearer(longLived),
      confirm: (principal) => Promise.resolve({ ...principal, roles, scopes }),
    });
    expect(await next(events, news)).toEqual({ data: { role: 1 } });
    roles.pop();
    scopes.pop();
    const last = await next(events, after(60));
    expect(['ROLE_REQUIRED', 'SCOPE_REQUIRED']).toContain(reasonsOf(last as ExecutionResult)[0]);
  });

  test('a session that lives is asked for once a minute, and its stream goes on', async () => {
    let checks = 0;
    const events = await open('resolved', {
      authorization: bearer(longLived),
      confirm(principal) {
        checks += 1;
        return Promise.resolve(principal);
      },
    });
    for (let minute = 0; minute < 5; minute += 1) {
      await vi.advanceTimersByTimeAsync(60_000);
      expect(await next(events, news)).toEqual({ data: { resolved: 'resolved' } });
    }
    expect(checks).toBeGreaterThanOrEqual(6);
    // The stream asks, and so do its events.
    expect(checks).toBeLessThanOrEqual(12);
    await events.return(undefined);
    expect(vi.getTimerCount()).toBe(0);
  });

  test('guarded fields in an open stream end with the token, the open ones go on', async () => {
    const events = await open('open { text }', { authorization: bearer() });
    expect(await next(events, news)).toEqual({ data: { open: { text: 'news' } } });
    vi.setSystemTime((now + 901) * 1000);
    const late = (await next(events, news)) as ExecutionResult;
    expect(late.data).toEqual({ open: { text: null } });
    expect(reasonsOf(late)).toEqual(['TOKEN_EXPIRED']);
  });

  test('a subscriber who leaves leaves no timer behind', async () => {
    const events = await open('plain { text }', { authorization: bearer() });
    await events.return(undefined);
    expect(source.closed).toBe(1);
    expect(vi.getTimerCount()).toBe(0);
  });

  test('a source that fails passes on its error, and leaves no timer behind', async () => {
    const failing = { next: () => Promise.reject(new Error('broker away')) };
    source.subscribe = () => ({ [Symbol.asyncIterator]: () => failing }) as never;
    const events = await open('plain { text }', { authorization: bearer() });
    await expect(events.next()).rejects.toThrow('broker away');
    expect(vi.getTimerCount()).toBe(0);
  });
});

test('a context says when its token expires, in milliseconds', () => {
  const { auth } = createAuthContext({ verifier })(bearer());
  expect(auth).toMatchObject({ expiresAt: (now + 900) * 1000 });
});

test('a rule that throws while a stream is open ends it, and harms nothing else', async () => {
  let isBroken = false;
  const own = rule('own', { cache: 'no_cache' })(() => {
    if (isBroken) throw new Error('broken');
    return true;
  });
  const schema = applyMiddleware(
    makeExecutableSchema({
      typeDefs: 'type Query { a: String } type Subscription { resolved: String }',
      resolvers: { Subscription: { resolved: resolversOf().Subscription.resolved } },
    }),
    shield({ Subscription: { resolved: own } }, { fallbackRule: deny, debug: true }),
  );
  const contextValue = createAuthContext({ verifier })(bearer());
  const document = parse('subscription { resolved }');
  const events = (await subscribe({ schema, document, contextValue })) as Events;
  const last = events.next();
  isBroken = true;
  await vi.advanceTimersByTimeAsync(60_000);
  expect((await last).value).toMatchObject({ errors: [{ message: 'broken' }] });
});
