import { mark } from '../../platform/http/icons.js';
import { markup, type Markup } from '../../platform/http/markup.js';
import { pageIcon } from '../../platform/http/own-page.js';
import type { Outgoing } from '../../platform/route.js';
import type { Bundle } from './assets.js';
import type { Brand } from './brand.js';
import type { PageName, PageWords } from './words.js';

/**
 * What the pages may do: run the scripts and sheets of this service, call it, and show its pictures. Nothing inline, no
 * other host, no frame, no form that the browser sends; and no text becomes markup or a script (Trusted Types).
 */
export const policy = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "connect-src 'self'",
  "img-src 'self' data:",
  "form-action 'none'",
  "base-uri 'none'",
  "frame-ancestors 'none'",
  "require-trusted-types-for 'script'",
  "trusted-types 'none'",
].join('; ');

export interface Shell {
  /** Which page of the bundle is shown. */
  readonly name: PageName;
  readonly layout: 'auth' | 'dense' | 'dense narrow';
  readonly bundle: Bundle;
  /** Scripts that the bundle will ask for. */
  readonly preloads: readonly string[];
  readonly brand: Brand;
  readonly words: PageWords;
  /** What the script finds in `document.body.dataset`; what is `undefined` is left out. */
  readonly data: Readonly<Record<string, string | undefined>>;
}

/** Sends a page without content of its own: the bundle draws it, with what the API says. */
export function sendShell(response: Outgoing, shell: Shell): void {
  response.setHeader('vary', 'Accept-Language, Cookie');
  send(response, render(shell));
}

/** Sends a page that only says something, and leads to the sign-in. Without a script, below `/callback/`. */
export function sendNotice(
  response: Outgoing,
  { bundle, brand, words }: Pick<Shell, 'bundle' | 'brand' | 'words'>,
): void {
  const { title, text, button } = words.signInOver;
  response.statusCode = 400;
  response.setHeader('vary', 'Accept, Accept-Language, Cookie');
  send(
    response,
    page(
      { title, bundle, brand, words, root: '..' },
      markup`<body class="auth">
<main class="auth-main">${shellBrand(brand, '..')}<section class="auth-card"><h1>${title}</h1><p>${text}</p><div class="auth-form"><a class="btn primary wide" href="../login">${button}</a></div></section></main>
</body>`,
    ),
  );
}

function send(response: Outgoing, { text }: Markup): void {
  response.setHeader('content-type', 'text/html; charset=utf-8');
  response.setHeader('content-security-policy', policy);
  response.setHeader('cache-control', 'no-store');
  response.end(text);
}

function render({ name, layout, bundle, preloads, brand, words, data }: Shell): Markup {
  const { name: brandName, logo } = brand;
  const all = { page: name, root: './', brand: brandName, ...data, logo: logo?.slice(1) };
  const attributes = Object.entries(all).map(([key, value]) =>
    value === undefined ? markup`` : markup` data-${key}="${value}"`,
  );
  const scripts = markup`${preloads.map((part) => markup`<link rel="modulepreload" href=".${part}">\n`)}<script type="module" src=".${bundle.script}"></script>`;
  const body = markup`<body class="${layout}"${attributes}>
<div id="app">${layout === 'auth' && placeholder(shellBrand(brand, '.'), words)}</div>
</body>`;
  return page({ title: words.titles[name], bundle, brand, words, root: '.', scripts }, body);
}

interface Page extends Pick<Shell, 'bundle' | 'brand' | 'words'> {
  readonly title: string;
  /** From the page to the service, which a proxy may serve below a path. */
  readonly root: '.' | '..';
  readonly scripts?: Markup;
}

function page({ title, bundle, brand, words, root, scripts }: Page, body: Markup): Markup {
  const sheets = [...bundle.styles, ...(brand.sheet === undefined ? [] : [brand.sheet])];
  return markup`<!doctype html>
<html lang="${words.language}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1, viewport-fit=cover">
<meta name="color-scheme" content="light dark">
<meta name="robots" content="noindex">
<title>${title} · ${brand.name}</title>
<link rel="icon" href="${pageIcon}">
${sheets.map((sheet) => markup`<link rel="stylesheet" href="${root}${sheet}">\n`)}${scripts}
</head>
${body}
</html>
`;
}

/** What is seen before the script runs has the place of what comes after, so that nothing jumps. */
function placeholder(brand: Markup, { noScript }: PageWords): Markup {
  return markup`<main class="auth-main">${brand}<section class="auth-card"><noscript><p>${noScript}</p></noscript></section></main>`;
}

function shellBrand({ name, logo }: Brand, root: Page['root']): Markup {
  const picture =
    logo === undefined ? mark : markup`<img class="logo" src="${root}${logo}" alt="">`;
  return markup`<div class="brand">${picture}<span>${name}</span></div>`;
}
