import cors from 'cors';
import type { Exchange, Handler } from './exchange.js';

/** Headers of our answers that scripts of other origins may read. */
const exposedHeaders = ['WWW-Authenticate', 'Retry-After', 'X-Request-Id'];
/** Seconds a browser keeps the answer to a preflight. */
const preflightMaxAge = 600;

export interface CorsOptions {
  /** Exact origins such as `https://app.example.com`, or `*` alone for all. */
  readonly origins: readonly string[];
  /** Whether browsers send and keep cookies for pages of these origins; for `*` they never do. */
  readonly cookies: boolean;
}

/** Lets browsers of the configured origins in, and answers their preflight requests. */
export function withCors({ origins, cookies }: CorsOptions, next: Handler): Handler {
  const origin = origins.includes('*') ? '*' : [...origins];
  const apply = cors(({ headers }, done) => {
    const credentials = cookies && origins.includes(headers.origin ?? '');
    const methods = ['GET', 'POST'];
    done(null, { origin, credentials, methods, exposedHeaders, maxAge: preflightMaxAge });
  });
  return async (exchange) => {
    const { request, response } = exchange;
    if (request.headers.origin === undefined && request.method !== 'OPTIONS') {
      // No page of another origin asks, so there is nobody to let in; caches have to know of the others.
      response.setHeader('vary', 'Origin');
    } else {
      await applied(apply, exchange);
    }
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
