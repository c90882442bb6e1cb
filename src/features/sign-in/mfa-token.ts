import { createHmac, randomUUID, timingSafeEqual } from 'node:crypto';
import { z } from 'zod';
import type { Clock } from '../../platform/clock.js';
import { deriveKey } from '../../platform/encryption/cipher.js';
import { createSealedTokens } from '../../platform/encryption/sealed-tokens.js';
import { AuthError } from '../../platform/errors/auth-error.js';
import type { Credentials } from '../accounts/user.js';
import type { FirstStep, FirstStepBasis } from '../sessions/second-factor.js';
import type { ProofOfIdentity } from '../sessions/session.js';
import { signInReasons } from './facts.js';

/** What a challenge states: who has proved what, and until when the second factor may follow. */
export interface MfaClaims {
  /** Used up with the session that begins by it. */
  readonly id: string;
  readonly userId: string;
  /** Milliseconds since the Unix epoch. */
  readonly expiresAt: number;
  readonly proof: ProofOfIdentity & { readonly acr: string };
  /** HMAC-SHA256 of what the proof rests on: another password ends the challenge, and another address a mailed one. */
  readonly fingerprint: string;
  readonly basis?: FirstStepBasis | undefined;
}

export interface MfaTokens {
  /** @returns the token, and for how many seconds it can be completed */
  issue(firstStep: FirstStep): { mfaToken: string; expiresIn: number };
  /** @throws AuthError `MFA_TOKEN_INVALID` for any token that is not ours, or has expired */
  verify(mfaToken: string): MfaClaims;
  /** Whether the account still has the password of the challenge, and after a mail the address. */
  matches(claims: MfaClaims, credentials: Credentials): boolean;
}

const claimsSchema = z.object({
  id: z.string(),
  userId: z.string(),
  expiresAt: z.number(),
  proof: z.object({ amr: z.array(z.string()), acr: z.string() }),
  fingerprint: z.string(),
  basis: z
    .union([
      z.object({ identityId: z.string(), codeId: z.string(), expiresAt: z.number() }),
      z.object({ tokenHash: z.string(), shownAt: z.number() }),
    ])
    .optional(),
});

/**
 * Tokens of challenges: encrypted and typed, because nothing is stored for someone who has proved one factor. A token of
 * another use, or of another secret, does not decrypt.
 * @param options.lifetime seconds
 */
export function createMfaTokens(options: {
  secret: string;
  lifetime: number;
  clock: Clock;
}): MfaTokens {
  const { secret, lifetime, clock } = options;
  const purpose = 'authgraph mfa tokens v1';
  const sealing = { secret, purpose, content: 'a challenge', use: 'mfa', clock };
  const tokens = createSealedTokens<MfaClaims>(claimsSchema, sealing);
  const key = deriveKey(secret, 'authgraph mfa fingerprints v1');
  const fingerprintOf = ({ user, passwordHash }: Credentials, { amr }: ProofOfIdentity) => {
    const address = amr.includes('email') ? [user.email] : [];
    const basis = JSON.stringify([passwordHash, ...address]);
    return createHmac('sha256', key).update(basis).digest();
  };

  return {
    issue({ credentials, proof, basis }) {
      const claims: MfaClaims = {
        id: randomUUID(),
        userId: credentials.user.id,
        expiresAt: clock.now() + lifetime * 1000,
        proof: { amr: proof.amr, acr: proof.acr ?? 'aal1' },
        fingerprint: fingerprintOf(credentials, proof).toString('base64url'),
        ...(basis && { basis }),
      };
      return { mfaToken: tokens.seal(claims), expiresIn: lifetime };
    },

    verify(mfaToken) {
      const claims = tokens.open(mfaToken);
      if (claims === undefined) {
        throw new AuthError(signInReasons.MFA_TOKEN_INVALID);
      }
      return claims;
    },

    matches({ fingerprint, proof }, credentials) {
      const stated = Buffer.from(fingerprint, 'base64url');
      const present = fingerprintOf(credentials, proof);
      return stated.length === present.length && timingSafeEqual(stated, present);
    },
  };
}
