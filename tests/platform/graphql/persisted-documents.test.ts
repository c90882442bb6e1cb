import { createHash } from 'node:crypto';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ApolloClient, ApolloLink, gql, HttpLink, InMemoryCache } from '@apollo/client';
import { PersistedQueryLink } from '@apollo/client/link/persisted-queries';
import { buildSchema, parse, validate } from 'graphql';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { ConfigError, loadConfig } from '../../../src/app/config.js';
import { readTypeDefs } from '../../../src/platform/package-folder.js';
import { createSession } from '../../../src/client/index.js';
import { goodPassword } from '../../support/graphql-client.js';
import { startTestServer, type TestServer } from '../../support/test-server.js';

let folder: string;
let server: TestServer | undefined;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'documents-'));
});
afterEach(async () => {
  await server?.close();
  server = undefined;
  await rm(folder, { recursive: true });
});

const text = 'query Issuer { serverInfo { issuer } }';
const hashOf = (document: string) => createHash('sha256').update(document).digest('hex');

async function start(list: unknown, env: Record<string, string> = {}): Promise<TestServer> {
  const file = join(folder, 'documents.json');
  await writeFile(file, typeof list === 'string' ? list : JSON.stringify(list));
  server = await startTestServer({ env: { PERSISTED_DOCUMENTS: file, ...env } });
  return server;
}

interface Answer {
  readonly status: number;
  readonly data?: unknown;
  readonly errors?: { extensions: { code?: string; reason?: string } }[];
}

