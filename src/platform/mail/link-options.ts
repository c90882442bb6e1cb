import { configKey, option, type CrossCheck, type Option } from '../config/option.js';
import type { environmentOptions } from '../config/options.js';
import { textWhere, wholeNumber } from '../config/schemas.js';
import { isLoopbackUrl } from '../loopback.js';

/** A link pattern: an http(s) URL with one `{token}` after its host. */
function isLinkPattern(text: string): boolean {
  const parts = text.split('{token}');
  if (parts.length !== 2) return false;
  const [one, other] = ['1', '2'].map((token) => parts.join(token));
  if (!URL.canParse(one ?? '') || !URL.canParse(other ?? '')) return false;
  const { protocol, host, username, password } = new URL(one ?? '');
  const isPlain = /^https?:$/.test(protocol) && username === '' && password === '';
  return isPlain && host === new URL(other ?? '').host;
}

/** The page of a front end that a link in a mail leads to. */
export function mailLink(path: string, description: string) {
  return option({
    schema: textWhere(
      isLinkPattern,
      `is not a link; write an http(s) URL with {token} in it once, such as https://app.example.com/${path}#token={token}`,
    ),
    default: ({ publicUrl }) => `${publicUrl}/${path}#token={token}`,
    defaultText: `PUBLIC_URL and \`/${path}#token={token}\``,
    unit: 'URL with `{token}`',
    description,
    bounds:
      'http or https, `{token}` once after the host; https with NODE_ENV=production unless the host is localhost.',
    danger: 'After `?` the token gets into logs. Wait for a click: mail scanners open links.',
  });
}

/** How long what is in a mail can be used. */
export function mailLifetime(
  what: string,
  lifetime: { default: number; max: number; because?: string },
) {
  return option({
    ...wholeNumber({ unit: 'seconds', min: 60, ...lifetime }),
    description: `How long ${what}.`,
    danger: 'Too long: readers of old mails can use it.',
  });
}

/** What is in a mailed link signs its reader in. */
export function httpsLink<Name extends string>(
  name: Name,
): CrossCheck<typeof environmentOptions & Record<Name | 'PUBLIC_URL', Option<string>>> {
  return {
    between: ['NODE_ENV', 'PUBLIC_URL', name],
    find(config, isSet) {
      const links: Readonly<Record<string, unknown>> = config;
      const link = String(links[configKey(name)]);
      const isOpen = isSet(name) && !link.startsWith('https://') && !isLoopbackUrl(link);
      return (
        config.production &&
        isOpen &&
        `${name} is no https URL, which NODE_ENV=production demands; write one, such as https://app.example.com/#token={token}`
      );
    },
  };
}
