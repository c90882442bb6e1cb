import type { Browser, BrowserContext, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { launchChromium } from '../support/chromium.js';
import { startTestServer, type TestServer } from '../support/test-server.js';

/**
 * Stands for the script of Apollo's CDN, which cannot be reached from a test. It does what that one does
 * (@apollo/sandbox 2.7.4): it puts Apollo's page into a frame, and asks the service from ours.
 */
const sandboxScript = `window.EmbeddedSandbox = class {
  constructor({ target, initialEndpoint, initialState }) {
    const frame = document.createElement('iframe');
    frame.src = 'https://sandbox.embed.apollographql.com/sandbox/explorer?runTelemetry=false';
    frame.id = 'apollo-embed';
    document.querySelector(target).appendChild(frame);
    fetch(location.origin + '/favicon.ico').catch(() => undefined);
    window.sandbox = { document: initialState.document, answer: fetch(initialEndpoint, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ query: '{ __schema { queryType { name } } }' }),
    }).then((reply) => reply.json()) };
  }
};`;

interface Violation {
  directive: string;
  blocked: string;
}

let browser: Browser;
let server: TestServer;
let context: BrowserContext;
let page: Page;
/** What the browser asked of others than the service. */
let abroad: string[];

beforeAll(async () => {
  server = await startTestServer();
  browser = await launchChromium();
}, 180_000);
afterAll(async () => {
  await browser.close();
  await server.close();
});

beforeEach(async () => {
  abroad = [];
  context = await browser.newContext();
  await context.addInitScript(`window.violations = [];
    document.addEventListener('securitypolicyviolation', ({ effectiveDirective, blockedURI }) =>
      window.violations.push({ directive: effectiveDirective, blocked: blockedURI }));`);
  await context.route(/^https:/, (route) => {
    const url = route.request().url();
    abroad.push(url);
    if (url.includes('embeddable-sandbox')) {
      return route.fulfill({ contentType: 'text/javascript', body: sandboxScript });
    }
    if (url.includes('sandbox.embed')) {
      return route.fulfill({
        contentType: 'text/html',
        body: '<title>the frame of Apollo</title>',
      });
    }
    return route.fulfill({ contentType: 'text/css', body: '' });
  });
  page = await context.newPage();
});
afterEach(() => context.close());

const violations = () => page.evaluate<Violation[]>('window.violations');

/** Tries to run a script that is in no policy: what a hole in the page would let a stranger do. */
const inject = () =>
  page.evaluate(`(() => {
    const script = document.createElement('script');
    script.textContent = 'window.injected = true';
    document.documentElement.append(script);
    return 'injected' in window;
  })()`);

const canFetch = (url: string) =>
  page.evaluate(`fetch(${JSON.stringify(url)}).then(() => true, () => false)`);

const canShowImage = () =>
  page.evaluate(`new Promise((resolve) => {
    const image = new Image();
    image.onload = () => resolve(true);
    image.onerror = () => resolve(false);
    image.src = 'data:image/gif;base64,R0lGODlhAQABAAAAACw=';
  })`);

/** A frame that may not be shown becomes an error page of the browser. */
async function expectNoFrame(url: string): Promise<void> {
  await page.setContent(`<iframe src="${url}"></iframe>`);
  const frame = page.frames().find((candidate) => candidate.parentFrame() !== null);
  if (frame === undefined) throw new Error('the page has no frame');
  await frame.waitForURL(/^chrome-error:/);
}

describe('the page of the Sandbox', () => {
  test('loads with nothing of its own blocked: script, style, frame and the service', async () => {
    await page.goto(`${server.url}/sandbox`);

    expect(await page.evaluate('sandbox.answer')).toEqual({
      data: { __schema: { queryType: { name: 'Query' } } },
    });
    expect(await page.evaluate('sandbox.document')).toContain('mutation Register');
    const frame = page.frameLocator('#apollo-embed').locator('title');
    expect(await frame.textContent()).toBe('the frame of Apollo');
    const position = "getComputedStyle(document.querySelector('#embeddableSandbox')).position";
    expect(await page.evaluate(position)).toBe('absolute');
    expect(await violations()).toEqual([]);
    const known = /^https:\/\/[\w.-]+\.(?:apollographql|googleapis)\.com\//;
    expect(abroad.filter((url) => !known.test(url))).toEqual([]);
  });

  test('runs no script without its nonce, and sends nothing to anyone else', async () => {
    await page.goto(`${server.url}/sandbox`);
    expect(await inject()).toBe(false);
    expect(await canFetch('https://evil.example/')).toBe(false);

    expect(await violations()).toEqual(
      expect.arrayContaining([
        { directive: 'script-src-elem', blocked: 'inline' },
        { directive: 'connect-src', blocked: 'https://evil.example/' },
      ]),
    );
    expect(abroad).not.toContain('https://evil.example/');
  });

  test('is shown in no frame', async () => {
    await expectNoFrame(`${server.url}/sandbox`);
  });
});

describe.each(['/health/live', '/.well-known/jwks.json', '/nothing'])('%s as a page', (path) => {
  test('runs no script, loads no image and asks nothing', async () => {
    await page.goto(server.url + path);
    expect(await inject()).toBe(false);
    expect(await canFetch('/health/live')).toBe(false);
    expect(await canShowImage()).toBe(false);

    const blocked = (await violations()).map(({ directive }) => directive);
    expect(blocked).toEqual(expect.arrayContaining(['script-src-elem', 'connect-src', 'img-src']));
  });

  test('is shown in no frame', async () => {
    await expectNoFrame(server.url + path);
  });
});
