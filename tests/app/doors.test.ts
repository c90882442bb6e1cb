import { gzipSync } from 'node:zlib';
import express from 'express';
import Fastify from 'fastify';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { challengeOf, completeMfa, enroll } from '../support/authenticator.js';
import { createGraphQLClient, dataOf, goodPassword } from '../support/graphql-client.js';
import { startTestServer, type TestServer } from '../support/test-server.js';
import { listen, listenerOf, type Host } from '../support/web-host.js';

const origin = 'https://app.example.com';
const json = { 'content-type': 'application/json' };

let service: TestServer;
beforeAll(async () => {
  service = await startTestServer({
    env: { CORS_ORIGINS: origin, COOKIES: 'on', INTROSPECTION: 'on' },
    clientAddress: () => '127.0.0.1',
  });
});
afterAll(() => service.close());

async function startExpress(): Promise<Host> {
  const app = express();
  app.use(service.auth.handler);
  app.get('/own', (_request, response) => response.send('own'));
  return listen(app);
}

async function startFastify(): Promise<Host> {
  const app = Fastify();
  await app.register((scope, _options, done) => {
    // The body stays unread for Authgraph.
    scope.removeAllContentTypeParsers();
    scope.addContentTypeParser('*', (_request, _body, parsed) => parsed(null));
    scope.all('/*', (request, reply) => {
      reply.hijack();
      service.auth.handler(request.raw, reply.raw);
    });
    done();
  });
  const url = await app.listen({ port: 0, host: '127.0.0.1' });
  return { url, close: () => app.close() };
}

const doors: { name: string; start: () => Promise<Host> }[] = [
  { name: 'handler, in node:http', start: () => listen(service.auth.handler) },
  { name: 'handler, in Express', start: startExpress },
  { name: 'handler, in Fastify', start: startFastify },
  { name: 'fetch', start: () => listen(listenerOf((request) => service.auth.fetch(request))) },
];

/** Every kind of answer there is. */
const requests: readonly [string, string, RequestInit?][] = [
  ['an operation', '/graphql', post({ query: '{ __typename }' })],
  ['a refusal', '/graphql', post({ query: '{ me { id } }' })],
  ['a wrong password', '/graphql', post(login('wrong password'))],
  ['a fault of the document', '/graphql', post({ query: '{ nothing }' })],
  ['a GET', `/graphql?query=${encodeURIComponent('{ __typename }')}`, { headers: json }],
  ['a forged GET', '/graphql?query=%7B__typename%7D'],
  ['a packed body', '/graphql', packed({ query: '{ __typename }' })],
  ['a damaged body', '/graphql', { method: 'POST', headers: json, body: '{' }],
  ['an announced long body', '/graphql', post({ query: ' '.repeat(100_001) })],
  ['a long body that streams in', '/graphql', streamed(' '.repeat(200_000))],
  ['another content type', '/graphql', { method: 'POST', body: 'text' }],
  ['a wrong method', '/graphql', { method: 'PUT' }],
  ['a preflight', '/graphql', preflight(origin)],
  ['a preflight of a stranger', '/graphql', preflight('https://evil.example')],
  ['a page in cookie mode of a stranger', '/graphql', cookieMode('https://evil.example')],
  ['a long header', '/graphql', { headers: { 'x-authgraph-cookies': 'o'.repeat(65) } }],
  ['a check', '/health/live'],
  ['a check by HEAD', '/health/live', { method: 'HEAD' }],
  ['the keys', '/.well-known/jwks.json'],
  ['the metadata', '/.well-known/oauth-authorization-server'],
];

function post(body: object, headers = {}): RequestInit {
  return { method: 'POST', headers: { ...json, ...headers }, body: JSON.stringify(body) };
}

function login(password: string) {
  const query =
    'mutation ($password: String!) { login(username: "ada", password: $password) { refreshToken } }';
  return { query, variables: { password } };
}

function packed(body: object): RequestInit {
  const headers = { ...json, 'content-encoding': 'gzip' };
  return { method: 'POST', headers, body: gzipSync(JSON.stringify(body)) };
}

function streamed(text: string): RequestInit {
  const body = new Blob([text]).stream();
  return { method: 'POST', headers: json, body, duplex: 'half' } as RequestInit;
}

