import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import {
  isWildcardOrigin,
  originFault,
  originPattern,
} from '../../../src/platform/http/origins.js';
import { startTestServer, type TestServer } from '../../support/test-server.js';

describe('an origin', () => {
  test.each([
    'https://app.example.com',
    'http://localhost:3000',
    'http://127.0.0.1:5173',
    'http://[::1]:5173',
    'https://xn--mller-kva.example',
    'http://tauri.localhost',
    'capacitor://localhost',
    'ionic://localhost',
    'tauri://localhost',
    'app://com.example.notes',
    'my-app+dev://localhost:8080',
    'chrome-extension://gighmmpiobklfepjocnamgkkbiglidom',
    'moz-extension://0b5a5c5a-1f7c-4d3c-9c3e-3e1f6d2b8a11',
    'safari-web-extension://8DE6A1A4-2C0B-4D67-9E0B-2F2F2F2F2F2F',
    'https://*.example.org',
    'https://*.preview.example.org:8443',
    'http://*.localhost:3000',
    'capacitor://localhost:65535',
    'https://example.com.',
    'https://*.app.github.io',
    'https://*.example.co.uk',
    'https://*.company.uk',
  ])('%s can match', (origin) => {
    expect(originFault(origin)).toBeUndefined();
  });

  test.each([
    ['https://app.example.com/', 'such as https://app.example.com'],
    ['https://app.example.com/login', 'such as https://app.example.com'],
    ['https://App.Example.com', 'such as https://app.example.com'],
    ['HTTPS://app.example.com', 'such as https://app.example.com'],
    ['https://app.example.com:443', 'such as https://app.example.com'],
    ['http://app.example.com:80', 'such as http://app.example.com'],
    ['https://app.example.com?', 'such as https://app.example.com'],
    ['https://app.example.com#x', 'such as https://app.example.com'],
    ['https://u:p@app.example.com', 'such as https://app.example.com'],
    ['https://müller.example', 'such as https://xn--mller-kva.example'],
    ['app.example.com', 'such as https://app.example.com'],
    ['app.example.com:8443', 'such as https://app.example.com:8443'],
    ['htps://app.example.com', 'such as https://app.example.com,http://localhost:3000'],
    ['httpss://app.example.com', 'such as https://app.example.com,http://localhost:3000'],
    ['null', 'such as https://app.example.com'],
    ['', 'such as https://app.example.com'],
    ['file://localhost', 'such as https://app.example.com'],
    ['ws://app.example.com', 'such as https://app.example.com'],
    ['capacitor://localhost/', 'such as https://app.example.com'],
    ['Capacitor://localhost', 'such as https://app.example.com'],
    ['capacitor://', 'such as https://app.example.com'],
    ['https://*.example.org/', 'such as https://*.example.org'],
    ['https://*.Example.org', 'such as https://*.example.org'],
    ['https://*.example.org:443', 'such as https://*.example.org'],
    ['https://*.org', 'such as https://*.example.org'],
    ['https://*', 'such as https://*.example.org'],
    ['https://app.*.org', 'such as https://*.example.org'],
    ['https://app-*.example.org', 'such as https://*.example.org'],
    ['https://*app.example.org', 'such as https://*.example.org'],
    ['https://*.*.example.org', 'such as https://*.example.org'],
    ['https://*.example.org:*', 'such as https://*.example.org'],
    ['*.example.org', 'such as https://*.example.org'],
    ['*', 'such as https://*.example.org'],
    ['chrome-extension://*', 'such as https://*.example.org'],
    ['capacitor://*.example.org', 'such as https://*.example.org'],
    ['view-source://x', 'such as https://app.example.com'],
    ['localhost://x', 'such as https://app.example.com,http://localhost:3000'],
    ['localhost://3000', 'such as https://app.example.com,http://localhost:3000'],
    ['mailto://x', 'such as https://app.example.com'],
    ['tel://1', 'such as https://app.example.com'],
    ['capacitor://localhost:65536', 'such as https://app.example.com'],
    ['capacitor://a..b', 'such as https://app.example.com'],
    ['https://a..b', 'such as https://app.example.com'],
    ['https://.example.org', 'such as https://app.example.com'],
    ['http+unix://x', 'such as https://app.example.com'],
    [
      'https://*.münchen.example',
      'that no browser sends; write scheme, host and port only, such as https://*.xn--mnchen-3ya.example',
    ],
    ['*.münchen.example:8443', 'such as https://*.xn--mnchen-3ya.example:8443'],
    ['https://*.co.uk', 'has a wildcard below co.uk, where others have pages too'],
    ['https://*.com.au:8443', 'write each origin, such as https://app.com.au'],
    ['https://*.github.io', 'write each origin, such as https://app.github.io'],
    ['https://*.github.io/', 'write each origin, such as https://app.github.io'],
    ['http://*.workers.dev', 'has a wildcard below workers.dev'],
  ])('%j can never match: "%s"', (origin, advice) => {
    expect(originFault(origin)).toContain(advice);
    expect(isWildcardOrigin(origin)).toBe(false);
  });

  test('of a wildcard has exactly one more label', () => {
    const pattern = originPattern('https://*.example.org') as RegExp;
    for (const origin of ['https://a.example.org', 'https://xn--a-1_b.example.org']) {
      expect(pattern.test(origin)).toBe(true);
    }
    for (const origin of [
      'https://example.org',
      'https://.example.org',
      'https://a.b.example.org',
      'http://a.example.org',
      'https://a.example.org:8443',
      'https://aexample.org',
      'https://a.exampleXorg',
      'https://a.example.org.evil.example',
      'https://evil.example/https://a.example.org',
      'https://evil.example#.example.org',
      'https://a.example.org\n',
    ]) {
      expect(pattern.test(origin)).toBe(false);
    }
  });
});

