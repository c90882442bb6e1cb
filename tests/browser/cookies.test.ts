import type { BrowserContext, Page } from 'playwright-core';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { cookieName } from '../support/cookie-page.js';
import { goodPassword } from '../support/graphql-client.js';
import { scriptOfGuide } from './front-end.js';
import { startSite, type Host, type Site } from './site.js';

let site: Site;
let context: BrowserContext;

beforeAll(async () => {
  site = await startSite(scriptOfGuide);
}, 180_000);
afterAll(() => site.close());

/** A profile of its own for every test: one cookie jar. */
beforeEach(async () => {
  context = await site.emptyWindow();
  site.proxy.passed.length = 0;
  site.proxy.careless = false;
});

async function open(host: Host): Promise<Page> {
  const page = await context.newPage();
  await page.goto(site.originOf(host));
  await loaded(page);
  return page;
}

async function reload(page: Page): Promise<void> {
  await page.reload();
  await loaded(page);
}

const loaded = (page: Page) => page.waitForFunction(() => 'session' in globalThis);

const login = (page: Page) =>
  page.evaluate(([name, password]) => session.login(name, password), [
    'ada',
    goodPassword,
  ] as const);

const resume = (page: Page) => page.evaluate(() => session.resume());

/** The reason of a refusal by the API; what the browser itself stops or hides is a TypeError. */
const failureOf = (page: Page, verb: 'resume' | 'logout') =>
  page.evaluate(async (name): Promise<string | undefined> => {
    try {
      await session[name]();
      return undefined;
    } catch (error) {
      return (error as { reason?: string }).reason ?? (error as Error).name;
    }
  }, verb);

/** What the browser keeps for the API, whether scripts see it or not. */
const keptCookies = () => context.cookies(site.apiOrigin);

describe('a front end on another origin of the same site', () => {
  test('signs in, and the browser keeps the refresh token where no script sees it', async () => {
    const page = await open('app');
    expect(await login(page)).toEqual({ username: 'ada' });
    expect(await page.evaluate(() => session.me())).toEqual({ username: 'ada' });

    expect(await keptCookies()).toEqual([
      expect.objectContaining({
        name: cookieName,
        domain: site.hosts.api,
        path: '/',
        httpOnly: true,
        secure: true,
        sameSite: 'Strict',
      }),
    ]);
    expect(await page.evaluate('document.cookie')).toBe('');
    expect(await page.evaluate('localStorage.length + sessionStorage.length')).toBe(0);
    await page.goto(`${site.apiOrigin}/health/live`);
    expect(await page.evaluate('document.cookie')).toBe('');
  });

  test('is signed in again after a reload, and each time the token is another one', async () => {
    const page = await open('app');
    await login(page);
    const seen = new Set([(await keptCookies())[0]?.value]);
    for (let reloads = 1; reloads <= 2; reloads += 1) {
      await reload(page);
      expect(await resume(page)).toEqual({ username: 'ada' });
      seen.add((await keptCookies())[0]?.value);
      expect(seen.size).toBe(reloads + 1);
    }
    expect(await page.evaluate(() => session.me())).toEqual({ username: 'ada' });
  });

  test('shares the session between tabs that refresh at the same time', async () => {
    const [first, second] = [await open('app'), await open('app')];
    await login(first);
    const users = await Promise.all([first, second, first, second].map(resume));
    expect(users.map(({ username }) => username)).toEqual(['ada', 'ada', 'ada', 'ada']);
    expect(await resume(second)).toEqual({ username: 'ada' });
  });

  test('signs out: the cookie is gone, a reload stays signed out, and the token is dead', async () => {
    const page = await open('app');
    await login(page);
    const [cookie] = await keptCookies();
    expect(await failureOf(page, 'logout')).toBeUndefined();

    expect(await keptCookies()).toEqual([]);
    await reload(page);
    expect(await failureOf(page, 'resume')).toBe('TOKEN_MISSING');
    const replayed = await site.api.refresh(cookie?.value ?? '');
    expect(replayed.errors[0]?.extensions.reason).toBe('TOKEN_REVOKED');
  });

  test('signs out after a reload, with the cookie alone', async () => {
    const page = await open('app');
    await login(page);
    const [cookie] = await keptCookies();
    await reload(page);
    expect(await failureOf(page, 'logout')).toBeUndefined();

    expect(await keptCookies()).toEqual([]);
    const replayed = await site.api.refresh(cookie?.value ?? '');
    expect(replayed.errors[0]?.extensions.reason).toBe('TOKEN_REVOKED');
  });

  test('loses a cookie whose session was ended elsewhere at the next refresh', async () => {
    const [here, elsewhere] = [await open('app'), await site.browser.newContext()];
    await login(here);
    await elsewhere.addCookies(await keptCookies());
    const thief = await elsewhere.newPage();
    await thief.goto(site.originOf('app'));
    await loaded(thief);
    expect(await failureOf(thief, 'logout')).toBeUndefined();
    await elsewhere.close();

    expect(await failureOf(here, 'resume')).toBe('TOKEN_REVOKED');
    expect(await keptCookies()).toEqual([]);
  });
});

