import type { BrowserContext, Page } from 'playwright-core';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { silence } from '../support/proxy.js';
import { bundle } from './bundle.js';
import type * as clientPage from './client-page.js';
import { openTab, signIn, type Mode } from './client-tab.js';
import { startSite, type Site } from './site.js';

let site: Site;
let context: BrowserContext;

beforeAll(async () => {
  site = await startSite(() => bundle('client-page.ts'));
}, 180_000);
afterAll(() => site.close());

/** A profile of its own for every test: one cookie jar, one localStorage. */
beforeEach(async () => {
  context = await site.emptyWindow();
  site.proxy.passed.length = 0;
  site.proxy.fault = () => undefined;
});

/** What the script of the page exports, in the page. */
declare const session: typeof clientPage;

const resume = (tab: Page) => tab.evaluate(() => session.resume());
const me = (tab: Page) => tab.evaluate(() => session.me());
const state = (tab: Page) => tab.evaluate(() => session.state().status);
const becomes = (tab: Page, status: string) =>
  tab.waitForFunction((expected) => session.state().status === expected, status);

/** 25 requests of the tab at the same moment. */
const many = (tab: Page) =>
  tab.evaluate(() => Promise.all(Array.from({ length: 25 }, () => session.me())));

/** Time passes, for the service and for the tabs. */
async function pass(seconds: number, ...tabs: Page[]): Promise<void> {
  site.api.clock.advance(seconds);
  for (const tab of tabs) await tab.evaluate((by) => session.sleep(by), seconds);
}

const refreshes = () => site.proxy.count('Refresh');

describe.each<Mode>(['cookies', 'storage'])('two tabs that share a session in %s', (mode) => {
  let first: Page;
  let second: Page;
  beforeEach(async () => {
    first = await openTab(context, site, mode);
    second = await openTab(context, site, mode);
    await resume(second);
    await signIn(first);
    await becomes(second, 'signedIn');
    site.proxy.passed.length = 0;
  });

  test('are both signed in by a sign-in in one of them, without asking again', async () => {
    expect(await me(second)).toBe('ada');
    expect(refreshes()).toBe(0);
  });

  test('refresh exactly once for the 50 requests that both have waiting', async () => {
    for (let rounds = 1; rounds <= 5; rounds += 1) {
      await pass(1000, first, second);
      const answers = await Promise.all([many(first), many(second)]);
      expect(answers.flat()).toEqual(Array(50).fill('ada'));
      expect(refreshes()).toBe(rounds);
      expect(site.proxy.count('Me')).toBe(rounds * 50);
    }
  });

  test('are both signed out by a sign-out in one of them', async () => {
    await first.evaluate(() => session.logout());
    await becomes(second, 'signedOut');
    const last = await second.evaluate(() => session.states.at(-1));
    expect(last).toEqual({ status: 'signedOut', reason: null });
    expect(
      await second.evaluate(() =>
        session.me().catch((e: unknown) => (e as { reason: string }).reason),
      ),
    ).toBe('TOKEN_MISSING');
    expect(refreshes()).toBe(0);
  });

  test('go on when one of them is closed in the middle of a refresh', async () => {
    await pass(1000, first, second);
    site.proxy.fault = (operation) => (operation === 'Refresh' ? silence : undefined);
    await first.evaluate(() => void session.me());
    await expect.poll(refreshes).toBe(1);
    site.proxy.fault = () => undefined;
    const waiting = me(second);
    await first.close();
    expect(await waiting).toBe('ada');
    expect(refreshes()).toBe(2);
  });

  test('are still signed in after a reload', async () => {
    await second.reload();
    await second.waitForFunction(() => 'session' in globalThis);
    expect(await resume(second)).toMatchObject({ status: 'signedIn', user: { username: 'ada' } });
    expect(await me(second)).toBe('ada');
    expect(refreshes()).toBe(mode === 'cookies' ? 1 : 0);
  });
});

test('in cookie mode nothing of the session is where a script can read it', async () => {
  const tab = await openTab(context, site, 'cookies');
  await signIn(tab);
  expect(await tab.evaluate('document.cookie')).toBe('');
  expect(await tab.evaluate('localStorage.length + sessionStorage.length')).toBe(0);
});

