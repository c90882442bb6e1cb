import { isIP } from 'node:net';
import ipaddr from 'ipaddr.js';

/** A set of addresses that count as one client. */
export interface AddressBucket {
  /** Its canonical text: an IPv4 address, or an IPv6 prefix such as `2001:db8:1:2::/64`. */
  readonly key: string;
  /** How many times the limit of one client is allowed to the whole of it. */
  readonly allowance: number;
}

/**
 * Prefixes of an IPv6 address and their allowances. One client has a /64 (RFC 6177 §2). One customer of a provider
 * often has a /56 or a /48, which are 256 or 65,536 of those: without the wider limits each of them would be a new
 * client.
 */
const prefixes = [
  { length: 64, allowance: 1 },
  { length: 56, allowance: 4 },
  { length: 48, allowance: 16 },
] as const;

/** Of a connection that has no address any more, and of text that is not an address: all of them count together. */
const unknown: readonly [AddressBucket] = [{ key: 'unknown', allowance: 1 }];

/** The one client that an address belongs to: an IPv4 address, or the /64 around an IPv6 address. */
export function addressBucket(address: string | null): string {
  return addressBuckets(address)[0].key;
}

/** The buckets that an address counts in, the narrowest first. IPv4 has one, IPv6 has three. */
export function addressBuckets(
  address: string | null,
): readonly [AddressBucket, ...AddressBucket[]] {
  const parsed = parse(address);
  if (parsed === undefined) return unknown;
  if (parsed instanceof ipaddr.IPv4) return [{ key: parsed.toString(), allowance: 1 }];
  const [client, ...wider] = prefixes.map(({ length, allowance }) => ({
    key: `${ipaddr.IPv6.networkAddressFromCIDR(`${parsed.toString()}/${length}`).toString()}/${length}`,
    allowance,
  }));
  return client === undefined ? unknown : [client, ...wider];
}

/**
 * An IPv4 client may come in the form of IPv6: from a dual-stack socket (`::ffff:192.0.2.1`), or through a
 * translator (RFC 6052 §2.1, RFC 2765 §2.1). It is the same client, and shares no /64 with the others.
 */
function parse(address: string | null): ipaddr.IPv4 | ipaddr.IPv6 | undefined {
  const plain = (address ?? '').replace(/%.*$/s, '');
  // ipaddr.js also reads "1" and "0x7f.1", which are not addresses here.
  if (isIP(plain) === 0) return undefined;
  const parsed = ipaddr.parse(plain);
  if (parsed instanceof ipaddr.IPv4) return parsed;
  if (parsed.isIPv4MappedAddress()) return parsed.toIPv4Address();
  const isTranslated = ['rfc6052', 'rfc6145'].includes(parsed.range());
  return isTranslated ? new ipaddr.IPv4(parsed.toByteArray().slice(12)) : parsed;
}
