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
      because: '0 lets the system choose a free port, for tests.',
    }),
    description: 'The TCP port to listen on.',
    danger: 'A port that is in use, or below 1024 without the right to it, stops the start.',
  }),
  HOST: option({
    ...hostOption,
    default: ({ production }) => (production ? '0.0.0.0' : '127.0.0.1'),
    defaultText: '`127.0.0.1`; with NODE_ENV=production `0.0.0.0`',
    description:
      'The address to listen on: `127.0.0.1` for local clients only, `0.0.0.0` for all of IPv4, `::` for IPv6 and IPv4.',
    danger:
      'In a container, nobody can reach `127.0.0.1`. On a laptop, the whole network can reach `0.0.0.0`.',
  }),
  BASE_PATH: option({
    schema: textWhere(
      (text) => /^(?:\/(?!\.{1,2}(?:\/|$))[A-Za-z0-9._~-]+)+$/.test(text),
      'is not a path; write it with a slash before it and none behind it, such as /auth',
    ),
    default: '',
    defaultText: 'none: everything is at the root',
    unit: 'path',
    description:
      'The path below which everything is served, for a service inside of an application, or behind a proxy that does not cut the path off.',
    bounds:
      'PUBLIC_URL ends with it. RFC 8414 has the metadata at the root of the host still: `/.well-known/oauth-authorization-server/auth`.',
    danger: 'A proxy that cuts the path off, too: every request is answered 404.',
  }),
  PUBLIC_URL: option({
    schema: textWhere(
      isPublicUrl,
      'is not a plain http(s) URL in its shortest spelling; write it in lower case without a trailing slash, default port, query or user, such as https://auth.example.com',
    ),
    default: ({ port, basePath }) => `http://localhost:${port}${basePath}`,
    defaultText: '`http://localhost:PORT` and BASE_PATH; required with NODE_ENV=production',
    unit: 'URL',
    description:
      'Where clients reach the service: the base of every link, and the issuer of the tokens unless JWT_ISSUER is set.',
    bounds:
      'http or https, a path is allowed; https with NODE_ENV=production unless the host is localhost, because tokens and passwords travel over it.',
    danger:
      'The wrong URL makes other services refuse every token; the Host header of a request is never used instead.',
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
      'The reverse proxies whose X-Forwarded-For is believed, as addresses, CIDR networks, or `loopback`, `linklocal`, `uniquelocal`.',
    bounds: 'no network of everyone (`/0`): OWASP ASVS 4.1.3 wants the proxies declared.',
    danger:
      'Too wide: any client can fake its address, in sessions, logs and limits per address. Unset behind a proxy: all clients share one address and its limits.',
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
      'The origins whose pages may call the API from a browser. Public keys and metadata are open to all.',
    bounds:
      'origins (scheme, host, port; no path), of applications too, such as `capacitor://localhost` or `chrome-extension://…`; `https://*.example.org` for one more label in front, not with COOKIES=on; or `*` alone for all.',
    danger:
      'Unset: browsers block every call from a front end on another origin. `*`: any page that has a token can use it from its visitors’ browsers; a wildcard: any page of a subdomain.',
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
      because: 'a load balancer asks every few seconds; 0 is right without one.',
    }),
    description:
      'How long after SIGTERM new connections are still taken, while `/health/ready` already answers 503.',
    danger: 'Too short behind a load balancer: requests are refused during a deploy.',
  }),
  SHUTDOWN_TIMEOUT: option({
    ...wholeNumber({
      unit: 'seconds',
      min: 1,
      max: 300,
      default: 30,
      because: 'orchestrators kill after a while of their own, Kubernetes after 30 seconds.',
    }),
    description: 'How long running requests may take to finish after SIGTERM or SIGINT.',
    danger: 'Too short: a deploy cuts requests off. Too long: the orchestrator does.',
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
