import { afterAll, beforeAll, expect, test } from 'vitest';
import { dataOf } from '../../support/graphql-client.js';
import { startTestServer, type TestServer } from '../../support/test-server.js';

/** In production nobody learns the schema who does not have it. */
let server: TestServer;
beforeAll(async () => {
  server = await startTestServer({
    env: {
      NODE_ENV: 'production',
      PUBLIC_URL: 'https://auth.example.com',
      AUTHGRAPH_SECRET: 'Zk3v9Qw7Lr2Xn8Tb5Yd1Hs6Mf4Gc0JpA',
    },
  });
});
afterAll(() => server.close());

test.each([
  '{ __schema { types { name } } }',
  '{ __type(name: "User") { fields { name } } }',
  '{ x: __type(name: "User") { fields { name } } }',
  '{ ... { __type(name: "User") { fields { name } } } }',
  '{ ... on Query { ... @include(if: true) { __type(name: "User") { fields { name } } } } }',
  '{ __typename ...F } fragment F on Query { __type(name: "User") { fields { name } } }',
  '{ ...F } fragment F on Query { ...G } fragment G on Query { ... { s: __schema { types { name } } } }',
  'mutation { __schema { types { name } } }',
  'mutation { ... on Mutation { __type(name: "User") { name } } }',
  'query ($n: String!) { __type(name: $n) { name } }',
  '{ __typename @include(if: false) __type(name: "User") @skip(if: true) { name } }',
  'query A { __typename } query B { __schema { types { name } } }',
])('introspection is refused: %s', async (query) => {
  for (const operationName of query.startsWith('query A') ? ['A', 'B'] : [undefined]) {
    const response = await fetch(`${server.url}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ query, operationName, variables: { n: 'User' } }),
    });
    const text = await response.text();
    expect(text).toContain('GRAPHQL_VALIDATION_FAILED');
    expect(text).not.toMatch(/"data"|TokenPair|username|accessToken/);
  }
});

test('__typename, which clients ask for everywhere, is answered', async () => {
  expect(dataOf(await server.send('{ __typename ... on Query { t: __typename } }'))).toEqual({
    __typename: 'Query',
    t: 'Query',
  });
});

test.each([
  ['a field', '{ mee { id } }', 'me'],
  ['a field further down', '{ me { usernam } }', 'username'],
  ['a field without its selections', '{ me }', 'me { ... }'],
  ['a mutation', 'mutation { logon(username: "a", password: "b") { expiresIn } }', 'login'],
  ['an argument', 'mutation { login(user: "a", pasword: "b") { expiresIn } }', 'password'],
  ['a type', '{ ... on Quer { me { id } } }', 'Query'],
  ['the type of a variable', 'query ($a: Strin) { me { id } }', 'String'],
  ['a directive', '{ me @skp(if: true) { id } }', 'skip'],
  ['a fragment', '{ ...Us } fragment User on Query { __typename }', 'User'],
])('a misspelt name is answered without a suggestion: of %s', async (_title, query, right) => {
  const reply = await server.send(query);
  expect(reply.errors.length).toBeGreaterThan(0);
  expect(reply.text).not.toContain('Did you mean');
  expect(reply.text).not.toContain(`\\"${right}\\"?`);
});
