import { context, propagation, SpanKind, SpanStatusCode, trace } from '@opentelemetry/api';
import {
  InMemorySpanExporter,
  NodeTracerProvider,
  SimpleSpanProcessor,
  type ReadableSpan,
} from '@opentelemetry/sdk-trace-node';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test, vi } from 'vitest';
import { goodPassword } from '../../support/graphql-client.js';
import { startTestServer, type TestServer } from '../../support/test-server.js';

const exporter = new InMemorySpanExporter();
let server: TestServer;

beforeAll(async () => {
  new NodeTracerProvider({ spanProcessors: [new SimpleSpanProcessor(exporter)] }).register();
  server = await startTestServer({ env: { TRACING: 'on' } });
});
afterAll(async () => {
  await server.close();
  trace.disable();
  context.disable();
  propagation.disable();
});
beforeEach(() => exporter.reset());
afterEach(() => vi.restoreAllMocks());

/** All that have ended, but for the look that the outbox takes every five seconds, whatever is asked meanwhile. */
function finished(): ReadableSpan[] {
  return exporter
    .getFinishedSpans()
    .filter(({ name, parentSpanContext }) => name !== 'outbox.listDue' || parentSpanContext);
}

const isRequest = ({ kind }: ReadableSpan) => kind === SpanKind.SERVER;

/** The spans of one request, once its own has ended: it is the last. */
async function spans(): Promise<ReadableSpan[]> {
  await expect.poll(() => finished().map(({ kind }) => kind)).toContain(SpanKind.SERVER);
  return finished();
}

function named(all: readonly ReadableSpan[], name: string): ReadableSpan {
  const [found] = all.filter((span) => span.name === name);
  if (found === undefined) throw new Error(`no ${name} in ${all.map((s) => s.name).join(', ')}`);
  return found;
}

test('a sign-in is one trace: request, verb, password and queries, each nested', async () => {
  await server.register({ username: 'ada' });
  const all = await spans();
  const request = named(all, 'POST /graphql');
  const verb = named(all, 'accounts.register');
  const hash = named(all, 'passwords.hash');
  const insert = named(all, 'users.insert');

  expect(new Set(all.map((span) => span.spanContext().traceId)).size).toBe(1);
  expect(verb.parentSpanContext?.spanId).toBe(request.spanContext().spanId);
  expect(hash.parentSpanContext?.spanId).toBe(verb.spanContext().spanId);
  expect(insert.parentSpanContext?.spanId).toBe(verb.spanContext().spanId);
  expect(insert.kind).toBe(SpanKind.CLIENT);
  expect(insert.attributes).toEqual({ 'db.system.name': 'sqlite' });
});

test("the request's span names the operation and links to its lines in the log", async () => {
  const { headers } = await server.me('not-a-token');
  const { attributes, status } = named(await spans(), 'POST /graphql');
  expect(attributes).toEqual({
    'http.request.method': 'POST',
    'http.route': '/graphql',
    'http.response.status_code': 200,
    'graphql.operation.type': 'query',
    'authgraph.field': 'me',
    'authgraph.reason': 'TOKEN_INVALID',
    'authgraph.request_id': headers.get('x-request-id'),
  });
  expect(status.code).toBe(SpanStatusCode.UNSET);
});

test('the line of an event is written once, in the trace of its request', async () => {
  const lines: { type: string; traceId: string | undefined }[] = [];
  vi.spyOn(server.logs, 'push').mockImplementation((line = '') => {
    const { event } = JSON.parse(line) as { event?: { type: string } };
    const traceId = trace.getActiveSpan()?.spanContext().traceId;
    if (event !== undefined) lines.push({ type: event.type, traceId });
    return 0;
  });
  const { refreshToken } = await server.signUp();
  const registered = named(await spans(), 'POST /graphql').spanContext().traceId;
  expect(lines).toEqual([{ type: 'user.registered', traceId: registered }]);

  await server.refresh(refreshToken);
  server.clock.advance(60);
  await expect.poll(() => finished().filter(isRequest)).toHaveLength(2);
  exporter.reset();
  await server.refresh(refreshToken);
  const reused = named(await spans(), 'POST /graphql').spanContext().traceId;
  expect(lines.slice(1)).toEqual([{ type: 'session.token_reused', traceId: reused }]);
});

test('a refusal is no error, and says its reason', async () => {
  await server.login('nobody', 'wrong');
  const { attributes, status } = named(await spans(), 'accounts.login');
  expect(attributes).toEqual({ 'error.type': 'INVALID_CREDENTIALS' });
  expect(status.code).toBe(SpanStatusCode.UNSET);
});

test('a fault is an error, without its message', async () => {
  const broken = await startTestServer({ env: { TRACING: 'on' }, database: 'postgres' });
  const { accessToken } = await broken.signUp();
  await spans();
  exporter.reset();
  await broken.database.drop();
  await broken.me(accessToken);

  const { attributes, status, events } = named(await spans(), 'sessions.findWithUser');
  expect(attributes).toEqual({ 'db.system.name': 'postgresql', 'error.type': 'INTERNAL' });
  expect(status).toEqual({ code: SpanStatusCode.ERROR });
  expect(events).toEqual([]);
  await broken.close();
});

test('hangs below the trace of whoever called', async () => {
  const traceId = '4bf92f3577b34da6a3ce929d0e0e4736';
  const traceparent = `00-${traceId}-00f067aa0ba902b7-01`;
  await server.send('{ __typename }', {}, { headers: { traceparent } });
  const request = named(await spans(), 'POST /graphql');
  expect(request.spanContext().traceId).toBe(traceId);
  expect(request.parentSpanContext?.spanId).toBe('00f067aa0ba902b7');
});

test('an address that is none, and a method that is none, name no span', async () => {
  await fetch(`${server.url}/private/ada`, { method: 'PROPFIND' });
  const all = await spans();
  expect(all.map(({ name }) => name)).toEqual(['_OTHER']);
  expect(JSON.stringify(all.map(({ attributes }) => attributes))).not.toContain('ada');
});

test('no span holds a name, a password or a token', async () => {
  const { accessToken, refreshToken } = await server.signUp('secretive');
  await server.me(accessToken);
  const text = JSON.stringify(
    (await spans()).map(({ name, attributes, events, status }) => {
      return { name, attributes, events, status };
    }),
  );
  for (const private_ of ['secretive', goodPassword, accessToken, refreshToken, '127.0.0.1']) {
    expect(text).not.toContain(private_);
  }
});

test('off, there are no spans, though an SDK is there', async () => {
  const quiet = await startTestServer();
  await quiet.signUp();
  await quiet.close();
  expect(finished()).toEqual([]);
});
