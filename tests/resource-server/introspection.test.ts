import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { AuthError } from '../../src/platform/errors/auth-error.js';
import {
  createAccessTokenVerifier,
  createAuthContext,
  createIntrospection,
  type IntrospectionOptions,
  type Principal,
} from '../../src/resource-server/index.js';
import { accessClaims, audience, createTestKey, forge, issuer, ringOf } from '../jwt/forge.js';
import { dataOf } from '../support/graphql-client.js';
import {
  json,
  silence,
  startJsonServer,
  status,
  type Answer,
  type JsonServer,
} from '../support/json-server.js';
import { basic, clientEntry, serviceClient } from '../support/service-client.js';
import { createTestClock, type TestClock } from '../support/test-clock.js';
import { startTestServer } from '../support/test-server.js';

const pair = createTestKey('HS256', 'k1');
const tokenOf = (changes: Record<string, unknown> = {}) =>
  forge({ alg: 'HS256', typ: 'at+jwt', kid: 'k1' }, accessClaims(changes), pair.signing.key);

const credentials = { clientId: serviceClient.id, clientSecret: serviceClient.secret };

let service: JsonServer;
let clock: TestClock;
beforeEach(async () => {
  service = await startJsonServer(json({ active: true }));
  clock = createTestClock();
});
afterEach(() => service.close());

function setUp(options: Partial<IntrospectionOptions> = {}) {
  const errors: unknown[] = [];
  const verifier = createAccessTokenVerifier({ keys: ringOf(pair), issuer, audience, clock });
  const confirm = createIntrospection({
    endpoint: `${service.url}/introspect`,
    ...credentials,
    clock,
    onError: (error) => errors.push(error),
    ...options,
  });
  const contextOf = createAuthContext({ verifier, confirm });
  const confirmed = (token: string) => contextOf(`Bearer ${token}`).auth.confirm();
  return {
    errors,
    confirmed,
    async outcome(token = tokenOf()): Promise<string> {
      const result = await confirmed(token);
      return result instanceof AuthError ? `${result.code} ${result.reason}` : 'alive';
    },
  };
}

const revoked = 'UNAUTHENTICATED TOKEN_REVOKED';
const unavailable = 'SERVICE_UNAVAILABLE ISSUER_UNAVAILABLE';