async function post(body: unknown): Promise<Answer> {
  const response = await fetch(`${server?.url ?? ''}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
  return { status: response.status, ...((await response.json()) as object) };
}

async function get(parameters: Record<string, string>): Promise<Answer> {
  const search = new URLSearchParams(parameters).toString();
  const response = await fetch(`${server?.url ?? ''}/graphql?${search}`, {
    headers: { 'apollo-require-preflight': '1' },
  });
  return { status: response.status, ...((await response.json()) as object) };
}

const apq = (document: string) => ({
  persistedQuery: { version: 1, sha256Hash: hashOf(document) },
});
const issuer = { data: { serverInfo: { issuer: expect.any(String) as string } } };
const unknown = {
  errors: [{ extensions: { code: 'BAD_USER_INPUT', reason: 'DOCUMENT_UNKNOWN' } }],
};

describe('a list of documents', () => {
  const lists = {
    'a manifest of Apollo': {
      format: 'apollo-persisted-query-manifest',
      version: 1,
      operations: [{ id: 'issuer', name: 'Issuer', type: 'query', body: text }],
    },
    'an object of ids and documents': { issuer: text },
  };

  test.each(Object.entries(lists))('can be %s', async (_name, list) => {
    await start(list);
    expect(await post({ documentId: 'issuer' })).toMatchObject(issuer);
    expect(await post({ extensions: apq(text) })).toMatchObject(issuer);
    expect(await get({ documentId: 'issuer' })).toMatchObject(issuer);
    expect(await get({ extensions: JSON.stringify(apq(text)) })).toMatchObject(issuer);
  });

  test('takes variables and the name of the operation beside the id', async () => {
    const document =
      'query A($on: Boolean!) { __typename @include(if: $on) } query B { x: __typename }';
    await start({ two: document });
    const a = { documentId: 'two', operationName: 'A', variables: { on: true } };
    expect((await post(a)).data).toEqual({ __typename: 'Query' });
    const variables = JSON.stringify(a.variables);
    expect((await get({ ...a, variables })).data).toEqual({ __typename: 'Query' });
    expect((await post({ documentId: 'two', operationName: 'B' })).data).toEqual({ x: 'Query' });
  });

  test('answers an id that is not in it with DOCUMENT_UNKNOWN', async () => {
    await start({ issuer: text });
    for (const documentId of ['other', '', '__proto__', 'constructor', 'a'.repeat(10_000)]) {
      expect(await post({ documentId })).toMatchObject(unknown);
    }
    expect(await get({ documentId: 'other' })).toMatchObject(unknown);
  });

  test('holds a mutation back from GET', async () => {
    await start({ out: 'mutation { logout }' });
    expect((await get({ documentId: 'out' })).status).toBe(405);
  });

  test.each([
    ['no JSON', '{'],
    ['no list', '[1]'],
    ['numbers', '{"a":1}'],
    ['another format', '{"format":"x","operations":[]}'],
  ])('that is %s stops the start', async (_name, list) => {
    await expect(start(list)).rejects.toThrow(ConfigError);
    await expect(start(list)).rejects.toThrow(/PERSISTED_DOCUMENTS/);
  });

  test('that is not there, or too long, stops the start', async () => {
    const none = { PERSISTED_DOCUMENTS: join(folder, 'none.json') };
    await expect(startTestServer({ env: none })).rejects.toThrow(/cannot be read \(ENOENT\)/);
    const many = Object.fromEntries(
      Array.from({ length: 10_001 }, (_each, index) => [index, text]),
    );
    await expect(start(many)).rejects.toThrow(/10,000/);
    await expect(start({ a: 'x'.repeat(5_000_001) })).rejects.toThrow(/5 MB/);
  });
});

describe('PERSISTED_DOCUMENTS_ONLY=on', () => {
  const only = { PERSISTED_DOCUMENTS_ONLY: 'on' };

  test('refuses every other document, and takes a known one as text too', async () => {
    await start({ issuer: text }, only);
    expect(await post({ documentId: 'issuer' })).toMatchObject(issuer);
    expect(await post({ query: text })).toMatchObject(issuer);
    for (const query of [
      '{ __typename }',
      '{ __schema { types { name } } }',
      `${text} `,
      '',
      '{',
    ]) {
      expect(await post({ query })).toMatchObject(unknown);
      expect(await get({ query })).toMatchObject(unknown);
    }
    const extensions = apq('{ __typename }');
    expect(await post({ extensions })).toMatchObject(unknown);
    expect(await post({ query: '{ __typename }', extensions: apq(text) })).toMatchObject(unknown);
  });

  test('lets authgraph/client sign in and out', async () => {
    const { url } = await start({}, only);
    const session = createSession({ url: `${url}/graphql` });
    await session.register({ username: 'ada', password: goodPassword });
    expect(session.state().status).toBe('signedIn');
    await session.logout();
    expect(session.state().status).toBe('signedOut');
  });

  test.each([
    { SUBGRAPH: 'on', with: 'SUBGRAPH' },
    { AUTOMATIC_PERSISTED_QUERIES: 'on', with: 'AUTOMATIC_PERSISTED_QUERIES' },
  ])('with $with=on is an error at the start', ({ with: other, ...env }) => {
    expect(() => loadConfig({ ...only, ...env })).toThrow(new RegExp(other));
  });
});

describe('AUTOMATIC_PERSISTED_QUERIES', () => {
  const apolloOf = (url: string, hashes: string[]) =>
    new ApolloClient({
      cache: new InMemoryCache(),
      link: ApolloLink.from([
        new PersistedQueryLink({ sha256: hashOf }),
        new HttpLink({
          uri: `${url}/graphql`,
          fetch: (input, init) => {
            hashes.push((init?.body as string).includes('"query"') ? 'text' : 'hash');
            return fetch(input, init);
          },
        }),
      ]),
    });

  test.each([
    { AUTOMATIC_PERSISTED_QUERIES: 'on', sent: ['hash', 'text', 'hash'] },
    { AUTOMATIC_PERSISTED_QUERIES: 'off', sent: ['hash', 'text', 'text'] },
  ])('$AUTOMATIC_PERSISTED_QUERIES: Apollo Client sends $sent', async ({ sent, ...env }) => {
    const { url } = await start({}, env);
    const requests: string[] = [];
    const apollo = apolloOf(url, requests);
    for (let times = 0; times < 2; times += 1) {
      const { data } = await apollo.query({ query: gql(text), fetchPolicy: 'no-cache' });
      expect(data).toMatchObject(issuer.data);
    }
    expect(requests).toEqual(sent);
  });

  test('on: a hash of another text is refused, and keeps nothing', async () => {
    await start({}, { AUTOMATIC_PERSISTED_QUERIES: 'on' });
    const wrong = await post({ query: '{ __typename }', extensions: apq(text) });
    expect(wrong.errors?.[0]?.extensions.reason).toBe('DOCUMENT_HASH_INVALID');
    const asked = await post({ extensions: apq(text) });
    expect(asked.errors?.[0]?.extensions.code).toBe('PERSISTED_QUERY_NOT_FOUND');
  });

  test('on: a document with a string is not kept, because it may hold a password', async () => {
    await start({}, { AUTOMATIC_PERSISTED_QUERIES: 'on' });
    const login = `mutation { login(username: "ada", password: "${goodPassword}") { expiresIn } }`;
    await post({ query: login, extensions: apq(login) });
    const asked = await post({ extensions: apq(login) });
    expect(asked.errors?.[0]?.extensions.code).toBe('PERSISTED_QUERY_NOT_FOUND');
  });

  test.each([
    ['a number', 1],
    ['nothing', null],
    ['an object', {}],
    ['a list', []],
    ['a word', '__proto__'],
    ['too long', 'a'.repeat(4_000)],
    ['in upper case', 'A'.repeat(64)],
  ])('on: a hash that is %s is a fault of the request', async (_name, sha256Hash) => {
    await start({}, { AUTOMATIC_PERSISTED_QUERIES: 'on' });
    for (const query of [undefined, '{ __typename }']) {
      const extensions = { persistedQuery: { version: 1, sha256Hash } };
      const { errors } = await post({ query, extensions });
      expect(errors?.[0]?.extensions).toEqual({
        code: 'BAD_USER_INPUT',
        reason: 'DOCUMENT_HASH_INVALID',
      });
    }
  });
});

test('the manifest of authgraph/client names its documents, which are valid', async () => {
  const file = new URL('../../../schema/client-documents.json', import.meta.url);
  const { operations } = JSON.parse(await readFile(file, 'utf8')) as {
    operations: { id: string; name: string; body: string }[];
  };
  const schema = buildSchema(readTypeDefs().join('\n'));
  expect(operations.map(({ name }) => name)).toContain('Login');
  for (const { id, body } of operations) {
    expect(hashOf(body)).toBe(id);
    expect(validate(schema, parse(body))).toEqual([]);
  }
});
