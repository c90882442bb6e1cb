import { option, type CrossCheck } from '../../platform/config/option.js';
import { onOff } from '../../platform/config/schemas.js';
import type { httpOptions } from '../../platform/http/options.js';
import { isWildcardOrigin } from '../../platform/http/origins.js';
import { isLoopbackUrl } from '../../platform/loopback.js';

export const cookieOptions = {
  COOKIES: option({
    schema: onOff,
    default: false,
    defaultText: '`off`',
    unit: '`on` or `off`',
    description:
      'Whether browsers may keep the refresh token in an HttpOnly cookie ([guide](guides/browser-cookies.md)).',
    bounds: '`on` or `off`; on, PUBLIC_URL is https unless the host is localhost.',
    danger:
      'Off: an injected script (XSS) can steal the refresh token. On: pages of CORS_ORIGINS on the same site can act for the user.',
  }),
};

export const cookieChecks: readonly CrossCheck<typeof cookieOptions & typeof httpOptions>[] = [
  {
    between: ['COOKIES', 'CORS_ORIGINS'],
    find: ({ cookies, corsOrigins }) =>
      cookies &&
      corsOrigins.includes('*') &&
      'COOKIES is on, but CORS_ORIGINS is *, which would let every page act for the signed-in user; write the origins of your front ends, such as https://app.example.com',
  },
  {
    between: ['COOKIES', 'CORS_ORIGINS'],
    find: ({ cookies, corsOrigins }) =>
      cookies &&
      corsOrigins.some(isWildcardOrigin) &&
      'COOKIES is on, but CORS_ORIGINS has a wildcard, and a hostile page on any subdomain could act for the signed-in user; write each origin, such as https://app.example.com',
  },
  {
    between: ['COOKIES', 'PUBLIC_URL'],
    find: ({ cookies, publicUrl }) =>
      cookies &&
      !publicUrl.startsWith('https://') &&
      !isLoopbackUrl(publicUrl) &&
      'COOKIES is on, but PUBLIC_URL is no https URL, and browsers keep the cookie from nowhere else; write one, such as https://auth.example.com',
  },
];
