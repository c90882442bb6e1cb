import { deflateSync, gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { dataOf, goodPassword, refusalOf } from '../support/graphql-client.js';
import { startTestServer, type TestServer } from '../support/test-server.js';
import { expectClean, expectNoFaults, post, type RawReply } from './http.js';
import { hostileText } from './naughty.js';
import { answered, runs } from './runs.js';

/** Stands where a password could; it must be in no answer and in no line of the log. */
const marker = 'S3cretMarkerOfTheInput';

let server: TestServer;
let accessToken: string;
beforeAll(async () => {
  server = await startTestServer();
  ({ accessToken } = await server.signUp());
});
afterEach(async () => {
  expectNoFaults(server);
  expect(server.logs.join('')).not.toContain(marker);
  expect(Object.keys(Object.prototype)).toEqual([]);
  expect(({} as Record<string, unknown>)['polluted']).toBeUndefined();
  // Alive, and still itself.
  dataOf(await server.me(accessToken));
});
afterAll(() => server.close());

function expectAnswer(reply: RawReply): void {
  expectClean(reply);
  expect(reply.headers['content-type']).toMatch(/^application\/(?:graphql-response\+)?json/);
  expect(reply.text).not.toContain(marker);
  expect(reply.headers['x-request-id']).toMatch(/^[\w-]{36}$/);
}

const login =
  'mutation ($username: String!, $password: String!) { login(username: $username, password: $password) { expiresIn } }';

/** JSON with the marker, with names that objects know, and with anything else. */
const members = fc.dictionary(
  fc.oneof(
    fc.constantFrom(
      '__proto__',
      'constructor',
      'prototype',
      'password',
      'username',
      'polluted',
      'toString',
      'length',
    ),
    hostileText(12),
  ),
  fc.oneof(
    fc.constantFrom<unknown>(
      marker,
      [marker],
      { password: marker },
      { polluted: true },
      { prototype: { polluted: true } },
    ),
    fc.jsonValue(),
  ),
  { maxKeys: 6 },
);
const anyJson = fc.oneof(
  fc.jsonValue(),
  hostileText(),
  members,
  fc.array(members, { maxLength: 3 }),
  fc.constant(marker),
);

/** `JSON.stringify` would drop a member called "__proto__" that is set by name. */
function textOf(value: object): string {
  return JSON.stringify(value);
}

describe('a POST body', () => {
  test('of any JSON at all is answered in JSON, and the server lives', async () => {
    const property = answered(anyJson, async (value) => {
      expectAnswer(await post(server, JSON.stringify(value)));
    });
    await fc.assert(property, runs(250));
  });

  test('whose members are of the wrong types is refused without repeating them', async () => {
    const queries = fc.constantFrom<unknown>(
      login,
      '{ me { id } }',
      'query A { me { id } } query B { me { id } }',
      '',
      null,
      7,
      [login],
      {},
    );
    const requests = fc.record(
      {
        query: fc.oneof(queries, anyJson),
        variables: fc.oneof(members, anyJson),
        operationName: fc.oneof(fc.constantFrom<unknown>('A', 'C', ''), fc.jsonValue()),
        extensions: fc.oneof(members, anyJson),
        id: anyJson,
      },
      { requiredKeys: ['query'] },
    );
    const property = answered(requests, async (request) => {
      expectAnswer(await post(server, JSON.stringify(request)));
    });
    await fc.assert(property, runs(300));
  });

  test('with the password in the wrong place of the document is not repeated', async () => {
    const lexemes = fc.constantFrom(
      ...[
        'mutation',
        'query',
        '{',
        '}',
        '(',
        ')',
        ':',
        '$',
        '!',
        '[',
        ']',
        '...',
        '@',
        '=',
        '|',
        '&',
        'on',
        'null',
        'true',
      ],
      ...[
        'login',
        'register',
        'revokeSession',
        'refresh',
        'username',
        'password',
        'expiresIn',
        'id',
        'me',
        'String',
        'Int',
      ],
      ...[
        `"${marker}"`,
        `"""${marker}"""`,
        `"${marker}`,
        `"""${marker}`,
        `"\\q${marker}"`,
        `"\\u{${marker}}"`,
        `# ${marker}\n`,
      ],
    );
    const values = fc.constantFrom(
      `"${marker}"`,
      `"""${marker}"""`,
      marker,
      `{a: "${marker}"}`,
      `["${marker}"]`,
      `{${marker}: 1}`,
      `[[${marker}]]`,
      `"${marker}" "${marker}"`,
      `{a: {b: {c: {d: "${marker}"}}}}`,
    );
    const fields = fc.constantFrom(
      'login(username: "a", password: V) { expiresIn }',
      'login(username: V, password: V) { expiresIn }',
      'revokeSession(id: V)',
      'refresh(refreshToken: V, expiresIn: V) { expiresIn }',
      'reauthenticate(password: V, x: V) { expiresIn }',
      'logout @skip(if: V)',
    );
    const documents = fc.oneof(
      fc.array(lexemes, { minLength: 1, maxLength: 15 }).map((list) => list.join(' ')),
      fc
        .tuple(fields, values)
        .map(([field, value]) => `mutation { ${field.replaceAll('V', () => value)} }`),
      fc
        .tuple(fc.constantFrom('String!', 'Int', '[String]', 'Boolean', 'ID!'), values)
        .map(
          ([type, value]) =>
            `mutation ($x: ${type} = ${value}) { login(username: "a", password: $x) { expiresIn } }`,
        ),
      fc
        .tuple(fields, values, fc.nat(80))
        .map(([field, value, cut]) =>
          `mutation { ${field.replaceAll('V', () => value)} }`.slice(0, cut),
        ),
    );
    const property = answered(documents, async (query) => {
      expectAnswer(
        await post(server, JSON.stringify({ query }), { authorization: `Bearer ${accessToken}` }),
      );
    });
    await fc.assert(property, runs(500));
  });

  test('with variables of the wrong kind repeats none of their values', async () => {
    const types = fc.constantFrom(
      'String!',
      'String',
      '[String!]',
      'Int',
      'Float',
      'Boolean',
      'ID!',
      'DateTime',
      'Nothing',
    );
    const value = fc.oneof(
      anyJson,
      fc.constantFrom<unknown>([[[marker]]], { a: { b: { c: marker } } }, 1.5, 2 ** 40),
    );
    const property = answered(types, value, async (type, x) => {
      const query = `mutation ($x: ${type}) { revokeSession(id: $x) refresh(refreshToken: $x, expiresIn: $x) { expiresIn } }`;
      expectAnswer(await post(server, JSON.stringify({ query, variables: { x } })));
      const wellTyped = `query ($x: ${type}) { me { id } }`;
      expectAnswer(await post(server, JSON.stringify({ query: wellTyped, variables: { x } })));
    });
    await fc.assert(property, runs(200));
  });

  test.each([
    [
      '10,000 variables',
      textOf({
        query: login,
        variables: Object.fromEntries(
          Array.from({ length: 7_000 }, (_unused, index) => [`v${index}`, 1]),
        ),
      }),
    ],
    ['an extension of 90 kB', textOf({ query: login, extensions: { deep: 'x'.repeat(90_000) } })],
    [
      'arrays 40,000 deep',
      `{"query":"{ me { id } }","variables":{"x":${'['.repeat(40_000)}${']'.repeat(40_000)}}}`,
    ],
    [
      'objects 15,000 deep',
      `{"query":"{ me { id } }","variables":{"x":${'{"a":'.repeat(15_000)}1${'}'.repeat(15_000)}}}`,
    ],
    [
      'a username of objects 10,000 deep',
      `{"query":${JSON.stringify(login)},"variables":{"username":${'{"a":'.repeat(10_000)}1${'}'.repeat(10_000)},"password":"x"}}`,
    ],
    [
      'a password of arrays 40,000 deep',
      `{"query":${JSON.stringify(login)},"variables":{"username":"a","password":${'['.repeat(40_000)}${']'.repeat(40_000)}}}`,
    ],
    [
      'a prototype',
      `{"__proto__":{"polluted":true},"query":"{ me { id } }","variables":{"__proto__":{"polluted":true}}}`,
    ],
    [
      'a prototype of a constructor',
      `{"query":"{ me { id } }","variables":{"constructor":{"prototype":{"polluted":true}}},"extensions":{"__proto__":{"polluted":true}}}`,
    ],
    [
      'variables called like members of objects',
      `{"query":"query ($__proto__: String, $constructor: String) { me { id } }","variables":{"__proto__":"x","constructor":"y"}}`,
    ],
    [
      'a persisted query',
      `{"extensions":{"persistedQuery":{"version":1,"sha256Hash":"${'0'.repeat(64)}"}}}`,
    ],
    ['a batch', `[${Array.from({ length: 100 }, () => '{"query":"{ me { id } }"}').join(',')}]`],
    [
      'one key a thousand times',
      `{${'"query":"{ me { id } }",'.repeat(1_000)}"query":"{ me { id } }"}`,
    ],
    ['a number without end', `{"query":"{ me { id } }","variables":{"x":${'9'.repeat(90_000)}}}`],
  ])('with %s is answered', async (_what, body) => {
    expectAnswer(await post(server, body));
  });

  test("unknown members and variables are ignored, and cannot grant an operator's rights", async () => {
    const roles = ['admin'];
    const extra = { roles, emailVerified: true, id: 'x', createdAt: 0, isAdmin: true };
    const query =
      'mutation ($username: String!, $password: String!) { register(username: $username, password: $password) { user { id roles emailVerified } } }';
    const body = {
      ...extra,
      query,
      variables: { username: 'mass', password: goodPassword, ...extra },
    };
    const reply = await post(server, JSON.stringify(body));
    const { register } = reply.data as { register: { user: Record<string, unknown> } };
    expect(register.user).toMatchObject({ roles: [], emailVerified: false });
    expect(register.user['id']).not.toBe('x');
  });
});

describe('the bytes of a POST body', () => {
  const honest = JSON.stringify({ query: '{ me { id } }' });
  const contentTypes = fc.oneof(
    fc.constantFrom(
      'application/json',
      'application/json; charset=utf-8',
      'application/json; charset=utf-16',
      'application/json; charset=',
      'APPLICATION/JSON',
      'text/plain',
      'application/x-www-form-urlencoded',
      'multipart/form-data; boundary=a',
      'application/graphql',
      'application/graphql+json',
      '',
      'application/json, text/plain',
      'application/json;;',
      'application/jsonp',
    ),
    fc.string({ unit: 'grapheme-ascii', maxLength: 40 }),
  );
  const encodings = fc.constantFrom(
    undefined,
    'gzip',
    'deflate',
    'br',
    'identity',
    'gzip, gzip',
    'x',
    'GZIP',
  );
  const bodies = fc.oneof(
    fc.uint8Array({ maxLength: 300 }),
    fc.constantFrom<Uint8Array>(
      Buffer.from(honest),
      gzipSync(honest),
      deflateSync(honest),
      gzipSync(Buffer.alloc(10_000_000)),
      Buffer.from(honest, 'utf16le'),
      Buffer.from(`\ufeff${honest}`),
      Buffer.from(`\ufeff${honest}`, 'utf16le'),
      Buffer.alloc(0),
      Buffer.from(' '),
      Buffer.from(`${honest}\u0000`),
      Buffer.from(`${honest}${honest}`),
    ),
    fc.json().map((text) => Buffer.from(text)),
    fc.tuple(fc.json(), fc.nat(50)).map(([text, cut]) => Buffer.from(text).subarray(0, cut)),
  );

  test('in any encoding and under any content type are answered in JSON', async () => {
    const property = answered(bodies, contentTypes, encodings, async (body, type, encoding) => {
      const headers = {
        'content-type': type,
        ...(encoding === undefined ? {} : { 'content-encoding': encoding }),
      };
      expectAnswer(await post(server, body, headers));
    });
    await fc.assert(property, runs(300));
  });

  test('that are not UTF-8 are refused: two different passwords must not become one', async () => {
    const text = JSON.stringify({
      query: login,
      variables: { username: 'ada', password: `${marker}caf?` },
    });
    const wrong = fc.constantFrom(
      [0xe9],
      [0xff],
      [0xc0, 0x80],
      [0xed, 0xa0, 0x80],
      [0xf5, 0x80, 0x80, 0x80],
      [0xe2, 0x82],
      [0x80],
    );
    const property = answered(wrong, async (bytes) => {
      const [before = '', after = ''] = text.split('?');
      const body = Buffer.concat([Buffer.from(before), Buffer.from(bytes), Buffer.from(after)]);
      const reply = await post(server, body);
      expectAnswer(reply);
      expect(reply.status).toBe(400);
    });
    await fc.assert(property, runs(20));
  });

  test('beyond ASCII are read as they are', async () => {
    const username = 'Łukasz김철수';
    dataOf(await server.register({ username }));
    const wrong = await server.login(username, 'not the password');
    expect(refusalOf(wrong).reason).toBe('INVALID_CREDENTIALS');
    expect(dataOf(await server.login(username)).login.user.username).toBe(username);
  });
});

describe('the address of a GET', () => {
  test('may hold anything: it is answered, and nothing of it is logged', async () => {
    const values = fc.oneof(
      hostileText(),
      fc.constantFrom(login, '{ me { id } }', `{"password":"${marker}"}`, marker),
    );
    const names = fc.constantFrom(
      'query',
      'variables',
      'operationName',
      'extensions',
      '__proto__',
      'constructor',
      'a',
    );
    const property = answered(
      fc.array(fc.tuple(names, values), { maxLength: 5 }),
      async (entries) => {
        const search = entries
          .map(
            ([name, value]) =>
              `${name}=${encodeURIComponent(value.slice(0, 300).replace(/\p{Surrogate}/gu, '\ufffd'))}`,
          )
          .join('&');
        const response = await fetch(`${server.url}/graphql?${search}`, {
          headers: { 'apollo-require-preflight': 'yes' },
        });
        const text = await response.text();
        expect(response.status, text).toBeLessThan(500);
        expect(text).not.toContain(marker);
        expect(() => void JSON.parse(text)).not.toThrow();
      },
    );
    await fc.assert(property, runs(150));
  });
});
