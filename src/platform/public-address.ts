import { lookup } from 'node:dns';
import { isIP, type LookupFunction } from 'node:net';
import ipaddr from 'ipaddr.js';
import { isLoopbackUrl } from './loopback.js';

/** All addresses of a name. `dns.lookup`, unless a test brings its own. */
export type Resolve = (
  hostname: string,
  options: { all: true },
  callback: (
    error: NodeJS.ErrnoException | null,
    addresses: readonly { address: string; family: number }[],
  ) => void,
) => void;

/** All that IANA has given out of IPv6 for everyone (RFC 4291 §2.4); outside of it is, for one, `::127.0.0.1`. */
const globalUnicast = ipaddr.parseCIDR('2000::/3');

/**
 * Whether an address is of the public Internet. Everything else is refused, by the registries of IANA as
 * ipaddr.js keeps them: private, loopback and link-local ones (where clouds keep their metadata), shared ones
 * (RFC 6598), and those of IPv6 that lead to IPv4 (mapped, NAT64, 6to4, Teredo).
 */
export function isPublicAddress(address: string): boolean {
  if (!ipaddr.isValid(address)) return false;
  const parsed = ipaddr.parse(address);
  const isGlobal = parsed.kind() === 'ipv4' || parsed.match(globalUnicast);
  return isGlobal && parsed.range() === 'unicast';
}

/** Whether a URL alone shows that it leads to no public address. A name shows it only when it is resolved. */
export function isPrivateUrl(url: string): boolean {
  const address = addressIn(url);
  return isLoopbackUrl(url) || (address !== undefined && !isPublicAddress(address));
}

/** The address that is written in a URL; `undefined` for a name. URLs know each in one notation only. */
function addressIn(url: string): string | undefined {
  const host = new URL(url).hostname.replace(/^\[|\]$/g, '');
  return isIP(host) === 0 ? undefined : host;
}

/**
 * Resolves a name for a connection, and refuses it if one of its addresses is not public. The connection
 * goes to what was checked: a name that answers differently the second time (DNS rebinding) is not asked twice.
 * @param refusal for operators; the address itself would reveal the private network to the one who set the URL
 */
export function publicLookup(refusal: string, resolve: Resolve = lookup): LookupFunction {
  return (hostname, options, callback) => {
    resolve(hostname, { ...options, all: true }, (error, addresses) => {
      if (error !== null) callback(error, []);
      else if (!addresses.every(({ address }) => isPublicAddress(address))) {
        callback(new Error(refusal), []);
      } else if (options.all === true) callback(null, [...addresses]);
      else callback(null, addresses[0]?.address ?? '', addresses[0]?.family);
    });
  };
}
