import { packageFolder } from '../package-folder.js';
import type { Handler, Outgoing } from '../route.js';
import { icon as drawn, mark } from './icons.js';
import { markup, type Markup } from './markup.js';
import { createStaticFile } from './static-file.js';

/**
 * What our own pages may do: run their own script, look as their own sheet says, and call this service. No other host,
 * and nothing inline.
 */
const policy = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  'img-src data:',
  "connect-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ');

/** The mark: three nodes and their edges. */
export const pageIcon =
  'data:image/svg+xml,' +
  encodeURIComponent(
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 24 24"><style>path{stroke:#1a1a1e}circle{fill:#1a1a1e}@media(prefers-color-scheme:dark){path{stroke:#ececef}circle{fill:#ececef}}circle.a{fill:#2456d3}</style><path fill="none" stroke-width="1.75" d="M12 5L5 19M12 5l7 14M8.3 13.500h7.400"/><circle class="a" cx="12" cy="4.750" r="2.750"/><circle cx="4.750" cy="19.500" r="2.250"/><circle cx="19.250" cy="19.500" r="2.250"/></svg>',
  );

interface OwnPage {
  /** A BCP 47 tag. */
  readonly language: string;
  readonly title: string;
  /** `auth` for a page with one question, `dense` for others. */
  readonly layout: 'auth' | 'dense';
  /** Which part of the script runs. */
  readonly name: string;
  /** From the page's address to that of the service: a proxy may serve us below a path. */
  readonly root: './' | '../';
  readonly body: Markup;
  readonly status?: number;
}

/** Sends a page of ours. */
export type SendPage = (response: Outgoing, page: OwnPage) => Promise<void>;

/**
 * Pages of one script and one style sheet, which `web/pages.vite.config.js` makes.
 * @param path where the two are served, such as `/dev`
 */
export function createOwnPages(path: string): {
  readonly files: ReadonlyMap<string, Handler>;
  readonly send: SendPage;
} {
  const folder = new URL('dist/pages/', packageFolder);
  const script = createStaticFile(new URL('pages.js', folder), 'text/javascript; charset=utf-8');
  const style = createStaticFile(new URL('pages.css', folder), 'text/css; charset=utf-8');
  return {
    files: new Map([
      [`${path}/pages.js`, script.handle],
      [`${path}/pages.css`, style.handle],
    ]),
    async send(response, { status = 200, ...page }) {
      const versions = { script: await script.version(), style: await style.version() };
      response.statusCode = status;
      response.setHeader('content-type', 'text/html; charset=utf-8');
      response.setHeader('content-security-policy', policy);
      response.setHeader('cache-control', 'no-store');
      response.end(render(page, path, versions));
    },
  };
}

function render(
  { language, title, layout, name, root, body }: Omit<OwnPage, 'status'>,
  path: string,
  versions: { script: string; style: string },
): string {
  const files = root + path.slice(1);
  const { text } = markup`<!doctype html>
<html lang="${language}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1, viewport-fit=cover">
<meta name="color-scheme" content="light dark">
<title>${title}</title>
<link rel="icon" href="${pageIcon}">
<link rel="stylesheet" href="${files}/pages.css?v=${versions.style}">
<script type="module" src="${files}/pages.js?v=${versions.script}"></script>
</head>
<body class="${layout}" data-page="${name}" data-root="${root}">
${body}
</body>
</html>
`;
  return text;
}

interface TopBar {
  readonly title: string;
  /** Of the link that leads past the bar. */
  readonly skip: string;
  /** Of the badge. */
  readonly development: string;
}

/** The bar on top of pages that lie below the start page. */
export function topBar({ title, skip, development }: TopBar): Markup {
  return markup`<a class="skip btn" href="#main">${skip}</a>
<header class="topbar"><div class="where"><a class="brand" href="../">${mark}<span>Authgraph</span></a><span>${title}</span></div><span class="badge warn">${drawn('code')}${development}</span></header>`;
}
