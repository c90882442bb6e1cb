import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { loadConfig } from '../../../src/app/config.js';
import { ConfigError } from '../../../src/platform/config/environment.js';
import { startTestServer, type TestServer } from '../../support/test-server.js';

const paths = [
  '/login',
  '/logout',
  '/verify-email',
  '/reset-password',
  '/sign-in',
  '/accept-invitation',
  '/keep-factors',
  '/deny-sign-in',
];

const google = { SOCIAL_GOOGLE_CLIENT_ID: 'pages', SOCIAL_GOOGLE_CLIENT_SECRET: 'of-a-provider' };

let folder: string;
let server: TestServer;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'authgraph-brand-'));
  const logo = join(folder, 'logo.svg');
  await writeFile(logo, '<svg xmlns="http://www.w3.org/2000/svg"/>');
  server = await startTestServer({
    env: {
      PAGES: 'on',
      BRAND_NAME: 'Notes & <b>',
      BRAND_LOGO: logo,
      BRAND_ACCENT: '#8a2f6b',
      ...google,
    },
  });
});
afterAll(async () => {
  await server.close();
  await rm(folder, { recursive: true });
});

const get = (path: string, headers: Record<string, string> = {}) =>
  fetch(server.url + path, { headers });

/** Every address that a page names in its head. */
async function filesOf(path: string): Promise<string[]> {
  const html = await (await get(path)).text();
  return [...html.matchAll(/(?:href|src)="\.(\/pages\/[^"]+)"/g)].map(([, file = '']) => file);
}

describe('PAGES=on', () => {
  test.each(paths)('%s is a page of its own, which no cache keeps', async (path) => {
    const response = await get(path);
    expect(response.status).toBe(200);
    expect(response.headers.get('content-type')).toBe('text/html; charset=utf-8');
    expect(response.headers.get('cache-control')).toBe('no-store');
    expect(await response.text()).toContain(`data-page="${path.slice(1)}"`);
  });

  test('a page may do no more than the policy of its chapter', async () => {
    const { headers } = await get('/login');
    expect(headers.get('content-security-policy')).toBe(
      "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src 'self' data:; form-action 'none'; base-uri 'none'; frame-ancestors 'none'; require-trusted-types-for 'script'; trusted-types 'none'",
    );
    expect(headers.get('cross-origin-opener-policy')).toBe('same-origin');
    expect(headers.get('referrer-policy')).toBe('no-referrer');
    expect(headers.get('x-content-type-options')).toBe('nosniff');
  });

  test('a page has neither scripts nor styles inside', async () => {
    const html = await (await get('/login')).text();
    expect(html).not.toMatch(/<style|style=|\son\w+=|<script(?![^>]*\ssrc=)/);
  });

  test('the files of a page are there, and browsers keep them for a year', async () => {
    const files = await filesOf('/login');
    expect(files.some((file) => /sign-in-[\w-]+\.js$/.test(file))).toBe(true);
    expect(files.some((file) => /sign-in-[\w-]+\.css$/.test(file))).toBe(true);
    for (const file of files) {
      const { status, headers } = await get(file);
      expect(status, file).toBe(200);
      expect(headers.get('cache-control'), file).toBe('public, max-age=31536000, immutable');
    }
  });

  test('the brand of the operator is on the page, as text, picture and colours', async () => {
    const html = await (await get('/login')).text();
    expect(html).toContain('<title>Sign in · Notes &amp; &lt;b&gt;</title>');
    expect(html).toContain('data-brand="Notes &amp; &lt;b&gt;"');
    const files = await filesOf('/login');
    const logo = files.find((file) => file.startsWith('/pages/logo'));
    expect((await get(logo ?? '')).headers.get('content-type')).toBe('image/svg+xml');
    const sheet = files.find((file) => file.startsWith('/pages/accent.css'));
    expect(await (await get(sheet ?? '')).text()).toContain('--accent:#8a2f6b');
  });

  test('the language is that of the browser, or the one that was chosen on a page', async () => {
    const languageOf = async (headers: Record<string, string>) =>
      /<html lang="(\w+)"/.exec(await (await get('/login', headers)).text())?.[1];
    expect(await languageOf({ 'accept-language': 'ko-KR,ko;q=0.9' })).toBe('ko');
    expect(await languageOf({ 'accept-language': 'fr' })).toBe('en');
    const cookie = 'authgraph-language=ko';
    expect(await languageOf({ 'accept-language': 'en', cookie })).toBe('ko');
    expect(await languageOf({ 'accept-language': 'ko', cookie: 'authgraph-language=xx' })).toBe(
      'en',
    );
  });

  test('the links of mails lead to these pages, and not to those of development', async () => {
    expect(server.config.mailLinkResetPassword).toContain('/reset-password#token={token}');
    expect(await (await get('/reset-password')).text()).not.toContain('dev/pages.js');
  });
});

