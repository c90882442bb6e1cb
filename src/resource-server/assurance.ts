import { AuthError } from '../platform/errors/auth-error.js';
import type { Principal } from './access-token.js';

/**
 * How strong a proof of identity is, the weakest first (`acr`, OpenID Connect Core §2): one factor, two factors, and a
 * passkey with user verification, which phishing cannot copy.
 */
export const assuranceLevels = ['aal1', 'aal2', 'phr'] as const;
export type AssuranceLevel = (typeof assuranceLevels)[number];

/** The place of a level in the order; -1 for none, and for one that this version does not know. */
export function rankOfLevel(level: string | null): number {
  return assuranceLevels.findIndex((known) => known === level);
}

/** @throws TypeError for a level that is none: every proof would reach it */
function rankOfNeeded(level: AssuranceLevel): number {
  const rank = rankOfLevel(level);
  if (rank === -1) throw new TypeError(`"acr" must be one of ${assuranceLevels.join(', ')}`);
  return rank;
}

/** Whose proof is judged: any `Principal` is one. */
export type ProvenIdentity = Pick<Principal, 'actorId' | 'authenticatedAt'> & {
  readonly claims: Pick<Principal['claims'], 'acr'>;
};

/** What an operation asks of the proof. */
export interface Assurance {
  /** The least level. Default: any, also one that this version does not know. */
  readonly acr?: AssuranceLevel | undefined;
  /** The greatest age of the proof in seconds. Default: any age will do. */
  readonly maxAge?: number | undefined;
}

/**
 * @param where what takes the arguments, for the message
 * @throws TypeError for a level that is none, and for an age that is no whole number of seconds above 0
 */
export function checkAssurance({ acr, maxAge }: Assurance, where: string): void {
  if (acr === undefined || rankOfLevel(acr) === -1) {
    throw new TypeError(`${where} needs a level: ${assuranceLevels.join(', ')}`);
  }
  if (maxAge !== undefined && !(Number.isSafeInteger(maxAge) && maxAge > 0)) {
    throw new TypeError(`${where} needs a "maxAge" in whole seconds above 0, or none`);
  }
}

/** What satisfies all of them: there is one proof, so the highest level and the least age. */
export function strictest(all: readonly Assurance[]): Assurance | undefined {
  if (all.length === 0) return undefined;
  const least = Math.max(...all.map(({ acr = null }) => rankOfLevel(acr)));
  const maxAge = Math.min(...all.map((each) => each.maxAge ?? Infinity));
  return { acr: assuranceLevels[least], maxAge: maxAge === Infinity ? undefined : maxAge };
}

/** Why a proof is not enough. */
export type AssuranceProblem = 'IMPERSONATED' | 'STEP_UP_REQUIRED' | 'FRESH_LOGIN_REQUIRED';

/**
 * What is wrong with the proof of an identity for an operation (RFC 9470), or `undefined`. The one rule about proofs:
 * `isFresh`, `hasAssurance`, `@requiresAssurance` and the service itself ask it.
 *
 * - `IMPERSONATED`: an administrator acts as the user, so nobody has proved anything. No step-up helps.
 * - `STEP_UP_REQUIRED`: the level is too low, or above `aal1` the proof is too old.
 * - `FRESH_LOGIN_REQUIRED`: the proof is too old, and one factor is enough.
 *
 * A token without `acr` is of an earlier version and counts as `aal1`. An unknown `acr` counts as none.
 * @param needed.now seconds since the Unix epoch
 * @throws TypeError for an `acr` that is none of the levels
 *
 * @example
 * ```ts
 * const needed = { acr: 'aal2', maxAge: 300 } as const;
 * const problem = assuranceProblem(principal, { ...needed, now: Math.floor(Date.now() / 1000) });
 * if (problem !== undefined) throw assuranceError(problem, needed);
 * ```
 */
export function assuranceProblem(
  { actorId, authenticatedAt, claims }: ProvenIdentity,
  { acr, maxAge, now }: Assurance & { readonly now: number },
): AssuranceProblem | undefined {
  const least = acr === undefined ? -1 : rankOfNeeded(acr);
  if (actorId !== null) return 'IMPERSONATED';
  if (rankOfLevel(claims.acr ?? 'aal1') < least) return 'STEP_UP_REQUIRED';
  // An age that is not a number is too old, too.
  if (maxAge === undefined || now - authenticatedAt <= maxAge) return undefined;
  return least > rankOfLevel('aal1') ? 'STEP_UP_REQUIRED' : 'FRESH_LOGIN_REQUIRED';
}

/**
 * The problem as the caller gets it: `STEP_UP_REQUIRED` says in `extensions.stepUp` what would help.
 * @param methods how this user can step up, by the names in `StepUpInput`; the service alone knows them
 */
export function assuranceError(
  problem: AssuranceProblem,
  { acr = 'aal1', maxAge }: Assurance,
  methods: readonly string[] = [],
): AuthError {
  if (problem !== 'STEP_UP_REQUIRED') return new AuthError(problem);
  const acrValues = assuranceLevels.slice(rankOfNeeded(acr));
  return new AuthError(problem, { stepUp: { acrValues, maxAge: maxAge ?? null, methods } });
}
