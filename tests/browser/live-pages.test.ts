import type { Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import { signUpAdministrator } from '../support/administrator.js';
import { dataOf, goodPassword } from '../support/graphql-client.js';
import { startPages, type Pages } from '../support/pages.js';

/** `/account` and `/admin` as they are built, while something happens to the account elsewhere. */
let pages: Pages;
let server: Pages['server'];
let origin: string;
beforeAll(async () => {
  pages = await startPages();
  ({ server, origin } = pages);
}, 180_000);
afterAll(() => pages.close());

let page: Page;
let names = 0;
let username: string;
beforeEach(async () => {
  username = `mina${(names += 1)}`;
  pages.proxy.passed.length = 0;
  page = await pages.openTab();
});
afterEach(() => pages.endWith(page));

const see = (text: string | RegExp, on = page) => on.getByText(text).first().waitFor();

/** Signs in at `/login`, where the page has led. */
async function signIn(): Promise<void> {
  await page.fill('#identifier', username);
  await page.keyboard.press('Enter');
  await page.fill('#password', goodPassword);
  await page.keyboard.press('Enter');
}

/** The place of the page, with its stream. */
async function open(place: string): Promise<void> {
  await page.goto(`${origin}/${place}`);
  await signIn();
  await expect.poll(() => pages.proxy.count('ViewerEvents')).toBe(1);
  await page.evaluate('window.isSame = true');
}

/** Another tab of the same browser. */
async function openOther(place: string): Promise<Page> {
  const other = await pages.openTab({ keepsCookies: true });
  await other.goto(`${origin}/${place}`);
  await other.locator('main .row').first().waitFor();
  return other;
}

/** What the user does on another device. */
async function elsewhere(): Promise<(mutation: string) => Promise<unknown>> {
  const token = dataOf(await server.login(username)).login.accessToken;
  return async (mutation) => {
    const { errors } = await server.send(`mutation { ${mutation} }`, {}, { token });
    expect(errors).toEqual([]);
  };
}

test('a device that signs out leaves the list, and nothing else moves', async () => {
  await server.register({ username });
  const act = await elsewhere();
  await open('account?page=devices');
  // This one, that of the sign-up, and the one elsewhere.
  const rows = page.locator('ul.panel').first().locator('.row-title');
  await expect.poll(() => rows.count()).toBe(3);
  const before = await page.locator('h1').boundingBox();
  await act('logout');
  await expect.poll(() => rows.count()).toBe(2);
  await see('This device');
  expect(await page.locator('h1').boundingBox()).toEqual(before);
  expect(await page.evaluate('window.isSame')).toBe(true);
});

test('what is being typed stays while the account is read again', async () => {
  await server.register({ username });
  const act = await elsewhere();
  await open('account?page=profile');
  await page.locator('#display-name').pressSequentially('Mina Pa');
  await act(`changeUsername(username: "${username}-renamed") { id }`);
  await see(`${username}-renamed`);
  expect(await page.inputValue('#display-name')).toBe('Mina Pa');
  await page.keyboard.type('rk');
  expect(await page.inputValue('#display-name')).toBe('Mina Park');
  expect(await page.evaluate('window.isSame')).toBe(true);
});

test('the end of the session leads every tab to /login, which says so, and back', async () => {
  await server.register({ username });
  await open('account?page=devices');
  const other = await openOther('account?page=security');
  const act = await elsewhere();
  await act('logoutEverywhere');
  for (const tab of [page, other]) {
    await see('You were signed out', tab);
    expect(new URL(tab.url()).pathname).toBe('/login');
  }
  await other.close();
  await signIn();
  await see('This device');
  expect(page.url()).toBe(`${origin}/account?page=devices`);
});

test('a sign-out in another tab is no surprise, and is not explained', async () => {
  await server.register({ username });
  await open('account?page=devices');
  const other = await openOther('account?page=profile');
  await other.getByRole('button', { name: username }).click();
  await other.getByRole('menuitem', { name: 'Sign out' }).click();
  await page.waitForURL(/\/login/);
  await page.locator('#identifier').waitFor();
  expect(await page.getByText('You were signed out').count()).toBe(0);
  await other.close();
});

test('an administrator who loses the role is out of the page at once', async () => {
  const { user } = await signUpAdministrator(server, username);
  const second = await signUpAdministrator(server);
  await open('admin?page=people');
  await see('People');
  await server.send(
    'mutation ($id: ID!) { setUserRoles(id: $id, roles: []) { id } }',
    { id: user.id },
    { token: second.accessToken },
  );
  await page.getByRole('link', { name: 'Sign in as someone else' }).waitFor();
  expect(await page.evaluate('window.isSame')).toBe(true);
});
