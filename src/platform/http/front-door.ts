import Negotiator from 'negotiator';
import type { Exchange, Handler } from '../route.js';
import { sendJson } from './body.js';

interface FrontDoorOptions {
  readonly graphql: Handler;
  /** For browsers; `undefined` in production. */
  readonly page: Handler | undefined;
  /** What everyone else may know: where things are. */
  readonly about: object;
}

/**
 * The address `/`: a page for people, a few addresses for programs, and GraphQL for operations, which Apollo Sandbox
 * sends to wherever it was opened.
 */
export function createFrontDoor({ graphql, page, about }: FrontDoorOptions): Handler {
  return (exchange) => {
    const { request, response, url } = exchange;
    if (!isReading(request) || url.search !== '') return graphql(exchange);
    response.setHeader('vary', 'Accept, Origin');
    if (page !== undefined && prefersHtml(request)) return page(exchange);
    sendJson(response, 200, about);
  };
}

/** GraphQL, except for a browser in which someone has opened its address: that is led to the page. */
export function createEndpoint({ graphql, page }: Omit<FrontDoorOptions, 'about'>): Handler {
  return (exchange) => {
    const { request, response, url } = exchange;
    if (page === undefined || !isReading(request) || !prefersHtml(request)) {
      return graphql(exchange);
    }
    response.statusCode = 303;
    // Relative: a proxy may serve us below a path.
    response.setHeader('location', url.pathname.endsWith('/') ? '../' : './');
    response.setHeader('cache-control', 'no-store');
    response.end();
  };
}

function isReading({ method }: Exchange['request']): boolean {
  return method === 'GET' || method === 'HEAD';
}

function prefersHtml(request: Exchange['request']): boolean {
  const types = ['application/json', 'application/graphql-response+json', 'text/html'];
  return new Negotiator(request).mediaType(types) === 'text/html';
}
