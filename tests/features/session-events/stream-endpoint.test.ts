import { createHash, randomUUID } from 'node:crypto';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createClient } from 'graphql-sse';
import { sql } from 'kysely';
import { afterAll, afterEach, beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import { openDatabase } from '../../../src/platform/database/open.js';
import { createAuditStore } from '../../../src/platform/events/store.sql.js';
import { eventAt } from '../../support/audit-events.js';
import type { TokenPair } from '../../support/graphql-client.js';
import { createDatabase, type TestDatabase } from '../../support/databases.js';
import { cookieName, openPage } from '../../support/cookie-page.js';
import { dataOf, goodPassword } from '../../support/graphql-client.js';
import { startTestServer, type TestServer } from '../../support/test-server.js';
import {
  openStream,
  refusalOfStream,
  subscription,
  type OpenedStream,
  type OpenOptions,
} from '../../support/viewer-events.js';

/** A user, and the table of events, as another process writes it. */
async function openLog(server: TestServer) {
  const elsewhere = await server.signUp(`reader${randomUUID().slice(0, 8)}`);
  const database = openDatabase({ ...server.database.options, poolSize: 1 });
  const store = createAuditStore(database);
  onTestFinished(() => database.close());
  return {
    elsewhere,
    append(userId: string, count: number) {
      const event = () => eventAt(server.clock.now(), { type: 'passkey.added', userId });
      return store.append(Array.from({ length: count }, event));
    },
    /** Takes the table away, or gives it back. */
    async rename(from: string, to: string) {
      await sql`alter table ${sql.table(from)} rename to ${sql.table(to)}`.execute(
        database.tables(),
      );
    },
  };
}

const origin = 'https://app.example.com';

describe('/graphql/stream', () => {
  let server: TestServer;
  let pair: TokenPair;
  const streams: OpenedStream[] = [];

  beforeAll(async () => {
    server = await startTestServer({
      env: {
        ...{ CORS_ORIGINS: origin, COOKIES: 'on', PUBLIC_URL: 'https://auth.example.com' },
        ...{ METRICS: 'on', METRICS_PORT: '0', INTROSPECTION: 'off' },
      },
      clientAddress: () => '192.0.2.7',
    });
    pair = await server.signUp();
  });
  afterEach(async () => {
    for (const stream of streams.splice(0)) await stream.leave();
  });
  afterAll(() => server.close());

  async function open(options: OpenOptions = {}): Promise<OpenedStream> {
    const stream = await openStream(server.url, { token: pair.accessToken, ...options });
    streams.push(stream);
    return stream;
  }
  const opened = (query: string, more = {}) => open({ body: { query, ...more } });

  test('an answer is a stream that no cache and no proxy keeps', async () => {
    const { response } = await open();
    expect(response.status).toBe(200);
    const named = ['content-type', 'cache-control', 'x-accel-buffering', 'x-content-type-options'];
    expect(named.map((name) => response.headers.get(name))).toEqual([
      ...['text/event-stream; charset=utf-8', 'no-store', 'no', 'nosniff'],
    ]);
    expect(response.headers.get('x-request-id')).toMatch(/^[0-9a-f-]{36}$/);
  });

  test.each([
    ['no token', { token: undefined }, 'TOKEN_MISSING'],
    ['a token that is none', { token: 'nonsense' }, 'TOKEN_INVALID'],
  ])('%s: refused as an event, and complete', async (_what, options, reason) => {
    expect(await refusalOfStream(await open(options))).toBe(reason);
  });

  test.each([
    ['a query', '{ me { id } }', 'OPERATION_UNSUPPORTED'],
    ['a mutation', 'mutation { logout }', 'OPERATION_UNSUPPORTED'],
    [
      'a subscription beside a query',
      `${subscription} query q { me { id } }`,
      'OPERATION_UNSUPPORTED',
    ],
    [
      'two subscriptions',
      `${subscription} subscription b { viewerEvents { id } }`,
      'OPERATION_UNSUPPORTED',
    ],
    ['no operation', 'fragment f on User { id }', 'OPERATION_UNSUPPORTED'],
    ['introspection', 'subscription { __schema { types { name } } }', 'GRAPHQL_VALIDATION_FAILED'],
    ['an unknown field', 'subscription { nothing }', 'GRAPHQL_VALIDATION_FAILED'],
    [
      'two fields',
      'subscription { viewerEvents { id } b: viewerEvents { id } }',
      'GRAPHQL_VALIDATION_FAILED',
    ],
    [
      'a field that is left out',
      'subscription { viewerEvents @skip(if: true) { id } }',
      'GRAPHQL_VALIDATION_FAILED',
    ],
    [
      'a field that a variable may leave out',
      'subscription ($is: Boolean!) { viewerEvents @include(if: $is) { id } }',
      'GRAPHQL_VALIDATION_FAILED',
    ],
    [
      'a fragment that is left out',
      'subscription { ...f @include(if: false) } fragment f on Subscription { viewerEvents { id } }',
      'GRAPHQL_VALIDATION_FAILED',
    ],
    [
      'a fragment with a field that is left out',
      'subscription { ...f } fragment f on Subscription { ... { viewerEvents @skip(if: true) { id } } }',
      'GRAPHQL_VALIDATION_FAILED',
    ],
    [
      'a fragment in itself',
      'subscription { ...f } fragment f on Subscription { ...f }',
      'DOCUMENT_TOO_COMPLEX',
    ],
    ['a syntax fault', 'subscription {', 'GRAPHQL_PARSE_FAILED'],
    [
      'a document that is too long',
      `subscription { viewerEvents { id } } #${'x'.repeat(99_000)}`,
      'DOCUMENT_TOO_COMPLEX',
    ],
    [
      'too many tokens',
      `subscription { viewerEvents { ${'id '.repeat(9000)} } }`,
      'DOCUMENT_TOO_COMPLEX',
    ],
    [
      'nesting that is too deep',
      `subscription ${'{ id '.repeat(400)}${'}'.repeat(400)}`,
      'DOCUMENT_TOO_COMPLEX',
    ],
    [
      'a position that is none',
      'subscription { viewerEvents(after: "x") { id } }',
      'POSITION_INVALID',
    ],
    [
      'a position of 101 characters',
      `subscription { viewerEvents(after: "${'1'.repeat(101)}") { id } }`,
      'POSITION_INVALID',
    ],
  ])('refuses %s', async (_what, query, reason) => {
    const stream = await opened(query);
    const [answer, end] = await stream.rest();
    const errors = typeof answer === 'object' ? (answer.errors ?? []) : [];
    expect(errors[0]?.extensions.reason ?? errors[0]?.extensions.code).toBe(reason);
    expect(end).toBe('complete');
    const me = dataOf(await server.me(pair.accessToken));
    expect(me.me.id).toBe(pair.user.id);
  });

  test.each([
    [
      'variables of a wrong type',
      { query: subscription, variables: { after: 7 } },
      'BAD_USER_INPUT',
    ],
    [
      'an unknown operation name',
      { query: subscription, operationName: 'x' },
      'OPERATION_RESOLUTION_FAILURE',
    ],
    ['variables as a text', { query: subscription, variables: '{"after":"x"}' }, 'BAD_REQUEST'],
    ['variables as a list', { query: subscription, variables: ['x'] }, 'BAD_REQUEST'],
    ['an operation name of digits', { query: subscription, operationName: 7 }, 'BAD_REQUEST'],
    ['extensions as a text', { query: subscription, extensions: '{}' }, 'BAD_REQUEST'],
    ['a list of operations', [{ query: subscription }], 'BAD_REQUEST'],
    ['no document', {}, 'BAD_REQUEST'],
  ])('refuses %s', async (_what, body, code) => {
    expect(await refusalOfStream(await open({ body }))).toBe(code);
  });

  test('refuses what is not a POST of JSON for events', async () => {
    const url = `${server.url}/graphql/stream`;
    const json = { 'content-type': 'application/json', accept: 'text/event-stream' };
    const body = JSON.stringify({ query: subscription });
    const post = (headers: Record<string, string>, to = url) =>
      fetch(to, { method: 'POST', headers, body });
    const query = new URLSearchParams({ query: subscription });
    const replies = await Promise.all([
      fetch(`${url}?${query.toString()}`, { headers: json }),
      fetch(url, { method: 'PUT' }),
      post(json, `${url}?token=${pair.accessToken}`),
      post({ ...json, accept: 'application/json' }),
      post({ ...json, 'content-type': 'text/plain' }),
    ]);
    expect(replies.map(({ status }) => status)).toEqual([405, 405, 400, 406, 415]);
    expect(server.logs.join('\n')).not.toContain(pair.accessToken);
  });

  test('/graphql still takes no subscription, not even through a door in the process', async () => {
    const headers = { authorization: `Bearer ${pair.accessToken}` };
    const options = { clientAddress: null, headers };
    const { errors } = await server.auth.execute(
      'subscription { viewerEvents { id } }',
      {},
      options,
    );
    expect(errors?.[0]?.extensions).toMatchObject({ reason: 'OPERATION_UNSUPPORTED' });
    const reply = await server.send(subscription, {}, { token: pair.accessToken });
    expect(reply.errors[0]?.extensions.reason).toBe('OPERATION_UNSUPPORTED');
  });

  test('pages of allowed origins may open a stream, and no others', async () => {
    const ask = (from: string) =>
      fetch(`${server.url}/graphql/stream`, {
        method: 'OPTIONS',
        headers: {
          origin: from,
          'access-control-request-method': 'POST',
          'access-control-request-headers': 'authorization,content-type',
        },
      });
    const [allowed, foreign] = [await ask(origin), await ask('https://evil.example')];
    expect(allowed.headers.get('access-control-allow-origin')).toBe(origin);
    expect(foreign.headers.get('access-control-allow-origin')).toBeNull();
    const { response } = await open({ headers: { origin } });
    expect(response.headers.get('access-control-allow-origin')).toBe(origin);
  });

  test('a page of an allowed origin follows in cookie mode, and a foreign one is refused', async () => {
    const page = openPage(server, { origin, 'x-authgraph-cookies': 'on' });
    const signedUp = await page.send<{ register: TokenPair }>(
      'mutation ($password: String!) { register(username: "cookies", password: $password) { accessToken } }',
      { password: goodPassword },
    );
    const { accessToken: token } = dataOf(signedUp).register;
    const cookie = `${cookieName}=${page.cookie}`;
    const inCookieMode = { cookie, 'x-authgraph-cookies': 'on' };
    const stream = await open({ token, headers: { ...inCookieMode, origin } });
    const { headers } = stream.response;
    expect(headers.get('access-control-allow-origin')).toBe(origin);
    expect(headers.get('access-control-allow-credentials')).toBe('true');
    expect(headers.get('set-cookie')).toBeNull();
    for (const foreign of [{ origin: 'https://evil.example' }, {}]) {
      const { response } = await open({ token, headers: { ...inCookieMode, ...foreign } });
      expect(response.status).toBe(403);
    }
    dataOf(await page.send('mutation { logout }'));
    expect(await stream.event()).toMatchObject({ current: true, reason: 'logout' });
  });

  test('a cookie alone opens no stream', async () => {
    const page = openPage(server, { origin, 'x-authgraph-cookies': 'on' });
    dataOf(
      await page.send(
        'mutation ($password: String!) { register(username: "alone", password: $password) { expiresIn } }',
        { password: goodPassword },
      ),
    );
    const headers = { origin, cookie: `${cookieName}=${page.cookie}`, 'x-authgraph-cookies': 'on' };
    const stream = await open({ token: undefined, headers });
    expect(await refusalOfStream(stream)).toBe('TOKEN_MISSING');
  });

  test('metrics count the open streams', async () => {
    const count = async () =>
      /^authgraph_event_streams (\d+)$/m.exec(
        await (await fetch(server.metricsUrl ?? '')).text(),
      )?.[1];
    const before = Number(await count());
    await open();
    expect(Number(await count())).toBe(before + 1);
  });

  test('the fetch handler streams, and ends with the session', async () => {
    const own = await server.signUp();
    const stream = await open({
      token: own.accessToken,
      fetch: (request) => server.auth.fetch(request),
    });
    dataOf(await server.send('mutation { logout }', {}, { token: own.accessToken }));
    expect(await stream.event()).toMatchObject({ current: true, reason: 'logout' });
    expect(await stream.next()).toBe('complete');
  });

  test('a reader that was away for 1,000 events gets all of them', async () => {
    const { elsewhere, append } = await openLog(server);
    const { user, accessToken: token } = elsewhere;
    const stream = await open({ token });
    await append(user.id, 1);
    const { position: after } = await stream.event();
    await append(user.id, 1000);
    const late = await open({ token, after });
    const ids = new Set<string>();
    while (ids.size < 1000) ids.add((await late.event()).id);
  });

  test('a stream whose past cannot be read says so, and is complete', async () => {
    const { elsewhere, append, rename } = await openLog(server);
    const { user, accessToken: token } = elsewhere;
    const stream = await open({ token });
    await append(user.id, 1);
    const { position: after } = await stream.event();
    await append(user.id, 300);
    for (let told = 0; told < 300; told += 1) await stream.event();
    // No buffers of the system: the second page is asked for once the first one has left.
    const late = await open({ token, after, fetch: (request) => server.auth.fetch(request) });
    await late.event();
    await rename('audit_events', 'away');
    const answers = await late.rest();
    await rename('away', 'audit_events');
    expect(answers).toHaveLength(201);
    expect(answers.slice(-2)).toMatchObject([
      { errors: [{ extensions: { code: 'INTERNAL_SERVER_ERROR' } }] },
      'complete',
    ]);
  });

  test('the client of graphql-sse reads the stream to its end', async () => {
    const own = await server.signUp();
    const client = createClient({
      url: `${server.url}/graphql/stream`,
      headers: { authorization: `Bearer ${own.accessToken}` },
      retryAttempts: 0,
    });
    const events = client.iterate({ query: subscription });
    const first = events.next();
    const second = dataOf(await server.login(own.user.username)).login;
    dataOf(await server.send('mutation { logout }', {}, { token: second.accessToken }));
    expect((await first).value).toMatchObject({ data: { viewerEvents: { current: false } } });
    dataOf(await server.send('mutation { logout }', {}, { token: own.accessToken }));
    expect((await events.next()).value).toMatchObject({
      data: { viewerEvents: { current: true } },
    });
    expect((await events.next()).done).toBe(true);
  });
});

describe('/graphql/stream of a service of its own', () => {
  let database: TestDatabase | undefined;
  afterAll(() => database?.drop());

  test('takes documents of the list alone where it is told so', async () => {
    database = await createDatabase('sqlite');
    const id = createHash('sha256').update(subscription).digest('hex');
    const file = join(database.dataDir, 'documents.json');
    await writeFile(file, JSON.stringify({ [id]: subscription }));
    const server = await startTestServer({
      env: { PERSISTED_DOCUMENTS: file, PERSISTED_DOCUMENTS_ONLY: 'on' },
    });
    try {
      const token = 'nonsense';
      const known = await openStream(server.url, { token, body: { documentId: id } });
      expect(await refusalOfStream(known)).toBe('TOKEN_INVALID');
      const query = 'subscription { viewerEvents { id } }';
      const unknown = await openStream(server.url, { token, body: { query } });
      expect(await refusalOfStream(unknown)).toBe('DOCUMENT_UNKNOWN');
    } finally {
      await server.close();
    }
  });

  test.each([
    ['with SESSION_EVENTS=off', { SESSION_EVENTS: 'off' }],
    ['in a subgraph', { SUBGRAPH: 'on' }],
  ])('is not there %s, and pages do not ask for it', async (_when, env) => {
    const server = await startTestServer({ env: { ...env, PAGES: 'on' } });
    try {
      const { accessToken: token } = await server.signUp();
      const { response, leave } = await openStream(server.url, { token });
      expect(response.status).toBe(404);
      await leave();
      const page = await (await fetch(`${server.url}/account`)).text();
      expect(page).toContain('data-page="account"');
      expect(page).not.toContain('data-events');
    } finally {
      await server.close();
    }
  });

  test('ends its streams at once when it stops', async () => {
    // Longer than a test may take.
    const server = await startTestServer({ env: { SHUTDOWN_TIMEOUT: '300' } });
    const { accessToken: token } = await server.signUp();
    const stream = await openStream(server.url, { token });
    await server.close();
    expect(['complete', 'cut']).toContain(await stream.next());
  });

  test('a token that expires ends the stream, and an old position is refused', async () => {
    const server = await startTestServer();
    try {
      const { accessToken, refreshToken, user } = await server.signUp();
      const elsewhere = dataOf(await server.login(user.username)).login;
      server.clock.advance(server.config.jwtAccessTokenExpires - 1);
      const stream = await openStream(server.url, { token: accessToken });
      dataOf(await server.send('mutation { logout }', {}, { token: elsewhere.accessToken }));
      const { position } = await stream.event();
      server.clock.advance(server.config.jwtLeeway + 1);
      expect(await stream.rest()).toMatchObject([
        { errors: [{ extensions: { code: 'UNAUTHENTICATED', reason: 'TOKEN_EXPIRED' } }] },
        'complete',
      ]);
      server.clock.advance(2 * 86_400);
      const { accessToken: token } = dataOf(await server.refresh(refreshToken)).refresh;
      const late = await openStream(server.url, { token, after: position });
      expect(await refusalOfStream(late)).toBe('POSITION_EXPIRED');
    } finally {
      await server.close();
    }
  });

  test('masks a fault, says the id of the request, and logs the whole story', async () => {
    const server = await startTestServer();
    const tables = openDatabase({ ...server.database.options, poolSize: 1 });
    try {
      const { accessToken: token } = await server.signUp();
      await sql`drop table audit_events`.execute(tables.tables());
      const stream = await openStream(server.url, { token });
      const [answer] = await stream.rest();
      expect(JSON.stringify(answer)).not.toContain('audit_events');
      const requestId = stream.response.headers.get('x-request-id');
      expect(answer).toMatchObject({
        errors: [{ extensions: { code: 'INTERNAL_SERVER_ERROR', requestId } }],
      });
      expect(server.logs.join('')).toContain('audit_events');
    } finally {
      await tables.close();
      await server.close();
    }
  });
});
