interface IconProps {
  /** One of the shapes below. */
  readonly shape: string;
  /** 16 px instead of 20, for buttons and hints. */
  readonly small?: boolean;
  readonly class?: string;
}

/** A picture beside a word, which says the same. */
export function Icon({ shape, small = false, class: more }: IconProps) {
  const classes = ['i', small && 'i-16', more].filter(Boolean).join(' ');
  return (
    <svg class={classes} viewBox="0 0 20 20" aria-hidden="true">
      <path d={shape} />
    </svg>
  );
}

// Drawn for these pages on a grid of 20 px, with a stroke of 1.5 px and round ends. Each bundle has those that it uses.

export const again = 'M16 10a6 6 0 1 1-2-4.5M16.5 3v4h-4';
export const arrow = 'M8 5.5l4.5 4.5L8 14.5';
export const back = 'M12 5.5L7.5 10l4.5 4.5';
export const blocked = 'M2.5 10a7.5 7.5 0 1 0 15 0a7.5 7.5 0 1 0 -15 0zM4.8 4.8l10.4 10.4';
export const box = 'M3.5 6.5L10 3l6.5 3.5v7L10 17l-6.5-3.5zM3.5 6.5L10 10l6.5-3.5M10 10v7';
export const chart = 'M3 17h14M5.5 13.5v-4M10 13.5V4M14.5 13.5V7';
export const check = 'M4 10.5l4 4 8-9';
export const clock = 'M2.5 10a7.5 7.5 0 1 0 15 0a7.5 7.5 0 1 0 -15 0zM10 6v4.5l3 1.5';
export const copy =
  'M8.5 7h6.5a1.5 1.5 0 0 1 1.5 1.5v6.5a1.5 1.5 0 0 1 -1.5 1.5h-6.5a1.5 1.5 0 0 1 -1.5 -1.5v-6.5a1.5 1.5 0 0 1 1.5 -1.5zM13 4.5A1.5 1.5 0 0 0 11.5 3H5a1.5 1.5 0 0 0-1.5 1.5v7A1.5 1.5 0 0 0 5 13';
export const cross = 'M5 5l10 10M15 5L5 15';
export const dots = 'M5 10v.1M10 10v.1M15 10v.1';
export const down = 'M5.5 8l4.5 4.5L14.5 8';
export const download = 'M10 3v9M6 8.5l4 4 4-4M3.5 16.5h13';
export const envelope =
  'M4 4h12a1.5 1.5 0 0 1 1.5 1.5v9a1.5 1.5 0 0 1 -1.5 1.5h-12a1.5 1.5 0 0 1 -1.5 -1.5v-9a1.5 1.5 0 0 1 1.5 -1.5zM3 5.5l7 5.5 7-5.5';
export const eye =
  'M2 10c2-3.7 4.7-5.5 8-5.5s6 1.8 8 5.5c-2 3.7-4.7 5.5-8 5.5S4 13.7 2 10zM7.5 10a2.5 2.5 0 1 0 5 0a2.5 2.5 0 1 0 -5 0z';
export const impersonate =
  'M5 6a3 3 0 1 0 6 0a3 3 0 1 0 -6 0zM2.5 16c.5-3 2.6-4.5 5.5-4.5M10 14.5c1-1.8 2.3-2.5 3.8-2.5s2.7.7 3.7 2.5c-1 1.8-2.2 2.5-3.7 2.5s-2.8-.7-3.8-2.5zM13.8 14.5v.1';
export const key = 'M3 13.5a3.5 3.5 0 1 0 7 0a3.5 3.5 0 1 0 -7 0zM9 11l7.5-7.5M13 7l2.5 2.5';
export const laptop =
  'M5.5 4h9a1.5 1.5 0 0 1 1.5 1.5v5.5a1.5 1.5 0 0 1 -1.5 1.5h-9a1.5 1.5 0 0 1 -1.5 -1.5v-5.5a1.5 1.5 0 0 1 1.5 -1.5zM2 15.5h16';
export const leave =
  'M8 3.5H4.5A1.5 1.5 0 0 0 3 5v10a1.5 1.5 0 0 0 1.5 1.5H8M12.5 6l4 4-4 4M16.5 10H8';
