import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { reasons } from '../../../src/app/facts.js';
import { dataOf, goodPassword, refusalOf } from '../../support/graphql-client.js';
import { startTestServer, type TestServer } from '../../support/test-server.js';

let server: TestServer;
beforeAll(async () => {
  server = await startTestServer();
});
afterAll(() => server.close());

test('docs/errors.md lists exactly the reasons of the code, with codes and messages', () => {
  const docs = readFileSync(new URL('../../../docs/errors.md', import.meta.url), 'utf8');
  const parts = [...docs.matchAll(/^### `(\w+)`\n([^#]+)/gm)];
  const documented = Object.fromEntries(
    parts.flatMap(([, code, part = '']) =>
      [...part.matchAll(/^- `(\w+)`: (.+)$/gm)].map(([, reason = '', message]) => [
        reason,
        { reason, code, message },
      ]),
    ),
  );
  const inEnglish = Object.values(reasons).map(({ reason, code, message }) => [
    reason,
    { reason, code, message },
  ]);
  expect(documented).toEqual(Object.fromEntries(inEnglish));
});

describe('an unexpected error', () => {
  test("an unexpected error is masked, and logged in full under the caller's request id", async () => {
    const failing = await startTestServer({
      hooks: {
        beforeRegister() {
          throw new Error('the secret recipe is 42');
        },
      },
    });
    const reply = await failing.register({ username: 'ada' });

    expect(reply.status).toBe(200);
    expect(refusalOf(reply)).toEqual({ code: 'INTERNAL_SERVER_ERROR', reason: 'INTERNAL' });
    expect(reply.text).not.toContain('recipe');
    expect(reply.text).not.toContain('at ');
    const requestId = reply.headers.get('x-request-id');
    expect(reply.errors[0]?.extensions.requestId).toBe(requestId);
    const line = failing.logs.find((text) => text.includes('the secret recipe is 42'));
    expect(line).toContain(String(requestId));
    await failing.close();
  });
});

describe('a value that a request has in the wrong place', () => {
  const secret = 'my-password-in-the-wrong-place';

  test.each([
    [
      'a variable of the wrong type',
      'query ($u: String!) { me { id } }',
      { u: { password: secret } },
    ],
    [
      'a literal of the wrong type',
      `mutation { login(username: ${secret.replaceAll('-', '_')}, password: "x") { expiresIn } }`,
      {},
    ],
    [
      'a name that is no value of an enum',
      `{ users(orderBy: { field: ${secret.replaceAll('-', '_')}, direction: ASC }) { edges { cursor } } }`,
      {},
    ],
    ['a text in place of an object', `{ users(filter: "${secret}") { edges { cursor } } }`, {}],
    [
      'a text in place of a time',
      `{ users(filter: { createdFrom: "${secret}" }) { edges { cursor } } }`,
      {},
    ],
    [
      'a variable that is no value of an enum',
      'query ($f: UserOrderField!) { users(orderBy: { field: $f, direction: ASC }) { edges { cursor } } }',
      { f: secret },
    ],
    [
      'a variable that is no time',
      'query ($t: DateTime) { users(filter: { createdFrom: $t }) { edges { cursor } } }',
      { t: secret },
    ],
    ['a syntax error', `mutation { login(username: "a" "${secret}") { expiresIn } }`, {}],
  ])('is not repeated in the error: %s', async (_title, query, variables) => {
    const reply = await server.send(query, variables);

    expect(reply.errors.length).toBeGreaterThan(0);
    expect(reply.text).not.toContain(secret);
    expect(reply.text).not.toContain(secret.replaceAll('-', '_'));
  });

  test('is still told by name and type', async () => {
    const query =
      'mutation ($username: String!) { login(username: $username, password: "x") { expiresIn } }';
    const reply = await server.send(query, { username: 12 });

    expect(refusalOf(reply).code).toBe('BAD_USER_INPUT');
    expect(reply.errors[0]?.message).toContain('$username');
  });
});

describe('the bearer token', () => {
  test.each([
    ['stale', (token: string) => `Bearer ${token}`],
    ['malformed', () => 'Bearer , , ,'],
    ['of another scheme', () => 'Basic dXNlcjpwYXNz'],
  ])('that is %s breaks neither introspection nor login', async (_title, headerOf) => {
    const { accessToken, user } = await server.signUp();
    server.clock.advance(901);
    const options = { headers: { authorization: headerOf(accessToken) } };

    const introspection = await server.send<{ __schema: object }>(
      '{ __schema { queryType { name } } }',
      {},
      options,
    );
    dataOf(introspection);
    dataOf(await server.login(user.username, goodPassword, options));
  });

  test('two Authorization headers are refused, not chosen from', async () => {
    const { accessToken } = await server.signUp();
    const headers = { authorization: `Bearer ${accessToken}, Bearer ${accessToken}` };
    const reply = await server.send('{ me { id } }', {}, { headers });

    expect(refusalOf(reply)).toEqual({ code: 'UNAUTHENTICATED', reason: 'TOKEN_INVALID' });
  });

  test('no token and no password is ever in the log', async () => {
    const { accessToken, refreshToken } = await server.signUp();
    dataOf(await server.me(accessToken));
    dataOf(await server.refresh(refreshToken));

    const log = server.logs.join('');
    for (const secret of [accessToken, refreshToken, goodPassword])
      expect(log).not.toContain(secret);
  });
});
