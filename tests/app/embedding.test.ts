import type { RequestListener } from 'node:http';
import type http2 from 'node:http2';
import { setTimeout as delay } from 'node:timers/promises';
import { context, propagation, trace } from '@opentelemetry/api';
import {
  InMemorySpanExporter,
  NodeTracerProvider,
  SimpleSpanProcessor,
} from '@opentelemetry/sdk-trace-node';
import express from 'express';
import { parse } from 'graphql';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { ExecuteOptions, TypedDocument } from '../../src/index.js';
import { enroll, totpCode, type Challenge } from '../support/authenticator.js';
import { createGraphQLClient, goodPassword, refusalOf } from '../support/graphql-client.js';
import {
  startTestServer,
  type TestServer,
  type TestServerOptions,
} from '../support/test-server.js';
import { listen, type Host } from '../support/web-host.js';

const open: (TestServer | Host)[] = [];
afterEach(async () => {
  for (const each of open.splice(0).reverse()) await each.close();
});

async function start(options: TestServerOptions = {}): Promise<TestServer> {
  const service = await startTestServer(options);
  open.push(service);
  return service;
}

async function host(listener: Parameters<typeof listen>[0]): Promise<string> {
  const server = await listen(listener);
  open.push(server);
  return server.url;
}

const address = '203.0.113.7';
const query = (text: string, headers = {}) =>
  new Request('http://localhost/graphql', {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: JSON.stringify({ query: text }),
  });

describe('handler', () => {
  test('leaves foreign paths to next, and answers 404 without it', async () => {
    const { auth } = await start();
    const app = express();
    app.use(auth.handler);
    app.get('/own', (_request, response) => void response.send('own'));
    expect(await (await fetch(`${await host(app)}/own`)).text()).toBe('own');
    const alone = await fetch(`${await host(auth.handler)}/own`);
    expect([alone.status, await alone.json()]).toEqual([
      404,
      { errors: [{ message: 'Not found.', extensions: { code: 'BAD_REQUEST' } }] },
    ]);
  });

  test('says in the log that the body was read before, and is not stuck', async () => {
    const { auth, logs } = await start();
    const app = express();
    app.use(express.json(), auth.handler);
    const { errors, status } = await createGraphQLClient(await host(app)).me();
    expect([status, errors[0]?.extensions.reason]).toEqual([500, 'INTERNAL']);
    expect(logs.join('')).toContain('mount it before parsers of bodies');
  });
});

describe('a client that left before handler was called', () => {
  afterEach(() => {
    for (const api of [trace, context, propagation]) api.disable();
  });

  test('holds up no close(), and is in the log, the metrics and the traces', async () => {
    const exporter = new InMemorySpanExporter();
    new NodeTracerProvider({ spanProcessors: [new SimpleSpanProcessor(exporter)] }).register();
    const env = { METRICS: 'on', METRICS_PORT: '0', TRACING: 'on', SHUTDOWN_TIMEOUT: '30' };
    const { auth, logs, metricsUrl = '' } = await start({ env });
    const handled = handOverTheGone((request, response) => auth.handler(request, response));
    const leaving = new AbortController();
    const url = `${await host(handled.listener)}/health/live`;
    const asked = fetch(url, { signal: leaving.signal });
    await handled.arrived;
    leaving.abort();
    await expect(asked).rejects.toThrow();
    await handled.done;
    const lines = logs.map((line) => JSON.parse(line) as { status?: unknown; path?: unknown });
    expect(lines).toContainEqual(
      expect.objectContaining({ path: '/health/live', status: 'aborted' }),
    );
    const metrics = await (await fetch(metricsUrl)).text();
    expect(metrics).toMatch(/_count{route="\/health\/live",status="aborted"} 1\n/);
    expect(exporter.getFinishedSpans().map(({ name }) => name)).toContain('GET /health/live');
    await Promise.race([auth.close(), rejectAfter(60)]);
  });
});

/** A host that lets its clients leave before it asks Authgraph, as behind a slow middleware. */
function handOverTheGone(next: RequestListener) {
  let arrive!: () => void;
  const arrived = new Promise<void>((resolve) => (arrive = resolve));
  let finish!: () => void;
  const done = new Promise<void>((resolve) => (finish = resolve));
  const listener: RequestListener = (request, response) => {
    arrive();
    response.once('close', () =>
      setImmediate(() => {
        next(request, response);
        finish();
      }),
    );
  };
  return { listener, arrived, done };
}

async function rejectAfter(seconds: number): Promise<never> {
  await delay(seconds * 1000, undefined, { ref: false });
  throw new Error(`not done after ${seconds} seconds`);
}

