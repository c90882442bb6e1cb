import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startTestServer, type TestServer } from '../../support/test-server.js';

const browser = { accept: 'text/html,application/xhtml+xml,*/*;q=0.8' };
const production = {
  NODE_ENV: 'production',
  PUBLIC_URL: 'https://auth.example.com',
  AUTHGRAPH_SECRET: 'Zk3v9Qw7Lr2Xn8Tb5Yd1Hs6Mf4Gc0JpA',
};

let server: TestServer;
beforeAll(async () => (server = await startTestServer()));
afterAll(() => server.close());

const open = (path = '/', { url } = server) => fetch(url + path, { headers: browser });

describe('the start page', () => {
  test('allows its own script and sheet alone, and names nothing of another host', async () => {
    const response = await open();
    const policy = response.headers.get('content-security-policy') ?? '';
    expect(policy).toContain("default-src 'none'; script-src 'self'; style-src 'self'");
    expect(policy).toContain("frame-ancestors 'none'");
    expect(policy).not.toMatch(/unsafe|\*|https?:/);
    expect(response.headers.get('cache-control')).toBe('no-store');

    const html = (await response.text()).replace(server.config.publicUrl, '');
    expect(html.replaceAll(/href="data:[^"]*"/g, '')).not.toMatch(/\/\/\w/);
    expect(html).not.toMatch(/<script(?![^>]*\bsrc=)|<style| style=| on\w+=/);
  });

  test('leads to what there is, and to nothing that there is not', async () => {
    const html = await (await open()).text();
    const addresses = [...html.matchAll(/class="link-card" href="([^"]+)"/g)].map(
      ([, to = '']) => to,
    );
    expect(addresses).toEqual([
      'sandbox',
      'graphiql',
      'dev/mailbox',
      '.well-known/jwks.json',
      'health/ready',
      'dev/docs',
    ]);
    for (const address of addresses) expect((await open(`/${address}`)).status).toBe(200);

    const env = {
      SANDBOX: 'off',
      GRAPHIQL: 'off',
      SMTP_URL: 'smtp://127.0.0.1:9',
      MAIL_FROM: 'a@b.example',
    };
    const closed = await startTestServer({ env });
    const page = await (await open('/', closed)).text();
    expect(page).not.toMatch(/href="(?:sandbox|graphiql|dev\/mailbox)"/);
    for (const path of ['/sandbox', '/graphiql', '/dev/mailbox']) {
      expect((await open(path, closed)).status).toBe(404);
    }
    await closed.close();
  });

  test('signs up by an address where there are no usernames', async () => {
    const byEmail = await startTestServer({ env: { USERNAMES: 'off' } });
    const html = await (await open('/', byEmail)).text();
    const [, request = ''] = /<pre id="first-request">([\s\S]*?)<\/pre>/.exec(html) ?? [];
    const query = request.replaceAll(/<[^>]*>/g, '').replaceAll('&quot;', '"');
    const body = JSON.stringify({ query });
    const headers = { 'content-type': 'application/json' };
    const reply = await fetch(`${byEmail.url}/graphql`, { method: 'POST', headers, body });
    expect(await reply.json()).toMatchObject({ data: { register: { expiresIn: 900 } } });
    await byEmail.close();
  });

  test('is where a browser gets that opens the endpoint', async () => {
    for (const path of ['/graphql', '/graphql/']) {
      const { redirected, url } = await open(path);
      expect([redirected, url]).toEqual([true, `${server.url}/`]);
    }
  });

  test('works below a path, with and without the slash at its end', async () => {
    const below = await startTestServer({ env: { BASE_PATH: '/auth' } });
    const { origin } = new URL(below.url);
    for (const path of ['/auth', '/auth/', '/auth/graphql']) {
      const page = await fetch(origin + path, { headers: browser });
      expect(page.url).toBe(`${origin}/auth/`);
      const html = await page.text();
      const [, file = ''] = /src="([^"]+)"/.exec(html) ?? [];
      expect((await fetch(new URL(file, page.url))).status).toBe(200);
    }
    await below.close();
  });

  test('keeps its files for ever under the address of their content', async () => {
    const html = await (await open()).text();
    for (const name of ['pages.js', 'pages.css']) {
      const address = new RegExp(`"\\./(dev/${name}\\?v=[\\w-]{16})"`).exec(html)?.[1] ?? 'none';
      const file = await open(`/${address}`);
      expect(file.status).toBe(200);
      expect(file.headers.get('cache-control')).toContain('immutable');
    }
  });
});

describe('the address /', () => {
  const addresses = (base: string) => ({
    service: 'authgraph',
    graphql: `${base}/graphql`,
    keys: `${base}/.well-known/jwks.json`,
    health: `${base}/health/ready`,
  });

  test('tells programs where things are', async () => {
    const answer = await fetch(server.url);
    expect(answer.headers.get('vary')).toContain('Accept');
    expect(await answer.json()).toEqual(addresses(server.config.publicUrl));
    expect((await fetch(server.url, { method: 'HEAD' })).status).toBe(200);
  });

  test('takes operations, whatever the caller likes to read', async () => {
    const response = await fetch(server.url, {
      method: 'POST',
      headers: { ...browser, 'content-type': 'application/json' },
      body: '{"query":"{ __typename }"}',
    });
    expect(await response.json()).toEqual({ data: { __typename: 'Query' } });
  });

  test('is the same short answer for everyone in production, where there are no pages', async () => {
    const closed = await startTestServer({ env: production });
    expect(await (await open('/', closed)).json()).toEqual(addresses(production.PUBLIC_URL));
    const paths = ['/sandbox', '/dev/mailbox', '/dev/docs', '/dev/pages.js', '/verify-email'];
    const others = ['/sign-in', '/reset-password', '/accept-invitation', '/dev/mailbox/news'];
    for (const path of [...paths, ...others]) {
      expect((await open(path, closed)).status).toBe(404);
    }
    await closed.close();
  });
});

describe('the documentation', () => {
  test('is that of the package, and no other file', async () => {
    expect(await (await open('/dev/docs?page=docs/errors.md')).text()).toContain('LINK_INVALID');
    const others = ['package.json', '../README.md', 'docs/../package.json', '/etc/passwd', ''];
    for (const page of others) {
      expect((await open(`/dev/docs?page=${encodeURIComponent(page)}`)).status).toBe(404);
    }
  });
});
