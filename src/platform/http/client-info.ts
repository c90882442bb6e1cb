import type { IncomingMessage } from 'node:http';
import { isIP } from 'node:net';
import proxyAddr from 'proxy-addr';
import {
  boundedClient,
  canonicalLocale,
  clientOfRequest,
  type ClientInfo,
  type RequestHeaders,
} from '../client-info.js';
import Negotiator from 'negotiator';
import type { AuthError } from '../errors/auth-error.js';
import { pickErrorLanguage } from '../language.js';
import { headerMaxima, type LimitedHeader } from '../maxima.js';
import type { Incoming } from '../route.js';

/**
 * Reads who is at the other end. `X-Forwarded-For` counts only from the proxies that are declared
 * (OWASP ASVS 4.1.3); from anyone else it is what the caller wishes to be.
 * @param trustedProxies addresses, CIDR ranges, or `loopback`, `linklocal`, `uniquelocal`
 */
export function createClientInfoReader(
  trustedProxies: readonly string[],
): (request: Incoming) => ClientInfo {
  const isTrusted = proxyAddr.compile([...trustedProxies]);
  const wayOf = (request: Incoming) =>
    trustedProxies.length === 0
      ? [request.socket.remoteAddress]
      : // It reads the headers and the address of the socket.
        proxyAddr.all(request as IncomingMessage, isTrusted);
  // Cut here, once, so that every copy is short.
  return (request) => {
    const userAgent = request.headers['user-agent'] ?? null;
    const client = boundedClient({ userAgent, ipAddress: addressOf(wayOf(request)) });
    return clientOfRequest(client, request.headers);
  };
}

/**
 * The last address of the way from us to the client. Anything else is the text of a client that its
 * proxy has passed on: then the proxy is the client, as far as we know.
 */
function addressOf(way: readonly (string | undefined)[]): string | null {
  // A connection that the client has already closed has no address any more.
  const addresses = way.map((address = '') => canonical(address));
  return addresses.findLast((address) => isIP(address) !== 0) ?? null;
}

/** What some proxies write for an address: `192.0.2.1:4711`, `[2001:db8::1]:4711` or `[2001:db8::1]`. */
const withPort = /^(?:\[(.*)\](?::\d+)?|([\d.]+):\d+)$/;

/**
 * The address alone: a port differs with every connection. An IPv4 client of a dual-stack socket reads
 * `::ffff:192.0.2.1`; it is the same client.
 */
function canonical(forwarded: string): string {
  const [, bracketed, plain] = withPort.exec(forwarded) ?? [];
  return (bracketed ?? plain ?? forwarded).replace(/%.*$/s, '').replace(/^::ffff:(?=\d+\.)/i, '');
}

/**
 * Node keeps the first of several `Authorization` headers; two of them are a fault, not a choice. Its
 * `headersDistinct` has them too, but makes an array of every header first.
 */
export function authorizationOf({ headers, rawHeaders }: Incoming): string | string[] | undefined {
  const { authorization } = headers;
  if (authorization === undefined) return undefined;
  const values = rawHeaders.filter(
    (_value, index) => index % 2 === 1 && isAuthorization(rawHeaders[index - 1]),
  );
  return values.length > 1 ? values : authorization;
}

function isAuthorization(name = ''): boolean {
  return name.length === 'authorization'.length && name.toLowerCase() === 'authorization';
}

/** The most languages of a request that are looked at; browsers send fewer. */
const mostLocales = 10;

/** The languages that the client wants (RFC 9110 §12.5.4), as BCP 47 tags, the best first. */
export function preferredLocales({ headers }: { headers: RequestHeaders }): string[] {
  const { 'accept-language': header } = headers;
  if (
    typeof header !== 'string' ||
    header === '' ||
    header.length > headerMaxima['accept-language']
  )
    return [];
  const wanted = new Negotiator({ headers: { 'accept-language': header } }).languages();
  const locales = wanted.map(canonicalLocale).filter((locale) => locale !== undefined);
  return locales.slice(0, mostLocales);
}

/** A refusal as its caller reads it. */
export function refusalFor(request: Incoming, refusal: AuthError) {
  const message = refusal.messageIn(pickErrorLanguage(preferredLocales(request)));
  return { message, extensions: refusal.extensions };
}

/** Their readers cut or ignore them when they are too long. */
const tolerated: readonly LimitedHeader[] = [
  ...(['user-agent', 'accept-language', 'authorization', 'x-authgraph-device'] as const),
];

const refused = (Object.keys(headerMaxima) as LimitedHeader[]).filter(
  (name) => !tolerated.includes(name),
);

/** The first header that is longer than its maximum and cannot be cut or ignored. */
export function overlongHeader({ headers }: Incoming): LimitedHeader | undefined {
  return refused.find((name) => (headers[name]?.length ?? 0) > headerMaxima[name]);
}