describe('fetch', () => {
  test('without clientAddress is an error that says what is missing', async () => {
    const { auth } = await start();
    await expect(auth.fetch(query('{ me { id } }'))).rejects.toThrow(/"clientAddress"/);
  });

  test('takes no body that was read before', async () => {
    const { auth } = await start({ clientAddress: () => address });
    const request = query('{ me { id } }');
    await request.text();
    await expect(auth.fetch(request)).rejects.toThrow(/was read before/);
  });

  test('counts attempts by the address that clientAddress finds', async () => {
    const { auth } = await start({
      clientAddress: (request) => request.headers.get('x-real-ip'),
      env: { LIMIT_LOGIN_FAILURES_PER_ADDRESS: '1', LIMIT_LOGIN_FAILURES: '1' },
    });
    const reasonOf = async (from: string) => {
      const login = 'mutation { login(username: "ada", password: "wrong") { tokenType } }';
      const answer = await auth.fetch(query(login, { 'x-real-ip': from }));
      const { errors } = (await answer.json()) as { errors: { extensions: object }[] };
      return errors[0]?.extensions;
    };
    expect(await reasonOf('192.0.2.1')).toMatchObject({ reason: 'INVALID_CREDENTIALS' });
    expect(await reasonOf('192.0.2.1')).toMatchObject({ reason: 'TOO_MANY_ATTEMPTS' });
    expect(await reasonOf('198.51.100.1')).toMatchObject({ reason: 'INVALID_CREDENTIALS' });
  });

  test('warns once about clients without an address', async () => {
    const { auth, logs } = await start({ clientAddress: () => 'unknown' });
    await auth.fetch(query('{ __typename }'));
    await auth.fetch(query('{ __typename }'));
    expect(logs.filter((line) => line.includes('gave no IP address'))).toHaveLength(1);
  });

  test.each([
    ['a Promise', Promise.resolve(address)],
    ['an object', { address }],
    ['a number', 7],
  ])('is a TypeError where clientAddress gives %s', async (_what, given) => {
    const { auth } = await start({ clientAddress: () => given as never });
    const must = /clientAddress\(\) must return .* a string, or null/;
    await expect(auth.fetch(query('{ __typename }'))).rejects.toThrow(must);
    const ownContext = () => auth.context(query('{ __typename }'), new Headers());
    expect(ownContext).toThrow(must);
  });

  test('ends to read the body when its signal aborts, and answers 400', async () => {
    const { auth, logs } = await start({ clientAddress: () => address });
    const gone = new AbortController();
    const endless = new ReadableStream({ start: (body) => body.enqueue(Buffer.from('{')) });
    const init = { method: 'POST', body: endless, signal: gone.signal, duplex: 'half' };
    const headers = { 'content-type': 'application/json' };
    const answer = auth.fetch(new Request('http://localhost/graphql', { ...init, headers }));
    gone.abort();
    expect((await answer).status).toBe(400);
    expect(logs.filter((line) => line.includes('"level":50'))).toEqual([]);
  });
});

describe('execute', () => {
  const me: TypedDocument<{ me: { username: string } }, object> = parse('{ me { username } }');

  test('registers, signs in and asks who is there, without HTTP', async () => {
    const { auth } = await start();
    const register = `mutation ($username: String!, $password: String!) {
      register(username: $username, password: $password) { accessToken user { sessions { ipAddress userAgent } } } }`;
    interface Registered {
      register: { accessToken: string; user: { sessions: object[] } };
    }
    const options = { clientAddress: address, headers: { 'user-agent': 'A robot' } };
    const variables = { username: 'ada', password: goodPassword };
    const { data } = await auth.execute<Registered>(register, variables, options);
    expect(data?.register.user.sessions).toEqual([{ ipAddress: address, userAgent: 'A robot' }]);
    const authorization = `Bearer ${data?.register.accessToken}`;
    const answer = await auth.execute(me, {}, { clientAddress: null, headers: { authorization } });
    expect(answer.data?.me.username).toBe('ada');
  });

  test('signs in by a second factor', async () => {
    const service = await start();
    const { user, accessToken } = await service.signUp('ada');
    const { secret } = await enroll(service, accessToken, service.clock.now());
    service.clock.advance(30);
    const options = { clientAddress: address };
    const signIn = `mutation ($password: PasswordSignIn!) { signIn(input: { password: $password }) {
      __typename ... on MfaChallenge { mfaToken methods } } }`;
    const password = { username: 'ada', password: goodPassword };
    const { data: first } = await service.auth.execute<{ signIn: Challenge }>(
      signIn,
      { password },
      options,
    );
    expect(first?.signIn).toMatchObject({
      ...{ __typename: 'MfaChallenge', methods: ['TOTP', 'RECOVERY_CODE'] },
    });
    const complete = `mutation ($mfaToken: String!, $totp: String!) {
      completeMfa(mfaToken: $mfaToken, input: { totp: $totp }) {
        __typename ... on TokenPair { user { id } } } }`;
    const totp = totpCode(secret, service.clock.now());
    const variables = { mfaToken: first?.signIn.mfaToken, totp };
    const { data: second } = await service.auth.execute(complete, variables, options);
    expect(second).toEqual({
      completeMfa: { __typename: 'TokenPair', user: { id: user.id } },
    });
  });

  test('refuses as over HTTP: rules, limits, documents, inputs and masked faults', async () => {
    const { auth } = await start({
      env: { LIMIT_REGISTRATIONS_PER_ADDRESS: '1', LIMIT_DOCUMENT_TOKENS: '500' },
      hooks: {
        beforeRegister({ username }) {
          if (username === 'broken') throw new TypeError('a secret of the application');
          return undefined;
        },
      },
    });
    // A caller's word about its address does not count here.
    const options = { clientAddress: address, headers: { 'x-forwarded-for': '192.0.2.9' } };
    const reasonOf = async (text: string) => {
      const { errors = [] } = await auth.execute(text, {}, options);
      return errors.map(({ extensions }) => extensions?.['reason']);
    };
    const register = (name: string) =>
      `mutation { register(username: "${name}", password: "${goodPassword}") { tokenType } }`;
    expect(await reasonOf('{ me { id } }')).toEqual(['TOKEN_MISSING']);
    expect(await reasonOf(`{ me { ${'id '.repeat(600)} } }`)).toEqual(['DOCUMENT_TOO_COMPLEX']);
    expect(await reasonOf(register('a'.repeat(257)))).toEqual(['USERNAME_INVALID']);
    // A fault of the service does not count as a sign-up; a refusal does.
    expect(await reasonOf(register('broken'))).toEqual(['INTERNAL']);
    expect(await reasonOf(register('ada'))).toEqual([]);
    expect(await reasonOf(register('bob'))).toEqual(['TOO_MANY_ATTEMPTS']);
  });
});