describe('what a provider sends that belongs to no sign-in', () => {
  const callback = '/callback/google?state=%3Cimg%20src=x%3E&error=%22%3E%3Cscript%3E';
  const browser = { accept: 'text/html,application/xhtml+xml,*/*;q=0.8' };

  test('gets a page in the language of its reader, which leads to the sign-in', async () => {
    const response = await get(callback, browser);
    expect(response.status).toBe(400);
    expect(response.headers.get('content-type')).toBe('text/html; charset=utf-8');
    expect(response.headers.get('cache-control')).toBe('no-store');
    const html = await response.text();
    expect(html).toContain('<h1>This sign-in is over</h1>');
    expect(html).toContain('Notes &amp; &lt;b&gt;');
    for (const [, address = ''] of html.matchAll(/ (?:href|src)="(\.[^"]+)"/g)) {
      expect((await get(new URL(address, 'http://x/callback/google').pathname)).status).toBe(200);
    }
    expect(html).toContain('href="../login"');
    const korean = await (await get(callback, { ...browser, 'accept-language': 'ko' })).text();
    expect(korean).toContain('<h1>만료된 로그인입니다</h1>');
  });

  test('is nowhere on that page, and no script is', async () => {
    const page = await (await get(callback, browser)).text();
    expect(page).toBe(await (await get('/callback/google', browser)).text());
    expect(page).toContain('../login');
    expect(page).not.toContain('<script');
    const form = { method: 'POST', headers: browser, body: new URLSearchParams({ state: 'x' }) };
    expect(await (await fetch(`${server.url}/callback/google`, form)).text()).toBe(page);
  });

  test('is JSON for programs', async () => {
    const { errors } = (await (await get(callback)).json()) as { errors: unknown[] };
    expect(errors).toMatchObject([{ extensions: { reason: 'PROVIDER_ANSWER_INVALID' } }]);
  });
});

describe('cookie mode with PAGES=on', () => {
  const mutation =
    'mutation { register(username: "NAME", password: "juniper kettle orbit") { refreshToken } }';
  let names = 0;

  const register = (headers: Record<string, string>) =>
    fetch(`${server.url}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'x-authgraph-cookies': 'on', ...headers },
      body: JSON.stringify({ query: mutation.replace('NAME', `nora${(names += 1)}`) }),
    });

  test('is open to the service’s own pages, without Secure on loopback in development', async () => {
    const response = await register({ 'sec-fetch-site': 'same-origin' });
    expect(response.headers.get('set-cookie')).toMatch(
      /^authgraph-refresh-4000=[^;]+; Max-Age=\d+; Path=\/; HttpOnly; SameSite=Strict$/,
    );
    expect(await response.json()).toEqual({ data: { register: { refreshToken: '' } } });
  });

  test.each(['https://studio.apollographql.com', 'https://evil.example'])(
    'is closed to %s, although CORS_ORIGINS may have it',
    async (origin) => {
      const response = await register({ origin, 'sec-fetch-site': 'cross-site' });
      expect(response.headers.get('set-cookie')).toBeNull();
      expect(JSON.stringify(await response.json())).toContain('ORIGIN_REFUSED');
    },
  );
});

describe('PAGES=off', () => {
  test('no page, no file and no cookie is there', async () => {
    const other = await startTestServer();
    for (const path of ['/login', '/logout', '/account', '/admin', ...(await filesOf('/login'))]) {
      expect((await fetch(other.url + path)).status, path).toBe(404);
    }
    expect(await (await fetch(`${other.url}/reset-password`)).text()).toContain('dev/pages.js');
    await other.close();
  });
});

function faultsOf(env: Record<string, string>): readonly string[] {
  try {
    loadConfig(env);
  } catch (error) {
    if (error instanceof ConfigError) return error.faults;
    throw error;
  }
  return [];
}

describe('the configuration', () => {
  const production = {
    NODE_ENV: 'production',
    PUBLIC_URL: 'https://auth.example.com',
    AUTHGRAPH_SECRET: '5f0c3b9a8d7e6f1a2b3c4d5e6f708192a3b4c5d6e7f8091a2b3c4d5e6f708192',
    PAGES: 'on',
  };

  test('refuses Sandbox beside the pages in production alone', () => {
    expect(faultsOf(production)).toEqual([]);
    expect(faultsOf({ ...production, SANDBOX: 'on' })).toEqual([
      expect.stringMatching(/^PAGES and SANDBOX are both on/),
    ]);
    expect(faultsOf({ PAGES: 'on', SANDBOX: 'on' })).toEqual([]);
  });

  test('keeps administration out of production until it is asked for', () => {
    expect(loadConfig(production).adminPages).toBe(false);
    expect(loadConfig({ PAGES: 'on' }).adminPages).toBe(true);
  });

  test('a logo that cannot be read stops the start, and says so', async () => {
    const start = startTestServer({ env: { PAGES: 'on', BRAND_LOGO: '/nowhere/logo.svg' } });
    await expect(start).rejects.toThrow('BRAND_LOGO cannot be read (ENOENT)');
  });
});
