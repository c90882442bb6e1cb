import { sql } from 'kysely';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { openDatabase } from '../../../src/platform/database/open.js';
import { dataOf, goodPassword, refusalOf } from '../../support/graphql-client.js';
import { startTestServer, type TestServer } from '../../support/test-server.js';
import { openStream } from '../../support/viewer-events.js';

const on = { METRICS: 'on', METRICS_PORT: '0' };

let server: TestServer;
beforeEach(async () => (server = await startTestServer({ env: on })));
afterEach(() => server.close());

async function scrape(target = server): Promise<string> {
  const response = await fetch(target.metricsUrl ?? 'there is no address');
  expect(response.headers.get('content-type')).toContain('text/plain; version=0.0.4');
  return response.text();
}

/** The value of one series, written as Prometheus does; `undefined` if there is none. */
async function valueOf(series: string, target = server): Promise<number | undefined> {
  const lines = (await scrape(target)).split('\n');
  const line = lines.find((candidate) => candidate.startsWith(`${series} `));
  return line === undefined ? undefined : Number(line.slice(series.length + 1));
}

const outcome = (operation: string, name: string) =>
  valueOf(`authgraph_account_operations_total{operation="${operation}",outcome="${name}"}`);

describe('where the metrics are', () => {
  test('nowhere, unless they are asked for', async () => {
    const quiet = await startTestServer();
    expect(quiet.metricsUrl).toBeUndefined();
    expect((await fetch(`${quiet.url}/metrics`)).status).toBe(404);
    await quiet.close();
  });

  test('at a port of their own, and never at that of the API', async () => {
    expect(new URL(server.metricsUrl ?? '').port).not.toBe(new URL(server.url).port);
    expect((await fetch(`${server.url}/metrics`)).status).toBe(404);
  });

  test('at their one address, to be read only', async () => {
    const url = server.metricsUrl ?? '';
    expect((await fetch(url.replace('/metrics', '/'))).status).toBe(404);
    expect((await fetch(url, { method: 'POST' })).status).toBe(404);
  });

  test('for this machine only by default, in production too', () => {
    expect(server.config.metricsHost).toBe('127.0.0.1');
  });
});

describe('accounts', () => {
  test('sign-ins are counted by outcome', async () => {
    await server.register({ username: 'ada' });
    await server.register({ username: 'ada' });
    await server.login('ada');
    await server.login('ada', 'not her password');
    await server.login('nobody', 'not their password');

    expect(await outcome('register', 'success')).toBe(1);
    expect(await outcome('register', 'username_taken')).toBe(1);
    expect(await outcome('login', 'success')).toBe(1);
    expect(await outcome('login', 'invalid_credentials')).toBe(2);
  });

  test('refreshes are counted by outcome, and a reused token as what it is', async () => {
    const { refreshToken } = await server.signUp();
    dataOf(await server.refresh(refreshToken));
    server.clock.advance(60);
    expect(refusalOf(await server.refresh(refreshToken)).reason).toBe('TOKEN_REUSED');

    expect(await outcome('refresh', 'success')).toBe(1);
    expect(await outcome('refresh', 'token_reused')).toBe(1);
    expect(await valueOf('authgraph_security_events_total{type="session.token_reused"}')).toBe(1);
  });

  test('the event of a change is counted once, and not when the change is undone', async () => {
    const series = 'authgraph_security_events_total{type="user.registered"}';
    await server.signUp();
    expect(await valueOf(series)).toBe(1);
    const database = openDatabase(server.database.options);
    await sql`create trigger undone before insert on audit_events when new.type = 'user.registered'
      begin select raise(abort, 'undone'); end`.execute(database.tables());
    await server.register({ username: 'undone' });
    expect(await valueOf(series)).toBe(1);
    await sql`drop trigger undone`.execute(database.tables());
    // Refused by a later statement of the transaction, when the event is already in it.
    await sql`create trigger undone before insert on outbox
      begin select raise(abort, 'undone'); end`.execute(database.tables());
    await server.register({ username: 'undone', email: 'undone@example.com' });
    await sql`drop trigger undone`.execute(database.tables());
    await database.close();
    expect(await valueOf(series)).toBe(1);
    await server.signUp('undone');
    expect(await valueOf(series)).toBe(2);
  });

  test('throttled sign-ins are counted', async () => {
    const env = { ...on, LIMIT_LOGIN_FAILURES_PER_ADDRESS: '1' };
    const strict = await startTestServer({ env });
    await strict.login('nobody', 'wrong');
    await strict.login('nobody', 'wrong');
    const series =
      'authgraph_account_operations_total{operation="login",outcome="too_many_attempts"}';
    expect(await valueOf(series, strict)).toBe(1);
    expect(await valueOf('authgraph_security_events_total{type="login.throttled"}', strict)).toBe(
      1,
    );
    await strict.close();
  });

  test('no name, address or token is among them', async () => {
    const { accessToken } = await server.signUp('secretive');
    await server.me(accessToken);
    const text = await scrape();
    for (const private_ of ['secretive', goodPassword, accessToken, '127.0.0.1']) {
      expect(text).not.toContain(private_);
    }
  });
});

