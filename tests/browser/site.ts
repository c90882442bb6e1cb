import type { Browser, BrowserContext } from 'playwright-core';
import { launchChromium } from '../support/chromium.js';
import { startProxy, type Proxy } from '../support/proxy.js';
import { startTestServer, type TestServer } from '../support/test-server.js';
import { startFrontEnd } from './front-end.js';
import { openSharedWindow } from './shared-window.js';

/** Names under `.localhost` are the machine itself, and as good as https to Chromium. */
const hosts = {
  api: 'auth.example.localhost',
  /** Another origin of the same site, and configured. */
  app: 'app.example.localhost',
  /** Another origin of the same site: SameSite does not keep the cookie from its requests. */
  sibling: 'blog.example.localhost',
  /** Another site. */
  foreign: 'evil.localhost',
  /** Another site that is configured all the same. */
  partner: 'partner.localhost',
};

export type Host = keyof typeof hosts;

/** A service in cookie mode behind a proxy, the pages of its front ends, and a browser. */
export interface Site {
  readonly browser: Browser;
  readonly proxy: Proxy;
  readonly api: TestServer;
  /** The origin of the service, as browsers see it. */
  readonly apiOrigin: string;
  readonly hosts: typeof hosts;
  originOf(host: Host): string;
  /** The window that the tests of a file share, as it begins: no tab, no cookie, nothing kept. */
  emptyWindow(): Promise<BrowserContext>;
  close(): Promise<void>;
}

/** @param scriptFor the module that the pages load, for an address of the API */
export async function startSite(scriptFor: (api: string) => Promise<string>): Promise<Site> {
  const proxy = await startProxy();
  const apiOrigin = `http://${hosts.api}:${proxy.port}`;
  const endpoint = `${apiOrigin}/graphql`;
  const frontEnd = await startFrontEnd(endpoint, await scriptFor(endpoint));
  const originOf = (host: Host) => `http://${hosts[host]}:${frontEnd.port}`;
  const api = await startTestServer({
    realTime: true,
    env: {
      COOKIES: 'on',
      PUBLIC_URL: apiOrigin,
      CORS_ORIGINS: `${originOf('app')},${originOf('partner')}`,
    },
  });
  proxy.target = api.url;
  await api.register({ username: 'ada' });
  const browser = await launchChromium();
  const empty = await openSharedWindow(browser);
  const origins = [apiOrigin, ...(Object.keys(hosts) as Host[]).map(originOf)];
  return {
    browser,
    proxy,
    api,
    apiOrigin,
    hosts,
    originOf,
    emptyWindow: () => empty(origins),
    async close() {
      await browser.close();
      await frontEnd.close();
      await proxy.close();
      await api.close();
    },
  };
}
