import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Browser, type BrowserContext, type Page } from 'playwright-core';
import { preview, type PreviewServer } from 'vite';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { launchChromium } from '../support/chromium.js';
import { openExample } from '../support/example.js';
import { goodPassword } from '../support/graphql-client.js';
import { startProxy, type Proxy } from '../support/proxy.js';
import { startTestServer, type TestServer } from '../support/test-server.js';

/** The app as it is built, with the notes of the other example, and the service behind a proxy that counts. */
const app = openExample('react-apollo-client');
const notes = openExample('notes-apollo');
const notesBuild = 'build-for-react';
let folder: string;
let proxy: Proxy;
let service: TestServer;
let frontEnd: PreviewServer;
let browser: Browser;
let context: BrowserContext;
let origin: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'authgraph-react-'));
  proxy = await startProxy();
  const authgraph = `http://localhost:${proxy.port}`;
  // Not where the test of that example builds it, at the same time perhaps.
  await notes.build(['--outDir', notesBuild]);
  const notesUrl = await notes.start(`${notesBuild}/server.js`, {
    PORT: '0',
    AUTHGRAPH_URL: authgraph,
  });
  await app.build(['--outDir', folder], {
    VITE_AUTHGRAPH_URL: `${authgraph}/graphql`,
    VITE_NOTES_URL: notesUrl,
    VITE_LOGIN_URL: `${authgraph}/login`,
  });
  frontEnd = await preview({
    root: app.folder,
    logLevel: 'error',
    build: { outDir: folder },
    preview: { host: 'localhost', port: 0 },
  });
  origin = new URL(frontEnd.resolvedUrls?.local[0] ?? '').origin;
  // Last, for it has to know the port that the app was given.
  service = await startTestServer({
    realTime: true,
    env: {
      ...{ COOKIES: 'on', PUBLIC_URL: authgraph, CORS_ORIGINS: origin },
      REDIRECT_URIS: `${origin}/callback`,
    },
  });
  proxy.target = service.url;
  browser = await launchChromium();
  context = await browser.newContext();
  // Less than a test has, so that the step that fails is named.
  context.setDefaultTimeout(60_000);
}, 180_000);

afterAll(async () => {
  await browser.close();
  await frontEnd.close();
  await notes.stop();
  await service.close();
  await proxy.close();
  await rm(folder, { recursive: true });
  await rm(join(notes.folder, notesBuild), { recursive: true });
});

async function openTab(): Promise<Page> {
  const tab = await context.newPage();
  await tab.goto(origin);
  return tab;
}

async function enter(
  tab: Page,
  verb: 'sign in' | 'sign up',
  { username = 'ada', password = goodPassword } = {},
) {
  await tab.fill('[name=username]', username);
  await tab.fill('[name=password]', password);
  await tab.click(`text="${verb}"`);
}

async function add(tab: Page, text: string): Promise<void> {
  await tab.fill('[name=text]', text);
  await tab.click('text="add"');
  await tab.waitForSelector(`li:has-text("${text}")`);
}

/** The device sleeps for a thousand seconds: longer than an access token lives. */
const sleep = (tab: Page) =>
  tab.evaluate(() => {
    const now = Date.now;
    Date.now = () => now() + 1_000_000;
  });

test('the React example signs up, renews once for two tabs, and signs both out', async () => {
  const first = await openTab();
  const second = await openTab();
  await enter(first, 'sign up');
  await first.waitForSelector('header:has-text("ada, signed in here")');
  await second.waitForSelector('header:has-text("ada, signed in here")');
  await add(first, 'Buy milk');
  await second.reload();
  await second.waitForSelector('li:has-text("Buy milk")');

  await sleep(first);
  await sleep(second);
  proxy.passed.length = 0;
  await Promise.all([add(first, 'Sell milk'), add(second, 'Call Eve')]);
  expect(proxy.count('Refresh')).toBe(1);

  await second.click('text="sign out"');
  await first.waitForSelector('text="sign in"');
  expect(await first.textContent('body')).not.toContain('milk');
  expect(await first.locator('[role=alert]').count()).toBe(0);
});

test('the React example says what is wrong, signs in again, and deletes a note', async () => {
  const tab = await openTab();
  await enter(tab, 'sign in', { password: 'wrong' });
  await tab.waitForSelector('[role=alert]:has-text("The username or the password is wrong.")');
  await enter(tab, 'sign in');
  await tab.click('li:has-text("Call Eve") >> text="delete"');
  await tab.waitForSelector('li:has-text("Call Eve")', { state: 'detached' });
  expect(await tab.locator('li').count()).toBe(2);
});

test('the hooks of the React example show the next user’s data in every tab', async () => {
  const [mounted, other] = [await openTab(), await openTab()];
  await mounted.waitForSelector('li:has-text("Buy milk")');
  await other.click('text="sign out"');
  await enter(other, 'sign up', { username: 'bob' });
  await mounted.waitForSelector('header:has-text("bob, signed in here")');
  await add(mounted, 'Water plants');
  expect(await mounted.locator('li').allTextContents()).toEqual(['Water plants delete']);
  expect(await mounted.locator('[role=alert]').count()).toBe(0);
});

/** A page of the service: signs in, and hands the session over on a click. */
const loginPage = `<button>continue</button><script>
  const ask = (query, variables) => fetch('/graphql', {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'x-authgraph-cookies': 'on' },
    body: JSON.stringify({ query, variables }),
  }).then((response) => response.json());
  document.querySelector('button').onclick = async () => {
    await ask('mutation { login(username: "ada", password: "${goodPassword}") { accessToken } }');
    const query = new URLSearchParams(location.search);
    const { data } = await ask(
      \`mutation ($redirectUri: String!, $codeChallenge: String!, $state: String) {
        createHandoff(redirectUri: $redirectUri, codeChallenge: $codeChallenge, state: $state) {
          redirectUrl } }\`,
      {
        redirectUri: query.get('redirect_uri'),
        codeChallenge: query.get('code_challenge'),
        state: query.get('state'),
      },
    );
    location.assign(data.createHandoff.redirectUrl);
  };
</script>`;

test('the React example signs in on the page of the service, and comes back', async () => {
  const tab = await openTab();
  const asked: string[] = [];
  tab.on('request', (request) => asked.push(request.url()));
  await tab.route('**/login?*', (route) =>
    route.fulfill({ contentType: 'text/html', body: loginPage }),
  );
  await tab.click('text="sign out"');
  await tab.waitForSelector('text="sign in"');
  await tab.goto(`${origin}/?list=all#top`);
  await tab.click('text="sign in elsewhere"');
  await tab.click('text="continue"');
  await tab.waitForSelector('header:has-text("ada, signed in")');
  expect(tab.url()).toBe(`${origin}/?list=all#top`);
  expect(asked.some((url) => url.startsWith(`${origin}/callback?code=`))).toBe(true);
  await tab.click('text="sign out"');
  await tab.waitForSelector('text="sign in"');
});
