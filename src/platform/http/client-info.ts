import type { IncomingMessage } from 'node:http';
import { isIP } from 'node:net';
import proxyAddr from 'proxy-addr';
import { boundedClient, type ClientInfo } from '../client-info.js';

/**
 * Reads who is at the other end. `X-Forwarded-For` counts only from the proxies that are declared
 * (OWASP ASVS 4.1.3); from anyone else it is what the caller wishes to be.
 * @param trustedProxies addresses, CIDR ranges, or `loopback`, `linklocal`, `uniquelocal`
 */
export function createClientInfoReader(
  trustedProxies: readonly string[],
): (request: IncomingMessage) => ClientInfo {
  const isTrusted = proxyAddr.compile([...trustedProxies]);
  const wayOf = (request: IncomingMessage) =>
    trustedProxies.length === 0
      ? [request.socket.remoteAddress]
      : proxyAddr.all(request, isTrusted);
  // Cut here, once, so that whatever keeps a client keeps a short one.
  return (request) =>
    boundedClient({
      userAgent: request.headers['user-agent'] ?? null,
      ipAddress: addressOf(wayOf(request)),
    });
}

/**
 * The last address of the way from us to the client. What is no address is the text of a client that its
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
