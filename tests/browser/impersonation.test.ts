import type { Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import { signUpAdministrator } from '../support/administrator.js';
import { dataOf, goodPassword } from '../support/graphql-client.js';
import { expectNoBarriers, startPages, type Pages } from '../support/pages.js';

/** From `/admin` into the account of a user, and back, in a real browser. */
let pages: Pages;
let server: Pages['server'];
let origin: string;
beforeAll(async () => {
  pages = await startPages();
  ({ server, origin } = pages);
  await signUpAdministrator(server, 'jonas');
}, 180_000);
afterAll(() => pages.close());

let page: Page;
let userId: string;
let userToken: string;
let username: string;
let names = 0;

beforeEach(async () => {
  username = `mina${(names += 1)}`;
  const { user, accessToken } = await server.signUp(username);
  userId = user.id;
  userToken = accessToken;
  page = await pages.openTab();
});
afterEach(() => pages.endWith(page));

const button = (name: string) => page.getByRole('button', { name, exact: true });
const heading = (name: string) => page.getByRole('heading', { name, level: 1 }).waitFor();
const toasted = (text: string) => page.getByRole('status').getByText(text).waitFor();
const bar = () => page.getByRole('region', { name: 'Impersonation' });
const go = (place: string) => page.getByRole('link', { name: place, exact: true }).click();
const whom = () => page.locator('.me-name').innerText();

async function beginView(): Promise<void> {
  await page.goto(`${origin}/admin?page=people&id=${userId}`);
  await page.fill('#identifier', 'jonas');
  await page.keyboard.press('Enter');
  await page.fill('#password', goodPassword);
  await page.keyboard.press('Enter');
  await button(`View as ${username}`).click();
  const verb = page.getByRole('dialog').getByRole('button', { name: `View as ${username}` });
  expect(await verb.isDisabled()).toBe(true);
  await page.fill('#reason', 'Ticket 4182');
  await verb.click();
}

/** The account has come under the bar. */
const viewed = () => page.locator('#display-name').waitFor();

/** What the browser keeps that a page could read. */
const kept = () =>
  page.evaluate('JSON.stringify([{ ...localStorage }, { ...sessionStorage }, document.cookie])');

/** Whether the service has a session in which somebody acts as the user. */
async function isViewed(): Promise<boolean> {
  const sessions = '{ me { sessions { impersonated } } }';
  const reply = await server.send(sessions, {}, { token: userToken });
  return JSON.stringify(dataOf(reply)).includes('true');
}

test('an administrator is led to the account of a user under a bar, and back', async () => {
  await beginView();
  await viewed();
  expect(page.url()).toBe(`${origin}/account?as=${userId}`);
  expect(await bar().innerText()).toMatch(
    new RegExp(`^jonas, you see what ${username} sees\\. Until .+ \\(1[0-5]:\\d\\d left\\)\\.`),
  );
  expect(await bar().innerText()).toContain('Reason on record: Ticket 4182');
  expect(await bar().getByRole('button').allInnerTexts()).toEqual(['End']);
  expect(await kept()).not.toContain('eyJ');
  await expectNoBarriers(page);

  const cookies = await page.context().cookies();
  await page.fill('#display-name', 'Mina Park');
  await button('Save').click();
  await toasted('Profile saved');
  await expect.poll(whom).toBe('Mina Park');
  for (const place of ['Devices', 'Activity', 'Your data', 'Security']) {
    await go(place);
    await heading(place);
    await bar().getByText('Reason on record').waitFor();
  }
  expect(await page.context().cookies()).toEqual(cookies);

  await bar().getByRole('button', { name: 'End' }).click();
  await toasted('You no longer view the account');
  await heading('Mina Park');
  expect(page.url()).toBe(`${origin}/admin?page=people&id=${userId}`);
  expect(await whom()).toBe('jonas');
  expect(await isViewed()).toBe(false);
});

test('what only the user may do cannot be pressed, and the service refuses it', async () => {
  await beginView();
  await viewed();
  expect(await page.locator('main .row-acts button:enabled').count()).toBe(0);
  for (const place of ['Devices', 'Security', 'Your data']) {
    await go(place);
    await page.locator('main .row-title').first().waitFor();
    expect(await page.locator('main button').count()).toBeGreaterThan(place === 'Devices' ? 0 : 1);
    expect(await page.locator('main button:enabled').count()).toBe(0);
    await expectNoBarriers(page);
  }
  await page.getByRole('button', { name: 'Account menu' }).click();
  expect(await page.getByRole('menuitem').allInnerTexts()).toEqual(['Security']);
  await page.keyboard.press('Escape');
  await page.evaluate("document.querySelector('main fieldset').disabled = false");
  await button('Download').click();
  await page.getByText('not allowed while you impersonate').waitFor();
});

test('a reload ends the view, and never shows the account of the administrator', async () => {
  await beginView();
  await viewed();
  await page.reload();
  await toasted('The view of the account is over');
  await heading(username);
  await expect.poll(isViewed).toBe(false);

  await page.goto(`${origin}/account?as=${userId}`);
  await toasted('The view of the account is over');
  await heading(username);
});

test('a view that the user has ended leads back with the next thing that is asked', async () => {
  await beginView();
  await viewed();
  dataOf(await server.send('mutation { logoutOtherSessions }', {}, { token: userToken }));
  await go('Devices');
  await toasted('The view of the account is over');
  await heading(username);
  expect(await whom()).toBe('jonas');
});
