import { option, optional, type CrossCheck } from '../../platform/config/option.js';
import { onOff, textWhere } from '../../platform/config/schemas.js';
import type { explorerOptions } from '../../platform/graphql/options.js';
import type { httpOptions } from '../../platform/http/options.js';
import { isLoopbackUrl } from '../../platform/loopback.js';

export const pageOptions = {
  PAGES: option({
    schema: onOff,
    default: false,
    defaultText: '`off`',
    unit: '`on` or `off`',
    description:
      'Whether the service has pages of its own: `/login`, `/logout` and those of mailed links ([guide](guides/pages.md)).',
    bounds: '`on` or `off`; on, PUBLIC_URL is https unless the host is localhost.',
    danger: 'Off, the links of mails lead to pages that you serve.',
  }),
  ADMIN_PAGES: option({
    schema: onOff,
    default: ({ production }) => !production,
    defaultText: '`on`; with NODE_ENV=production `off`',
    unit: '`on` or `off`',
    description: 'Whether PAGES=on serves `/admin`.',
    bounds: '`on` or `off`.',
    danger: 'On, a stolen session of an administrator has a place to be used at.',
  }),
  BRAND_NAME: option({
    schema: textWhere(
      (text) => /^[^\p{C}\p{Zl}\p{Zp}]{1,64}$/u.test(text) && text.trim() === text,
      'is no name; write 1 to 64 visible characters in one line, such as Notes',
    ),
    default: 'Authgraph',
    unit: 'text',
    description: 'The name on the pages.',
    bounds: '1 to 64 visible characters.',
    danger: 'People do not know whose page it is if it is not the name of your product.',
  }),
  BRAND_LOGO: optional({
    schema: textWhere(
      (text) => /\.(?:svg|png|webp)$/.test(text) && !text.includes('\0'),
      'is no picture; write the path of an SVG, PNG or WebP file, such as /etc/authgraph/logo.svg',
    ),
    defaultText: 'not set: the mark of Authgraph',
    unit: 'path',
    description: 'The picture beside the name, 24 px high and at most 160 px wide.',
    bounds: 'an SVG, PNG or WebP file of up to 100 kB.',
    danger: 'A picture that is dark only is not seen in dark mode.',
  }),
  BRAND_ACCENT: optional({
    schema: textWhere(
      (text) => /^#[0-9a-f]{6}$/i.test(text),
      'is no colour; write six hexadecimal digits, such as #2456d3',
    ),
    defaultText: 'not set: blue',
    unit: 'colour',
    description:
      'The colour of buttons and links. Both themes have a shade of it that can be read on them.',
    bounds: '`#` and six hexadecimal digits.',
    danger: 'A red one looks like an error.',
  }),
};

export const pageChecks: readonly CrossCheck<
  typeof pageOptions & typeof httpOptions & typeof explorerOptions
>[] = [
  {
    between: ['PAGES', 'PUBLIC_URL'],
    find: ({ pages, publicUrl }) =>
      pages &&
      !publicUrl.startsWith('https://') &&
      !isLoopbackUrl(publicUrl) &&
      'PAGES is on, but PUBLIC_URL is no https URL, and browsers keep the cookie of the pages from nowhere else; write one, such as https://auth.example.com',
  },
  {
    between: ['PAGES', 'SANDBOX'],
    find: ({ pages, sandbox, production }) =>
      production &&
      pages &&
      sandbox &&
      'PAGES and SANDBOX are both on, and with NODE_ENV=production no script of others may run where people sign in; set SANDBOX=off, and use Sandbox at studio.apollographql.com',
  },
];
