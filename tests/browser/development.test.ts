import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { type Browser, type Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { signUpAdministrator } from '../support/administrator.js';
import { enroll, totpCode } from '../support/authenticator.js';
import { launchChromium } from '../support/chromium.js';
import { dataOf, goodPassword } from '../support/graphql-client.js';
import { startTestServer, type TestServer } from '../support/test-server.js';
import { openSharedWindow } from './shared-window.js';

let browser: Browser;
let emptyWindow: Awaited<ReturnType<typeof openSharedWindow>>;
let server: TestServer;
let page: Page;
/** What the browser complained of: among it every breach of the Content-Security-Policy. */
let complaints: string[];
/** The hosts that the page asked for something. */
let hosts: Set<string>;

beforeAll(async () => {
  server = await startTestServer();
  browser = await launchChromium();
  emptyWindow = await openSharedWindow(browser);
}, 180_000);
afterAll(async () => {
  await browser.close();
  await server.close();
});

beforeEach(async () => {
  page = await (await emptyWindow([server.url])).newPage();
  await page.setViewportSize({ width: 360, height: 780 });
  complaints = [];
  hosts = new Set();
  page.on('console', (message) => {
    // Advice to authors: the pages that set a password do not know whose it is.
    const isAdvice = message.text().startsWith('[DOM] Password forms should have');
    if (!isAdvice) complaints.push(message.text());
  });
  page.on('pageerror', (error) => complaints.push(error.message));
  page.on('request', (request) => {
    const { protocol, host } = new URL(request.url());
    if (protocol.startsWith('http')) hosts.add(host);
  });
});
afterEach(async () => {
  expect(complaints).toEqual([]);
  expect([...hosts]).toEqual([new URL(server.url).host]);
  expect(await page.evaluate('document.documentElement.scrollWidth')).toBeLessThanOrEqual(360);
  await page.close();
});

describe('the start page', () => {
  test('registers and asks who that is by one key, as often as one likes', async () => {
    await page.goto(server.url);
    const button = page.locator('#run');
    await button.focus();
    for (const label of ['Run both', 'Run again']) {
      expect(await button.innerText()).toContain(label);
      await page.keyboard.press('Enter');
      const name = () => page.locator('#username').innerText();
      await expect
        .poll(() => page.locator('#second-text').textContent())
        .toContain(`"username": "${await name()}"`);
    }
    expect(await page.locator('#first-text').innerText()).toContain('"accessToken": "ey');
    expect(await page.locator('#first-answer').innerText()).toContain('200');
  });

  test('says why a request was refused', async () => {
    await page.goto(server.url);
    await page.locator('#username').evaluate((element) => (element.textContent = 'a b'));
    await page.click('#run');
    await page.locator('#first-answer').getByText('200, refused').last().waitFor();
    expect(await page.locator('#first-text').textContent()).toContain('USERNAME_INVALID');
  });
});

test('the documentation is shown with headings and links, and loads no picture', async () => {
  await page.goto(`${server.url}/dev/docs?page=README.md`);
  await page.getByRole('heading', { name: 'Start' }).waitFor();
  expect(await page.locator('main a', { hasText: 'context builder' }).count()).toBe(0);
  await page.getByRole('link', { name: 'Upgrading' }).click();
  await page.getByRole('heading', { name: 'One version beside the next' }).waitFor();
});

/** The newest mail of this subject, and its link followed on the address of the test server. */
async function followLinkOf(subject: string): Promise<void> {
  await page.goto(`${server.url}/dev/mailbox`);
  await page.getByRole('link', { name: subject }).first().click();
  await page.getByRole('heading', { name: subject }).waitFor();
  const link = await page.getByRole('link', { name: 'Open link' }).getAttribute('href');
  const { pathname, hash } = new URL(link ?? '');
  await page.goto(server.url + pathname + hash);
}

const press = (name: string) => page.getByRole('button', { name }).click();
const done = (title: string) => page.getByRole('heading', { name: title }).waitFor();

const failed = () => page.getByText('This link no longer works').waitFor();

/** How many mails there are; the service writes them after it has answered. */
async function mailsAre(count: number): Promise<void> {
  const folder = join(server.config.dataDir, 'mail');
  await expect.poll(() => readdir(folder).catch(() => [])).toHaveLength(count);
}

describe('the links of mails in development', () => {
  test('are finished by the pages that they lead to', async () => {
    const { send, register } = server;
    const { register: pair } = dataOf(
      await register({ username: 'mina', email: 'mina@example.com' }),
    );
    await mailsAre(1);
    await followLinkOf('Confirm your e-mail address');
    await page.getByLabel('Username').fill('mina');
    await page.locator('#password').fill('wrong password');
    await press('Confirm address');
    await page.getByText('The username or the password is wrong').waitFor();
    await page.locator('#password').fill(goodPassword);
    await press('Confirm address');
    await done('Address confirmed');
    expect(page.url()).not.toContain('token');

    await send('mutation { requestLoginEmail(email: "mina@example.com") }');
    await mailsAre(2);
    await followLinkOf('Sign in to');
    await press('Sign in');
    await done('You are signed in as mina');
    expect(await page.locator('.token').innerText()).toMatch(/^ey/);

    const token = pair.accessToken;
    await send('mutation { changeEmail(newEmail: "other@example.com") }', {}, { token });
    await mailsAre(4);
    await followLinkOf('Confirm your e-mail address');
    await page.getByLabel('Username').fill('mina');
    await page.locator('#password').fill(goodPassword);
    await press('Confirm address');
    await page.getByText('other@example.com belongs to mina').waitFor();

    await mailsAre(5);
    await send('mutation { requestPasswordReset(email: "other@example.com") }');
    await mailsAre(6);
    await followLinkOf('Set a new password');
    await page.locator('#password').fill('another long password');
    await press('Set password');
    await done('Password set');
    await mailsAre(7);
    const options = { headers: { 'user-agent': 'another device' } };
    dataOf(await server.login('mina', 'another long password', options));
    await mailsAre(8);
    await followLinkOf('A new device signed in');
    await press('It was not me');
    await done('The sign-in has ended');
    await page.getByText('A mail is on its way').waitFor();
  });

  test('ask for the second step of an account that has one', async () => {
    const before = await readdir(join(server.config.dataDir, 'mail')).catch(() => []);
    const email = 'ruth@example.com';
    const { register } = dataOf(await server.register({ username: 'ruth', email }));
    const app = await enroll(server, register.accessToken, server.clock.now());
    await mailsAre(before.length + 1);
    // The links from before the app are void.
    const token = app.tokens.accessToken;
    dataOf(await server.send('mutation { requestEmailVerification }', {}, { token }));
    await mailsAre(before.length + 2);
    await followLinkOf('Confirm your e-mail address');
    await page.getByLabel('Username').fill('ruth');
    await page.locator('#password').fill(goodPassword);
    await press('Confirm address');
    await done('One more step');
    await page.keyboard.type('000 000');
    await page.keyboard.press('Enter');
    await page.getByText('The code is wrong').waitFor();
    await page.getByLabel('Code').fill(totpCode(app.secret, server.clock.now() + 30_000));
    await press('Confirm address');
    await done('Address confirmed');

    await server.send(`mutation { requestLoginEmail(email: "${email}") }`);
    await mailsAre(before.length + 3);
    await followLinkOf('Sign in to');
    await press('Sign in');
    await done('One more step');
    await page.keyboard.type(app.recoveryCodes?.[0] ?? '');
    await press('Sign in');
    await done('You are signed in as ruth');
    await mailsAre(before.length + 4);
  });

  test('an invitation is accepted by its page, and a link that was used says so', async () => {
    const before = (await readdir(join(server.config.dataDir, 'mail'))).length;
    const { accessToken: token } = await signUpAdministrator(server);
    const invite = 'mutation { inviteUser(username: "theo", email: "theo@example.com") { id } }';
    dataOf(await server.send(invite, {}, { token }));
    await mailsAre(before + 1);
    for (const outcome of [() => done('Your account is ready'), failed]) {
      await followLinkOf('You are invited to');
      await page.locator('#password').fill(goodPassword);
      await press('Set password');
      await outcome();
    }
    dataOf(await server.login('theo'));
  });
});
