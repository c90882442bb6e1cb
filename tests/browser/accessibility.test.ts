import type axe from 'axe-core';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { findBarriers } from '../support/axe.js';
import { launchChromium } from '../support/chromium.js';
import { startTestServer, type TestServer } from '../support/test-server.js';

let browser: Browser;
let server: TestServer;

beforeAll(async () => {
  server = await startTestServer();
  browser = await launchChromium();
  await server.register({ username: 'mina', email: 'mina@example.com' });
  await server.send('mutation { requestLoginEmail(email: "mina@example.com") }');
}, 180_000);
afterAll(async () => {
  await browser.close();
  await server.close();
});

/** What colours and width decide; all else is the same in each. */
const appearance: axe.RunOptions = {
  runOnly: {
    type: 'rule',
    values: ['color-contrast', 'scrollable-region-focusable', 'target-size'],
  },
};

/** What axe-core finds that keeps people out: each rule, with the elements that break it. */
async function barriersOf(page: Page, options: axe.RunOptions = {}): Promise<string[]> {
  const severe: axe.ImpactValue[] = ['serious', 'critical'];
  return (await findBarriers(page, options))
    .filter(({ impact }) => severe.includes(impact ?? null))
    .map(({ text }) => text);
}

async function open(page: Page, path: string): Promise<void> {
  await page.goto(server.url + path);
  if (path === '/') {
    await page.click('#run');
    await page.locator('#second-text').waitFor();
  }
  if (path.startsWith('/dev/docs')) await page.locator('main h1').waitFor();
}

const paths = [
  '/',
  '/dev/mailbox',
  '/dev/docs',
  '/verify-email#token=x',
  '/verify-email',
  '/reset-password#token=x',
  '/sign-in#token=x',
  '/accept-invitation#token=x',
  '/keep-factors#token=x',
  '/deny-sign-in#token=x',
];

const looks = (['light', 'dark'] as const).flatMap((colorScheme) =>
  [390, 1280].map((width) => ({ colorScheme, width })),
);

test('no page of development keeps anyone out, in any colours and width', async () => {
  const page = await browser.newPage();
  for (const path of paths) {
    await open(page, path);
    expect(await barriersOf(page), path).toEqual([]);
    for (const { colorScheme, width } of looks) {
      await page.emulateMedia({ colorScheme });
      await page.setViewportSize({ width, height: 800 });
      const where = `${path} ${colorScheme} ${width}`;
      expect(await barriersOf(page, appearance), where).toEqual([]);
    }
  }
  await page.close();
});

test.each(['en', 'ko'])('every page of development fits a phone, in %s', async (locale) => {
  const context = await browser.newContext({ locale, viewport: { width: 390, height: 800 } });
  const page = await context.newPage();
  for (const path of paths) {
    await open(page, path);
    expect(await page.getAttribute('html', 'lang'), path).toBe(locale);
    const width = await page.evaluate('document.documentElement.scrollWidth');
    expect(width, path).toBeLessThanOrEqual(390);
  }
  await open(page, '/verify-email');
  const failure = await page.locator('#failure').innerText();
  expect(failure).toMatch(locale === 'ko' ? /링크로 이 페이지를/ : /by the link in a mail/);
  await context.close();
});

test('the check finds a barrier that is there', async () => {
  const page = await browser.newPage();
  await open(page, '/');
  await page.evaluate(`document.body.insertAdjacentHTML('beforeend', '<img src="data:,">')`);
  expect(await barriersOf(page)).toEqual([expect.stringMatching(/^image-alt: <img/)]);
  await page.evaluate(`document.querySelector('.soft').style.color = '#eee'`);
  expect(await barriersOf(page, appearance)).toEqual([expect.stringMatching(/^color-contrast: /)]);
  await page.close();
});

test('the check takes nothing for a barrier that only fades in', async () => {
  const page = await browser.newPage();
  await open(page, '/');
  await page.evaluate(
    "document.querySelector('.soft').animate({ opacity: [0.2, 1] }, 600_000) && undefined",
  );
  expect(await barriersOf(page, appearance)).toEqual([]);
  await page.close();
});
