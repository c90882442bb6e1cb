import { isIP } from 'node:net';
import fc from 'fast-check';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { databases } from '../support/databases.js';
import { dataOf, goodPassword } from '../support/graphql-client.js';
import { startTestServer, type TestServer } from '../support/test-server.js';
import { expectClean, expectNoFaults, post } from './http.js';
import { hostileText, naughtyStrings } from './naughty.js';
import { answered, runs } from './runs.js';

interface SeenSession {
  readonly current: boolean;
  readonly userAgent: string | null;
  readonly ipAddress: string | null;
}

/** What an HTTP header can hold (RFC 9110 §5.5), as Node reads it: one character for each byte. */
function asHeader(text: string): string {
  return Buffer.from(text)
    .toString('latin1')
    .replace(/[^\t\x20-\x7e\x80-\xff]/g, '')
    .slice(0, 2_000);
}

/** What is left of a header on the wire: blanks around it do not belong to it. */
const received = (value: string) => value.replace(/^[ \t]+|[ \t]+$/g, '');

const headerValues = fc.oneof(
  hostileText(300).map(asHeader),
  fc
    .string({
      unit: fc.integer({ min: 0x20, max: 0xff }).map((code) => String.fromCharCode(code)),
      maxLength: 300,
    })
    .map(asHeader),
  fc.constantFrom(
    ...naughtyStrings.map(asHeader),
    'a'.repeat(255),
    'a'.repeat(256),
    'a'.repeat(257),
    'é'.repeat(1_000),
  ),
);

const addresses = fc.oneof(
  fc.ipV4(),
  fc.ipV6(),
  fc.constantFrom(
    'unknown',
    '_hidden',
    '1.2.3',
    '1.2.3.4:80',
    '[::1]:443',
    '::ffff:10.0.0.1',
    '::ffff:0a00:1',
    '127.1',
    '0x7f.1',
    '1.2.3.256',
    'fe80::1%eth0',
    '::1%0',
    '1e3',
    '01.02.03.04',
  ),
  headerValues,
);
const forwardedFor = fc.oneof(
  fc.array(addresses, { minLength: 1, maxLength: 6 }).map((list) => list.join(', ')),
  fc.constantFrom(',', ',,,', ' , ', '127.0.0.1,'.repeat(500), ', 1.2.3.4', '1.2.3.4,'),
  headerValues,
);

describe.each(databases)('the headers of a sign-in, on $name,', ({ name }) => {
  let server: TestServer;
  let username: string;
  beforeAll(async () => {
    server = await startTestServer({ database: name, env: { TRUST_PROXY: 'loopback' } });
    ({ username } = (await server.signUp()).user);
  });
  afterEach(() => expectNoFaults(server));
  afterAll(() => server.close());

  async function signIn(headers: Record<string, string | string[]>): Promise<SeenSession> {
    const query = `mutation { login(username: "${username}", password: "${goodPassword}") {
      user { sessions { current userAgent ipAddress } } } }`;
    const reply = await post(server, JSON.stringify({ query }), headers);
    expectClean(reply);
    const { login } = reply.data as { login: { user: { sessions: SeenSession[] } } };
    const current = login.user.sessions.find((session) => session.current);
    if (current === undefined) throw new Error('the sign-in shows no session of its own');
    return current;
  }

  test('whatever a client calls itself is shown as it was sent, up to 256 characters', async () => {
    const property = answered(headerValues, async (userAgent) => {
      const session = await signIn({ 'user-agent': userAgent });
      expect(session.userAgent).toBe(received(userAgent).slice(0, 256));
    });
    await fc.assert(property, runs(30));
  });

  test('whatever a proxy forwards, the address of the session is an address', async () => {
    const property = answered(forwardedFor, async (value) => {
      const { ipAddress } = await signIn({ 'x-forwarded-for': value });
      expect(isIP(ipAddress ?? ''), `${String(ipAddress)} of ${value}`).not.toBe(0);
    });
    await fc.assert(property, runs(40));
  });
});

describe('any header at all', () => {
  let server: TestServer;
  let token: string;
  beforeAll(async () => {
    server = await startTestServer();
    ({ accessToken: token } = await server.signUp());
  });
  afterEach(() => expectNoFaults(server));
  afterAll(() => server.close());

  const headerNames = fc.constantFrom(
    ...[
      'authorization',
      'accept',
      'origin',
      'cookie',
      'x-forwarded-for',
      'x-forwarded-host',
      'x-forwarded-proto',
    ],
    ...[
      'forwarded',
      'user-agent',
      'referer',
      'accept-encoding',
      'accept-language',
      'apollo-require-preflight',
    ],
    ...[
      'x-request-id',
      'traceparent',
      'if-none-match',
      'range',
      'x-http-method-override',
      '__proto__',
      'constructor',
    ],
  );

  test('is answered with 200 or a refusal of the request, and never with a fault', async () => {
    const headers = fc.array(fc.tuple(headerNames, headerValues), { maxLength: 5 });
    const body = JSON.stringify({ query: '{ me { username } }' });
    const property = answered(headers, async (entries) => {
      const sent = Object.assign(
        Object.create(null) as Record<string, string>,
        Object.fromEntries(entries),
      );
      expectClean(await post(server, body, sent));
    });
    await fc.assert(property, runs(200));
    dataOf(await server.me(token));
  });

  test('named Authorization beside a public mutation does not stop it', async () => {
    const mutation = JSON.stringify({
      query: 'mutation { refresh(refreshToken: "x") { expiresIn } }',
    });
    const credentials = fc.oneof(
      headerValues,
      headerValues.map((value) => `Bearer ${value}`),
    );
    const property = answered(credentials, async (authorization) => {
      const reply = await post(server, mutation, { authorization });
      expectClean(reply);
      expect(reply.errors[0]?.extensions.reason).toBe('TOKEN_INVALID');
    });
    await fc.assert(property, runs(150));
  });
});
