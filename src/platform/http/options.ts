import { isIP } from 'node:net';
import proxyAddr from 'proxy-addr';
import { z } from 'zod';
import { option, type CrossCheck } from '../config/option.js';
import type { environmentOptions } from '../config/options.js';
import { commaList, textWhere, wholeNumber } from '../config/schemas.js';
import { isLoopbackUrl } from '../loopback.js';
import { originFault } from './origins.js';

function isPublicUrl(text: string): boolean {
  if (!URL.canParse(text)) return false;
  const { protocol, origin, pathname } = new URL(text);
  // Only the one spelling: `iss` is compared character by character (RFC 7519 §4.1.1).
  const canonical = origin + (pathname === '/' ? '' : pathname);
  return /^https?:$/.test(protocol) && text === canonical && !text.endsWith('/');
}

const originList = z
  .string()
  .transform((text) => text.split(',').map((item) => item.trim()))
  .superRefine((items, context) => {
    const isForAll = items.length === 1 && items[0] === '*';
    const message = isForAll ? undefined : items.map(originFault).find(isDefined);
    if (message !== undefined) context.addIssue({ code: 'custom', message });
  })
  .transform((items): readonly string[] => Object.freeze(items));

const isDefined = (fault: string | undefined) => fault !== undefined;

const proxyNames = ['loopback', 'linklocal', 'uniquelocal'];

function isProxyAddress(text: string): boolean {
  if (proxyNames.includes(text)) return true;
  const [address = '', ...prefix] = text.split('/');
  // proxy-addr takes "1", which elsewhere is a number of proxies, for 0.0.0.1.
  if (isIP(address) === 0 || /^[0.]+$/.test(prefix.join('/'))) return false;
  try {
    proxyAddr.compile([text]);
    return true;
  } catch {
    return false;
  }
}

/** The part of a row that is the same for every address to listen on. */
export const hostOption = {
  schema: textWhere(
    (text) => /^(?:[a-z0-9](?:[a-z0-9.-]*[a-z0-9])?|[0-9a-f:.]*:[0-9a-f:.]*)$/i.test(text),
    'is not an address or host name; write an address to listen on, such as 127.0.0.1, 0.0.0.0 or ::',
  ),
  unit: 'address',
  bounds: 'an IP address or a host name of this machine.',
};

export const httpOptions = {
  PORT: option({
    ...wholeNumber({
      min: 0,
      max: 65_535,
      default: 4000,
      because: '0 lets the system choose.',
    }),
    description: 'The TCP port to listen on.',
    danger: 'A port in use stops the start.',
  }),
  HOST: option({
    ...hostOption,
    default: ({ production }) => (production ? '0.0.0.0' : '127.0.0.1'),
    defaultText: '`127.0.0.1`; with NODE_ENV=production `0.0.0.0`',
    description: 'The address to listen on; `::` for IPv6 too.',
    danger: '`127.0.0.1` is unreachable in a container; `0.0.0.0` is open to the network.',
  }),
  BASE_PATH: option({
    schema: textWhere(
      (text) => /^(?:\/(?!\.{1,2}(?:\/|$))[A-Za-z0-9._~-]+)+$/.test(text),
      'is not a path; write it with a slash before it and none behind it, such as /auth',
    ),
    default: '',
    defaultText: 'none: everything is at the root',
    unit: 'path',
    description: 'The path of the service, if no proxy cuts it off.',
    bounds:
      'the end of PUBLIC_URL. Metadata stay at the root (RFC 8414): `/.well-known/oauth-authorization-server/auth`.',
    danger: 'If a proxy cuts it off, every answer is 404.',
  }),
  PUBLIC_URL: option({
    schema: textWhere(
      isPublicUrl,
      'is not a plain http(s) URL in its shortest spelling; write it in lower case without a trailing slash, default port, query or user, such as https://auth.example.com',
    ),
    default: ({ port, basePath }) => `http://localhost:${port}${basePath}`,
    defaultText: '`http://localhost:PORT` and BASE_PATH; required with NODE_ENV=production',
    unit: 'URL',
    description: 'Where clients reach the service, and the default of JWT_ISSUER.',
    bounds: 'http or https; https with NODE_ENV=production unless the host is localhost.',
    danger: 'If wrong, other services refuse every token.',
  }),
  TRUST_PROXY: option({
    schema: commaList(
      isProxyAddress,
      'has a value that is not a proxy address; write addresses, networks (not /0), loopback, linklocal or uniquelocal, separated by commas, such as loopback,10.0.0.0/8',
    ),
    default: Object.freeze([]) as readonly string[],
    defaultText: 'none',
    unit: 'list of addresses',
    description:
      'The proxies whose X-Forwarded-For counts: addresses, networks, `loopback`, `linklocal`, `uniquelocal`.',
    bounds: 'not everyone (`/0`): OWASP ASVS 4.1.3.',
    danger:
      'Too wide: clients can fake their address. Unset behind a proxy: all clients share its limits.',
  }),
  CORS_ORIGINS: option({
    schema: originList,
    // Our Sandbox asks from our own page; only the one on Apollo's site is another origin.
    default: ({ production }) =>
      Object.freeze(production ? [] : ['https://studio.apollographql.com']),
    defaultText:
      '`https://studio.apollographql.com` (Apollo Sandbox); with NODE_ENV=production none',
    unit: 'list of origins, or `*`',
    description:
      'The origins whose pages may call the API. Public keys and metadata are open to all.',
    bounds:
      'origins without a path, also `capacitor://localhost` or `chrome-extension://…`; not with COOKIES=on: `https://*.example.org` for one label, or `*` alone for all.',
    danger:
      'Unset: browsers block front ends of other origins. `*` or a wildcard: any such page can use a stolen token.',
  }),
};

/** How a process stops. */
export const shutdownOptions = {
  SHUTDOWN_DELAY: option({
    ...wholeNumber({
      unit: 'seconds',
      min: 0,
      max: 60,
      default: 0,
    }),
    description:
      'How long the service accepts connections after SIGTERM, while `/health/ready` answers 503.',
    danger: 'Too short behind a balancer: a deploy refuses requests.',
  }),
  SHUTDOWN_TIMEOUT: option({
    ...wholeNumber({
      unit: 'seconds',
      min: 1,
      max: 300,
      default: 30,
      because: 'Kubernetes kills after 30.',
    }),
    description: 'How long running requests may then take.',
    danger: 'Too short or too long: requests are cut off.',
  }),
};

export const httpChecks: readonly CrossCheck<typeof environmentOptions & typeof httpOptions>[] = [
  {
    between: ['BASE_PATH', 'PUBLIC_URL'],
    find: ({ basePath, publicUrl }) =>
      !publicUrl.endsWith(basePath) &&
      `PUBLIC_URL does not end with the BASE_PATH ${basePath}, so that no link would lead here; write one that does, such as https://example.com${basePath}`,
  },
  {
    between: ['NODE_ENV', 'PUBLIC_URL'],
    find: ({ production }, isSet) =>
      production &&
      !isSet('PUBLIC_URL') &&
      'PUBLIC_URL is not set, and NODE_ENV=production guesses none; write where clients reach the service, such as https://auth.example.com',
  },
  {
    between: ['NODE_ENV', 'PUBLIC_URL'],
    find: ({ production, publicUrl }) =>
      production &&
      !publicUrl.startsWith('https://') &&
      !isLoopbackUrl(publicUrl) &&
      'PUBLIC_URL is no https URL, which NODE_ENV=production demands; write one, such as https://auth.example.com',
  },
];
