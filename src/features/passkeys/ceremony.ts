import { randomBytes, randomUUID } from 'node:crypto';
import { z } from 'zod';
import type { Clock } from '../../platform/clock.js';
import { createSealedTokens } from '../../platform/encryption/sealed-tokens.js';
import { AuthError } from '../../platform/errors/auth-error.js';
import { passkeyReasons } from './facts.js';

/** What a ceremony is for, and whom it is bound to: it is of no use for anything or anyone else. */
const purposes = z.discriminatedUnion('purpose', [
  /** Anyone: the passkey says who. */
  z.object({ purpose: z.literal('sign-in') }),
  z.object({
    purpose: z.literal('sign-up'),
    /** Of the account that it may become: the device keeps it with the passkey. */
    userId: z.string(),
    username: z.string(),
    isGenerated: z.boolean(),
    email: z.string().nullable(),
  }),
  z.object({ purpose: z.literal('registration'), userId: z.string(), sessionId: z.string() }),
  /** `sessionId: null`: a sign-in that has proved one factor. */
  z.object({ purpose: z.literal('proof'), userId: z.string(), sessionId: z.string().nullable() }),
]);

const tokenSchema = z.object({
  /** Used up with what the ceremony does. */
  id: z.string(),
  challenge: z.string(),
  /** Milliseconds since the Unix epoch. */
  expiresAt: z.number(),
});

const claimsSchema = z.intersection(tokenSchema, purposes);

export type CeremonyFor = z.infer<typeof purposes>;
export type Purpose = CeremonyFor['purpose'];
export type CeremonyToken = z.infer<typeof tokenSchema>;
export type CeremonyClaims<Of extends Purpose> = Extract<CeremonyFor, { purpose: Of }> &
  CeremonyToken;

/** Seconds for which an answer is taken. */
export const ceremonyLifetime = 600;

export interface Ceremonies {
  /** Begins one. Nothing is stored. */
  begin(subject: CeremonyFor): { ceremonyId: string; challenge: string };
  /** @throws AuthError `CEREMONY_INVALID` for one that is not ours, has expired, or is for something else */
  verify<Of extends Purpose>(ceremonyId: string, purpose: Of): CeremonyClaims<Of>;
}

/**
 * Ceremonies are encrypted, typed tokens, because nothing is stored for strangers. Each has a challenge of its own, of
 * 256 bits (Web Authentication Level 3, §13.4.3).
 */
export function createCeremonies({ secret, clock }: { secret: string; clock: Clock }): Ceremonies {
  const purpose = 'authgraph passkey ceremonies v1';
  const sealing = { secret, purpose, content: 'a ceremony', use: 'ceremony', clock };
  const tokens = createSealedTokens(claimsSchema, sealing);

  return {
    begin(subject) {
      const challenge = randomBytes(32).toString('base64url');
      const expiresAt = clock.now() + ceremonyLifetime * 1000;
      const claims = { ...subject, id: randomUUID(), challenge, expiresAt };
      return {
        ceremonyId: tokens.seal(claims),
        challenge,
      };
    },

    verify(ceremonyId, wanted) {
      const claims = tokens.open(ceremonyId);
      if (claims?.purpose !== wanted) {
        throw new AuthError(passkeyReasons.CEREMONY_INVALID);
      }
      return claims as CeremonyClaims<typeof wanted>;
    },
  };
}
