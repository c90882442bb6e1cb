import { randomBytes } from 'node:crypto';
import { packageFolder } from '../package-folder.js';
import type { Handler } from '../route.js';
import { createStaticFile } from './static-file.js';

/** Made by `web/vite.config.js`. `dist/` lies beside `src/`, so one relative address serves both. */
const folder = new URL('dist/graphiql/', packageFolder);

/**
 * GraphiQL from the package alone, so that it works offline and nobody else sees what is tried.
 * Everything is forbidden to the page but its own script and style sheet and calls to this service.
 * GraphiQL's fonts and icons are `data:` inside the style sheet; the nonce is for the one style element
 * that it makes, with its dialogs.
 */
function contentSecurityPolicy(nonce: string): string {
  return [
    "default-src 'none'",
    "script-src 'self'",
    `style-src 'self' 'nonce-${nonce}'`,
    'font-src data:',
    'img-src data:',
    "connect-src 'self'",
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
  ].join('; ');
}

/**
 * The page and its two files, by address.
 * @param options.byEmail whether its prepared tabs name people by an address alone
 */
export function createGraphiQLHandlers({
  byEmail,
}: {
  readonly byEmail: boolean;
}): ReadonlyMap<string, Handler> {
  const script = createStaticFile(new URL('graphiql.js', folder), 'text/javascript; charset=utf-8');
  const style = createStaticFile(new URL('graphiql.css', folder), 'text/css; charset=utf-8');

  async function page({ response }: Parameters<Handler>[0]): Promise<void> {
    const nonce = randomBytes(16).toString('base64');
    const versions = { script: await script.version(), style: await style.version() };
    response.setHeader('content-type', 'text/html; charset=utf-8');
    response.setHeader('content-security-policy', contentSecurityPolicy(nonce));
    response.setHeader('cache-control', 'no-store');
    response.end(render(versions, nonce, byEmail ? 'email' : 'username'));
  }

  return new Map<string, Handler>([
    ['/graphiql', page],
    ['/graphiql/graphiql.js', script.handle],
    ['/graphiql/graphiql.css', style.handle],
  ]);
}

/** Addresses are relative: a proxy may serve us below a path. */
function render(
  versions: { script: string; style: string },
  nonce: string,
  name: 'email' | 'username',
): string {
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta property="csp-nonce" nonce="${nonce}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Authgraph</title>
<link rel="icon" href="data:,">
<link rel="stylesheet" href="graphiql/graphiql.css?v=${versions.style}">
<script type="module" src="graphiql/graphiql.js?v=${versions.script}"></script>
</head>
<body>
<noscript>GraphiQL needs JavaScript. The API itself is at <code>graphql</code>.</noscript>
<div id="graphiql" data-name="${name}"></div>
</body>
</html>
`;
}
