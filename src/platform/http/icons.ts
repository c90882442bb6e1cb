import { Markup, markup } from './markup.js';

/** Drawn on a grid of 20 px, with a stroke of 1.5 px. */
const shapes = {
  again: '<path d="M16 10a6 6 0 1 1-2-4.500M16.500 3v4h-4"/>',
  arrow: '<path d="M8 5.500l4.500 4.500L8 14.500"/>',
  book: '<path d="M10 5.500C8.500 4.300 6 4 3 4v11.500c3 0 5.500.3 7 1.500 1.500-1.200 4-1.500 7-1.500V4c-3 0-5.500.3-7 1.500zM10 5.500V17"/>',
  check: '<path d="M4 10.500l4 4 8-9"/>',
  code: '<path d="M7 5.500L2.500 10 7 14.500M13 5.500l4.500 4.500-4.500 4.500"/>',
  copy: '<rect x="7" y="7" width="9.500" height="9.500" rx="1.500"/><path d="M13 4.500A1.500 1.500 0 0 0 11.500 3H5a1.500 1.500 0 0 0-1.500 1.500v7A1.500 1.500 0 0 0 5 13"/>',
  envelope:
    '<rect x="2.500" y="4" width="15" height="12" rx="1.500"/><path d="M3 5.500l7 5.500 7-5.500"/>',
  eye: '<path d="M2 10c2-3.700 4.700-5.500 8-5.500s6 1.800 8 5.500c-2 3.700-4.700 5.500-8 5.500S4 13.700 2 10z"/><circle cx="10" cy="10" r="2.500"/>',
  inbox: '<path d="M3 11l2.200-6.500h9.600L17 11v4.500H3zM3 11h4l1 2h4l1-2h4"/>',
  key: '<circle cx="6.500" cy="13.500" r="3.500"/><path d="M9 11l7.500-7.500M13 7l2.500 2.500"/>',
  out: '<path d="M8 5H4.500A1.500 1.500 0 0 0 3 6.500v9A1.500 1.500 0 0 0 4.500 17h9a1.500 1.500 0 0 0 1.500-1.500V12M11 3h6v6M17 3l-8 8"/>',
  play: '<path d="M6 4l10 6-10 6z"/>',
  pulse: '<path d="M2.500 10.500h3l2-6 4 11 2-5h4"/>',
  terminal:
    '<rect x="2.500" y="4" width="15" height="12" rx="1.500"/><path d="M5.500 8l2.500 2-2.500 2M10 12.500h4"/>',
  trash:
    '<path d="M3.500 5.500h13M8 5V3h4v2M5.500 5.500l.7 11h7.600l.7-11M8.500 9v4.500M11.500 9v4.500"/>',
  warning: '<path d="M10 3l7.500 13.500h-15zM10 8v4M10 14.250v.01"/>',
} as const;

/** A picture beside a word, which says the same. @param small 16 px instead of 20 */
export function icon(name: keyof typeof shapes, small = false): Markup {
  const shape = new Markup(shapes[name]);
  return markup`<svg class="${small ? 'i i-16' : 'i'}" viewBox="0 0 20 20" aria-hidden="true">${shape}</svg>`;
}

/** The mark: three nodes and their edges. */
export const mark = new Markup(
  '<svg viewBox="0 0 24 24" aria-hidden="true"><path class="edge" d="M12 5L5 19M12 5l7 14M8.300 13.500h7.400"/><circle class="node apex" cx="12" cy="4.750" r="2.750"/><circle class="node" cx="4.750" cy="19.500" r="2.250"/><circle class="node" cx="19.250" cy="19.500" r="2.250"/></svg>',
);
