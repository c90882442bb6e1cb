import type { GraphQLFormattedError } from 'graphql';

type Parameters = Readonly<Record<string, string | number>>;

/**
 * The `WWW-Authenticate` header of RFC 6750 §3 for a denied operation, if one was; with the proof of identity that would
 * be enough (RFC 9470 §3). The operation itself answers 200 (GraphQL over HTTP): the header is for clients and proxies
 * that look for it.
 * @param freshMaxAge seconds, for `FRESH_LOGIN_REQUIRED`
 */
export function bearerChallenge(
  errors: readonly GraphQLFormattedError[],
  freshMaxAge: number,
): string | undefined {
  for (const { extensions = {} } of errors) {
    const { reason, code } = extensions;
    if (typeof reason !== 'string') continue;
    const error = challengeError(reason, code);
    if (error === undefined) continue;
    const parameters: Parameters =
      error === ''
        ? {}
        : { error, error_description: reason, ...neededProof(extensions, freshMaxAge) };
    const written = Object.entries(parameters).map(([name, value]) => `, ${name}="${value}"`);
    return `Bearer realm="authgraph"${written.join('')}`;
  }
  return undefined;
}

/** RFC 6750 §3.1; RFC 9470 §3 for proofs of identity. Without any token there is no error code. */
function challengeError(reason: string, code: unknown): string | undefined {
  switch (reason) {
    case 'TOKEN_MISSING':
      return '';
    case 'FRESH_LOGIN_REQUIRED':
    case 'STEP_UP_REQUIRED':
      return 'insufficient_user_authentication';
    case 'SCOPE_REQUIRED':
    case 'ROLE_REQUIRED':
      return 'insufficient_scope';
    case 'INVALID_CREDENTIALS':
      // A wrong password does not concern the bearer scheme.
      return undefined;
    default:
      return code === 'UNAUTHENTICATED' ? 'invalid_token' : undefined;
  }
}

/** What a quoted string can hold as it is, without spaces (RFC 6749, appendix A.4: `NQCHAR`). */
const plainForm = /^[!#-[\]-~]+$/;

/** The levels, separated by spaces, and the age in seconds (RFC 9470 §3). What an application wrote may be anything. */
function neededProof(
  { reason, stepUp }: Readonly<Record<string, unknown>>,
  freshMaxAge: number,
): Parameters {
  if (reason === 'FRESH_LOGIN_REQUIRED') return { max_age: freshMaxAge };
  if (reason !== 'STEP_UP_REQUIRED') return {};
  const { acrValues, maxAge } = (stepUp ?? {}) as { acrValues?: unknown; maxAge?: unknown };
  const levels: unknown[] = Array.isArray(acrValues) ? acrValues : [];
  const plain = levels.filter((level) => typeof level === 'string' && plainForm.test(level));
  return {
    ...(plain.length > 0 && { acr_values: plain.join(' ') }),
    ...(isWholeNumber(maxAge) && { max_age: maxAge }),
  };
}

function isWholeNumber(value: unknown): value is number {
  return Number.isSafeInteger(value) && Number(value) >= 0;
}
