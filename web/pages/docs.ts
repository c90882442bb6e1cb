import { Marked } from 'marked';
import { find } from './dom.js';

/** The text of the page as headings, links and tables. It is our own: it comes with the package. */
export function showDocumentation(): void {
  const main = find('main');
  const source = find('pre', main).textContent;
  main.innerHTML = new Marked({ async: false }).parse(source) as string;
  for (const heading of main.querySelectorAll('h1, h2, h3, h4')) heading.id = anchorOf(heading);
  for (const table of main.querySelectorAll('table')) {
    const frame = document.createElement('div');
    frame.className = 'wide';
    frame.tabIndex = 0;
    table.replaceWith(frame);
    frame.append(table);
  }
  const { path = '' } = main.dataset;
  for (const link of main.querySelectorAll('a')) lead(link, path);
  for (const image of main.querySelectorAll('img')) image.replaceWith(image.alt);
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
function lead(link: HTMLAnchorElement, path: string): void {
  const to = link.getAttribute('href') ?? '';
  if (/^(?:[a-z]+:|#)/i.test(to)) return;
  const { pathname, hash } = new URL(to, `http://package/${path}`);
  if (pathname.endsWith('.md')) {
    link.setAttribute('href', `docs?page=${encodeURIComponent(pathname.slice(1))}${hash}`);
  } else link.replaceWith(...link.childNodes);
}