export const link =
  'M8.5 11.5a3 3 0 0 0 4.3 0l2.7-2.7a3 3 0 0 0-4.3-4.3L10 5.7M11.5 8.5a3 3 0 0 0-4.3 0l-2.7 2.7a3 3 0 0 0 4.3 4.3L10 14.3';
export const lock =
  'M5.5 9h9a1.5 1.5 0 0 1 1.5 1.5v5a1.5 1.5 0 0 1 -1.5 1.5h-9a1.5 1.5 0 0 1 -1.5 -1.5v-5a1.5 1.5 0 0 1 1.5 -1.5zM6.5 9V6.5a3.5 3.5 0 0 1 7 0V9';
export const offline =
  'M3 3l14 14M5 10a7 7 0 0 1 3-2M2.5 7.5A11 11 0 0 1 6 5.4M12 8a7 7 0 0 1 3 2M9 4.6a11 11 0 0 1 8.5 2.9M8 13a3 3 0 0 1 3.6-.4M10 16v.1';
export const passkey =
  'M4.5 6a3 3 0 1 0 6 0a3 3 0 1 0 -6 0zM2 16.5c.4-3.2 2.6-5 5.5-5 .9 0 1.7.2 2.4.5M12.25 10.5a2.25 2.25 0 1 0 4.5 0a2.25 2.25 0 1 0 -4.5 0zM14.5 12.75V18M14.5 15.8h1.8';
export const people =
  'M4.75 7a2.75 2.75 0 1 0 5.5 0a2.75 2.75 0 1 0 -5.5 0zM2.5 16.5c.4-3 2.4-4.5 5-4.5s4.6 1.5 5 4.5M12.5 4.5a2.75 2.75 0 0 1 0 5M14.5 12.3c1.7.6 2.7 2 3 4.2';
export const person = 'M7 6.5a3 3 0 1 0 6 0a3 3 0 1 0 -6 0zM4 17c.6-3.4 3-5 6-5s5.4 1.6 6 5';
export const phone =
  'M8 2.5h4a2 2 0 0 1 2 2v11a2 2 0 0 1 -2 2h-4a2 2 0 0 1 -2 -2v-11a2 2 0 0 1 2 -2zM9 15h2';
export const plus = 'M10 4v12M4 10h12';
export const print =
  'M6 7V3h8v4M6 14H4.5A1.5 1.5 0 0 1 3 12.5V8.5A1.5 1.5 0 0 1 4.5 7h11A1.5 1.5 0 0 1 17 8.5v4a1.5 1.5 0 0 1-1.5 1.5H14M6 11.5h8V17H6z';
export const pulse = 'M2.5 10.5h3l2-6 4 11 2-5h4';
export const search = 'M3.5 9a5.5 5.5 0 1 0 11 0a5.5 5.5 0 1 0 -11 0zM13 13l4 4';
export const send = 'M17 3L2.5 8.5l6 3 3 6zM17 3l-8.5 8.5';
export const shield = 'M10 2.5l6 2.2v4.8c0 3.9-2.5 6.5-6 8-3.5-1.5-6-4.1-6-8V4.7z';
export const tag = 'M3 3h7l7 7-7 7-7-7zM6.8 6.8v.1';
export const terminal =
  'M4 4h12a1.5 1.5 0 0 1 1.5 1.5v9a1.5 1.5 0 0 1 -1.5 1.5h-12a1.5 1.5 0 0 1 -1.5 -1.5v-9a1.5 1.5 0 0 1 1.5 -1.5zM5.5 8l2.5 2-2.5 2M10 12.5h4';
export const trash = 'M3.5 5.5h13M8 5V3h4v2M5.5 5.5l.7 11h7.6l.7-11M8.5 9v4.5M11.5 9v4.5';
export const triangle = 'M10 3L2.5 16.5h15zM10 8v4M10 14.3v.1';
export const warning = 'M2.5 10a7.5 7.5 0 1 0 15 0a7.5 7.5 0 1 0 -15 0zM10 6v5M10 13.7v.1';
