import { request } from 'node:http';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { dataOf } from '../../support/graphql-client.js';
import { startTestServer, type TestServer } from '../../support/test-server.js';

const json = { 'content-type': 'application/json' };

let server: TestServer;
beforeAll(async () => {
  server = await startTestServer({ env: { CORS_ORIGINS: 'https://app.example.com' } });
});
afterAll(() => server.close());

const post = (body: string, headers: Record<string, string> = json) =>
  fetch(`${server.url}/graphql`, { method: 'POST', headers, body });

async function codeOf(response: Response): Promise<string | undefined> {
  const body = (await response.json()) as { errors: { extensions: { code: string } }[] };
  return body.errors[0]?.extensions.code;
}

describe('the sandbox', () => {
  const browser = { accept: 'text/html' };

  test('is at /sandbox, with the ready-made document and the header set', async () => {
    const response = await fetch(`${server.url}/sandbox`, { headers: browser });
    const html = await response.text();

    expect(response.headers.get('content-type')).toContain('text/html');
    expect(html).toContain('EmbeddedSandbox');
    for (const operation of ['Register', 'Login', 'Refresh', 'Me']) {
      expect(html).toMatch(new RegExp(`(mutation|query) ${operation}\\b`));
    }
    expect(html).toContain('"Authorization":"Bearer ');
  });

  test.each(['/', '/sandbox'])('finds the API at %s, the address of its page', async (path) => {
    const response = await fetch(server.url + path, {
      method: 'POST',
      headers: json,
      body: JSON.stringify({ query: '{ __typename }' }),
    });
    expect(await response.json()).toEqual({ data: { __typename: 'Query' } });
  });

  test('its document is valid against the schema', async () => {
    const { sandboxDocument } = await import('../../../src/platform/graphql/sandbox.js');
    const variables = { username: 'sandbox-user', password: 'correct horse battery' };
    const reply = await fetch(server.url, {
      method: 'POST',
      headers: json,
      body: JSON.stringify({ query: sandboxDocument(false), operationName: 'Register', variables }),
    });
    const body = (await reply.json()) as { data?: { register: { accessToken: string } } };
    expect(body.data?.register.accessToken).toMatch(/^ey/);
  });

  test('GraphiQL, introspection and suggestions are off in production by default', async () => {
    const env = {
      NODE_ENV: 'production',
      PUBLIC_URL: 'https://auth.example.com',
      AUTHGRAPH_SECRET: 'Zk3v9Qw7Lr2Xn8Tb5Yd1Hs6Mf4Gc0JpA',
    };
    const production = await startTestServer({ env });
    const page = await fetch(`${production.url}/sandbox`, { headers: browser });
    expect(page.status).toBe(404);
    const reply = await production.send('{ __schema { queryType { name } } }');
    expect(reply.errors[0]?.extensions.code).toBe('GRAPHQL_VALIDATION_FAILED');
    const typo = await production.send('{ mee { id } }');
    expect(typo.text).not.toContain('Did you mean');
    await production.close();

    const asked = await startTestServer({ env: { ...env, SANDBOX: 'on', INTROSPECTION: 'on' } });
    const sandbox = await fetch(`${asked.url}/sandbox`, { headers: browser });
    expect(await sandbox.text()).toContain('EmbeddedSandbox');
    dataOf(await asked.send('{ __schema { queryType { name } } }'));
    await asked.close();
  });
});

describe('health', () => {
  test('live and ready answer 200, uncached', async () => {
    for (const path of ['live', 'ready']) {
      const response = await fetch(`${server.url}/health/${path}`);
      expect(response.status).toBe(200);
      expect(response.headers.get('cache-control')).toBe('no-store');
    }
  });
});

describe('the JWKS', () => {
  test('has the public half of the signing key, and nothing private', async () => {
    const response = await fetch(`${server.url}/.well-known/jwks.json`);
    const { keys } = (await response.json()) as { keys: Record<string, string>[] };

    expect(keys).toHaveLength(1);
    expect(keys[0]).toMatchObject({ kty: 'EC', crv: 'P-256', alg: 'ES256', use: 'sig' });
    for (const member of ['d', 'p', 'q', 'dp', 'dq', 'qi', 'k']) {
      expect(keys[0]).not.toHaveProperty(member);
    }
  });

  test('is empty when tokens are signed with a shared secret', async () => {
    const env = { JWT_SECRET_KEY: 'Zk3v9Qw7Lr2Xn8Tb5Yd1Hs6Mf4Gc0JpA' };
    const shared = await startTestServer({ env });
    const response = await fetch(`${shared.url}/.well-known/jwks.json`);
    expect(await response.json()).toEqual({ keys: [] });
    await shared.close();
  });
});

