/** How strong a proof of identity is, the weakest first (`acr`, OpenID Connect Core §2). */
const levels = ['aal1', 'aal2', 'phr'] as const;

/** What was proved when a session began, or when the user authenticated again in it. */
export interface ProofOfIdentity {
  /** The methods (RFC 8176): `pwd`, and `email` of our own for a mailed link or code. Empty: not known, or none. */
  readonly amr: readonly string[];
  /** The level; `null` for an administrator who acts as the user. */
  readonly acr: string | null;
}

export const passwordProof: ProofOfIdentity = { amr: ['pwd'], acr: 'aal1' };
export const mailedProof: ProofOfIdentity = { amr: ['email'], acr: 'aal1' };
/** Of an administrator who acts as the user: nothing. */
export const noProof: ProofOfIdentity = { amr: [], acr: null };

/** The weaker one of two levels. One that this build does not know counts as the weakest. */
export function weakerLevel(one: string | null, other: string | null): string | null {
  return rankOf(one) <= rankOf(other) ? one : other;
}

function rankOf(level: string | null): number {
  return levels.findIndex((known) => known === level);
}
