import { reasons, type ErrorReason } from '../errors/auth-error.js';

/**
 * The `WWW-Authenticate` header of RFC 6750 §3 for a denied operation, if one was. The operation itself
 * answers 200 (GraphQL over HTTP): the header is for clients and proxies that look for it.
 */
export function bearerChallenge(denials: readonly (ErrorReason | undefined)[]): string | undefined {
  for (const reason of denials) {
    if (reason === undefined) continue;
    const error = challengeError(reason);
    if (error === undefined) continue;
    if (error === '') return 'Bearer realm="authgraph"';
    return `Bearer realm="authgraph", error="${error}", error_description="${reason}"`;
  }
  return undefined;
}

/** RFC 6750 §3.1; RFC 9470 §3 for freshness. Without any token there is no error code. */
function challengeError(reason: ErrorReason): string | undefined {
  switch (reason) {
    case 'TOKEN_MISSING':
      return '';
    case 'FRESH_LOGIN_REQUIRED':
      return 'insufficient_user_authentication';
    case 'SCOPE_REQUIRED':
    case 'ROLE_REQUIRED':
      return 'insufficient_scope';
    case 'INVALID_CREDENTIALS':
      // A wrong password is no matter of the bearer scheme.
      return undefined;
    default:
      return reasons[reason].code === 'UNAUTHENTICATED' ? 'invalid_token' : undefined;
  }
}