test('in cookie mode a browser without the cookie is signed out, without a reason', async () => {
  const tab = await openTab(context, site, 'cookies');
  expect(await resume(tab)).toEqual({ status: 'signedOut', reason: null });
  expect(await tab.evaluate(() => session.states)).toHaveLength(1);
});

describe('a device', () => {
  test('that was offline is signed in all along, and renews as soon as it is back', async () => {
    const tab = await openTab(context, site, 'cookies');
    await signIn(tab);
    await context.setOffline(true);
    await pass(1000, tab);
    expect(await tab.evaluate(() => session.me().catch((e: unknown) => (e as Error).name))).toBe(
      'TypeError',
    );
    expect(await state(tab)).toBe('signedIn');

    await context.setOffline(false);
    await expect.poll(refreshes).toBe(1);
    expect(await me(tab)).toBe('ada');
    expect(refreshes()).toBe(1);
    expect(await tab.evaluate(() => session.states)).toHaveLength(1);
  });

  test('that is offline when the page loads shows the last user, without a token', async () => {
    const tab = await openTab(context, site, 'cookies');
    await signIn(tab);
    await tab.reload();
    await tab.waitForFunction(() => 'session' in globalThis);
    await context.setOffline(true);
    expect(
      await tab.evaluate(() => session.resume().catch((e: unknown) => (e as Error).name)),
    ).toBe('TypeError');
    expect(await tab.evaluate(() => session.state())).toMatchObject({
      status: 'offline',
      user: { username: 'ada' },
    });
    expect(await tab.evaluate(() => session.usableToken())).toBeUndefined();
    await context.setOffline(false);
    await becomes(tab, 'signedIn');
  });

  test('that is offline shows nobody after a sign-out, nor before the first sign-in', async () => {
    for (const signedIn of [true, false]) {
      const tab = await openTab(context, site, 'cookies');
      if (signedIn) await signIn(tab);
      if (signedIn) await tab.evaluate(() => session.logout());
      await tab.reload();
      await tab.waitForFunction(() => 'session' in globalThis);
      await context.setOffline(true);
      await tab.evaluate(() => session.resume().catch(() => undefined));
      expect(await state(tab)).toBe('unknown');
      // It would tell the next one, once it is online.
      await tab.close();
      await context.setOffline(false);
    }
  });

  test('that slept through the life of its token renews it before it asks', async () => {
    const tab = await openTab(context, site, 'storage');
    await signIn(tab);
    await pass(8 * 3600, tab);
    expect(await me(tab)).toBe('ada');
    expect(site.proxy.passed.filter(({ method }) => method === 'POST')).toEqual(
      ['Login', 'Refresh', 'Me'].map(
        (operation) => expect.objectContaining({ operation }) as unknown,
      ),
    );
  });
});

describe('a refresh whose reply', () => {
  test('is lost gives the same successor to the next try, and the session goes on', async () => {
    const tab = await openTab(context, site, 'cookies');
    await signIn(tab);
    for (let rounds = 0; rounds < 3; rounds += 1) {
      let lost = 0;
      site.proxy.fault = (operation) =>
        operation === 'Refresh' && (lost += 1) === 1 ? 'lost' : undefined;
      await pass(1000, tab);
      expect(await me(tab)).toBe('ada');
      expect(lost).toBe(2);
    }
  });

  test('comes after the page has been left still reaches the browser’s cookie', async () => {
    const tab = await openTab(context, site, 'cookies');
    await signIn(tab);
    const before = (await context.cookies(site.apiOrigin))[0]?.value;
    let release = () => {};
    const left = new Promise<void>((resolve) => {
      release = resolve;
    });
    site.proxy.fault = (operation) => (operation === 'Refresh' ? left : undefined);
    await tab.evaluate(() => void session.refresh());
    await expect.poll(refreshes).toBe(1);
    await tab.goto('about:blank');
    release();
    await expect
      .poll(async () => (await context.cookies(site.apiOrigin))[0]?.value)
      .not.toBe(before);

    // Long after the grace.
    await pass(3600);
    const later = await openTab(context, site, 'cookies');
    expect(await resume(later)).toMatchObject({ status: 'signedIn' });
  });
});
