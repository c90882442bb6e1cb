import { createHash, randomUUID, timingSafeEqual } from 'node:crypto';
import { z } from 'zod';
import type { Clock } from '../../platform/clock.js';
import { createSealedTokens } from '../../platform/encryption/sealed-tokens.js';
import { AuthError } from '../../platform/errors/auth-error.js';
import type { JsonObject } from '../../platform/json.js';
import { handoffReasons } from './facts.js';

/** What a code hands over: a running session to another application, or an identity that a provider has stated. */
export type HandoffKind = 'session' | 'identity';

const claimsSchema = z.object({
  /** Used up with what the code does. */
  id: z.string(),
  kind: z.enum(['session', 'identity']),
  codeChallenge: z.string(),
  /** Milliseconds since the Unix epoch. */
  expiresAt: z.number(),
  /** Of the feature whose kind it is, which checks it. */
  subject: z.record(z.string(), z.unknown()),
});

/** A code whose client has shown the verifier. It is not used up yet. */
export type OpenedHandoff = Omit<z.infer<typeof claimsSchema>, 'codeChallenge'>;

/** What a client shows: the code of its redirect, and the verifier that it kept. */
export interface ShownHandoff {
  readonly code: string;
  readonly codeVerifier: string;
}

export interface HandoffCodes {
  /** @param lifetime seconds @returns the code; nothing is stored */
  issue(wanted: {
    kind: HandoffKind;
    subject: JsonObject;
    codeChallenge: string;
    lifetime: number;
  }): string;
  /** @throws AuthError `HANDOFF_INVALID` for a code that is not ours, has expired, or is another client's */
  open(shown: ShownHandoff): OpenedHandoff;
}

/** The S256 code challenge of PKCE: 256 bits in base64url (RFC 7636 §4.2). */
const codeChallengePattern = /^[A-Za-z0-9_-]{43}$/;

/** 43 to 128 unreserved characters (RFC 7636 §4.1). */
const codeVerifierPattern = /^[A-Za-z0-9._~-]{43,128}$/;

/** @throws AuthError `HANDOFF_INVALID` for what is no S256 challenge */
export function requireCodeChallenge(codeChallenge: string): void {
  if (!codeChallengePattern.test(codeChallenge)) {
    throw new AuthError(handoffReasons.CODE_CHALLENGE_INVALID);
  }
}

/**
 * Codes that an application exchanges for a pair, by `signIn` or `stepUp`. They are encrypted, typed tokens: what a
 * redirect carries is of no use without the verifier of the client that asked for it (RFC 7636).
 */
export function createHandoffCodes({
  secret,
  clock,
}: {
  secret: string;
  clock: Clock;
}): HandoffCodes {
  const purpose = 'authgraph handoff codes v1';
  const sealing = { secret, purpose, content: 'a code', use: 'handoff', clock };
  const tokens = createSealedTokens(claimsSchema, sealing);

  return {
    issue({ lifetime, ...stated }) {
      const claims = { ...stated, id: randomUUID(), expiresAt: clock.now() + lifetime * 1000 };
      return tokens.seal(claims);
    },

    open({ code, codeVerifier }) {
      const claims = tokens.open(code);
      if (claims === undefined || !verifies(codeVerifier, claims.codeChallenge)) {
        throw new AuthError(handoffReasons.HANDOFF_INVALID);
      }
      const { id, kind, expiresAt, subject } = claims;
      return { id, kind, expiresAt, subject };
    },
  };
}

function verifies(codeVerifier: string, codeChallenge: string): boolean {
  if (!codeVerifierPattern.test(codeVerifier)) return false;
  const shown = createHash('sha256').update(codeVerifier).digest();
  const wanted = Buffer.from(codeChallenge, 'base64url');
  return shown.length === wanted.length && timingSafeEqual(shown, wanted);
}
