/** @param refused an access token that was refused: only another one will do */
export type AccessTokenSource = (refused?: string) => Promise<string | undefined>;

/**
 * Does something with an access token, and once more with the next one if the first was refused. Without
 * another token (signed out in the meantime) the refusal is the outcome.
 */
export async function withAccessToken<Outcome>(
  accessToken: AccessTokenSource,
  attempt: (token: string | undefined) => Promise<Outcome>,
  isRefused: (outcome: Outcome) => boolean | Promise<boolean>,
): Promise<Outcome> {
  const token = await accessToken();
  const outcome = await attempt(token);
  if (!(await isRefused(outcome))) return outcome;
  const next = await accessToken(token);
  return next === undefined || next === token ? outcome : attempt(next);
}
