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
    if (page === undefined || !prefersHtml(request)) sendJson(response, 200, about);
    // The addresses in the page are relative to a path that ends with a slash.
    else if (url.pathname.endsWith('/')) return page(exchange);
    else redirect(response, `./${url.pathname.split('/').at(-1)}/`);
  };
}

/** GraphQL, except for a browser in which someone has opened its address: that is led to the page. */
export function createEndpoint({ graphql, page }: Omit<FrontDoorOptions, 'about'>): Handler {
  return (exchange) => {
    const { request, response, url } = exchange;
    if (page === undefined || !isReading(request) || !prefersHtml(request)) {
      return graphql(exchange);
    }
    redirect(response, url.pathname.endsWith('/') ? '../' : './');
  };
}

/** @param location relative: a proxy may serve us below a path */
function redirect(response: Exchange['response'], location: string): void {
  response.statusCode = 303;
  response.setHeader('location', location);
  response.setHeader('cache-control', 'no-store');
  response.end();
}

function isReading({ method }: Exchange['request']): boolean {
  return method === 'GET' || method === 'HEAD';
}

/** Whether a browser shows the answer to someone. */
export function prefersHtml(request: Exchange['request']): boolean {
  const types = ['application/json', 'application/graphql-response+json', 'text/html'];
  return new Negotiator(request).mediaType(types) === 'text/html';
}
