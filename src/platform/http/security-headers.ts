import cors from 'cors';
import type { Exchange, Handler, Outgoing } from '../route.js';
import { originPattern } from './origins.js';

/** Nothing may run, load, frame or be sent from an answer, should a browser take one for a page. */
const lockedPolicy =
  "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

/** OWASP Secure Headers Project, in the form for an API whose answers are data. */
const headers = {
  'content-security-policy': lockedPolicy,
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
  'permissions-policy': 'camera=(), geolocation=(), microphone=(), payment=(), usb=()',
  'referrer-policy': 'no-referrer',
  'x-content-type-options': 'nosniff',
};

/** A year, as OWASP ASVS 3.4.1 asks. Not for subdomains: PUBLIC_URL may be the whole company's domain. */
const onlyHttps = { 'strict-transport-security': 'max-age=31536000' };

/**
 * The headers that every answer gets before anything else happens, errors included; Node itself names neither
 * server nor version.
 * @param https whether clients reach the service by https, and must not by anything else (RFC 6797)
 */
export function securityHeaders({
  https,
}: {
  https: boolean;
}): readonly (readonly [string, string])[] {
  return Object.entries({ ...headers, ...(https ? onlyHttps : {}) });
}

const cdn = {
  sandbox: 'https://embeddable-sandbox.cdn.apollographql.com',
  images: 'https://apollo-server-landing-page.cdn.apollographql.com',
  iframe: 'https://sandbox.embed.apollographql.com',
};

/**
 * Lets the one page with scripts of others be what it is: Apollo Sandbox, in a frame of Apollo's that talks to the
 * script of this page. Inline scripts run only with the nonce, which Apollo Server makes for each page.
 */
export function allowSandbox(response: Outgoing, html: string): void {
  const nonce = /<script nonce="([0-9a-f]+)"/.exec(html)?.[1] ?? '';
  const policy = [
    lockedPolicy,
    `script-src 'nonce-${nonce}' ${cdn.sandbox}`,
    `style-src 'nonce-${nonce}' ${cdn.sandbox} https://fonts.googleapis.com`,
    'font-src https://fonts.gstatic.com',
    `img-src ${cdn.images}`,
    `manifest-src ${cdn.images}`,
    `frame-src ${cdn.iframe}`,
    "connect-src 'self'",
  ];
  response.setHeader('content-security-policy', policy.join('; '));
  // Signing in to Apollo, where the user's collections are, opens a window.
  response.setHeader('cross-origin-opener-policy', 'same-origin-allow-popups');
}

/** Headers of our answers that scripts of other origins may read. */
const exposedHeaders = ['WWW-Authenticate', 'Retry-After', 'X-Request-Id'];
/** Seconds a browser keeps the answer to a preflight. */
const preflightMaxAge = 600;

export interface CorsOptions {
  /** Origins such as `https://app.example.com` or `https://*.example.org`, or `*` alone for all. */
  readonly origins: readonly string[];
  /** Whether browsers send and keep cookies for pages of these origins; for `*` they never do. */
  readonly cookies: boolean;
}

/** Lets browsers of the configured origins in, and answers their preflight requests. */
export function withCors({ origins, cookies }: CorsOptions, next: Handler): Handler {
  const origin = origins.includes('*') ? '*' : origins.map(originPattern);
  const apply = cors(({ headers }, done) => {
    const credentials = cookies && origins.includes(headers.origin ?? '');
    const methods = ['GET', 'POST'];
    done(null, { origin, credentials, methods, exposedHeaders, maxAge: preflightMaxAge });
  });
  return (exchange) => {
    const { request, response } = exchange;
    if (request.headers.origin !== undefined || request.method === 'OPTIONS') {
      return applied(apply, exchange).then(() => next(exchange));
    }
    // No page of another origin asks, so there is nobody to let in; caches have to know of the others.
    response.setHeader('vary', 'Origin');
    return next(exchange);
  };
}

/** Lets pages of every origin read, without cookies: what is public anyway. */
export function withPublicCors(next: Handler): Handler {
  const apply = cors({ origin: '*', methods: ['GET', 'HEAD'], maxAge: preflightMaxAge });
  return async (exchange) => {
    await applied(apply, exchange);
    await next(exchange);
  };
}

/** Resolves when the request goes on. A preflight is answered here, and goes no further. */
function applied(apply: ReturnType<typeof cors>, { request, response }: Exchange): Promise<void> {
  return new Promise((resolve, reject) => {
    apply(request, response, (error?: unknown) => {
      if (error instanceof Error) reject(error);
      else resolve();
    });
  });
}
