import { createSealer } from '../../platform/encryption/cipher.js';

export interface PrivateKeyCipher {
  /** @param privateKey PKCS #8, DER @returns text for the database */
  encrypt(privateKey: Buffer, kid: string): string;
  /** @throws WrongSecretError if the secret is another one, or the text was changed or moved */
  decrypt(text: string, kid: string): Buffer;
}

/** Private keys rest sealed with their `kid`, under a key that nothing else uses. */
export function createPrivateKeyCipher(secret: string): PrivateKeyCipher {
  const { seal, open } = createSealer({
    secret,
    purpose: 'authgraph signing keys v1',
    content: 'the signing keys',
  });
  return { encrypt: seal, decrypt: open };
}
