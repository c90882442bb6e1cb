import { isIPv6 } from 'node:net';

/**
 * The address that counts. Whoever has one IPv6 address has the /64 around it (RFC 6177 §2), so that is
 * one client; an IPv4 address is taken as it is.
 */
export function addressBucket(address: string | null): string {
  if (address === null) return 'unknown';
  const [plain = ''] = address.split('%');
  return isIPv6(plain) ? `${firstFourGroups(plain)}::/64` : plain;
}

function firstFourGroups(address: string): string {
  const [head = '', tail = ''] = address.split('::');
  const before = head === '' ? [] : head.split(':');
  const after = tail === '' ? [] : tail.split(':');
  // A dotted quad at the end stands for two groups.
  const written = before.length + after.length + (address.includes('.') ? 1 : 0);
  const zeros = address.includes('::') ? Array<string>(8 - written).fill('0') : [];
  const groups = [...before, ...zeros, ...after].slice(0, 4);
  return groups.map((group) => Number.parseInt(group, 16).toString(16)).join(':');
}