describe('a page of an origin that is not configured', () => {
  /** Someone is signed in at the front end, in the same browser. */
  let victim: Page;
  beforeEach(async () => {
    victim = await open('app');
    await login(victim);
    site.proxy.passed.length = 0;
  });

  const stillSignedIn = async () => expect(await resume(victim)).toEqual({ username: 'ada' });

  test.each(['sibling', 'foreign'] as const)(
    'is stopped by the browser: its %s requests end with the preflight',
    async (host) => {
      const page = await open(host);
      for (const verb of ['resume', 'logout'] as const) {
        expect(await failureOf(page, verb)).toBe('TypeError');
      }
      const methods = site.proxy.passed.map(({ method }) => method);
      expect(methods).toEqual(['OPTIONS', 'OPTIONS']);
      await stillSignedIn();
    },
  );

  test('the service refuses the cookie of a sibling’s request, behind any proxy', async () => {
    site.proxy.careless = true;
    const page = await open('sibling');
    for (const verb of ['resume', 'logout'] as const) {
      expect(await failureOf(page, verb)).toBe('ORIGIN_REFUSED');
      const sent = site.proxy.passed.at(-1);
      expect(sent?.headers.cookie).toContain(cookieName);
      expect(sent).toMatchObject({
        method: 'POST',
        status: 403,
        headers: { origin: site.originOf('sibling'), 'sec-fetch-site': 'same-site' },
      });
    }
    await stillSignedIn();
  });

  test('a request from another site gets no cookie, behind any proxy', async () => {
    site.proxy.careless = true;
    const page = await open('foreign');
    expect(await failureOf(page, 'resume')).toBe('ORIGIN_REFUSED');
    expect(site.proxy.passed.at(-1)?.headers.cookie).toBeUndefined();
    await stillSignedIn();
  });

  test.each([
    ['sibling', 'text/plain'],
    ['sibling', 'application/x-www-form-urlencoded'],
    ['sibling', 'multipart/form-data'],
    ['foreign', 'text/plain'],
    ['foreign', 'application/x-www-form-urlencoded'],
  ] as const)('has its form refused: a %s page that posts %s', async (host, type) => {
    const page = await context.newPage();
    const answered = page.waitForResponse(`${site.apiOrigin}/graphql`);
    await page.goto(`${site.originOf(host)}/form/${type}`);
    expect((await answered).status()).toBe(415);

    const cookie = site.proxy.passed.at(-1)?.headers.cookie;
    if (host === 'sibling') expect(cookie).toContain(cookieName);
    else expect(cookie).toBeUndefined();
    await stillSignedIn();
  });

  test('has a request without a preflight refused, which comes with the cookie', async () => {
    const page = await open('sibling');
    await page.evaluate(async (address) => {
      const body = '{"query":"mutation { logout }"}';
      const init = { method: 'POST', mode: 'no-cors', credentials: 'include', body } as const;
      // Cross-Origin-Resource-Policy keeps even the opaque answer from the page.
      await fetch(address, init).catch(() => undefined);
    }, `${site.apiOrigin}/graphql`);
    expect(site.proxy.passed.at(-1)).toMatchObject({ method: 'POST', status: 415 });
    expect(site.proxy.passed.at(-1)?.headers.cookie).toContain(cookieName);
    await stillSignedIn();
  });
});

test('a front end on another site gets no cookie sent, even when it is configured', async () => {
  const page = await open('partner');
  await login(page);
  expect(await failureOf(page, 'resume')).toBe('TOKEN_MISSING');
  expect(site.proxy.passed.at(-1)?.headers.cookie).toBeUndefined();
});

test('a page of the service may use the cookie, under any name that it was opened with', async () => {
  // Of the pages of the service only the origin counts here: what they may do is in pages.test.ts.
  const own = await site.browser.newContext({ bypassCSP: true });
  const page = await own.newPage();
  const run = (query: string) =>
    page.evaluate(async (text): Promise<unknown> => {
      const headers = { 'content-type': 'application/json', 'x-authgraph-cookies': 'on' };
      const body = JSON.stringify({ query: text });
      return (await fetch('/graphql', { method: 'POST', headers, body })).json();
    }, query);
  for (const host of [site.hosts.api, 'localhost', 'other.localhost']) {
    await page.goto(`http://${host}:${site.proxy.port}/health/live`);
    await run(`mutation { login(username: "ada", password: "${goodPassword}") { tokenType } }`);
    const data = { refresh: { user: { username: 'ada' } } };
    expect(await run('mutation { refresh { user { username } } }')).toEqual({ data });
  }
  await own.close();
});
