import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { AuditEvent } from '../../../src/platform/events/event.js';
import { signUpAdministrator } from '../../support/administrator.js';
import { linkTo } from '../../support/cuttable-link.js';
import { databases } from '../../support/databases.js';
import { dataOf, refusalOf, type TokenPair } from '../../support/graphql-client.js';
import { impersonate } from '../../support/impersonate.js';
import { basic, clientEntry, serviceClient } from '../../support/service-client.js';
import { startTestServer, type TestServer } from '../../support/test-server.js';

const next = { id: 'billing', secret: 'b%2B ill:ing/secret-with-ünusual-characters' };
const short = { id: 'short', secret: 'only-31-characters-are-too-few!' };

const env = {
  ROLE_SCOPES: '{"*":["notes:read"]}',
  SERVICE_CLIENTS: [serviceClient, next, { ...next, secret: serviceClient.secret }, short]
    .map(({ id, secret }) => clientEntry(id, secret))
    .join(','),
};

type Form = Record<string, string> | string[][] | string;

function post(server: TestServer, path: string, form: Form, headers: Record<string, string> = {}) {
  const body = typeof form === 'string' ? form : new URLSearchParams(form).toString();
  const type = { 'content-type': 'application/x-www-form-urlencoded' };
  return fetch(`${server.url}${path}`, { method: 'POST', headers: { ...type, ...headers }, body });
}

const asService = { authorization: basic() };

async function introspect(server: TestServer, token: string) {
  const response = await post(server, '/introspect', { token }, asService);
  expect(response.status).toBe(200);
  return (await response.json()) as Record<string, unknown>;
}

/** What is recorded of the ends of a user's sessions, once there is something. */
function endings(server: TestServer, userId: string): Promise<AuditEvent[]> {
  return server.withStorage(async ({ audit }) => {
    for (;;) {
      const found = await audit.list({ userId, type: 'session.ended', limit: 10 });
      if (found.length > 0) return found;
      await new Promise((resolve) => setImmediate(resolve));
    }
  });
}

async function revoke(server: TestServer, token: string, more: Record<string, string> = {}) {
  const response = await post(server, '/revoke', { token, ...more }, asService);
  expect([response.status, await response.text()]).toEqual([200, '']);
  expect(response.headers.get('cache-control')).toBe('no-store');
}

function claimsOf({ accessToken }: TokenPair): Record<string, unknown> {
  const payload = Buffer.from(accessToken.split('.')[1] ?? '', 'base64url').toString();
  return JSON.parse(payload) as Record<string, unknown>;
}

describe.each(databases)('introspection (RFC 7662), on $name', ({ name }) => {
  let server: TestServer;
  beforeAll(async () => {
    server = await startTestServer({ database: name, env });
  });
  afterAll(() => server.close());

  test('tells who acts in the session of an administrator as a user (RFC 8693 §4.1)', async () => {
    const admin = await signUpAdministrator(server);
    const { user } = await server.signUp();
    const reply = await impersonate(server, admin.accessToken, user.id);
    const { accessToken } = dataOf(reply).impersonate;
    expect(await introspect(server, accessToken)).toMatchObject({
      active: true,
      sub: user.id,
      username: user.username,
      act: { sub: admin.user.id },
    });
    await revoke(server, accessToken);
    expect(await introspect(server, accessToken)).toEqual({ active: false });
    expect(await endings(server, user.id)).toMatchObject([{ actorId: admin.user.id }]);
  });

  test('tells the claims of a good access token, its user and that it is a bearer token', async () => {
    const pair = await server.signUp('ada');
    const answer = await introspect(server, pair.accessToken);
    expect(answer).toEqual({
      ...claimsOf(pair),
      active: true,
      token_type: 'Bearer',
      username: 'ada',
    });
    expect(answer).toMatchObject({ sub: pair.user.id, scope: 'notes:read', aud: 'authgraph' });
  });

  test('tells of a token that is not good nothing but that', async () => {
    const pair = await server.signUp();
    const [header, payload] = pair.accessToken.split('.');
    for (const token of [
      'junk',
      'a b',
      '\u0000',
      `${header}.${payload}.${'A'.repeat(86)}`,
      'x'.repeat(50_000),
    ]) {
      expect(await introspect(server, token)).toEqual({ active: false });
    }
  });

  test('never calls a refresh token active: no service may take one for an access token', async () => {
    const pair = await server.signUp();
    expect(await introspect(server, pair.refreshToken)).toEqual({ active: false });
    const hinted = { token: pair.refreshToken, token_type_hint: 'refresh_token' };
    const response = await post(server, '/introspect', hinted, asService);
    expect(await response.json()).toEqual({ active: false });
    // And asking has spent nothing.
    dataOf(await server.refresh(pair.refreshToken));
  });

  test('knows at once of a session that has ended, and of a user who was disabled', async () => {
    const pair = await server.signUp();
    dataOf(await server.send('mutation { logout }', {}, { token: pair.accessToken }));
    expect(await introspect(server, pair.accessToken)).toEqual({ active: false });

    const { accessToken, user } = await server.signUp();
    expect(await introspect(server, accessToken)).toMatchObject({ active: true });
    const at = server.clock.now();
    await server.withStorage(({ users }) => users.setDisabledAt(user.id, at));
    expect(await introspect(server, accessToken)).toEqual({ active: false });
  });

  test('revocation (RFC 7009) by access token ends the session and all of its tokens', async () => {
    const pair = await server.signUp();
    await revoke(server, pair.accessToken);
    expect(refusalOf(await server.me(pair.accessToken)).reason).toBe('TOKEN_REVOKED');
    expect(refusalOf(await server.refresh(pair.refreshToken)).reason).toBe('TOKEN_REVOKED');
    expect(await introspect(server, pair.accessToken)).toEqual({ active: false });
  });

  test('revocation by refresh token, even a used one, ends the session, with any hint', async () => {
    const pair = await server.signUp();
    const { refresh } = dataOf(await server.refresh(pair.refreshToken));
    await revoke(server, pair.refreshToken, { token_type_hint: 'access_token' });
    expect(refusalOf(await server.me(refresh.accessToken)).reason).toBe('TOKEN_REVOKED');
  });

  test('revocation leaves other sessions of the user alone', async () => {
    const pair = await server.signUp('two-sessions');
    const { login } = dataOf(await server.login('two-sessions'));
    await revoke(server, pair.accessToken);
    dataOf(await server.me(login.accessToken));
  });

  test('revocation answers the same for what it cannot end, and the second time', async () => {
    const pair = await server.signUp();
    for (const token of ['junk', pair.accessToken, pair.accessToken, pair.refreshToken]) {
      await revoke(server, token);
    }
    expect(await endings(server, pair.user.id)).toMatchObject([
      { detail: { reason: 'revoked_by_service' } },
    ]);
  });
});

