import { expect, test } from 'vitest';
import { addressBucket, addressBuckets } from '../../../src/platform/address.js';

test.each([
  ['192.0.2.7', '192.0.2.7'],
  ['2001:db8:1:2:3:4:5:6', '2001:db8:1:2::/64'],
  ['2001:0DB8:0001:0002::1', '2001:db8:1:2::/64'],
  ['2001:db8::1', '2001:db8::/64'],
  ['2001:db8:0:0:1::', '2001:db8::/64'],
  ['::1', '::/64'],
  ['::', '::/64'],
  ['fe80::1%eth0', 'fe80::/64'],
  ['1::', '1::/64'],
  // IPv4 in the notations of IPv6.
  ['::ffff:192.0.2.33', '192.0.2.33'],
  ['::FFFF:c000:221', '192.0.2.33'],
  ['0:0:0:0:0:ffff:192.0.2.33', '192.0.2.33'],
  ['::ffff:0:192.0.2.33', '192.0.2.33'],
  ['64:ff9b::192.0.2.33', '192.0.2.33'],
  ['64:FF9B::C000:221', '192.0.2.33'],
  // Only the /96 of RFC 6052 is a translator's.
  ['64:ff9b:0:0:1::192.0.2.33', '64:ff9b::/64'],
])('%s counts as %s', (address, bucket) => {
  expect(addressBucket(address)).toBe(bucket);
});

test('an IPv6 address counts in its /64, and with more allowance in its /56 and /48', () => {
  expect(addressBuckets('2001:db8:1:2345::1')).toEqual([
    { key: '2001:db8:1:2345::/64', allowance: 1 },
    { key: '2001:db8:1:2300::/56', allowance: 4 },
    { key: '2001:db8:1::/48', allowance: 16 },
  ]);
});

test.each(['192.0.2.7', '::ffff:192.0.2.7', '64:ff9b::192.0.2.7'])(
  '%s counts in no wider network',
  (address) => {
    expect(addressBuckets(address)).toEqual([{ key: '192.0.2.7', allowance: 1 }]);
  },
);

test.each([null, '', 'localhost', '1', '0x7f.1', '192.0.2.7, 192.0.2.8', '2001:db8::/32', ':::'])(
  '%s is no address, and counts with all others that are none',
  (address) => {
    expect(addressBucket(address)).toBe('unknown');
  },
);