describe('latency', () => {
  const operations = (labels: string) =>
    valueOf(`authgraph_graphql_operation_duration_seconds_count{${labels}}`);

  test('is told for each root field, and apart for what failed', async () => {
    const { accessToken } = await server.signUp();
    await server.me(accessToken);
    await server.me();
    await server.send('{ nothing }');
    await server.send('{ me { id } __typename }', {}, { token: accessToken });

    expect(await operations('kind="mutation",field="register",outcome="success"')).toBe(1);
    expect(await operations('kind="query",field="me",outcome="success"')).toBe(1);
    expect(await operations('kind="query",field="me",outcome="errors"')).toBe(1);
    expect(await operations('kind="invalid",field="none",outcome="errors"')).toBe(1);
    expect(await operations('kind="query",field="several",outcome="success"')).toBe(1);
  });

  test('is told for each address that there is, and for all others as one', async () => {
    await fetch(`${server.url}/health/live?probe=1`);
    for (const path of ['/admin', '/wp-login.php', '/%00']) await fetch(server.url + path);
    const requests = (labels: string) =>
      valueOf(`authgraph_http_request_duration_seconds_count{${labels}}`);
    expect(await requests('route="/health/live",status="200"')).toBe(1);
    expect(await requests('route="other",status="404"')).toBe(3);
  });

  test('is not that of a stream of events, which lasts as long as its reader wants', async () => {
    const { accessToken: token } = await server.signUp();
    const stream = await openStream(server.url, { token });
    await stream.leave();
    await expect.poll(() => valueOf('authgraph_event_streams')).toBe(0);
    const refused = await openStream(server.url, { headers: { accept: 'text/html' } });
    expect(refused.response.status).toBe(406);
    const ofStreams = (await scrape()).match(/_count\{route="\/graphql\/stream",.*/g);
    expect(ofStreams).toEqual(['_count{route="/graphql/stream",status="406"} 1']);
  });

  test('grows by no series, whatever clients write', async () => {
    const seriesOf = async () => (await scrape()).match(/^authgraph_\w+\{[^}]*\}/gm)?.length;
    const vary = async (name: string) => {
      await server.send(`query ${name} { ${name}: __typename }`);
      await fetch(`${server.url}/${name}?${name}`, { method: 'PUT' });
      await server.login(name, name);
    };
    await vary('first');
    const before = await seriesOf();
    for (let i = 0; i < 10; i += 1) await vary(`name${i}`);
    expect(await seriesOf()).toBe(before);
  });
});

describe('resources', () => {
  test('the wait for hashing is told, and how many wait', async () => {
    await Promise.all([server.signUp(), server.signUp(), server.signUp()]);
    expect(await valueOf('authgraph_password_hash_wait_seconds_count')).toBe(3);
    expect(await valueOf('authgraph_password_hashes{state="running"}')).toBe(0);
    expect(await valueOf('authgraph_password_hashes{state="waiting"}')).toBe(0);
  });

  test('the age of the signing key is told', async () => {
    const before = (await valueOf('authgraph_signing_key_age_seconds')) ?? NaN;
    server.clock.advance(86_400);
    expect(await valueOf('authgraph_signing_key_age_seconds')).toBe(before + 86_400);
  });

  test('a shared secret has no age, and SQLite no pool', async () => {
    const env = { ...on, JWT_SECRET_KEY: 'Zk3v9Qw7Lr2Xn8Tb5Yd1Hs6Mf4Gc0JpA' };
    const shared = await startTestServer({ env });
    const text = await scrape(shared);
    expect(text).not.toContain('authgraph_signing_key_age_seconds');
    expect(text).not.toContain('authgraph_database_connections');
    await shared.close();
  });

  test('the connections to PostgreSQL are told', async () => {
    const postgres = await startTestServer({ env: on, database: 'postgres' });
    await postgres.signUp();
    const connections = (state: string) =>
      valueOf(`authgraph_database_connections{state="${state}"}`, postgres);
    expect(await connections('idle')).toBeGreaterThan(0);
    expect(await connections('waiting')).toBe(0);
    await postgres.close();
  });

  test('the lag of the event loop is told', async () => {
    expect(await valueOf('nodejs_eventloop_lag_seconds')).toBeGreaterThanOrEqual(0);
  });
});