describe('requests that GraphQL never sees', () => {
  test('a body beyond 100,000 bytes is refused with 413', async () => {
    const response = await post(
      JSON.stringify({ query: `# ${'x'.repeat(100_000)}\n{ __typename }` }),
    );
    expect(response.status).toBe(413);
    expect(await codeOf(response)).toBe('BAD_REQUEST');
  });

  test('a body beyond 100,000 bytes that does not say its length is refused with 413', async () => {
    const status = await new Promise<number | undefined>((resolve, reject) => {
      const chunked = request(
        `${server.url}/graphql`,
        { method: 'POST', headers: json },
        (answer) => {
          answer.resume();
          resolve(answer.statusCode);
        },
      );
      chunked.on('error', reject);
      for (let written = 0; written < 20; written += 1) chunked.write(' '.repeat(10_000));
      chunked.end();
    });
    expect(status).toBe(413);
  });

  test.each(['{', '', 'null', '[]', '"text"'])('the body %j is refused with 400', async (body) => {
    const response = await post(body);
    expect(response.status).toBe(400);
    expect(await codeOf(response)).toBe('BAD_REQUEST');
  });

  test.each(['text/plain', 'application/x-www-form-urlencoded', 'multipart/form-data', ''])(
    'the content type "%s" is refused',
    async (type) => {
      const response = await post('{"query":"{ __typename }"}', { 'content-type': type });
      expect(response.status).toBe(415);
    },
  );

  test('an unknown address is 404, and a wrong method 405 with the right ones', async () => {
    expect((await fetch(`${server.url}/admin`)).status).toBe(404);
    const response = await fetch(`${server.url}/health/live`, { method: 'POST' });
    expect(response.status).toBe(405);
    expect(response.headers.get('allow')).toBe('GET, HEAD');
  });
});

describe('answers', () => {
  test('carry a request id of ours and are kept by no cache', async () => {
    const reply = await server.send(
      '{ __typename }',
      {},
      { headers: { 'x-request-id': 'theirs' } },
    );
    expect(reply.headers.get('x-request-id')).toMatch(/^[0-9a-f-]{36}$/);
    expect(reply.headers.get('cache-control')).toBe('no-store');
  });
});

describe('CORS', () => {
  const preflight = (origin: string) =>
    fetch(`${server.url}/graphql`, {
      method: 'OPTIONS',
      headers: {
        origin,
        'access-control-request-method': 'POST',
        'access-control-request-headers': 'authorization,content-type',
      },
    });

  test('a configured origin may send tokens and read our headers', async () => {
    const allowed = await preflight('https://app.example.com');
    expect(allowed.status).toBe(204);
    expect(allowed.headers.get('access-control-allow-origin')).toBe('https://app.example.com');
    expect(allowed.headers.get('access-control-allow-headers')).toContain('authorization');

    const headers = { ...json, origin: 'https://app.example.com' };
    const response = await post('{"query":"{ me { id } }"}', headers);
    expect(response.headers.get('access-control-allow-origin')).toBe('https://app.example.com');
    expect(response.headers.get('access-control-expose-headers')).toContain('WWW-Authenticate');
  });

  test.each(['https://evil.example.com', 'https://app.example.com.evil.com', 'null'])(
    'the origin %s may not',
    async (origin) => {
      const refused = await preflight(origin);
      expect(refused.headers.get('access-control-allow-origin')).toBeNull();
    },
  );
});

describe('the client’s address', () => {
  const addressOf = async (target: TestServer) => {
    const headers = { 'x-forwarded-for': '203.0.113.7' };
    const username = 'addressed';
    await target.register({ username });
    const { login } = dataOf(await target.login(username, undefined, { headers }));
    const query = '{ me { sessions { current ipAddress } } }';
    const reply = await target.send<{
      me: { sessions: { current: boolean; ipAddress: string }[] };
    }>(query, {}, { token: login.accessToken });
    return dataOf(reply).me.sessions.find(({ current }) => current)?.ipAddress;
  };

  test('comes from the connection, whatever X-Forwarded-For says', async () => {
    expect(await addressOf(server)).toBe('127.0.0.1');
  });

  test('comes from X-Forwarded-For behind a declared proxy', async () => {
    const proxied = await startTestServer({ env: { TRUST_PROXY: 'loopback' } });
    expect(await addressOf(proxied)).toBe('203.0.113.7');
    await proxied.close();
  });
});
