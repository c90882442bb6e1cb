import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser, BrowserContext, CDPSession, Page } from 'playwright-core';
import { preview, type PreviewServer } from 'vite';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { totpCode } from '../support/authenticator.js';
import { launchChromium } from '../support/chromium.js';
import { openExample } from '../support/example.js';
import { goodPassword } from '../support/graphql-client.js';
import { watchList } from '../support/pages.js';
import { startProxy, type Proxy } from '../support/proxy.js';
import { startTestServer, type TestServer } from '../support/test-server.js';
import { openSharedWindow } from './shared-window.js';

/** The example as it is built, with a real browser whose authenticator is virtual. */
const app = openExample('passkeys');
let folder: string;
let proxy: Proxy;
let service: TestServer;
let frontEnd: PreviewServer;
let browser: Browser;
let origin: string;
let emptyWindow: Awaited<ReturnType<typeof openSharedWindow>>;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'authgraph-passkeys-'));
  proxy = await startProxy();
  const authgraph = `http://localhost:${proxy.port}`;
  await app.build(['--outDir', folder], { VITE_AUTHGRAPH_URL: `${authgraph}/graphql` });
  frontEnd = await preview({
    root: app.folder,
    logLevel: 'error',
    build: { outDir: folder },
    preview: { host: 'localhost', port: 0 },
  });
  origin = new URL(frontEnd.resolvedUrls?.local[0] ?? '').origin;
  service = await startTestServer({
    realTime: true,
    env: {
      COOKIES: 'on',
      PUBLIC_URL: authgraph,
      CORS_ORIGINS: origin,
      PASSKEYS: 'on',
      PASSKEY_ORIGINS: origin,
    },
  });
  proxy.target = service.url;
  browser = await launchChromium();
  emptyWindow = await openSharedWindow(browser);
}, 180_000);
afterAll(async () => {
  await browser.close();
  await frontEnd.close();
  await service.close();
  await proxy.close();
  await rm(folder, { recursive: true });
});

let context: BrowserContext;
let page: Page;
let device: CDPSession;
let authenticatorId: string;
let names = 0;
let username: string;

beforeEach(async () => {
  username = `ada${(names += 1)}`;
  context = await emptyWindow([origin, service.config.publicUrl]);
  page = await openTab();
  device = await context.newCDPSession(page);
  await device.send('WebAuthn.enable', { enableUI: false });
  authenticatorId = await addDevice();
  await page.goto(origin);
  await page.waitForSelector('text=Create an account');
});

async function openTab(): Promise<Page> {
  const tab = await context.newPage();
  await watchList(tab);
  return tab;
}

const listsOf = (tab: Page) => tab.evaluate<number>('list.asked');

/** A device that unlocks by a finger, and answers at once. */
async function addDevice(): Promise<string> {
  const added = await device.send('WebAuthn.addVirtualAuthenticator', {
    options: {
      protocol: 'ctap2',
      transport: 'internal',
      hasResidentKey: true,
      hasUserVerification: true,
      isUserVerified: true,
      automaticPresenceSimulation: true,
    },
  });
  return added.authenticatorId;
}

const credentials = async () =>
  (await device.send('WebAuthn.getCredentials', { authenticatorId })).credentials;
const heading = (text: string) => page.waitForSelector(`h1:has-text("${text}")`);
const click = (text: string) => page.click(`button:has-text("${text}"):visible`);

async function signUpByPasskey(): Promise<void> {
  await click('Create an account');
  await page.fill('[name=username]', username);
  await click('Sign up with a passkey');
  await click('I have kept them');
  await heading(username);
}

async function signUpByPassword(): Promise<void> {
  await click('Create an account');
  await page.fill('[name=username]', username);
  await click('Use a password instead');
  await page.fill('[name=password]', goodPassword);
  await click('Sign up');
  await heading(username);
}

const alert = (text: string) => page.waitForSelector(`[role=alert]:has-text("${text}")`);

/** Whether a device that is asked from now on is touched. The browser's list is a request that waits, too. */
const touch = (enabled: boolean) =>
  device.send('WebAuthn.setAutomaticPresenceSimulation', { authenticatorId, enabled });
const signOut = async () => {
  await click('Sign out');
  await heading('Sign in');
};
/** Without a touch: the list, which comes after the heading, would answer by itself. */
async function signOutToList(): Promise<void> {
  const before = await listsOf(page);
  await touch(false);
  await signOut();
  await page.waitForFunction(`list.asked > ${before} && list.isOpen`);
}
/** Longer than a proof of identity is fresh. */
const wait = () => {
  service.clock.advance(1000);
};

