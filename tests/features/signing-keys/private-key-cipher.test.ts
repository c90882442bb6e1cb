import { randomBytes } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { WrongSecretError } from '../../../src/platform/encryption/cipher.js';
import { secret } from '../sessions/samples.js';
import { createPrivateKeyCipher } from '../../../src/features/signing-keys/key-pair.js';

const privateKey = randomBytes(138);
const cipher = createPrivateKeyCipher(secret);
const stored = cipher.encrypt(privateKey, 'k1');

function changedAt(index: number): string {
  const bytes = Buffer.from(stored, 'base64url');
  bytes.writeUInt8((bytes.at(index) ?? 0) ^ 1, index < 0 ? bytes.length + index : index);
  return bytes.toString('base64url');
}

describe('an encrypted private key', () => {
  test('opens with the same secret and the same kid, in another process too', () => {
    expect(createPrivateKeyCipher(secret).decrypt(stored, 'k1')).toEqual(privateKey);
  });

  test('holds nothing of the key, and is another text each time', () => {
    expect(Buffer.from(stored, 'base64url').includes(privateKey.subarray(0, 8))).toBe(false);
    expect(cipher.encrypt(privateKey, 'k1')).not.toBe(stored);
  });

  test.each<[string, () => Buffer]>([
    ['another secret', () => createPrivateKeyCipher(`${secret}!`).decrypt(stored, 'k1')],
    ['the kid of another row', () => cipher.decrypt(stored, 'k2')],
    ['a changed nonce', () => cipher.decrypt(changedAt(0), 'k1')],
    ['a changed tag', () => cipher.decrypt(changedAt(12), 'k1')],
    ['a changed key', () => cipher.decrypt(changedAt(-1), 'k1')],
    ['half of the text', () => cipher.decrypt(stored.slice(0, 60), 'k1')],
    ['a tag cut short', () => cipher.decrypt(stored.slice(0, 24), 'k1')],
    ['no text', () => cipher.decrypt('', 'k1')],
  ])('does not open with %s', (_what, open) => {
    expect(open).toThrow(WrongSecretError);
  });

  test('that does not open says which variable is wrong, and nothing of its value', () => {
    const open = () => createPrivateKeyCipher('a wrong secret').decrypt(stored, 'k1');
    expect(open).toThrow(/AUTHGRAPH_SECRET does not open the signing keys in this database/);
    expect(open).not.toThrow(/a wrong secret/);
  });
});
