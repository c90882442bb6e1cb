import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startTestServer, type TestServer } from '../../support/test-server.js';

const json = { 'content-type': 'application/json' };
const browser = { accept: 'text/html' };
const locked = "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

let server: TestServer;
beforeAll(async () => {
  server = await startTestServer();
});
afterAll(() => server.close());

/** Every kind of answer there is. */
const requests: [string, number, string, RequestInit?][] = [
  [
    'an operation',
    200,
    '/graphql',
    { method: 'POST', headers: json, body: '{"query":"{ __typename }"}' },
  ],
  [
    'a denied operation',
    200,
    '/graphql',
    { method: 'POST', headers: json, body: '{"query":"{ me { id } }"}' },
  ],
  ['a wrong document', 200, '/graphql', { method: 'POST', headers: json, body: '{"query":"{"}' }],
  ['a damaged body', 400, '/graphql', { method: 'POST', headers: json, body: '{' }],
  ['a huge body', 413, '/graphql', { method: 'POST', headers: json, body: ' '.repeat(100_001) }],
  ['another content type', 415, '/graphql', { method: 'POST', body: 'text' }],
  ['a forged request', 400, '/graphql?query=%7B__typename%7D'],
  ['a wrong method', 405, '/graphql', { method: 'PUT' }],
  [
    'a preflight',
    204,
    '/graphql',
    {
      method: 'OPTIONS',
      headers: {
        origin: 'https://studio.apollographql.com',
        'access-control-request-method': 'POST',
      },
    },
  ],
  ['an unknown address', 404, '/nothing'],
  ['health', 200, '/health/live'],
  ['readiness', 200, '/health/ready'],
  ['keys', 200, '/.well-known/jwks.json'],
];

describe.each(requests)('the answer to %s', (_title, status, path, init) => {
  test('lets a browser do nothing with it, and tells nothing of the server', async () => {
    const { headers, ...reply } = await fetch(server.url + path, init).then((response) => ({
      status: response.status,
      headers: response.headers,
    }));
    expect(reply.status).toBe(status);
    expect(Object.fromEntries(headers)).toMatchObject({
      'content-security-policy': locked,
      'cross-origin-opener-policy': 'same-origin',
      'cross-origin-resource-policy': 'same-origin',
      'permissions-policy': expect.stringContaining('camera=()') as string,
      'referrer-policy': 'no-referrer',
      'x-content-type-options': 'nosniff',
    });
    for (const name of ['server', 'x-powered-by', 'strict-transport-security']) {
      expect(headers.get(name)).toBeNull();
    }
    if (status !== 204 && path !== '/.well-known/jwks.json') {
      expect(headers.get('cache-control')).toBe('no-store');
    }
  });
});

test('behind https browsers are told to stay there, for a year and for this host alone', async () => {
  const env = { PUBLIC_URL: 'https://auth.example.com' };
  const secure = await startTestServer({ env });
  for (const [, , path, init] of requests) {
    const { headers } = await fetch(secure.url + path, init);
    expect(headers.get('strict-transport-security')).toBe('max-age=31536000');
  }
  await secure.close();
});

describe('the page of the Sandbox', () => {
  test('runs scripts with its nonce and of its CDN only, and no other page may show it', async () => {
    const reply = await fetch(`${server.url}/sandbox`, { headers: browser });
    const html = await reply.text();
    const policy = reply.headers.get('content-security-policy') ?? '';
    const [, nonce = 'none'] = /nonce="(\w{64})"/.exec(html) ?? [];

    expect(policy.startsWith(locked)).toBe(true);
    expect(policy).toContain(
      `script-src 'nonce-${nonce}' https://embeddable-sandbox.cdn.apollographql.com;`,
    );
    expect(policy).not.toMatch(/unsafe|\*|data:|https:(?!\/\/)/);
    expect(reply.headers.get('x-content-type-options')).toBe('nosniff');
    expect(reply.headers.get('cache-control')).toBe('no-store');
  });

  test('has another nonce each time', async () => {
    const policies = new Set<string | null>();
    for (let times = 0; times < 3; times += 1) {
      const { headers } = await fetch(`${server.url}/sandbox`, { headers: browser });
      policies.add(headers.get('content-security-policy'));
    }
    expect(policies.size).toBe(3);
  });

  test('is not there, and neither is its policy, with SANDBOX=off', async () => {
    const off = await startTestServer({ env: { SANDBOX: 'off' } });
    const { headers } = await fetch(`${off.url}/sandbox`, { headers: browser });
    expect(headers.get('content-security-policy')).toBe(locked);
    await off.close();
  });
});