describe('the endpoints for services', () => {
  let server: TestServer;
  let token: string;
  beforeAll(async () => {
    server = await startTestServer({ env });
    token = (await server.signUp()).accessToken;
  });
  afterAll(() => server.close());

  const paths = ['/introspect', '/revoke'];

  async function errorOf(response: Response) {
    const body = (await response.json()) as { error: string; error_description: string };
    expect(Object.keys(body)).toEqual(['error', 'error_description']);
    expect(body.error_description).not.toContain(serviceClient.secret);
    expect(response.headers.get('cache-control')).toBe('no-store');
    return { status: response.status, error: body.error };
  }

  test('take the secret by HTTP Basic, form-encoded, or in the body', async () => {
    for (const headers of [
      { authorization: basic() },
      { authorization: basic(next.id, next.secret) },
      { authorization: basic(next.id) },
      { authorization: basic().replace('Basic ', 'basic   ') },
    ]) {
      const response = await post(server, '/introspect', { token }, headers);
      expect(await response.json()).toMatchObject({ active: true });
    }
    const { id: client_id, secret: client_secret } = next;
    const response = await post(server, '/introspect', { token, client_id, client_secret });
    expect(await response.json()).toMatchObject({ active: true });
  });

  const wrong: [string, Record<string, string>, Record<string, string>][] = [
    ['no secret at all', {}, {}],
    ['the name alone', {}, { client_id: serviceClient.id }],
    ['a wrong secret', { authorization: basic(serviceClient.id, `${serviceClient.secret}y`) }, {}],
    ['an unknown name', { authorization: basic('nobody') }, {}],
    ['the secret of another service', { authorization: basic(serviceClient.id, next.secret) }, {}],
    ['an empty secret', { authorization: basic(serviceClient.id, '') }, {}],
    ['a secret below 32 characters', { authorization: basic(short.id, short.secret) }, {}],
    ['a bearer token', { authorization: 'Bearer abc' }, {}],
    ['no base64', { authorization: 'Basic ???' }, {}],
    ['no colon', { authorization: `Basic ${Buffer.from('notes-api').toString('base64')}` }, {}],
    ['a broken escape', { authorization: `Basic ${Buffer.from('a%zz:b').toString('base64')}` }, {}],
    ['the hash of the secret', { authorization: basic(...hashPair()) }, {}],
    [
      'a wrong secret in the body',
      {},
      { client_id: serviceClient.id, client_secret: 'x'.repeat(40) },
    ],
  ];

  function hashPair(): [string, string] {
    return [serviceClient.id, clientEntry('', serviceClient.secret).slice(1)];
  }

  test.each(wrong)('refuse %s with 401 and the challenge', async (_what, headers, form) => {
    for (const path of paths) {
      const response = await post(server, path, { token, ...form }, headers);
      expect(response.headers.get('www-authenticate')).toBe('Basic realm="authgraph"');
      expect(await errorOf(response)).toEqual({ status: 401, error: 'invalid_client' });
    }
    expect(await introspect(server, token)).toMatchObject({ active: true });
  });

  test('read the example of RFC 7009 §2.1', async () => {
    const [id, secret] = ['s6BhdRkqt3', '7Fjfp0ZBr1KtDRbnfVdmIw'];
    const example = 'Basic czZCaGRSa3F0Mzo3RmpmcDBaQnIxS3REUmJuZlZkbUl3';
    expect(basic(id, secret)).toBe(example);
    const body = 'token=45ghiukldjahdnhzdauz&token_type_hint=refresh_token';
    const authorization = basic(next.id, next.secret);
    const response = await post(server, '/revoke', body, { authorization });
    expect([response.status, await response.text()]).toEqual([200, '']);
  });

  test.each<[string, Form, Record<string, string>]>([
    ['no token', {}, asService],
    ['an empty token', { token: '' }, asService],
    [
      'two tokens',
      [
        ['token', 'a'],
        ['token', 'b'],
      ],
      asService,
    ],
    ['two secrets', { token: 'a', client_id: 'a', client_secret: 'b' }, asService],
    [
      'two names',
      [
        ['token', 'a'],
        ['client_id', 'a'],
        ['client_id', 'b'],
        ['client_secret', 'c'],
      ],
      {},
    ],
  ])('answer a request with %s as invalid', async (_what, form, headers) => {
    for (const path of paths) {
      const response = await post(server, path, form, headers);
      expect(await errorOf(response)).toEqual({ status: 400, error: 'invalid_request' });
    }
  });

  test('take forms only, and no long ones', async () => {
    for (const path of paths) {
      const asJson = { ...asService, 'content-type': 'application/json' };
      const response = await post(server, path, JSON.stringify({ token }), asJson);
      expect(await errorOf(response)).toEqual({ status: 415, error: 'invalid_request' });
      const charset = 'application/x-www-form-urlencoded; charset=UTF-8';
      const withCharset = { ...asService, 'content-type': charset };
      expect((await post(server, path, { token: 'a' }, withCharset)).status).toBe(200);
      const long = await post(server, path, `token=${'x'.repeat(100_000)}`, asService);
      expect(await errorOf(long)).toEqual({ status: 413, error: 'invalid_request' });
    }
  });

  test('are for POST: no token belongs into an address', async () => {
    for (const path of paths) {
      for (const method of ['GET', 'PUT', 'DELETE', 'OPTIONS']) {
        const response = await fetch(`${server.url}${path}?token=${token}`, {
          method,
          headers: asService,
        });
        expect(response.status).toBe(405);
        expect(response.headers.get('allow')).toBe('POST');
      }
    }
  });

  test('keep tokens and secrets out of the log', async () => {
    await introspect(server, token);
    await post(server, '/revoke', { token: 'a' }, { authorization: basic('nobody') });
    const log = server.logs.join('');
    expect(log).not.toContain(token);
    expect(log).not.toContain(serviceClient.secret);
    expect(log).not.toContain('nobody');
  });

  test('are not there without SERVICE_CLIENTS', async () => {
    const without = await startTestServer();
    for (const path of paths) {
      expect((await post(without, path, { token }, asService)).status).toBe(404);
    }
    await without.close();
  });
});