describe('the headers that execute takes', () => {
  let auth: TestServer['auth'];
  let authorization: string;
  beforeEach(async () => {
    const service = await start();
    ({ auth } = service);
    authorization = `Bearer ${(await service.signUp('ada')).accessToken}`;
  });

  const askWith = (headers: ExecuteOptions['headers']) =>
    auth.execute<{ me: { sessions: { userAgent: string | null }[] } }>(
      '{ me { sessions { userAgent } } }',
      {},
      { clientAddress: null, ...(headers && { headers }) },
    );
  const reasonOf = async (headers: ExecuteOptions['headers']) =>
    (await askWith(headers)).errors?.[0]?.extensions?.['reason'];

  test('may be undefined each', async () => {
    expect(await reasonOf({ authorization: undefined })).toBe('TOKEN_MISSING');
    expect(await reasonOf({ authorization, 'user-agent': undefined })).toBeUndefined();
  });

  test('may be Headers, pairs, or a record with lists', async () => {
    for (const headers of [new Headers({ authorization }), [['authorization', authorization]]]) {
      expect(await reasonOf(headers as Headers)).toBeUndefined();
    }
    expect(await reasonOf({ authorization, 'x-list': ['a', 'b'] })).toBeUndefined();
    expect(await reasonOf({ authorization: [authorization, authorization] })).toBe('TOKEN_INVALID');
  });

  test('may be those of a request of Node, by HTTP/2 too', async () => {
    const received: http2.IncomingHttpHeaders = { ':path': '/', ':method': 'GET', authorization };
    expect(await reasonOf(received)).toBeUndefined();
    const url = await host((request, response) => {
      void askWith(request.headers).then((answer) => response.end(JSON.stringify(answer)));
    });
    const init = { method: 'POST', body: 'another body', headers: { authorization } };
    expect(await (await fetch(url, init)).json()).toMatchObject({ data: { me: {} } });
    expect(await (await fetch(url)).json()).toMatchObject({
      errors: [{ extensions: { reason: 'TOKEN_MISSING' } }],
    });
  });
});

describe('close', () => {
  const stopping = { code: 'SERVICE_UNAVAILABLE', reason: 'STOPPING' };

  test('answers what is inside, then nobody, and can be called twice', async () => {
    let arrived!: () => void;
    const inside = new Promise<void>((resolve) => (arrived = resolve));
    let finish!: () => void;
    const held = new Promise<void>((resolve) => (finish = resolve));
    const service = await start({
      clientAddress: () => address,
      hooks: {
        async beforeRegister() {
          arrived();
          await held;
          return undefined;
        },
      },
    });
    const { auth } = service;
    const url = await host(auth.handler);
    const client = createGraphQLClient(url);
    const registered = client.register({ username: 'ada' });
    await inside;
    const closed = auth.close();
    expect(auth.close()).toBe(closed);
    const late = await client.me();
    expect([late.status, refusalOf(late)]).toEqual([503, stopping]);
    expect((await fetch(`${url}/health/ready`)).status).toBe(503);
    finish();
    expect((await registered).data?.register.user.username).toBe('ada');
    await closed;
    expect(await (await auth.fetch(query('{ __typename }'))).json()).toMatchObject({
      errors: [{ extensions: stopping }],
    });
    await expect(auth.listen()).rejects.toThrow('after close()');
  });
});
