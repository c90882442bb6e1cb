import { Marked } from 'marked';
import { find } from './dom.js';

/** The text of the page as headings, links and tables. It is our own: it comes with the package. */
export function showDocumentation(): void {
  const main = find('main');
  const source = find('pre', main).textContent;
  const html = new Marked({ async: false }).parse(source) as string;
  // Images of a document that is not shown are not loaded.
  const { body } = new DOMParser().parseFromString(html, 'text/html');
  for (const image of body.querySelectorAll('img')) image.replaceWith(image.alt);
  main.replaceChildren(...body.childNodes);
  for (const heading of main.querySelectorAll('h1, h2, h3, h4')) heading.id = anchorOf(heading);
  for (const table of main.querySelectorAll('table')) {
    const frame = document.createElement('div');
    frame.className = 'wide';
    frame.tabIndex = 0;
    table.replaceWith(frame);
    frame.append(table);
  }
  const { path = '', pages = '' } = main.dataset;
  const known = new Set(pages.split(' '));
  for (const link of main.querySelectorAll('a')) lead(link, path, known);
  // The heading that the address names was not there when the browser looked for it.
  if (location.hash !== '')
    document.getElementById(decodeURIComponent(location.hash.slice(1)))?.scrollIntoView();
}

/** As GitHub makes them. */
function anchorOf({ textContent }: Element): string {
  return textContent
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{N}_ -]/gu, '')
    .replaceAll(' ', '-');
}

/** Links to other pages lead there; files of the source are not part of the package. */
function lead(link: HTMLAnchorElement, path: string, known: ReadonlySet<string>): void {
  const to = link.getAttribute('href') ?? '';
  if (/^(?:[a-z]+:|#)/i.test(to)) return;
  const { pathname, hash } = new URL(to, `http://package/${path}`);
  if (known.has(pathname.slice(1))) {
    link.setAttribute('href', `docs?page=${encodeURIComponent(pathname.slice(1))}${hash}`);
  } else link.replaceWith(...link.childNodes);
}
