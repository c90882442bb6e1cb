import type { z } from 'zod';
import type { Clock } from '../clock.js';
import { createCipher, WrongSecretError, type CipherOptions } from './cipher.js';

/** What every token states. */
interface Expiring {
  /** Milliseconds since the Unix epoch. */
  readonly expiresAt: number;
}

/** Tokens that say everything themselves, because nothing is stored for strangers. */
export interface SealedTokens<Claims extends Expiring> {
  seal(claims: Claims): string;
  /** `undefined` for a token that is not ours, is of another use or version, or has expired. */
  open(token: string): Claims | undefined;
}

/**
 * Encrypted, typed tokens. One of another use, or of another secret, does not decrypt.
 * @param options.use what the token is, authenticated along with its claims
 */
export function createSealedTokens<Claims extends Expiring>(
  schema: z.ZodType<Claims>,
  { clock, use, ...cipherOptions }: CipherOptions & { readonly clock: Clock; readonly use: string },
): SealedTokens<Claims> {
  const cipher = createCipher(cipherOptions);

  function decrypted(token: string): Claims | undefined {
    try {
      // One of another version may have other claims.
      return schema.safeParse(JSON.parse(cipher.decrypt(token, use).toString())).data;
    } catch (error) {
      if (error instanceof WrongSecretError) return undefined;
      throw error;
    }
  }

  return {
    seal: (claims) => cipher.encrypt(Buffer.from(JSON.stringify(claims)), use),
    open(token) {
      const claims = decrypted(token);
      return claims === undefined || claims.expiresAt <= clock.now() ? undefined : claims;
    },
  };
}
