import { buildSchema, type GraphQLResolveInfo } from 'graphql';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { limitInputs } from '../../../src/platform/graphql/limits/inputs.js';
import { json, list, text } from '../../../src/platform/maxima.js';
import { createOneTimeTokens } from '../../../src/platform/one-time-tokens/one-time-tokens.js';
import {
  emailKey,
  normaliseEmail,
  normaliseUsername,
  usernameKey,
  isVisibleLine,
} from '../../../src/features/accounts/identifiers.js';
import { canonicalLocale } from '../../../src/platform/client-info.js';
import { expectNoFaults, post } from '../../fuzz/http.js';
import { signUpAdministrator } from '../../support/administrator.js';
import { costOf } from '../../support/event-loop.js';
import { dataOf, refusalOf } from '../../support/graphql-client.js';
import { startTestServer, type TestServer } from '../../support/test-server.js';
import { checkedDisplayName } from '../../../src/features/profile/service.js';
import { maskAddresses } from '../../../src/platform/mail/mail.js';

describe('a schema is not made', () => {
  test.each([
    ['an argument', 'type Query { a(b: String!): Int }', /^Query\.a\(b:\) has no maximum/],
    ['an id', 'type Query { a(b: ID): Int }', /^Query\.a\(b:\) has no maximum/],
    ['a list', 'type Query { a(b: [Int!]!): Int }', /^Query\.a\(b:\) has no maximum/],
    ['JSON', 'scalar JSON type Query { a(b: JSON): Int }', /^Query\.a\(b:\) has no maximum/],
    [
      'an input field',
      'type Query { a(b: B): Int } input B { c: String d: B }',
      /^B\.c has no maximum/,
    ],
    [
      'an argument of any other type',
      'type Query { a: A } type A { b(c: String): Int }',
      /^A\.b\(c:\) has no maximum/,
    ],
  ])('while %s has no maximum', (_title, sdl, fault) => {
    expect(() => limitInputs(buildSchema(sdl), {})).toThrow(TypeError);
    expect(() => limitInputs(buildSchema(sdl), {})).toThrow(fault);
  });

  test('with a list whose items have no maximum', () => {
    const sdl = 'type Query { a(b: [[String]]): Int }';
    const maxima = { 'Query.a(b:)': list(5, text(5)) };
    expect(() => limitInputs(buildSchema(sdl), maxima)).toThrow('Query.a(b:) has no maximum');
  });
});

test('JSON that holds one variable 900 times is measured no further than its maximum', () => {
  const schema = limitInputs(buildSchema('scalar JSON type Query { a(b: JSON): Int }'), {
    'Query.a(b:)': json(2_048),
  });
  const variable = Array.from({ length: 5 }, () => 'x'.repeat(16_000));
  const b = { list: Array.from({ length: 900 }, () => variable) };
  const { resolve } = schema.getQueryType()?.getFields()['a'] ?? {};
  const measure = () =>
    expect(() => resolve?.({}, { b }, {}, {} as GraphQLResolveInfo)).toThrow('"b" takes at most');
  expect(costOf(measure, 5)).toBeLessThan(5);
});

