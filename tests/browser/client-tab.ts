import type { BrowserContext, Page } from 'playwright-core';
import { goodPassword } from '../support/graphql-client.js';
import type * as clientPage from './client-page.js';
import type { Site } from './site.js';

/** In the page: the verbs of `client-page.ts`. */
declare const session: typeof clientPage;

export type Mode = 'cookies' | 'storage';

/** A tab of the application with the client in it. */
export async function openTab(
  context: BrowserContext,
  site: Site,
  mode: Mode,
  more = '',
): Promise<Page> {
  const tab = await context.newPage();
  const api = encodeURIComponent(`${site.apiOrigin}/graphql`);
  await tab.goto(`${site.originOf('app')}/?mode=${mode}&api=${api}${more}`);
  await tab.waitForFunction(() => 'session' in globalThis);
  return tab;
}

/** Signs in the user that every site has. */
export async function signIn(tab: Page): Promise<void> {
  await tab.evaluate(([name, password]) => session.login(name, password), [
    'ada',
    goodPassword,
  ] as const);
}
