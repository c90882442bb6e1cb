/** What was proved when a session began, or when the user authenticated again in it. */
export interface ProofOfIdentity {
  /** The methods (RFC 8176): `pwd`, and `email` of our own for a mailed link or code. Empty: not known, or none. */
  readonly amr: readonly string[];
  /** The level, in the order of `resource-server/assurance.ts`; `null` for an administrator who acts as the user. */
  readonly acr: string | null;
}

export const passwordProof: ProofOfIdentity = { amr: ['pwd'], acr: 'aal1' };
export const mailedProof: ProofOfIdentity = { amr: ['email'], acr: 'aal1' };
/** Of an administrator who acts as the user: nothing. */
export const noProof: ProofOfIdentity = { amr: [], acr: null };
