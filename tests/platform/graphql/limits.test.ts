import { readFileSync } from 'node:fs';
import { getIntrospectionQuery } from 'graphql';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { documentLimits } from '../../../src/platform/graphql/limits/document-limits.js';
import { requestMaxima } from '../../../src/platform/maxima.js';
import { expectNoFaults } from '../../fuzz/http.js';
import { lagOf, usedHeap } from '../../support/event-loop.js';
import { dataOf, goodPassword, refusalOf, type Reply } from '../../support/graphql-client.js';
import { startTestServer, type TestServer } from '../../support/test-server.js';
import { fanOut, hostileDocuments } from './hostile-documents.js';

/** Milliseconds for which one request may keep all others waiting. */
const maxLag = 100;

const documentTooComplex = { code: 'BAD_USER_INPUT', reason: 'DOCUMENT_TOO_COMPLEX' };
const variablesTooComplex = { code: 'BAD_USER_INPUT', reason: 'VARIABLES_TOO_COMPLEX' };

let server: TestServer;
let accessToken: string;
beforeAll(async () => {
  server = await startTestServer();
  ({ accessToken } = await server.signUp('ada'));
});
afterAll(() => server.close());

/** Refused as a whole, before anything ran; quickly; and the server is still itself. */
async function expectRefusal(
  send: () => Promise<Reply<unknown>>,
  refusal: typeof documentTooComplex,
  limit: RegExp,
): Promise<void> {
  let reply: Reply<unknown> | undefined;
  const lag = await lagOf(async () => (reply = await send()), maxLag);
  if (reply === undefined) throw new Error('nothing was sent');
  expect(refusalOf(reply)).toEqual(refusal);
  expect(reply.errors[0]?.message).toMatch(limit);
  expect(reply.data).toBeUndefined();
  expect(reply.text.length).toBeLessThan(500);
  expect(lag).toBeLessThan(maxLag);
  expect(dataOf(await server.me(accessToken)).me.username).toBe('ada');
  expectNoFaults(server);
}

describe('a document', () => {
  test.each(hostileDocuments)('of $title is refused', async ({ query, limit }) => {
    await expectRefusal(() => server.send(query), documentTooComplex, limit);
  });

  test('of a comment of 1 MB is refused with 413, unread', async () => {
    const reply = await server.send(`# ${'x'.repeat(1_000_000)}\n{ me { id } }`);
    expect(reply.status).toBe(413);
    expect(refusalOf(reply)).toEqual({ code: 'BAD_REQUEST', reason: undefined });
    dataOf(await server.me(accessToken));
  });

  test('of 3,900 lines of comments is answered, and keeps nobody waiting', async () => {
    const query = `${'#12345678\n'.repeat(3_900)}{ me { username } }`;
    const send = async () => dataOf(await server.send(query, {}, { token: accessToken }));
    expect(await send()).toEqual({ me: { username: 'ada' } });
    expect(await lagOf(send, maxLag)).toBeLessThan(maxLag);
  });

  test.each(['application/graphql-response+json', 'application/json'])(
    'beyond the limits is a request error of GraphQL over HTTP, for %s',
    async (accept) => {
      for (const { query } of hostileDocuments.slice(0, 2)) {
        const reply = await server.send(query, {}, { headers: { accept } });
        expect(reply.status).toBe(accept === 'application/json' ? 200 : 400);
        expect(reply.headers.get('content-type')).toContain(accept);
      }
    },
  );

  test('a document with type definitions reports them first, and other faults are cut', async () => {
    const types = Array.from({ length: 600 }, (_unused, index) => `scalar S${index}`);
    const reply = await server.send(`{me{${'id '.repeat(210)}}} ${types.join(' ')}`);
    expect(reply.errors[0]?.extensions).toEqual(documentTooComplex);
    expect(reply.errors.length).toBeLessThanOrEqual(6);
  });

  test('a document with 600 faults in 3,900 lines reports five, with lines and columns', async () => {
    const query = `${'\n'.repeat(3_900)}{\r\n me(${'a:1 '.repeat(600)}) { id } }`;
    let reply: Reply<unknown> | undefined;
    const lag = await lagOf(async () => (reply = await server.send(query)), maxLag);
    expect(lag).toBeLessThan(maxLag);
    expect(reply?.errors.length).toBeLessThanOrEqual(6);
    const { errors } = JSON.parse(reply?.text ?? '') as { errors: { locations?: object[] }[] };
    const columns = [0, 1, 2, 3, 4].map((index) => ({ line: 3_902, column: 5 + 4 * index }));
    expect(errors.map(({ locations }) => locations?.[0])).toContainEqual(columns[0]);
    expect(errors.find(({ locations }) => locations?.length === 5)?.locations).toEqual(columns);
    expect(reply?.text.length).toBeLessThan(3_000);
  });

  test('that the parser cannot hold on its stack is refused alike', async () => {
    const wide = await startTestServer({ env: { LIMIT_DOCUMENT_TOKENS: '10000' } });
    for (const [open, close] of [
      ['[', ']'],
      ['{a:', '}'],
    ] as const) {
      const depth = open === '[' ? 4_900 : 2_400;
      const query = `{me(a:${open.repeat(depth)}1${close.repeat(depth)}){id}}`;
      const reply = await wide.send(query);
      expect(refusalOf(reply)).toEqual(documentTooComplex);
      expect(reply.errors[0]?.message).toMatch(/more than 25 deep/);
    }
    await wide.close();
  });

  test('may be as long as LIMIT_DOCUMENT_TOKENS says', async () => {
    const document = (tokens: number) => `{me{id}} fragment a on User{${'a '.repeat(tokens - 12)}}`;
    for (const [env, tokens] of [
      [{}, 2_000],
      [{ LIMIT_DOCUMENT_TOKENS: '500' }, 500],
    ] as const) {
      const limited = await startTestServer({ env });
      const over = await limited.send(document(tokens + 1));
      expect(over.errors[0]?.message).toContain(
        `longer than ${tokens.toLocaleString('en')} tokens`,
      );
      const under = await limited.send(document(tokens));
      expect(under.errors[0]?.message).toContain('comparisons');
      await limited.close();
    }
  });
});

