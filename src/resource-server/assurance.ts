/** How strong a proof of identity is, the weakest first (`acr`, OpenID Connect Core §2). */
const levels = ['aal1', 'aal2', 'phr'] as const;

/** The weaker one of two levels. One that this build does not know counts as the weakest. */
export function weakerLevel(one: string | null, other: string | null): string | null {
  return rankOf(one) <= rankOf(other) ? one : other;
}

function rankOf(level: string | null): number {
  return levels.findIndex((known) => known === level);
}
