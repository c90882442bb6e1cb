import { createCipheriv, createDecipheriv, randomBytes, hkdfSync } from 'node:crypto';

/** NIST SP 800-38D §5.2.1.1: 96 bits, random, for far fewer than 2^32 texts. */
const ivLength = 12;
const tagLength = 16;

/** Keeps what must not lie open in the database. */
export interface Cipher {
  /** @param context where the text belongs, such as the id of its row @returns text for the database */
  encrypt(content: Buffer, context: string): string;
  /** @throws WrongSecretError if the secret is another one, or the text was changed or moved */
  decrypt(text: string, context: string): Buffer;
}

export interface CipherOptions {
  /** AUTHGRAPH_SECRET */
  readonly secret: string;
  /** See `deriveKey`. */
  readonly purpose: string;
  /** What is kept, for the message of the error: "the signing keys". */
  readonly content: string;
}

/** AUTHGRAPH_SECRET is not the one that the database was written with. */
export class WrongSecretError extends Error {
  override readonly name = 'WrongSecretError';
  constructor(content: string) {
    super(
      `AUTHGRAPH_SECRET does not open ${content} in this database. Set the one they were stored with.`,
    );
  }
}

/** AES-256-GCM under a key of its own; the context is authenticated along with the content. */
export function createCipher({ secret, purpose, content: what }: CipherOptions): Cipher {
  const key = deriveKey(secret, purpose);
  return {
    encrypt(content, context) {
      const iv = randomBytes(ivLength);
      const cipher = createCipheriv('aes-256-gcm', key, iv).setAAD(Buffer.from(context));
      const encrypted = [cipher.update(content), cipher.final()];
      return Buffer.concat([iv, cipher.getAuthTag(), ...encrypted]).toString('base64url');
    },

    decrypt(text, context) {
      const bytes = Buffer.from(text, 'base64url');
      const iv = bytes.subarray(0, ivLength);
      const tag = bytes.subarray(ivLength, ivLength + tagLength);
      try {
        const decipher = createDecipheriv('aes-256-gcm', key, iv, { authTagLength: tagLength });
        decipher.setAAD(Buffer.from(context)).setAuthTag(tag);
        const decrypted = decipher.update(bytes.subarray(ivLength + tagLength));
        return Buffer.concat([decrypted, decipher.final()]);
      } catch {
        throw new WrongSecretError(what);
      }
    },
  };
}

/**
 * A key of 256 bits for one use of AUTHGRAPH_SECRET, by HKDF-SHA256. What one key protects, another says
 * nothing about.
 * @param purpose separates this use from every other (RFC 5869 §3.2), and names the version
 */
export function deriveKey(secret: string, purpose: string): Buffer {
  return Buffer.from(hkdfSync('sha256', secret, '', purpose, 32));
}
