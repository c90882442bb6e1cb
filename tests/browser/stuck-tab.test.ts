import type { BrowserContext, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { bundle } from './bundle.js';
import type * as clientPage from './client-page.js';
import { openTab, signIn } from './client-tab.js';
import { startSite, type Site } from './site.js';

/** A tab that is stuck in the middle of a refresh, as by a dialog, and the others, which need a token. */
let site: Site;
let context: BrowserContext;
beforeAll(async () => {
  site = await startSite(() => bundle('client-page.ts'));
}, 180_000);
afterAll(() => site.close());
beforeEach(async () => {
  context = await site.browser.newContext();
  site.proxy.passed.length = 0;
  site.proxy.fault = () => undefined;
});
afterEach(() => context.close());

declare const session: typeof clientPage;

const me = (tab: Page) => tab.evaluate(() => session.me());

/** Milliseconds of the page's monotonic clock. */
const timeIn = (tab: Page) => tab.evaluate(() => performance.now());

describe.each(['cookies', 'storage'] as const)('in mode %s', (mode) => {
  test('two tabs take over from a tab that shows a dialog, one after the other', async () => {
    const stuck = await openTab(context, site, mode);
    const others = [await openTab(context, site, mode), await openTab(context, site, mode)];
    await signIn(stuck);
    for (const tab of others) await tab.evaluate(() => session.resume());
    site.api.clock.advance(1000);
    for (const tab of [stuck, ...others]) await tab.evaluate(() => session.sleep(1000));

    // The service rotates, and the tab does not see the reply until its dialog is closed.
    let release = () => {};
    const held = new Promise<void>((resolve) => {
      release = resolve;
    });
    site.proxy.fault = (operation) => (operation === 'Refresh' ? held : undefined);
    site.proxy.passed.length = 0;
    await stuck.evaluate(() => void session.me());
    await expect.poll(() => site.proxy.count('Refresh')).toBe(1);
    site.proxy.fault = () => undefined;
    const dialog = stuck.waitForEvent('dialog');
    stuck.on('dialog', () => undefined);
    await stuck.evaluate("void setTimeout(() => alert('stuck'))");
    const shown = await dialog;

    // Longer than the grace of the service: the idempotency key is the same.
    site.api.clock.advance(60);
    for (const tab of others) await tab.evaluate(() => session.shortenWait(9));
    const began = await Promise.all(others.map(timeIn));
    expect(await Promise.all(others.map(me))).toEqual(['ada', 'ada']);
    for (const [index, tab] of others.entries()) {
      expect((await timeIn(tab)) - (began[index] ?? 0)).toBeLessThan(20_000);
    }
    expect(site.proxy.count('Refresh')).toBe(2);

    release();
    await shown.accept();
    expect(await me(stuck)).toBe('ada');
    site.api.clock.advance(1000);
    for (const tab of [stuck, ...others]) await tab.evaluate(() => session.sleep(1000));
    expect(await Promise.all([stuck, ...others].map(me))).toEqual(['ada', 'ada', 'ada']);
  });
});

test('in cookie mode a lost reply is asked for again by another page, after an hour', async () => {
  const tab = await openTab(context, site, 'cookies');
  await signIn(tab);
  site.proxy.fault = (operation) => (operation === 'Refresh' ? 'lost' : undefined);
  await tab.evaluate(() => session.refresh().catch(() => undefined));
  site.proxy.fault = () => undefined;
  await tab.close();
  site.api.clock.advance(3600);
  const later = await openTab(context, site, 'cookies');
  expect(await later.evaluate(() => session.resume())).toMatchObject({ status: 'signedIn' });
});