test('an unavailable database is a 503 for services, and makes no token inactive', async () => {
  const database = await databases.find(({ name }) => name === 'postgres')?.createMigrated();
  const url = new URL(database?.url ?? '');
  const link = await linkTo(Number(url.port));
  url.port = String(link.port);
  const server = await startTestServer({ env: { ...env, DATABASE_URL: url.href } });
  const { accessToken } = await server.signUp();

  link.cut();
  for (const path of ['/introspect', '/revoke']) {
    const response = await post(server, path, { token: accessToken }, asService);
    expect(response.status).toBe(503);
    expect(response.headers.get('retry-after')).toBe('1');
    expect(await response.json()).toMatchObject({ error: 'temporarily_unavailable' });
  }
  link.mend();
  expect(await introspect(server, accessToken)).toMatchObject({ active: true });

  await server.close();
  await link.close();
  await database?.drop();
});

describe('wrong secrets from one address', () => {
  const asNobody = { authorization: basic('nobody', 'x'.repeat(40)) };

  test('are told to wait after the limit, while the right one still passes', async () => {
    const server = await startTestServer({
      env: { ...env, LIMIT_LOGIN_FAILURES_PER_ADDRESS: '3' },
    });
    const { accessToken } = await server.signUp();
    for (let failures = 0; failures < 3; failures += 1) {
      const response = await post(server, '/introspect', { token: 'a' }, asNobody);
      expect(response.status).toBe(401);
    }
    server.clock.advance(60);
    const refused = await post(server, '/revoke', { token: 'a' }, asNobody);
    expect(refused.status).toBe(429);
    expect(refused.headers.get('retry-after')).toBe('840');
    expect(await introspect(server, accessToken)).toMatchObject({ active: true });

    server.clock.advance(840);
    expect((await post(server, '/introspect', { token: 'a' }, asNobody)).status).toBe(401);
    await server.close();
  });
});