function preflight(from: string): RequestInit {
  const headers = { origin: from, 'access-control-request-method': 'POST' };
  return { method: 'OPTIONS', headers };
}

function cookieMode(from: string): RequestInit {
  return post(login(goodPassword), { origin: from, 'x-authgraph-cookies': 'on' });
}

/** Of the connection, of the moment, and of the framework. */
const notOurs = ['connection', 'keep-alive', 'date', 'transfer-encoding', 'x-powered-by'];

/** An answer without what differs each time. The length of an answer is the framework's business. */
async function answerOf(url: string, path: string, init?: RequestInit) {
  const response = await fetch(url + path, init);
  const names = [...notOurs, 'content-length'];
  const headers = [...response.headers].filter(([name]) => !names.includes(name));
  const { 'x-request-id': requestId, ...others } = Object.fromEntries(headers);
  expect(requestId).toMatch(/^[0-9a-f-]{36}$/);
  return { status: response.status, headers: others, body: await response.text() };
}

describe.each(doors)('$name', ({ start }) => {
  let host: Host;
  beforeAll(async () => {
    host = await start();
  });
  afterAll(() => host.close());

  test.each(requests)('answers %s as listen does', async (_what, path, init) => {
    const own = await answerOf(service.url, path, again(init));
    expect(await answerOf(host.url, path, again(init))).toEqual(own);
  });

  test('signs in, refreshes and says who is there', async () => {
    const client = createGraphQLClient(host.url);
    const { user } = await service.signUp();
    const pair = dataOf(await client.login(user.username)).login;
    const next = dataOf(await client.refresh(pair.refreshToken)).refresh;
    expect(dataOf(await client.me(next.accessToken)).me.username).toBe(user.username);
  });

  test('signs in by a second factor, and has a cookie for the session alone', async () => {
    const client = createGraphQLClient(host.url);
    const { user, accessToken } = await service.signUp();
    const { recoveryCodes } = await enroll(client, accessToken, service.clock.now());
    const [recoveryCode = '', other = ''] = recoveryCodes ?? [];
    const password = { username: user.username, password: goodPassword };
    const { mfaToken } = await challengeOf(client, { password });
    const { completeMfa: pair } = dataOf(await completeMfa(client, mfaToken, { recoveryCode }));
    expect(dataOf(await client.me(pair.accessToken)).me.id).toBe(user.id);

    const ask = (query: string) =>
      fetch(`${host.url}/graphql`, post({ query }, { origin, 'x-authgraph-cookies': 'on' }));
    const first = await ask(`mutation { signIn(input: { password: {
      username: "${user.username}", password: "${goodPassword}" } }) {
      ... on MfaChallenge { mfaToken } } }`);
    expect(first.headers.getSetCookie()).toEqual([]);
    const { data } = (await first.json()) as { data: { signIn: { mfaToken: string } } };
    const second = await ask(`mutation { completeMfa(mfaToken: "${data.signIn.mfaToken}",
      input: { recoveryCode: "${other}" }) { ... on TokenPair { refreshToken } } }`);
    expect(await second.json()).toEqual({ data: { completeMfa: { refreshToken: '' } } });
    expect(second.headers.getSetCookie()).toEqual([
      expect.stringMatching(/^__Host-authgraph-refresh=[^;]+; .*HttpOnly/),
    ]);
  });

  test('keeps the refresh token in a cookie', async () => {
    await service.register({ username: 'ada' });
    const signedIn = await fetch(`${host.url}/graphql`, cookieMode(origin));
    expect(await signedIn.json()).toEqual({ data: { login: { refreshToken: '' } } });
    const [cookie = ''] = signedIn.headers.getSetCookie();
    expect(cookie).toMatch(/^__Host-authgraph-refresh=[^;]+; .*HttpOnly/);
    const headers = { cookie: cookie.split(';')[0], origin, 'x-authgraph-cookies': 'on' };
    const refresh = post({ query: 'mutation { refresh { accessToken } }' }, headers);
    const refreshed = await fetch(`${host.url}/graphql`, refresh);
    expect(await refreshed.text()).toMatch(/^{"data":{"refresh":{"accessToken":"[^"]+"}}}/);
  });
});

/** A body that streams can be sent once. */
function again(init?: RequestInit): RequestInit | undefined {
  return init?.body instanceof ReadableStream ? streamed(' '.repeat(200_000)) : init;
}