describe('a value that is too long', () => {
  let server: TestServer;
  let token: string;
  beforeAll(async () => {
    server = await startTestServer();
    ({ accessToken: token } = await signUpAdministrator(server));
  });
  afterEach(() => expectNoFaults(server));
  afterAll(() => server.close());

  const long = 'x'.repeat(2_000);

  test.each([
    ['of a filter', '{ users(filter: { search: V }) { edges { cursor } } }', 'INPUT_TOO_LONG'],
    ['of a cursor', '{ users(after: V) { edges { cursor } } }', 'CURSOR_INVALID'],
    [
      'in a list',
      '{ auditEvents(filter: { types: ["a", V] }) { edges { cursor } } }',
      'FILTER_INVALID',
    ],
    ['in place of a list', 'mutation { setUserRoles(id: "a", roles: V) { id } }', 'ROLES_INVALID'],
    ['of an id', 'mutation { revokeSession(id: V) }', 'SESSION_NOT_FOUND'],
    ['of a name', 'mutation { changeUsername(username: V) { id } }', 'USERNAME_INVALID'],
    ['of a link', 'mutation { verifyEmail(token: V) }', 'LINK_INVALID'],
  ])('%s is refused, as a literal, a variable and a default', async (_title, query, reason) => {
    const expected = { code: expect.any(String) as string, reason };
    const [start = '', rest = ''] = query.startsWith('mutation')
      ? ['mutation', query.slice('mutation'.length)]
      : ['query', query];
    const type = query.includes('roles')
      ? '[String!]!'
      : query.includes('(id: V')
        ? 'ID!'
        : 'String!';
    const sends = [
      server.send(query.replace('V', `"${long}"`), {}, { token }),
      server.send(`${start}($v: ${type})${rest.replace('V', '$v')}`, { v: long }, { token }),
      server.send(`${start}($v: ${type} = "${long}")${rest.replace('V', '$v')}`, {}, { token }),
    ];
    for (const reply of await Promise.all(sends)) {
      expect(refusalOf(reply)).toEqual(expected);
      expect(reply.text).not.toContain(long.slice(0, 30));
      expect(reply.text.length).toBeLessThan(500);
    }
  });

  test('is answered with the name and the maximum of its argument', async () => {
    const reply = await server.send(`{ user(id: "${long}") { id } }`, {}, { token });
    expect(reply.errors[0]?.message).toBe(
      '"id" takes at most 64 characters (UTF-16 code units, as sent).',
    );
  });

  test('a long value at a sign-in gets the same answer for known and unknown users', async () => {
    const { user } = await server.signUp();
    const password = 'p'.repeat(5_000);
    const [known, unknown, name] = [
      await server.login(user.username, password),
      await server.login('nobody', password),
      await server.login('n'.repeat(400)),
    ];
    expect(refusalOf(known)).toEqual({ code: 'UNAUTHENTICATED', reason: 'INVALID_CREDENTIALS' });
    expect(unknown.text).toBe(known.text);
    expect(name.text).toBe(known.text);
  });

  test.each(['operationName', 'extensions'])('of "%s" is refused with 400', async (part) => {
    const value = part === 'extensions' ? { a: 'x'.repeat(4_097) } : 'x'.repeat(257);
    const reply = await post(server, JSON.stringify({ query: '{__typename}', [part]: value }));
    expect(reply.status).toBe(400);
    expect(reply.errors).toHaveLength(1);
    expect(reply.errors[0]?.extensions).toEqual({
      code: 'BAD_USER_INPUT',
      reason: 'INPUT_TOO_LONG',
    });
    expect(reply.text.length).toBeLessThan(300);
  });

  test('of a header that is read is refused with 431', async () => {
    const reply = await post(server, JSON.stringify({ query: '{__typename}' }), {
      accept: 'a/b,'.repeat(500),
    });
    expect(reply.status).toBe(431);
    expect(reply.errors[0]?.extensions.code).toBe('BAD_REQUEST');
    expect(reply.errors[0]?.message).toContain('"accept" takes at most 1,024 bytes');
  });

  test('follows the configuration', async () => {
    const own = await startTestServer({
      env: { PASSWORD_MAX_LENGTH: '64', METADATA_MAX_SIZE: '100' },
    });
    const query = '{ serverInfo { limits { inputs { coordinate maximum unit } } } }';
    const { serverInfo } = dataOf(
      await own.send<{ serverInfo: { limits: { inputs: object[] } } }>(query),
    );
    expect(serverInfo.limits.inputs).toContainEqual({
      coordinate: 'Mutation.register(password:)',
      maximum: 256,
      unit: 'CHARACTERS',
    });
    expect(serverInfo.limits.inputs).toContainEqual({
      coordinate: 'Mutation.updateProfile(publicMetadata:)',
      maximum: 100,
      unit: 'BYTES',
    });
    const reply = await own.register({ username: 'ada', password: 'x1'.repeat(129) });
    expect(refusalOf(reply).reason).toBe('PASSWORD_TOO_LONG');
    await own.close();
  });
});

