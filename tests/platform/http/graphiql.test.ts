import { gunzipSync } from 'node:zlib';
import { buildSchema, parse, validate } from 'graphql';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { readTypeDefs } from '../../../src/platform/package-folder.js';
import { adviceFor } from '../../../web/graphiql/advice.js';
import { preparedTabs } from '../../../web/graphiql/tabs.js';
import { startTestServer, type TestServer } from '../../support/test-server.js';

let server: TestServer;
beforeAll(async () => (server = await startTestServer()));
afterAll(() => server.close());

const page = async () => (await fetch(`${server.url}/graphiql`)).text();

/** The address of the script or the style sheet, as the page names it. */
async function addressOf(name: 'graphiql.js' | 'graphiql.css'): Promise<string> {
  const found = new RegExp(`"(graphiql/${name}\\?v=[\\w-]{16})"`).exec(await page())?.[1];
  return `${server.url}/${found ?? 'not in the page'}`;
}

describe('the page /graphiql', () => {
  test('forbids itself everything but its own files and calls to the service', async () => {
    const { headers } = await fetch(`${server.url}/graphiql`);
    const policy = headers.get('content-security-policy') ?? '';
    expect(policy).toContain("default-src 'none'; script-src 'self'; style-src 'self' 'nonce-");
    expect(policy).toContain("connect-src 'self'");
    expect(policy).toContain("frame-ancestors 'none'");
    expect(policy).not.toMatch(/unsafe|\*|https?:/);
  });

  test('has another nonce each time, so no cache may keep it', async () => {
    const [first, second] = [await page(), await page()];
    const nonceOf = (html: string) => /nonce="([^"]{24})"/.exec(html)?.[1];
    expect(nonceOf(first)).toBeDefined();
    expect(nonceOf(first)).not.toBe(nonceOf(second));
    const response = await fetch(`${server.url}/graphiql`);
    expect(response.headers.get('cache-control')).toBe('no-store');
    const policy = response.headers.get('content-security-policy');
    expect(policy).toContain(`'nonce-${nonceOf(await response.text()) ?? '?'}'`);
  });

  test('names nothing of another host', async () => {
    // The nonce is random base64, in which `//` stands now and then.
    const html = (await page()).replaceAll(/ nonce="[^"]*"/g, '');
    expect(html).not.toMatch(/\/\/\w/);
  });

  test.each([
    ['GRAPHIQL is off', { GRAPHIQL: 'off' }],
    [
      'the service is in production',
      {
        NODE_ENV: 'production',
        PUBLIC_URL: 'https://auth.example.com',
        AUTHGRAPH_SECRET: 'Zk3v9Qw7Lr2Xn8Tb5Yd1Hs6Mf4Gc0JpA',
      },
    ],
  ])('is not there when %s, nor are its files', async (_when, env) => {
    const closed = await startTestServer({ env });
    for (const path of ['/graphiql', '/graphiql/graphiql.js', '/graphiql/graphiql.css']) {
      expect((await fetch(closed.url + path)).status).toBe(404);
    }
    await closed.close();
  });
});

describe.each([
  ['graphiql.js', 'text/javascript; charset=utf-8'],
  ['graphiql.css', 'text/css; charset=utf-8'],
] as const)('the file %s', (name, type) => {
  test('may be kept for ever under the address of its content, and only there', async () => {
    const versioned = await fetch(await addressOf(name));
    expect(versioned.headers.get('content-type')).toBe(type);
    expect(versioned.headers.get('cache-control')).toBe('public, max-age=31536000, immutable');
    for (const address of [`graphiql/${name}`, `graphiql/${name}?v=of-another-release`]) {
      const plain = await fetch(`${server.url}/${address}`);
      expect(plain.status).toBe(200);
      expect(plain.headers.get('cache-control')).toBe('no-cache');
    }
  });

  test('is not sent again to a browser that has it', async () => {
    const address = `${server.url}/graphiql/${name}`;
    const etag = (await fetch(address)).headers.get('etag') ?? '';
    const again = await fetch(address, { headers: { 'if-none-match': etag } });
    expect(again.status).toBe(304);
    expect(await again.text()).toBe('');
    const changed = await fetch(address, { headers: { 'if-none-match': 'W/"older"' } });
    expect(changed.status).toBe(200);
  });

  test('travels compressed to those who take that, and plain to others', async () => {
    const address = `${server.url}/graphiql/${name}`;
    const plain = await rawBytes(address, 'identity');
    const gzipped = await rawBytes(address, 'gzip, deflate, br');
    expect(plain.encoding).toBeNull();
    expect(gzipped.encoding).toBe('gzip');
    expect(gzipped.bytes.length).toBeLessThan(plain.bytes.length * 0.7);
    expect(gunzipSync(gzipped.bytes).equals(plain.bytes)).toBe(true);
    expect((await rawBytes(address, 'gzip;q=0')).encoding).toBeNull();
  });
});

/** What fetch hides: the body as it travelled. */
async function rawBytes(address: string, accepted: string) {
  const { request } = await import('node:http');
  return new Promise<{ encoding: string | null; bytes: Buffer }>((resolve, reject) => {
    const headers = { 'accept-encoding': accepted };
    request(address, { headers }, (response) => {
      const chunks: Buffer[] = [];
      response.on('data', (chunk: Buffer) => chunks.push(chunk));
      response.on('end', () => {
        expect(response.headers.vary).toBe('Accept-Encoding');
        const encoding = response.headers['content-encoding'] ?? null;
        resolve({ encoding, bytes: Buffer.concat(chunks) });
      });
    })
      .on('error', reject)
      .end();
  });
}

test.each([
  ['usernames', false],
  ['addresses alone', true],
])('prepared operations with %s are valid, and their variables are JSON', (_names, byEmail) => {
  const schema = buildSchema(readTypeDefs().join('\n'));
  for (const { query, variables = '{}' } of preparedTabs(byEmail)) {
    expect(validate(schema, parse(query))).toEqual([]);
    expect(typeof JSON.parse(variables)).toBe('object');
  }
});

test.each([
  ['a refusal by MFA_REQUIRED', { errors: [{ extensions: { reason: 'MFA_REQUIRED' } }] }, 'SignIn'],
  ['a challenge', { data: { signIn: { mfaToken: 'm', methods: ['TOTP'] } } }, 'CompleteMfa'],
])('%s leads to the tab of the next step', (_what, answer, tab) => {
  expect(adviceFor(answer)?.tabs).toEqual([tab]);
  const names = preparedTabs(false).map(({ query }) => /mutation (\w+)/.exec(query)?.[1]);
  expect(names).toContain(tab);
});
