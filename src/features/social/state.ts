import { createHash, randomBytes } from 'node:crypto';
import { z } from 'zod';
import type { Clock } from '../../platform/clock.js';
import { createSealedTokens } from '../../platform/encryption/sealed-tokens.js';
import type { AuthorizationRequest } from './identity-client.js';

/** What someone is sent to a provider for, and whom that is bound to. */
export const purposeSchema = z.discriminatedUnion('purpose', [
  z.object({ purpose: z.literal('sign-in') }),
  z.object({ purpose: z.literal('link'), userId: z.string(), sessionId: z.string() }),
  z.object({ purpose: z.literal('proof'), userId: z.string(), sessionId: z.string() }),
]);

export type Purpose = z.infer<typeof purposeSchema>;

const claimsSchema = z.object({
  provider: z.string(),
  /** 256 bits, of which the nonce and the verifier are made. */
  seed: z.string(),
  for: purposeSchema,
  /** Of the client, to whom the answer goes. */
  redirectUri: z.string(),
  codeChallenge: z.string(),
  clientState: z.string().nullable(),
  /** Milliseconds since the Unix epoch. */
  expiresAt: z.number(),
});

export type StateClaims = Omit<z.infer<typeof claimsSchema>, 'seed' | 'expiresAt'>;

/** A request to a provider that is under way. */
export interface OpenState extends StateClaims {
  readonly request: AuthorizationRequest;
}

/** Seconds that a user has to sign in at a provider. */
export const stateLifetime = 600;

/** UTF-16 code units: with the longest redirect address and state of a client it has 6,000. */
export const maxState = 8192;

export interface States {
  /** Nothing is stored, and nothing is in a cookie. */
  issue(claims: StateClaims): AuthorizationRequest;
  /** `undefined` for one that is not ours, or has expired. */
  open(state: string): OpenState | undefined;
}

/** The `state` that is sent to a provider is an encrypted token: it alone says what its answer is for. */
export function createStates({ secret, clock }: { secret: string; clock: Clock }): States {
  const purpose = 'authgraph provider states v1';
  const sealing = { secret, purpose, content: 'a state', use: 'state', clock };
  const tokens = createSealedTokens(claimsSchema, sealing);

  return {
    issue(stated) {
      const seed = randomBytes(32).toString('base64url');
      const claims = { ...stated, seed, expiresAt: clock.now() + stateLifetime * 1000 };
      return requestOf(tokens.seal(claims), seed);
    },

    open(state) {
      const claims = state.length > maxState ? undefined : tokens.open(state);
      if (claims === undefined) return undefined;
      const { seed, provider, for: purpose, redirectUri, codeChallenge, clientState } = claims;
      const stated = { provider, for: purpose, redirectUri, codeChallenge, clientState };
      return { ...stated, request: requestOf(state, seed) };
    },
  };
}

/** Both are public to someone: the nonce to the user, the verifier to the provider. Neither gives the other away. */
function requestOf(state: string, seed: string): AuthorizationRequest {
  const derived = (use: string) =>
    createHash('sha256').update(`${use} ${seed}`).digest('base64url');
  return { state, nonce: derived('nonce'), codeVerifier: derived('verifier') };
}
