import type { BrowserContext, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import { bundle } from './bundle.js';
import type * as clientPage from './client-page.js';
import { openTab, signIn } from './client-tab.js';
import { startSite, type Site } from './site.js';

/** Browsers give all keepalive requests of a page 64 KiB together, and refuse what is more. */
let site: Site;
let context: BrowserContext;
let page: Page;
beforeAll(async () => {
  site = await startSite(() => bundle('client-page.ts'));
}, 180_000);
afterAll(() => site.close());
beforeEach(async () => {
  context = await site.emptyWindow();
  page = await openTab(context, site, 'cookies');
  await signIn(page);
  site.proxy.passed.length = 0;
});
afterEach(() => {
  site.proxy.fault = () => undefined;
});

declare const session: typeof clientPage;

/** What analytics do: their request takes the whole quota, and is under way for long. */
async function useUpQuota(): Promise<() => void> {
  let release = () => {};
  const held = new Promise<void>((resolve) => {
    release = resolve;
  });
  site.proxy.fault = (operation) => (operation === 'Beacon' ? held : undefined);
  await page.evaluate(`void fetch(new URLSearchParams(location.search).get('api'), {
    method: 'POST', keepalive: true, mode: 'no-cors', body: 'query Beacon'.padEnd(65_500) })`);
  await expect.poll(() => site.proxy.count('Beacon')).toBe(1);
  return release;
}

test.each(['refresh', 'logout', 'me'] as const)(
  'beside a keepalive request that uses up the quota, %s goes without',
  async (verb) => {
    const release = await useUpQuota();
    await page.evaluate((name) => session[name]().then(() => undefined), verb);
    const operation = { refresh: 'Refresh', logout: 'Logout', me: 'Me' }[verb];
    expect(site.proxy.count(operation)).toBe(1);
    release();
  },
);

test('300 requests at once are all answered', async () => {
  const answers = await page.evaluate(() =>
    Promise.all(Array.from({ length: 300 }, () => session.me())),
  );
  expect(answers).toEqual(Array(300).fill('ada'));
});

test('a sign-out goes on when the page is left', async () => {
  let release = () => {};
  const held = new Promise<void>((resolve) => {
    release = resolve;
  });
  site.proxy.fault = (operation) => (operation === 'Logout' ? held : undefined);
  await page.evaluate(() => void session.logout());
  // Before that, the session waits for its turn among the tabs, and the page would take it along.
  await expect.poll(() => site.proxy.count('Logout')).toBe(1);
  await page.goto('about:blank');
  release();
  await expect.poll(() => context.cookies(site.apiOrigin)).toEqual([]);
});
