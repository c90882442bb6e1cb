import { readFile } from 'node:fs/promises';
import type { Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, expect, onTestFinished, test } from 'vitest';
import { signUpAdministrator } from '../support/administrator.js';
import { totpCode } from '../support/authenticator.js';
import { dataOf, goodPassword } from '../support/graphql-client.js';
import { impersonate } from '../support/impersonate.js';
import { addDevice, expectNoBarriers, startPages, tryNow, type Pages } from '../support/pages.js';

/** `/account` as it is built, in a real browser with a virtual authenticator, with a real mail server and a provider. */
let pages: Pages;
let server: Pages['server'];
let mailbox: Pages['mailbox'];
let provider: Pages['provider'];
let origin: string;
beforeAll(async () => {
  pages = await startPages();
  ({ server, mailbox, provider, origin } = pages);
}, 180_000);
afterAll(() => pages.close());

let page: Page;
let names = 0;
let username: string;

beforeEach(async () => {
  username = `mina${(names += 1)}`;
  page = await pages.openTab();
});
afterEach(() => pages.endWith(page));

const press = (name: string | RegExp) => page.getByRole('button', { name }).click();
const see = (text: string | RegExp) => page.getByText(text).first().waitFor();
const dialog = () => page.getByRole('dialog');
const confirm = (name: string) => dialog().getByRole('button', { name, exact: true }).click();

/** An operation of the pages, whose session is in this browser from then on. @returns the id of the user */
async function send(field: string): Promise<string> {
  const reply = await page.request.post(`${origin}/graphql`, {
    headers: { 'x-authgraph-cookies': 'on', 'sec-fetch-site': 'same-origin', origin },
    data: { query: `mutation { pair: ${field} { user { id } } }` },
  });
  const body = (await reply.json()) as { data: { pair: { user: { id: string } } } };
  return body.data.pair.user.id;
}

const signUp = () => send(`register(username: "${username}", password: "${goodPassword}")`);
const signIn = (name: string) => send(`login(username: "${name}", password: "${goodPassword}")`);

async function open(place: string): Promise<void> {
  await page.goto(`${origin}/account?page=${place}`);
  await page.locator('.row-title, .trace li').first().waitFor();
}

