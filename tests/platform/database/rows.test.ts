import { describe, expect, it } from 'vitest';
import { newKey } from '../../contract/storage-contract.js';
import { parseRoles } from '../../../src/features/accounts/user-lookups.sql.js';
import { fromStoredKey, toStoredKey } from '../../../src/features/signing-keys/store.sql.js';

describe('rows', () => {
  it.each([
    '',
    'admin',
    '"admin"',
    'null',
    '{"0":"admin"}',
    '[["admin"]]',
    '["admin",1]',
    '["admin"',
  ])('with roles that are no list of names grant nothing: %s', (text) => {
    expect(parseRoles(text)).toEqual([]);
  });

  it('with a list of names grant these', () => {
    expect(parseRoles('["admin","editor"]')).toEqual(['admin', 'editor']);
  });

  it('rows of a key with an unknown algorithm are refused, never read as another', () => {
    const row = { ...fromStoredKey(newKey(1)), algorithm: 'none' };
    expect(() => toStoredKey(row)).toThrow(/unknown algorithm/);
  });
});