describe('what a caller can cause', () => {
  let server: TestServer;
  beforeAll(async () => {
    server = await startTestServer();
  });
  afterEach(() => expectNoFaults(server));
  afterAll(() => server.close());

  test.each([
    'subscription { __typename }',
    'subscription A { me { id } }',
    'subscription ($a: Int) { a b c }',
    'subscription { ...F } fragment F on Query { __typename }',
    'query A { __typename } subscription B { __typename }',
  ])('is no fault of ours in the log: %s', async (query) => {
    for (const operationName of [undefined, 'A', 'B']) {
      const reply = await post(server, JSON.stringify({ query, operationName }));
      expect(reply.errors[0]?.extensions).toEqual({
        code: 'BAD_USER_INPUT',
        reason: 'OPERATION_UNSUPPORTED',
      });
    }
  });

  test.each([
    [
      'mutation ($v: String = "a") { login(username: $v, password: "b") { expiresIn } }',
      'The argument "username" needs a value of type "String!".',
    ],
    [
      'query ($v: Boolean = true) { __typename @include(if: $v) }',
      'The argument "if" needs a value of type "Boolean!".',
    ],
    [
      'query ($v: Boolean = true) { serverInfo { issuer @skip(if: $v) } }',
      'The argument "if" needs a value of type "Boolean!".',
    ],
    [
      'query ($v: ID = "a") { user(id: $v) { id } }',
      'The argument "id" needs a value of type "ID!".',
    ],
  ])('is no fault of ours in the log, with null for the default: %s', async (query, message) => {
    const reply = await server.send(query, { v: null });
    expect(refusalOf(reply)).toEqual({ code: 'BAD_USER_INPUT', reason: undefined });
    expect(reply.errors[0]?.message).toBe(message);
  });
});

describe('a fault of the request is told by its place', () => {
  let server: TestServer;
  beforeAll(async () => {
    server = await startTestServer();
  });
  afterAll(() => server.close());

  test.each([
    ['{ user(id: true) { id } }', {}, 'The argument "id" needs a value of type "ID!".'],
    [
      '{ users(filter: { createdFrom: "then" }) { edges { cursor } } }',
      {},
      'A DateTime is an ISO 8601 instant, such as 2026-11-24T09:30:00Z.',
    ],
    [
      '{ users(filter: { disabled: "no" }) { edges { cursor } } }',
      {},
      'The field "disabled" of "UserFilter" needs a value of type "Boolean".',
    ],
    [
      '{ users(orderBy: { field: CREATED_AT }) { edges { cursor } } }',
      {},
      'The argument "orderBy" needs a value of type "UserOrder" with "direction".',
    ],
    [
      'query ($v: Int = "a") { users(first: $v) { edges { cursor } } }',
      {},
      'The default of the variable "$v" needs a value of type "Int".',
    ],
    [
      'query ($v: Int) { users(first: $v) { edges { cursor } } }',
      { v: 'a' },
      'The variable "$v" needs a value of type "Int".',
    ],
    [
      'query ($v: DateTime) { users(filter: { createdFrom: $v }) { edges { cursor } } }',
      { v: 'then' },
      'The variable "$v" needs a value of type "DateTime". A DateTime is an ISO 8601 instant, such as 2026-11-24T09:30:00Z.',
    ],
    ['{ me { id }', {}, 'Syntax error at line 1, column 12: unexpected end of the document.'],
    ['{\n  me) { id } }', {}, 'Syntax error at line 2, column 5: unexpected ")".'],
    ['{ me(a: "x" "y") }', {}, 'Syntax error at line 1, column 13: unexpected text.'],
    ['{ mee { id } }', {}, 'Cannot query field "mee" on type "Query". Did you mean "me"?'],
  ])('%s', async (query, variables, message) => {
    const reply = await server.send(query, variables);
    expect(reply.errors[0]?.message).toBe(message);
  });
});

describe('49,000 combining marks are refused in no time', () => {
  const marks = `a${'\u0301'.repeat(24_500)}${'\u0316'.repeat(24_500)}`;
  const secrets = createOneTimeTokens({ clock: { now: () => 0 }, codeKey: Buffer.alloc(32) });
  const takeByCode = () => Promise.resolve(undefined);

  test.each<[string, () => unknown]>([
    ['a username', () => caught(() => normaliseUsername(marks))],
    ['the key of a username', () => usernameKey(marks)],
    ['an address', () => caught(() => normaliseEmail(`${marks}@example.com`))],
    ['the key of an address', () => emailKey(marks)],
    ['a display name', () => caught(() => checkedDisplayName(marks))],
    ['a line', () => isVisibleLine(marks, 100)],
    ['a locale', () => canonicalLocale(marks)],
    ['a text with addresses', () => maskAddresses(marks.repeat(2))],
    [
      'a code',
      () =>
        secrets.consumeByCode(
          { consumeByCode: takeByCode },
          { purpose: 'sign-in', subject: 'a', code: marks },
        ),
    ],
  ])('as %s', (_title, work) => {
    work();
    expect(costOf(work, 5)).toBeLessThan(5);
  });

  function caught(work: () => unknown): unknown {
    try {
      return work();
    } catch (error) {
      return error;
    }
  }
});