describe('the strict mode', () => {
  test('asks with the token and the secret of this server, as RFC 7662 has it', async () => {
    const asked: unknown[] = [];
    service.answer((response, request) => {
      const { method, url, headers } = request;
      let body = '';
      request.on('data', (chunk: Buffer) => (body += chunk.toString()));
      request.on('end', () => {
        asked.push([method, url, headers.authorization, headers['content-type'], body]);
        json({ active: true })(response, request);
      });
    });
    const token = tokenOf();
    expect(await setUp().outcome(token)).toBe('alive');
    const form = 'application/x-www-form-urlencoded';
    const body = `token=${token}&token_type_hint=access_token`;
    expect(asked).toEqual([['POST', '/introspect', basic(), form, body]]);
  });

  test('asks once for a token in five seconds, and once for any number at the same time', async () => {
    const { outcome } = setUp();
    await Promise.all(Array.from({ length: 20 }, () => outcome()));
    clock.advance(4.999);
    await outcome();
    expect(service.requests()).toBe(1);
    clock.advance(0.001);
    await outcome();
    expect(service.requests()).toBe(2);
    await outcome(tokenOf({ jti: 'another' }));
    expect(service.requests()).toBe(3);
  });

  test('asks each time where the answer is not to be kept', async () => {
    const { outcome } = setUp({ cacheFor: 0 });
    await outcome();
    await outcome();
    expect(service.requests()).toBe(2);
  });

  test('refuses a revoked session within the time that it was told', async () => {
    const { outcome } = setUp({ cacheFor: 2 });
    expect(await outcome()).toBe('alive');
    service.answer(json({ active: false }));
    expect(await outcome()).toBe('alive');
    clock.advance(2);
    expect(await outcome()).toBe(revoked);
  });

  test('lets nobody in who has no good token in the first place, and does not ask', async () => {
    const { outcome } = setUp();
    expect(await outcome('junk')).toBe('UNAUTHENTICATED TOKEN_INVALID');
    expect(service.requests()).toBe(0);
  });

  test('takes roles away that the user has no more, and gives none', async () => {
    service.answer(json({ active: true, roles: ['reader', 'admin'] }));
    const { confirmed } = setUp();
    const principal = (await confirmed(tokenOf({ roles: ['editor', 'reader'] }))) as Principal;
    expect(principal.roles).toEqual(['reader']);
  });

  const wrong: [string, Answer][] = [
    ['fails', status(500)],
    ['is unavailable', status(503)],
    ['hangs', silence],
    ['refuses this server', status(401)],
    ['redirects', status(307, { location: '/elsewhere' })],
    ['answers with junk', json('<html>')],
    ['answers neither yes nor no', json({ active: 'true' })],
    ['answers with nothing', json('null')],
    ['ends the connection', (response) => response.destroy()],
  ];

  test.each(wrong)(
    'where the service %s, nobody gets in, and nobody is signed out',
    async (_w, how) => {
      service.answer(how);
      // Only silence is waited for; a good answer has to come within it, too, on a slow host.
      const { outcome, errors } = setUp(how === silence ? { timeout: 1.5 } : undefined);
      expect(await outcome()).toBe(unavailable);
      expect(errors).toHaveLength(1);
      expect(String(errors[0])).not.toContain(serviceClient.secret);
      // For a second nobody else is held up.
      expect(await outcome(tokenOf({ jti: 'another' }))).toBe(unavailable);
      expect(service.requests()).toBe(1);

      clock.advance(1);
      service.answer(json({ active: true }));
      expect(await outcome()).toBe('alive');
    },
  );

  test('does not go on with an old answer when there is no new one', async () => {
    const { outcome } = setUp();
    await outcome();
    service.answer(status(500));
    clock.advance(5);
    expect(await outcome()).toBe(unavailable);
  });

  test('follows the real service: a session that is signed out there', async () => {
    const env = { SERVICE_CLIENTS: clientEntry(serviceClient.id, serviceClient.secret) };
    const server = await startTestServer({ env });
    const verifier = createAccessTokenVerifier({
      jwksUri: `${server.url}/.well-known/jwks.json`,
      issuer: server.config.jwtIssuer,
      audience: 'authgraph',
      clock: server.clock,
    });
    const endpoint = `${server.url}/introspect`;
    const confirm = createIntrospection({ endpoint, ...credentials, clock: server.clock });
    const contextOf = createAuthContext({ verifier, confirm });
    const { accessToken, user } = await server.signUp();
    const ask = async () => (await contextOf(`Bearer ${accessToken}`)).auth.confirm();

    expect(await ask()).toMatchObject({ id: user.id });
    dataOf(await server.send('mutation { logout }', {}, { token: accessToken }));
    expect(await ask()).toMatchObject({ id: user.id });
    server.clock.advance(5);
    expect(await ask()).toMatchObject({ reason: 'TOKEN_REVOKED' });
    await server.close();
  });
});

test.each<[string, Partial<IntrospectionOptions>]>([
  ['plain http', { endpoint: 'http://auth.example.com/introspect' }],
  ['no URL', { endpoint: '/introspect' }],
  ['a time that is none', { cacheFor: Number.NaN }],
  ['a negative time', { cacheFor: -1 }],
  ['more than an hour', { cacheFor: 3601 }],
  ['a timeout of nothing', { timeout: 0 }],
])('the strict mode is not made with %s', (_what, options) => {
  expect(() => setUp(options)).toThrow(TypeError);
});