describe('the service', () => {
  const extension = 'chrome-extension://gighmmpiobklfepjocnamgkkbiglidom';
  let server: TestServer;
  beforeAll(async () => {
    const origins = `capacitor://localhost,${extension},https://*.example.org`;
    server = await startTestServer({ env: { CORS_ORIGINS: origins } });
  });
  afterAll(() => server.close());

  async function ask(path: string, origin: string, method = 'POST') {
    const headers = {
      origin,
      'content-type': 'application/json',
      'access-control-request-method': 'POST',
      'access-control-request-headers': 'authorization,content-type',
    };
    const body = method === 'POST' ? '{"query":"{ __typename }"}' : null;
    return fetch(server.url + path, { method, headers, body });
  }

  test.each(['capacitor://localhost', extension, 'https://pr-42.example.org'])(
    'lets %s in, and nobody in its place',
    async (origin) => {
      for (const method of ['OPTIONS', 'POST']) {
        const { headers } = await ask('/graphql', origin, method);
        expect(headers.get('access-control-allow-origin')).toBe(origin);
        expect(headers.get('access-control-allow-credentials')).toBeNull();
        expect(headers.get('vary')).toContain('Origin');
      }
    },
  );

  test.each(['https://a.b.example.org', 'https://example.org', 'ionic://localhost', 'null'])(
    'does not let %s in',
    async (origin) => {
      for (const method of ['OPTIONS', 'POST']) {
        const { headers } = await ask('/graphql', origin, method);
        expect(headers.get('access-control-allow-origin')).toBeNull();
      }
    },
  );

  test.each([
    '/.well-known/jwks.json',
    '/.well-known/oauth-authorization-server',
    '/.well-known/openid-configuration',
  ])('lets pages of every origin read %s, without cookies', async (path) => {
    for (const method of ['GET', 'HEAD', 'OPTIONS']) {
      const { status, headers } = await ask(path, 'https://anyone.example', method);
      expect(status).toBe(method === 'OPTIONS' ? 204 : 200);
      expect(headers.get('access-control-allow-origin')).toBe('*');
      expect(headers.get('access-control-allow-credentials')).toBeNull();
      // One answer for all, which caches keep.
      if (method !== 'OPTIONS') expect(headers.get('vary')).toBeNull();
    }
  });

  test.each(['/health/ready', '/health/live'])('does not let other pages read %s', async (path) => {
    const { headers } = await ask(path, 'https://anyone.example', 'GET');
    expect(headers.get('access-control-allow-origin')).toBeNull();
  });
});
