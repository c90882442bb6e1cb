import { readFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { fileURLToPath } from 'node:url';

const guide = fileURLToPath(new URL('../../docs/guides/browser-cookies.md', import.meta.url));

/** What the script of the guide exports, as `session` in the window of a page. */
export interface SessionScript {
  login(username: string, password: string): Promise<{ username: string }>;
  resume(): Promise<{ username: string }>;
  me(): Promise<{ username: string }>;
  logout(): Promise<void>;
}

declare global {
  var session: SessionScript;
}

const page = `<!doctype html><title>front end</title>
<script type="module">import * as session from '/session.js'; window.session = session;</script>`;

/** As text/plain its body reads {"query":"mutation { logout }","=":""}, which is valid JSON. */
const forgedForm = (endpoint: string, type: string) => `<!doctype html><title>a prize</title>
<form method="post" action="${endpoint}" enctype="${type}">
<input name='{"query":"mutation { logout }","' value='":""}'></form>
<script>document.forms[0].submit()</script>`;

export interface FrontEnd {
  readonly port: number;
  close(): Promise<void>;
}

/**
 * Serves the page with the script at `/`, the script for workers at `/session.js?…`, on every host name, and at `/form/<media type>` a form that sends
 * itself to the API.
 * @param endpoint the API, as the pages' browser reaches it
 * @param script a module, whose exports are `session` in the window
 */
export async function startFrontEnd(endpoint: string, script: string): Promise<FrontEnd> {
  const server = createServer(({ url = '/' }, response) => {
    const [type, body] = url.startsWith('/session.js')
      ? ['text/javascript', script]
      : ['text/html', url.startsWith('/form/') ? forgedForm(endpoint, url.slice(6)) : page];
    response.setHeader('content-type', type);
    response.end(body);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    port: (server.address() as AddressInfo).port,
    async close() {
      const closed = new Promise((resolve) => server.close(resolve));
      server.closeAllConnections();
      await closed;
    },
  };
}

/** The script of the guide on cookies. */
export async function scriptOfGuide(endpoint: string): Promise<string> {
  const blocks = (await readFile(guide, 'utf8')).matchAll(/^```js\n([\s\S]*?)^```/gm);
  const [script = ''] = [...blocks].map(([, code = '']) => code);
  const placeholder = 'https://auth.example.com/graphql';
  if (!script.includes(placeholder)) throw new Error('the guide has no script for the page');
  return script.replace(placeholder, endpoint);
}
