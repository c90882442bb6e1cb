import { byId } from './dom.js';
import { words } from './words.js';

/** Milliseconds for which a button says that it has copied. */
const shown = 2000;

/** Buttons with `data-copy` copy the text of that element; an element may keep a longer one in `data-text`. */
export function startCopying(): void {
  document.addEventListener('click', ({ target }) => {
    const button = (target as Element).closest<HTMLElement>('[data-copy]');
    if (button === null) return;
    const source = byId(button.dataset['copy'] ?? '');
    const text = source.dataset['text'] ?? source.textContent;
    navigator.clipboard.writeText(text).then(
      () => confirm(button),
      // Without https, and away from localhost, browsers have no clipboard: the reader copies then.
      () => getSelection()?.selectAllChildren(source),
    );
  });
}

/** The icon becomes a check, and the name says "Copied". */
function confirm(button: HTMLElement): void {
  const before = [...button.childNodes].map((node) => node.cloneNode(true));
  const path = button.querySelector('svg');
  if (path !== null) path.innerHTML = '<path d="M4 10.500l4 4 8-9"/>';
  const name = button.querySelector('.vh, span');
  if (name !== null) name.textContent = words.copied;
  button.setAttribute('aria-live', 'polite');
  setTimeout(() => button.replaceChildren(...before), shown);
}
