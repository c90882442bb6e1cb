import type { BrowserContext, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { dataOf } from '../support/graphql-client.js';
import { bundle } from './bundle.js';
import type * as clientPage from './client-page.js';
import { openTab, signIn, type Mode } from './client-tab.js';
import { startSite, type Site } from './site.js';

/** `authgraph/client/events` in a real browser, with the streams of the real service. */
let site: Site;
let context: BrowserContext;

beforeAll(async () => {
  site = await startSite(() => bundle('client-page.ts'));
}, 180_000);
afterAll(() => site.close());

beforeEach(async () => {
  context = await site.browser.newContext();
  site.proxy.passed.length = 0;
});
afterEach(() => context.close());

/** What the script of the page exports, in the page. */
declare const session: typeof clientPage;

const streams = () => site.proxy.count('ViewerEvents');
const signedOut = (tab: Page) =>
  tab.waitForFunction(() => session.state().status === 'signedOut' && session.state());
const heard = (tab: Page, kind: string) =>
  tab.waitForFunction((name) => session.events.some(({ __typename }) => __typename === name), kind);

/** Another device of the user. */
async function elsewhere(): Promise<string> {
  return dataOf(await site.api.login('ada')).login.accessToken;
}

/** Tabs of one session, the first of them with the stream. */
async function openTabs(mode: Mode): Promise<[Page, Page]> {
  const first = await openTab(context, site, mode, '&events');
  await signIn(first);
  await expect.poll(streams).toBe(1);
  const second = await openTab(context, site, mode, '&events');
  await second.evaluate(() => session.resume());
  site.proxy.passed.length = 0;
  return [first, second];
}

describe.each<Mode>(['cookies', 'storage'])('two tabs that share a session in %s', (mode) => {
  test('are both signed out by another device, at once, by one stream', async () => {
    const tabs = await openTabs(mode);
    const token = await elsewhere();
    const began = Date.now();
    await site.api.send('mutation { logoutEverywhere }', {}, { token });
    for (const tab of tabs) {
      const state = await signedOut(tab);
      expect(await state.jsonValue()).toEqual({ status: 'signedOut', reason: 'TOKEN_REVOKED' });
      await heard(tab, 'SessionEnded');
    }
    expect(Date.now() - began).toBeLessThan(60_000);
    // Nothing was asked for: no second stream, no refresh.
    expect(site.proxy.passed).toEqual([]);
  });

  test('hand the stream on when the tab that holds it is closed', async () => {
    const [first, second] = await openTabs(mode);
    await first.close();
    await expect.poll(streams).toBe(1);
    const token = await elsewhere();
    await site.api.send('mutation { logoutEverywhere }', {}, { token });
    const state = await signedOut(second);
    expect(await state.jsonValue()).toEqual({ status: 'signedOut', reason: 'TOKEN_REVOKED' });
  });
});

test('a sign-out of the page itself has no reason', async () => {
  const [first, second] = await openTabs('cookies');
  await first.evaluate(() => session.logout());
  for (const tab of [first, second]) {
    const state = await signedOut(tab);
    expect(await state.jsonValue()).toEqual({ status: 'signedOut', reason: null });
  }
});