describe('a passkey', () => {
  test('signs up, and in again by its button', async () => {
    await signUpByPasskey();
    expect(await credentials()).toHaveLength(1);
    await signOutToList();
    await touch(true);
    await click('Sign in with a passkey');
    await heading(username);
    await page.waitForSelector('li:has-text("Passkey")');
  });

  test('is chosen in the browser’s own list, and signs in every tab', async () => {
    await signUpByPasskey();
    await signOutToList();
    const other = await openTab();
    await other.goto(origin);
    await other.waitForFunction('list.isOpen');
    await touch(true);
    proxy.passed.length = 0;
    await page.reload();
    await heading(username);
    await other.waitForSelector(`h1:has-text("${username}")`);
    expect(proxy.count('BeginPasskeySignIn')).toBe(1);
    expect(proxy.count('SignIn')).toBe(1);
  });

  test('that is cancelled changes nothing, and can be tried again', async () => {
    await signUpByPasskey();
    await signOutToList();
    const before = await listsOf(page);
    await device.send('WebAuthn.setUserVerified', { authenticatorId, isUserVerified: false });
    await touch(true);
    await click('Sign in with a passkey');
    await page.waitForSelector('section:not([aria-busy])');
    expect(await page.locator('[role=alert]').count()).toBe(0);
    await page.waitForFunction(`list.asked > ${before}`);
    await device.send('WebAuthn.setUserVerified', { authenticatorId, isUserVerified: true });
    await click('Sign in with a passkey');
    await heading(username);
  });

  test('gets a name, is not made twice, and the last way in is not removed', async () => {
    await signUpByPasskey();
    await click('Add a passkey');
    await alert('This device has a passkey of the account already.');
    await click('Rename');
    await page.fill('[name=label]', 'My <b>laptop</b>');
    await click('Save');
    await page.waitForSelector('strong:has-text("My <b>laptop</b>")');
    await click('Remove');
    await alert('');
    expect(await page.textContent('section [role=alert]')).toMatch(/last way/);
    expect(await credentials()).toHaveLength(1);
  });

  test('is removed from the account and from the browser after a step-up', async () => {
    await signUpByPassword();
    await click('Add a passkey');
    await page.waitForSelector('li:has-text("Passkey")');
    wait();
    await click('Remove');
    await page.waitForSelector('dialog:has-text("Is it you?")');
    await click('Cancel');
    await page.waitForSelector('dialog', { state: 'hidden' });
    expect(await page.locator('[role=alert]').count()).toBe(0);
    await click('Remove');
    await page.fill('dialog [name=password]', goodPassword);
    await page.click('dialog button:has-text("Continue")');
    await page.waitForSelector('text=You have none yet.');
    await expect.poll(async () => (await credentials()).length).toBe(0);
  });
});

describe('a password', () => {
  test('needs the code of an app, or the passkey, once two-step sign-in is on', async () => {
    await signUpByPassword();
    await click('Add an authenticator app');
    const secret = (await page.textContent('code')) ?? '';
    await page.fill('[name=code]', totpCode(secret, service.clock.now()));
    await click('Confirm');
    await page.waitForSelector('.codes li >> nth=9');
    await click('I have kept them');
    await page.waitForSelector('.state:has-text("on")');
    await click('Add a passkey');
    await page.waitForSelector('li:has-text("Passkey")');

    await touch(false);
    await signOut();
    await enter();
    await heading('One more step');
    await page.fill('[name=code]', '000000');
    await page.click('form:not(details form) button:has-text("Continue")');
    await alert('');
    service.clock.advance(30);
    await page.fill('[name=code]', totpCode(secret, service.clock.now()));
    await page.click('form:not(details form) button:has-text("Continue")');
    await heading(username);

    await signOut();
    await enter();
    await heading('One more step');
    await touch(true);
    await click('Use a passkey');
    await heading(username);
    wait();
    await click('New recovery codes');
    await page.click('dialog button:has-text("Use a passkey")');
    await page.waitForSelector('dialog:has-text("Your recovery codes")');
  });

  async function enter(): Promise<void> {
    await page.fill('[name=username]', username);
    await page.fill('[name=password]', goodPassword);
    await page.click('form button');
  }
});