describe('calls that take a password', () => {
  const aliased = (field: string, count: number) =>
    `mutation{${Array.from({ length: count }, (_unused, index) => `a${index}:${field}`).join(' ')}}`;

  test.each([
    ...['login', 'register', 'reauthenticate', 'changePassword', 'setPassword'],
    ...['resetPassword', 'acceptInvitation'],
    // Inside of an input.
    ...['signIn', 'stepUp'],
  ])('more than 5 of %s in one operation are refused, and none is tried', async (field) => {
    const reply = await server.send(aliased(field, 6));
    expect(refusalOf(reply)).toEqual(documentTooComplex);
    expect(reply.errors[0]?.message).toContain('more than 5 calls that take a password');
  });

  test('are counted through fragments, and of every kind together', async () => {
    const login = 'login(username: "ada", password: "x") { expiresIn }';
    const fragments = ['A', 'B'].map(
      (name) => `fragment ${name} on Mutation { ${name}1: ${login} ... { ${name}2: ${login} } }`,
    );
    const reply = await server.send(
      `mutation { ...A ...B ...A l: ${login} r: register(username: "b", password: "x") { expiresIn } } ${fragments.join(' ')}`,
    );
    expect(refusalOf(reply)).toEqual(documentTooComplex);
    const failures = await server.withStorage(({ audit }) => audit.list({ limit: 100 }));
    expect(failures.map(({ type }) => type)).not.toContain('login.failed');
  });

  test('up to 5 in one operation run, each of them', async () => {
    const sessions = Array.from(
      { length: 5 },
      (_unused, index) =>
        `a${index}: login(username: "ada", password: "${goodPassword}") { expiresIn }`,
    );
    const data = dataOf(await server.send<object>(`mutation { ${sessions.join(' ')} }`));
    expect(Object.keys(data)).toHaveLength(5);
  });
});

