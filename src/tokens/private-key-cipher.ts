import { createCipheriv, createDecipheriv, hkdfSync, randomBytes } from 'node:crypto';

/** NIST SP 800-38D §5.2.1.1: 96 bits, random, for far fewer than 2^32 keys. */
const ivLength = 12;
const tagLength = 16;
/** Separates this use of the secret from every other (RFC 5869 §3.2), and names the version. */
const purpose = 'authgraph signing keys v1';

export interface PrivateKeyCipher {
  /** @param privateKey PKCS #8, DER @returns text for the database */
  encrypt(privateKey: Buffer, kid: string): string;
  /** @throws WrongSecretError if the secret is another one, or the text was changed or moved */
  decrypt(text: string, kid: string): Buffer;
}

/** AUTHGRAPH_SECRET is not the one that the database was written with. */
export class WrongSecretError extends Error {
  override readonly name = 'WrongSecretError';
  constructor() {
    super(
      'AUTHGRAPH_SECRET does not open the signing keys in this database. Set the one they were stored with.',
    );
  }
}

/** AES-256-GCM under a key derived by HKDF-SHA256; the `kid` is authenticated along with it. */
export function createPrivateKeyCipher(secret: string): PrivateKeyCipher {
  const key = Buffer.from(hkdfSync('sha256', secret, '', purpose, 32));
  return {
    encrypt(privateKey, kid) {
      const iv = randomBytes(ivLength);
      const cipher = createCipheriv('aes-256-gcm', key, iv).setAAD(Buffer.from(kid));
      const sealed = [cipher.update(privateKey), cipher.final()];
      return Buffer.concat([iv, cipher.getAuthTag(), ...sealed]).toString('base64url');
    },

    decrypt(text, kid) {
      const bytes = Buffer.from(text, 'base64url');
      const iv = bytes.subarray(0, ivLength);
      const tag = bytes.subarray(ivLength, ivLength + tagLength);
      try {
        const decipher = createDecipheriv('aes-256-gcm', key, iv, { authTagLength: tagLength });
        decipher.setAAD(Buffer.from(kid)).setAuthTag(tag);
        const opened = decipher.update(bytes.subarray(ivLength + tagLength));
        return Buffer.concat([opened, decipher.final()]);
      } catch {
        throw new WrongSecretError();
      }
    },
  };
}
