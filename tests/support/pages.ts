import type axe from 'axe-core';
import type { BrowserContext, BrowserContextOptions, Locator, Page } from 'playwright-core';
import { expect } from 'vitest';
import { findBarriers } from './axe.js';
import { launchChromium } from './chromium.js';
import { openMailbox, type Mailbox } from './mailbox.js';
import { startOidcStub, type OidcStub } from './providers/oidc-stub.js';
import { startSocialServer } from './providers/social-server.js';
import { startProxy, type Proxy } from './proxy.js';
import type { TestServer } from './test-server.js';

/** The pages as they are built: a service at `localhost`, its mail server, a provider of identity and a browser. */
export interface Pages {
  readonly server: TestServer;
  readonly proxy: Proxy;
  readonly mailbox: Mailbox;
  readonly provider: OidcStub;
  /** Of the service, as the browser knows it. */
  readonly origin: string;
  /**
   * A tab of the window that all tests share: a window of its own takes three times as long to show a page. Nobody is
   * signed in, unless the cookies of the window are kept.
   */
  openTab(options?: { readonly keepsCookies?: boolean }): Promise<Page>;
  /** A tab in a window of its own. */
  openWindow(options?: BrowserContextOptions): Promise<Page>;
  /**
   * What every test ends with: nothing was blocked, nothing keeps people out, no script of a stranger ran. Closes the
   * tab, and the window if it is the tab's own.
   */
  endWith(page: Page): Promise<void>;
  /** The next link that is mailed to someone. */
  linkOf(to: string): Promise<string>;
  close(): Promise<void>;
}

/** @param env more of the service's variables */
export async function startPages(env: Record<string, string> = {}): Promise<Pages> {
  const proxy = await startProxy();
  const mailbox = await openMailbox();
  const provider = await startOidcStub({ now: () => server.clock.now() });
  const origin = `http://localhost:${proxy.port}`;
  const server: TestServer = await startSocialServer([{ id: 'company', issuer: provider.issuer }], {
    realTime: true,
    env: {
      PAGES: 'on',
      PASSKEYS: 'on',
      PUBLIC_URL: origin,
      SMTP_URL: mailbox.url,
      MAIL_FROM: 'no-reply@example.com',
      ...env,
    },
  });
  proxy.target = server.url;
  // One process for all tabs of the service: it knows the scripts of the pages already.
  const browser = await launchChromium(['--process-per-site']);
  const shared = await browser.newContext();
  await prepare(shared);

  return {
    server,
    proxy,
    mailbox,
    provider,
    origin,
    async openTab({ keepsCookies = false } = {}) {
      // The pages keep nothing else that outlives a tab.
      if (!keepsCookies) await shared.clearCookies();
      return openIn(shared);
    },
    async openWindow(options) {
      const context = await browser.newContext(options);
      await prepare(context);
      return openIn(context);
    },
    async endWith(page) {
      // What a test that failed has left.
      proxy.fault = () => undefined;
      provider.straighten();
      try {
        expect(await page.evaluate('window.violations')).toEqual([]);
        await expectNoBarriers(page);
      } finally {
        const context = page.context();
        await (context === shared ? page.close() : context.close());
      }
    },
    async linkOf(to) {
      for (;;) {
        const { text = '' } = await mailbox.next(to);
        const link = /http:\S+token=\S+/.exec(text)?.[0];
        if (link !== undefined) return link;
      }
    },
    async close() {
      await browser.close();
      await server.close();
      await mailbox.close();
      await provider.close();
      await proxy.close();
    },
  };
}

/** Its tabs remember what the policy has blocked. */
async function prepare(context: BrowserContext): Promise<void> {
  context.setDefaultTimeout(60_000);
  await context.addInitScript(`window.violations = [];
    document.addEventListener('securitypolicyviolation', ({ effectiveDirective, blockedURI }) =>
      window.violations.push(effectiveDirective + ' ' + blockedURI));`);
}

async function openIn(context: BrowserContext): Promise<Page> {
  const page = await context.newPage();
  page.on('dialog', (dialog) => {
    throw new Error(`a script ran: ${dialog.message()}`);
  });
  return page;
}

/** What axe-core finds, each rule with the elements that break it; none is left out. @param options all its rules by default */
export async function expectNoBarriers(
  page: Page,
  options: axe.RunOptions = {},
  where?: string,
): Promise<void> {
  const found = await findBarriers(page, options);
  expect(
    found.map(({ text }) => text),
    where,
  ).toEqual([]);
}

/** Tries again by the button, unless the page has done so by itself meanwhile. @param comes what it brings */
export async function tryNow(page: Page, comes: Locator): Promise<void> {
  const button = page.getByRole('button', { name: 'Try now' }).last();
  await Promise.race([button.click().catch(() => undefined), comes.waitFor()]);
  await comes.waitFor();
}

/**
 * From its next document on, `list` of the page tells how often it has asked for a passkey by the browser's own list,
 * and whether that is open.
 */
export async function watchList(page: Page): Promise<void> {
  await page.addInitScript(`window.list = { asked: 0, isOpen: false };
    const ask = navigator.credentials.get.bind(navigator.credentials);
    navigator.credentials.get = (options) => {
      const answer = ask(options);
      if (options.mediation !== 'conditional') return answer;
      list = { asked: list.asked + 1, isOpen: true };
      const close = () => (list.isOpen = false);
      answer.then(close, close);
      return answer;
    };`);
}

/** A device that unlocks by a finger, at once. It answers what is asked from then on: the list of a field waits, too. */
export async function addDevice(page: Page) {
  const session = await page.context().newCDPSession(page);
  await session.send('WebAuthn.enable', { enableUI: false });
  const { authenticatorId } = await session.send('WebAuthn.addVirtualAuthenticator', {
    options: {
      protocol: 'ctap2',
      transport: 'internal',
      hasResidentKey: true,
      hasUserVerification: true,
      isUserVerified: true,
      automaticPresenceSimulation: true,
    },
  });
  const simulate = (enabled: boolean) =>
    session.send('WebAuthn.setAutomaticPresenceSimulation', { authenticatorId, enabled });
  return { stopAnswering: () => simulate(false), answer: () => simulate(true) };
}