describe('variables', () => {
  const query = 'query ($a: String) { me { id } __typename @include(if: $a) }';
  const send = (variables: string) => async (): Promise<Reply<unknown>> => {
    const response = await fetch(`${server.url}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: `{"query":"{ me { id } }","variables":${variables}}`,
    });
    const text = await response.text();
    const { errors = [], data } = JSON.parse(text) as Partial<Reply<unknown>>;
    return { status: response.status, headers: response.headers, data, errors, text };
  };
  const nested = (open: string, close: string, depth: number) =>
    `{"a":${open.repeat(depth)}1${close.repeat(depth)}}`;
  const deep = /nest lists and objects more than 10 deep/;
  const many = /hold more than 1,000 values/;

  test.each([
    ['100 kB of nested lists', nested('[', ']', 49_000), deep],
    ['100 kB of nested objects', nested('{"a":', '}', 16_000), deep],
    ['11 nested lists', nested('[', ']', 11), deep],
    ['a list of 40,000 numbers', `{"a":[${'1,'.repeat(40_000)}1]}`, many],
    ['30,000 empty lists', `{"a":[${'[],'.repeat(30_000)}[]]}`, many],
    [
      '7,000 names',
      JSON.stringify(Object.fromEntries(Array.from({ length: 7_000 }, (_u, i) => [`v${i}`, 1]))),
      many,
    ],
  ])('of %s are refused', async (_title, variables, limit) => {
    await expectRefusal(send(variables), variablesTooComplex, limit);
  });

  test('of a GET are held to the same limits', async () => {
    const search = new URLSearchParams({
      query: '{ me { id } }',
      variables: nested('[', ']', 2_000),
    });
    const response = await fetch(`${server.url}/graphql?${search.toString()}`, {
      headers: { 'apollo-require-preflight': '1', accept: 'application/graphql-response+json' },
    });
    expect(response.status).toBe(400);
    expect(await response.text()).toContain('VARIABLES_TOO_COMPLEX');
  });

  test('within the limits reach GraphQL', async () => {
    const reply = await server.send(query, { a: JSON.parse(nested('[', ']', 9)) as object });
    expect(refusalOf(reply).code).toBe('GRAPHQL_VALIDATION_FAILED');
    const list = Array.from({ length: 997 }, (_unused, index) => index);
    expect((await server.send('{ me { id } }', { list })).errors[0]?.extensions.reason).toBe(
      'TOKEN_MISSING',
    );
  });
});

describe('honest documents', () => {
  const everything = {
    specifiedByUrl: true,
    directiveIsRepeatable: true,
    schemaDescription: true,
    inputValueDeprecation: true,
    oneOf: true,
  };

  test('the introspection of GraphQL tools is answered', async () => {
    const reply = await server.send<{ __schema: { types: object[] } }>(
      getIntrospectionQuery(everything),
    );
    expect(dataOf(reply).__schema.types.length).toBeGreaterThan(5);
  });

  test('a page of 50 components that each spread a fragment is answered', async () => {
    const parts = Array.from({ length: 50 }, (_unused, index) => index);
    const fields = '__typename id username roles sessions { __typename id current }';
    const query = `query Page { me { ${parts.map((part) => `...C${part}`).join(' ')} } }
      ${parts.map((part) => `fragment C${part} on User { ${fields} }`).join('\n')}`;
    dataOf(await server.send(query, {}, { token: accessToken }));
  });

  test('a Relay connection is within the limits, whatever the schema says about it', async () => {
    const query = `query Users($first: Int!, $after: String) {
      users(first: $first, after: $after, orderBy: { field: CREATED_AT, direction: DESC }) {
        totalCount pageInfo { hasNextPage endCursor }
        edges { cursor node { ...Row sessions(first: 10) { edges { node { id ipAddress } } } } } } }
      fragment Row on User { __typename id username email emailVerified roles createdAt }`;
    const reply = await server.send(query, { first: 100, after: null });
    for (const { extensions } of reply.errors) {
      expect(extensions).toEqual({ code: 'GRAPHQL_VALIDATION_FAILED' });
    }
  });
});

test('documents that are refused, or huge, leave nothing in memory', async () => {
  const variants = (round: number) =>
    [fanOut(60, 2), `${'#\n'.repeat(30_000)}{me{id}}`, '{a'.repeat(600)].map((query) =>
      server.send(`#${round}\n${query}`),
    );
  for (let round = 0; round < 5; round += 1) await Promise.all(variants(round));
  const before = usedHeap();
  for (let round = 5; round < 30; round += 1) await Promise.all(variants(round));
  expect((usedHeap() - before) / 1e6).toBeLessThan(25);
});

test('docs/errors.md has the limits of the code', () => {
  const docs = readFileSync(new URL('../../../docs/errors.md', import.meta.url), 'utf8');
  const documented = Object.fromEntries(
    [...docs.matchAll(/^\| ([a-z ]+?) +\| ([\d,]+) +\|/gm)].map(([, name = '', limit = '']) => [
      name.replace('root fields', 'rootFields').replace('passwords', 'passwordFields'),
      Number(limit.replaceAll(',', '')),
    ]),
  );
  expect(documented).toEqual({
    ...documentLimits(2_000),
    body: 100_000,
    variables: requestMaxima.variables,
    extensions: requestMaxima.extensions,
  });
});
