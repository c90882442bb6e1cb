import type { LookupAddress } from 'node:dns';
import { describe, expect, test } from 'vitest';
import { isPrivateUrl, publicLookup, type Resolve } from '../../src/platform/public-address.js';

/** Addresses that are not public, in every notation that a URL takes. */
export const privateHosts = [
  'localhost',
  'crm.localhost',
  '127.0.0.1',
  '127.1',
  '0x7f.1',
  '0177.0.0.1',
  '2130706433',
  '0x7f000001',
  '127.0.0.1.',
  '127。0。0。1',
  '①②⑦.0.0.1',
  '0',
  '0.0.0.0',
  '10.0.0.1',
  '172.16.0.1',
  '172.31.255.255',
  '192.168.1.1',
  '100.64.0.1',
  '100.127.255.255',
  '169.254.169.254',
  '192.0.0.192',
  '192.0.2.1',
  '198.18.0.1',
  '224.0.0.1',
  '240.0.0.1',
  '255.255.255.255',
  '[::]',
  '[::1]',
  '[0:0:0:0:0:0:0:1]',
  '[::127.0.0.1]',
  '[4000::1]',
  '[::ffff:0:127.0.0.1]',
  '[::ffff:127.0.0.1]',
  '[::ffff:7f00:1]',
  '[::ffff:169.254.169.254]',
  '[::ffff:8.8.8.8]',
  '[64:ff9b::7f00:1]',
  '[64:ff9b::10.0.0.1]',
  '[64:ff9b:1::1]',
  '[2002:7f00:1::]',
  '[2001::1]',
  '[2001:db8::1]',
  '[fc00::1]',
  '[fd00:ec2::254]',
  '[fe80::1]',
  '[fec0::1]',
  '[ff02::1]',
  '[100::1]',
];

describe('a URL', () => {
  test.each(privateHosts)('of %s leads to no public address', (host) => {
    expect(isPrivateUrl(`https://${host}/hooks`)).toBe(true);
  });

  test.each(['example.com', '8.8.8.8', '93.184.215.14:8443', '[2606:4700::1111]', 'localhost.com'])(
    'of %s may lead to one',
    (host) => {
      expect(isPrivateUrl(`https://${host}/hooks`)).toBe(false);
    },
  );
});

describe('the look-up of a name', () => {
  const family = (address: string) => (address.includes(':') ? 6 : 4);
  const resolveTo =
    (...addresses: string[]): Resolve =>
    (_hostname, _options, callback) =>
      callback(
        null,
        addresses.map((address) => ({ address, family: family(address) })),
      );

  function lookUp(resolve: Resolve, all = true): Promise<string | LookupAddress[]> {
    return new Promise((fulfil, reject) => {
      publicLookup('it is not a public one', resolve)(
        'receiver.example',
        { all },
        (error, address) => {
          if (error === null) fulfil(address);
          else reject(error);
        },
      );
    });
  }

  test('gives the public addresses on, one or all, as it was asked', async () => {
    const resolve = resolveTo('8.8.8.8', '2606:4700::1111');
    expect(await lookUp(resolve)).toEqual([
      { address: '8.8.8.8', family: 4 },
      { address: '2606:4700::1111', family: 6 },
    ]);
    expect(await lookUp(resolve, false)).toBe('8.8.8.8');
  });

  test.each([
    ['127.0.0.1'],
    ['169.254.169.254'],
    ['fe80::1%eth0'],
    ['::ffff:10.0.0.1'],
    ['8.8.8.8', '10.0.0.1'],
    ['8.8.8.8', 'no address'],
  ])('refuses a name that leads to %s %s, whatever else it leads to', async (...addresses) => {
    await expect(lookUp(resolveTo(...addresses))).rejects.toThrow('not a public one');
    await expect(lookUp(resolveTo(...addresses), false)).rejects.toThrow('not a public one');
  });

  test('fails as the resolver does', async () => {
    const failure = new Error('getaddrinfo ENOTFOUND receiver.example');
    const resolve: Resolve = (_hostname, _options, callback) => callback(failure, []);
    await expect(lookUp(resolve)).rejects.toThrow('ENOTFOUND');
  });
});
