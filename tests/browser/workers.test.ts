import type { BrowserContext, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { bundle } from './bundle.js';
import type * as clientPage from './client-page.js';
import { openTab, signIn } from './client-tab.js';
import { startSite, type Site } from './site.js';

/** Workers of a page that have a session of their own in cookie mode, as the page has. They share its cookie. */
let site: Site;
let context: BrowserContext;
let page: Page;
beforeAll(async () => {
  site = await startSite(() => bundle('client-page.ts'));
}, 180_000);
afterAll(() => site.close());
beforeEach(async () => {
  context = await site.browser.newContext();
  page = await openTab(context, site, 'cookies');
  await signIn(page);
});
afterEach(() => context.close());

declare const session: typeof clientPage;

/** Starts the worker, as `ask(what)` in the page. */
const starts = {
  'a dedicated worker': 'const worker = new Worker(script, { type: "module" });',
  'a service worker': `await navigator.serviceWorker.register(script, { type: "module" });
    const worker = (await navigator.serviceWorker.ready).active;`,
};

async function startWorker(how: string): Promise<void> {
  await page.evaluate(`(async () => {
    const script = "/session.js" + location.search;
    ${how}
    globalThis.ask = (what) => new Promise((resolve) => {
      const { port1, port2 } = new MessageChannel();
      port1.onmessage = ({ data }) => resolve(data);
      worker.postMessage(what, [port2]);
    });
  })()`);
}

const ask = (what: string) => page.evaluate(`ask(${JSON.stringify(what)})`);

describe.each(Object.entries(starts))('%s', (_name, how) => {
  beforeEach(() => startWorker(how));

  test('is signed in as the page, and refreshes once for both', async () => {
    expect(await ask('me')).toBe('ada');
    for (let round = 1; round <= 4; round += 1) {
      site.api.clock.advance(1000);
      await ask('sleep');
      await page.evaluate(() => session.sleep(1000));
      site.proxy.passed.length = 0;
      expect(await Promise.all([ask('me'), page.evaluate(() => session.me())])).toEqual([
        'ada',
        'ada',
      ]);
      expect(site.proxy.count('Refresh')).toBe(1);
    }
  });

  test('never ends the session by reuse, however both refresh', async () => {
    for (let round = 0; round < 4; round += 1) {
      const both = [ask('refresh'), page.evaluate(() => session.refresh()), ask('refresh')];
      expect(await Promise.all(both)).toEqual(
        Array(3).fill(expect.objectContaining({ username: 'ada' })),
      );
      // Longer than the grace.
      site.api.clock.advance(60);
    }
  });

  test('is signed out by the page', async () => {
    expect(await ask('me')).toBe('ada');
    await page.evaluate(() => session.logout());
    await expect.poll(() => ask('state')).toEqual({ status: 'signedOut', reason: null });
  });
});
