import type { Browser, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { launchChromium } from '../support/chromium.js';
import { startProxy, type Proxy } from '../support/proxy.js';
import { startTestServer, type TestServer } from '../support/test-server.js';
import { openSharedWindow } from './shared-window.js';

let browser: Browser;
let server: TestServer;
let page: Page;
/** What the browser complained of: among it every breach of the Content-Security-Policy. */
let complaints: string[];
/** The hosts that the page asked for something. */
let hosts: Set<string>;

/** One address for the service of each test: the browser knows the scripts of the page then. */
let proxy: Proxy;
let emptyWindow: Awaited<ReturnType<typeof openSharedWindow>>;

beforeAll(async () => {
  browser = await launchChromium();
  emptyWindow = await openSharedWindow(browser);
  proxy = await startProxy();
}, 180_000);
afterAll(async () => {
  await browser.close();
  await proxy.close();
});

beforeEach(async () => {
  server = await startTestServer();
  proxy.target = server.url;
  page = await (await emptyWindow([proxy.url])).newPage();
  complaints = [];
  hosts = new Set();
  page.on('console', (message) => complaints.push(message.text()));
  page.on('pageerror', (error) => complaints.push(error.message));
  page.on('request', (request) => {
    const { protocol, host } = new URL(request.url());
    if (protocol.startsWith('http')) hosts.add(host);
  });
  await page.goto(`${proxy.url}/graphiql`);
  await page.getByRole('tab', { name: 'Register' }).waitFor();
});
afterEach(async () => {
  await page.close();
  await server.close();
});

/** An editor of the page, as the library keeps it: what is out of view is there too. */
interface Editor {
  text: string;
  /** The operation that the button runs. */
  operationName: string | null;
}

function read(editor: string): Promise<Editor> {
  return page.locator(`${editor} .CodeMirror`).evaluate((node) => {
    const { CodeMirror: editor } = node as unknown as {
      CodeMirror: { getValue(): string; operationName: string | null };
    };
    return { text: editor.getValue(), operationName: editor.operationName };
  });
}

async function open(tab: string): Promise<void> {
  // The name of a tab ends with that of its button to close it.
  await page.getByRole('tab', { name: new RegExp(`^${tab}\\b`) }).click();
  await expect.poll(async () => (await read('.graphiql-query-editor')).operationName).toBe(tab);
}

interface Pair {
  accessToken: string;
  refreshToken: string;
}

interface Answer {
  data: Partial<Record<'register' | 'login' | 'refresh', Pair>> | null;
  errors?: { extensions: object }[];
}

/** Presses the button, and returns the answer once it is shown. */
async function run(tab: string): Promise<Answer> {
  await open(tab);
  const answered = page.waitForResponse((response) => {
    const sent = response.request().postDataJSON() as { operationName?: string } | null;
    return sent?.operationName === tab;
  });
  await page.getByRole('button', { name: /^Execute/ }).click();
  const answer = (await (await answered).json()) as Answer;
  await expect
    .poll(async () => (await read('.result-window')).text)
    .toBe(JSON.stringify(answer, undefined, 2));
  return answer;
}

/** Waits for what stands below the operation: the page fills it in after it has drawn the tab. */
async function expectTool(name: 'Variables' | 'Headers', value: object): Promise<void> {
  await page.getByRole('button', { name, exact: true }).click();
  const shown = async () => {
    const { text } = await read('.graphiql-editor-tool .graphiql-editor:not(.hidden)');
    return text === '' ? undefined : (JSON.parse(text) as unknown);
  };
  await expect.poll(shown).toEqual(value);
}

describe('GraphiQL', () => {
  test('leads from Register to Me without a token being copied', async () => {
    expect((await run('Me')).errors?.[0]?.extensions).toMatchObject({ reason: 'TOKEN_MISSING' });
    const { data } = await run('Register');
    const token = data?.register?.accessToken ?? 'none';

    for (const tab of ['Register', 'Login', 'Me', 'Refresh', 'Logout']) {
      await open(tab);
      await expectTool('Headers', { Authorization: `Bearer ${token}` });
    }
    expect((await run('Me')).data).toMatchObject({
      me: { username: 'ada', sessions: [{ current: true }] },
    });
    await page.getByText('Signed in').waitFor();
  });

  test('GraphiQL puts the token of Login in place of an older one, in open tabs too', async () => {
    const first = await run('Register');
    await run('Me');
    server.clock.advance(1);
    const second = await run('Login');
    expect(second.data?.login?.accessToken).not.toBe(first.data?.register?.accessToken);

    await open('Me');
    const token = second.data?.login?.accessToken ?? 'none';
    await expectTool('Headers', { Authorization: `Bearer ${token}` });
  });

  test('GraphiQL refreshes repeatedly: the next refresh token replaces the used one', async () => {
    const { data } = await run('Register');
    await open('Refresh');
    await expectTool('Variables', {
      refreshToken: data?.register?.refreshToken,
      expiresIn: 3600,
    });
    for (let refreshes = 1; refreshes <= 2; refreshes += 1) {
      server.clock.advance(60);
      const refreshed = await run('Refresh');
      expect(refreshed.errors).toBeUndefined();
      const refreshToken = refreshed.data?.refresh?.refreshToken;
      await expectTool('Variables', { refreshToken, expiresIn: 3600 });
    }
    expect((await run('Me')).data).toMatchObject({ me: { username: 'ada' } });
  });

  test('shows what a logout does', async () => {
    await run('Register');
    expect((await run('Logout')).data).toEqual({ logout: true });
    await page.getByText('Signed out').waitFor();
    expect((await run('Me')).errors?.[0]?.extensions).toMatchObject({ reason: 'TOKEN_REVOKED' });
    await page.getByText('This session has ended').waitFor();
  });

  test('GraphiQL fits a telephone, and a refusal leads to the tab that helps', async () => {
    await page.setViewportSize({ width: 390, height: 780 });
    expect((await run('Me')).errors?.[0]?.extensions).toMatchObject({ reason: 'TOKEN_MISSING' });
    await page.getByRole('status').getByRole('button', { name: 'Register' }).click();
    await page.getByRole('tab', { name: /^Register/, selected: true }).waitFor();
    await run('Register');
    expect((await run('Register')).errors?.[0]?.extensions).toMatchObject({
      reason: 'USERNAME_TAKEN',
    });
    await page.getByRole('status').getByRole('button', { name: 'Login' }).waitFor();

    const sizes = ['.graphiql-query-editor', '.result-window', '.graphiql-editor-tool'].map(
      async (part) => (await page.locator(part).first().boundingBox()) ?? { width: 0, height: 0 },
    );
    for (const { width, height } of await Promise.all(sizes)) {
      expect(width).toBeGreaterThan(330);
      expect(height).toBeGreaterThan(60);
    }
    expect(await page.evaluate('document.documentElement.scrollWidth')).toBe(390);
  });

  test('knows the schema, and works through its dialogs without a breach of its policy', async () => {
    await page.getByRole('button', { name: /Documentation Explorer/ }).click();
    await page.getByText('TokenPair').waitFor();
    await page.getByRole('button', { name: /settings/ }).click();
    await page.getByRole('button', { name: 'Dark' }).click();
    await page.keyboard.press('Escape');
    await run('Register');
    expect(complaints).toEqual([]);
  });

  test('asks no other host for anything, and leaves nothing behind in the browser', async () => {
    await run('Register');
    await run('Me');
    expect([...hosts]).toEqual([new URL(proxy.url).host]);
    // GraphiQL stores what is typed half a second after it: here it has to have nowhere to go.
    await page.waitForFunction(
      (began) => performance.now() - began > 1000,
      await page.evaluate(() => performance.now()),
    );
    expect(await page.evaluate('localStorage.length + sessionStorage.length')).toBe(0);
    expect(await page.context().cookies()).toEqual([]);
  });
});