/** Another session of the same user, from a device of this name. */
async function signInElsewhere(userAgent: string): Promise<void> {
  const response = await fetch(`${server.url}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'user-agent': userAgent },
    body: JSON.stringify({
      query: `mutation { login(username: "${username}", password: "${goodPassword}") { expiresIn } }`,
    }),
  });
  expect(await response.json()).toMatchObject({ data: { login: {} } });
}

/** The code of the next mail to someone that has one. */
async function codeOf(to: string): Promise<string> {
  const { text = '' } = await mailbox.next(to);
  return /\b\d{4} ?\d{4}\b/.exec(text)?.[0] ?? codeOf(to);
}

/** What was proved is too old from now on. */
const growOld = () => server.clock.advance(server.config.freshMaxAge + 1);

test('without a session it leads to /login, and from there back to the same place', async () => {
  await server.register({ username });
  await page.goto(`${origin}/account?page=devices`);
  await page.fill('#identifier', username);
  await page.keyboard.press('Enter');
  await page.fill('#password', goodPassword);
  await page.keyboard.press('Enter');
  await see('This device');
  expect(page.url()).toBe(`${origin}/account?page=devices`);
  await expect.poll(() => page.title()).toBe('Devices · Authgraph');
  await page.context().addCookies([{ name: 'authgraph-language', value: 'ko', url: origin }]);
  await page.reload();
  await see('이 기기');
  await expect.poll(() => page.title()).toBe('기기 · Authgraph');
});

test('a name and a language are changed, and an address once its link was opened', async () => {
  await signUp();
  await open('profile');
  await page.fill('#display-name', 'Mina Park');
  await page.selectOption('#locale', 'ko');
  await press('Save');
  await see('Profile saved');
  await page.locator('.me-name', { hasText: 'Mina Park' }).waitFor();
  await press('Add');
  await page.fill('#new-email', `${username}@example.com`);
  await confirm('Send the link');
  await see('Not confirmed');
  const link = await pages.linkOf(`${username}@example.com`);
  await page.goto(link);
  await press('Confirm address');
  await see('Address confirmed');
  await open('profile');
  await page.getByText('Confirmed', { exact: true }).waitFor();
  expect(await page.getByText('Not confirmed').count()).toBe(0);

  growOld();
  await press(/^Change.*Username/);
  await page.fill('#username', `${username}-2`);
  await confirm('Change');
  await press('Use a mailed code');
  await press('Mail me a code');
  await page.fill('#step-up-emailCode', await codeOf(`${username}@example.com`));
  await see('Username changed');
});

test('a name that would be refused today stays while the language changes', async () => {
  const id = await signUp();
  const displayName = 'Mina\u200b';
  await server.withStorage(({ profiles }) => profiles.update(id, { displayName }));
  await open('profile');
  await page.selectOption('#locale', 'ko');
  await press('Save');
  await see('Saved');
  const kept = await server.withStorage(({ users }) => users.find({ id }));
  expect(kept).toMatchObject({ displayName, locale: 'ko' });
  await page.fill('#display-name', 'Mina\u200b Park');
  await press('Save');
  await page.locator('#display-name-error').waitFor();
});

test('what takes a newer proof asks for it, and is done once it was given', async () => {
  await signUp();
  await open('profile');
  growOld();
  await press(/^Change/);
  await page.fill('#username', `${username}-2`);
  await confirm('Change');
  await see('Confirm that it is you');
  await page.fill('#step-up-password', 'not this one');
  await confirm('Confirm');
  await see('This password is wrong');
  await page.fill('#step-up-password', goodPassword);
  await page.keyboard.press('Enter');
  await see('Username changed');
  await page.locator('.row-title', { hasText: `${username}-2` }).waitFor();
});

test('a proof that is not given changes nothing, and the page says so', async () => {
  await signUp();
  await open('data');
  growOld();
  await press('Download');
  await see('Confirm that it is you');
  await page.keyboard.press('Escape');
  await see('It was not confirmed that it is you');
  expect(await dialog().count()).toBe(0);
});

test('only the service is slow, not the user who is asked for a proof', async () => {
  await page.close();
  page = await pages.openWindow();
  const slow = page.getByText('This takes longer than usual');
  await page.clock.install();
  await signUp();
  await open('data');
  growOld();
  await press('Download');
  await see('Confirm that it is you');
  await page.clock.fastForward(4_000);
  await page.clock.fastForward(4_000);
  expect(await slow.count()).toBe(0);
  let isHeld = true;
  await page.route('**/graphql', async (route) => {
    while (isHeld) await new Promise((resolve) => setTimeout(resolve, 20));
    return route.continue();
  });
  await page.fill('#step-up-password', goodPassword);
  await page.keyboard.press('Enter');
  await see('Confirming…');
  await page.clock.fastForward(4_000);
  await dialog().getByText('This takes longer than usual').waitFor();
  expect(await slow.count()).toBe(1);
  const file = page.waitForEvent('download');
  isHeld = false;
  await file;
});

test('a password is changed, and the wrong one is said at its field', async () => {
  await signUp();
  await open('security');
  await press(/^Change/);
  await page.fill('#password', 'not this one');
  await page.fill('#new-password', 'another kettle orbit');
  await confirm('Change');
  await page.locator('#password-error').waitFor();
  await page.fill('#password', goodPassword);
  await confirm('Change');
  await see('Password changed');
});

test('two-step sign-in begins with an app, and its codes are kept before one goes on', async () => {
  await signUp();
  await open('security');
  await press('Set up');
  await page.locator('#totp').waitFor();
  expect(await page.locator('.qr svg path').getAttribute('d')).toMatch(/^M0 0h1v1h-1z/);
  const secret = (await page.locator('.copy-line code').innerText()).replaceAll(' ', '');
  await page.fill('#totp', '000000');
  await page.locator('#totp-error').waitFor();
  await page.fill('#totp', totpCode(secret, server.clock.now()));
  await see('Save your recovery codes');
  await expectNoBarriers(page);
  expect(await page.locator('.codes li').count()).toBe(10);
  const done = page.getByRole('button', { name: 'Done' });
  expect(await done.isDisabled()).toBe(true);
  const file = page.waitForEvent('download');
  await press('Download');
  expect((await file).suggestedFilename()).toBe('recovery-codes.txt');
  await page.getByLabel('I have saved these codes').check();
  await done.click();
  await see('10 left');

  growOld();
  await press('Renew');
  await confirm('Renew');
  await page.fill('#step-up-totp', totpCode(secret, server.clock.now()));
  await see('Save your recovery codes');
  expect(await page.locator('.codes li').count()).toBe(10);
  await page.getByLabel('I have saved these codes').check();
  await done.click();
  await press('Turn off');
  await confirm('Turn off');
  await see('Two-step sign-in is off');
});

test('the last way in stays and says why, and a running recovery can be stopped', async () => {
  await addDevice(page);
  await signUp();
  await open('security');
  const remove = page.getByRole('button', { name: /^Remove/ });
  expect(await remove.getAttribute('aria-disabled')).toBe('true');
  await see('This is your only way in');
  await press('Add a passkey');
  await see('Passkey added');
  await press(/^Actions for/);
  await page.getByRole('menuitem', { name: 'Rename' }).click();
  await page.fill('#passkey-label', 'Blue\u200bkey');
  await confirm('Rename');
  await page.locator('#passkey-label-error').waitFor();
  await page.fill('#passkey-label', 'Blue key');
  await confirm('Rename');
  await see('Blue key');
  await press(/^Remove/);
  await confirm('Remove');
  await see('Password removed');
  await see('This is your only way in');
  expect(await remove.getAttribute('aria-describedby')).not.toBeNull();
  await remove.click({ force: true });
  expect(await dialog().count()).toBe(0);

  growOld();
  await press('Renew');
  await confirm('Renew');
  await confirm('Use a passkey');
  const code = await page.locator('.codes li').first().innerText();
  const begin = `mutation ($input: RecoveryCodeSignIn!) {
    beginAccountRecovery(input: $input) { opensAt } }`;
  dataOf(await server.send(begin, { input: { username, code } }));
  await open('security');
  await see('Someone is recovering your account');
  await press('Stop it');
  await see('The recovery is stopped');
  await page.getByText('Someone is recovering').waitFor({ state: 'detached' });
});

test('a passkey is added in the task of the click, as Safari asks', async () => {
  await addDevice(page);
  await signUp();
  const { proxy } = pages;
  proxy.passed.length = 0;
  await open('security');
  await expect.poll(() => proxy.count('BeginPasskeyRegistration')).toBe(1);
  // What the click would have to wait for never comes.
  proxy.fault = (operation) => (operation === 'BeginPasskeyRegistration' ? 'cut' : undefined);
  onTestFinished(() => {
    proxy.fault = () => undefined;
  });
  await press('Add a passkey');
  await see('Passkey added');
});

test('an account elsewhere is linked by a round trip, and unlinked', async () => {
  provider.person = { sub: username, email: 'mina@work.example' };
  await signUp();
  await open('security');
  await press(/^Link/);
  await see('mina@work.example');
  expect(page.url()).toBe(`${origin}/account?page=security`);
  await press(/^Unlink/);
  await confirm('Unlink');
  await see('Not linked');
});

const hostile = [
  '"><img src=x onerror=alert(1)>',
  "<script>alert(1)</script>';--",
  '<svg/onload=alert(1)>{{7*7}}${7*7}',
  `javascript:alert(1)//${'x'.repeat(400)}`,
];

test('other devices are signed out, one and all; names of devices and people are text', async () => {
  await signUp();
  for (const each of hostile) await signInElsewhere(each);
  await open('profile');
  await page.fill('#display-name', hostile[0] ?? '');
  await press('Save');
  await page.locator('.me-name', { hasText: hostile[0] ?? '' }).waitFor();
  await open('devices');
  const rows = page.locator('.row.keep');
  expect(await rows.count()).toBe(5);
  expect(await rows.first().innerText()).toContain('This device');
  expect(await rows.first().getByRole('button').count()).toBe(0);
  expect(await page.locator('main img, main script').count()).toBe(0);
  await page.setViewportSize({ width: 320, height: 640 });
  expect(await page.evaluate('document.documentElement.scrollWidth')).toBe(320);
  await rows.nth(1).getByRole('button').click();
  await see(/^Signed out:/);
  await press('Sign out 3 devices');
  await confirm('Sign out 3 devices');
  await see('All other devices are signed out');
  await expect.poll(() => rows.count()).toBe(1);
});

test('events are shown a page at a time', async () => {
  await signUp();
  for (let at = 0; at < 31; at += 1) await signInElsewhere(hostile[at % 3] ?? '');
  await open('activity');
  expect(await page.locator('.trace li').count()).toBe(30);
  await press('Load more');
  await see('Account created');
  await page.getByLabel('Kind').selectOption({ label: 'Account' });
  await page.locator('.trace li').nth(1).waitFor({ state: 'detached' });
  expect(await page.locator('.trace li').innerText()).toContain('Account created');
  expect(page.url()).toBe(`${origin}/account?page=activity&kind=ACCOUNT`);
  await page.getByLabel('Kind').selectOption({ label: 'Ways to sign in' });
  await see('Nothing of this kind happened');
  await press('Show all events');
  await page.locator('.trace li').nth(29).waitFor();
  expect(await page.locator('main img, main script').count()).toBe(0);
});

test('an administrator in the account is said, and can be shown out', async () => {
  const id = await signUp();
  const { accessToken } = await signUpAdministrator(server);
  dataOf(await impersonate(server, accessToken, id));
  await open('devices');
  await see('An administrator is viewing your account');
  await press('End it now');
  await see('The administrator is signed out');
});

test('a provider proves who is here, and leads back to the page that has asked', async () => {
  provider.person = { sub: username, email: 'mina@work.example' };
  const id = await signUp();
  await open('security');
  await press(/^Link/);
  await see('mina@work.example');
  await open('profile');
  growOld();
  await press(/^Change/);
  await confirm('Change');
  await press('Prove it at company');
  await see('It is confirmed that it is you');
  expect(page.url()).toBe(`${origin}/account?page=profile`);
  await press(/^Change/);
  await page.fill('#username', `${username}-2`);
  await confirm('Change');
  await see('Username changed');

  await server.withStorage(({ users }) => users.setRoles(id, ['admin']));
  await signIn(`${username}-2`);
  await page.goto(`${origin}/admin?page=keys`);
  growOld();
  await press('Rotate');
  await confirm('Rotate the key');
  await press('Prove it at company');
  await page.getByRole('heading', { name: 'Signing keys' }).waitFor();
  await see('It is confirmed that it is you');
  expect(page.url()).toBe(`${origin}/admin?page=keys`);
  await press('Rotate');
  await confirm('Rotate the key');
  await see('A new key is published');
});

test('who has nothing but a provider, which may not know when, can sign in again', async () => {
  provider.person = { sub: username, email: 'mina@work.example' };
  const id = await signUp();
  await open('security');
  await press(/^Link/);
  await see('mina@work.example');
  await server.withStorage(({ users }) => users.removePassword(id));
  await open('profile');
  growOld();
  await press(/^Change/);
  await confirm('Change');
  await dialog().getByRole('button', { name: 'Prove it at company' }).waitFor();
  await expectNoBarriers(page);
  await confirm('Sign in again');
  await page.waitForURL(`${origin}/logout`);
  await see('You are signed out');
});

test.each([
  ['that says no', { error: 'access_denied' }, 'You declined it at the provider.'],
  ['that is out of order', { error: 'server_error' }, 'The provider did not say who you are'],
])('a provider %s proves nothing, and the page says so', async (_, answer, sentence) => {
  provider.person = { sub: username, email: 'mina@work.example' };
  await signUp();
  await open('security');
  await press(/^Link/);
  await see('mina@work.example');
  growOld();
  await press(/^Unlink/);
  await confirm('Unlink');
  provider.bend({ callback: ({ state }) => ({ ...answer, state }) });
  await press('Prove it at company');
  await see(sentence);
  await expectNoBarriers(page);
  provider.straighten();
  await press(/^Unlink/);
  await confirm('Unlink');
  await page.fill('#step-up-password', goodPassword);
  await page.keyboard.press('Enter');
  await see('Not linked');
});

test('everything is exported as a file, and the account deleted once its name is typed', async () => {
  await signUp();
  await open('data');
  const file = page.waitForEvent('download');
  await press('Download');
  const path = await (await file).path();
  expect(JSON.parse(await readFile(path, 'utf8'))).toMatchObject({ account: { username } });
  await press('Delete account');
  const last = dialog().getByRole('button', { name: 'Delete for good' });
  await page.fill('#confirm', 'someone');
  expect(await last.isDisabled()).toBe(true);
  await page.fill('#confirm', username);
  await last.click();
  await see('Your account is deleted');
  await page.goto(`${origin}/account`);
  await page.waitForURL(`${origin}/login`);
});

test('an outage is said where the devices would be, and they come with the next try', async () => {
  await signUp();
  await open('profile');
  await page.route('**/graphql', (route) => route.abort());
  await page.getByRole('link', { name: 'Devices' }).click();
  await see('The devices did not load');
  await expectNoBarriers(page);
  await page.unroute('**/graphql');
  await tryNow(page, page.getByText('This device').first());
});
