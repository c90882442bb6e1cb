import { numericDate, systemClock, type Clock } from '../platform/clock.js';
import { AuthError } from '../platform/errors/auth-error.js';
import type { PlatformReason } from '../platform/errors/reasons.js';
import { assuranceError, assuranceProblem, type Assurance } from './assurance.js';
import type { AuthContext } from './context.js';
import { GraphQLError } from 'graphql';
import { isPrincipal, isRefusal, type Principal } from './access-token.js';

/** What may happen, or why it may not. Returned, never thrown: an outage is neither denial nor consent. */
export type Verdict = true | AuthError;

/** Decides by the state of the request alone. The rules for shield and the directives are made of these. */
export type Check = (context: AuthContext) => Verdict | Promise<Verdict>;

/** Looks at the principal after the live check; `refuse` says what is wrong with it, if anything is. */
export function confirmed(
  refuse: (principal: Principal) => PlatformReason | AuthError | undefined,
): Check {
  return async ({ auth }) => {
    const principal = await auth.confirm();
    if (!isPrincipal(principal)) return refusalFrom(principal);
    const refusal = refuse(principal);
    return typeof refusal === 'string' ? new AuthError(refusal) : (refusal ?? true);
  };
}

/** That the user has proved their identity as strongly and as lately as needed. */
export function proved(needed: Assurance, clock: Clock = systemClock): Check {
  return confirmed((principal) => {
    const problem = assuranceProblem(principal, { ...needed, now: numericDate(clock.now()) });
    return problem && assuranceError(problem, needed);
  });
}

/** What is not a principal lets nobody in: an error of another copy of this package, or nothing. */
export function refusalFrom(value: unknown): AuthError {
  if (isRefusal(value)) return value;
  return new AuthError('INTERNAL', { cause: new TypeError('"auth.confirm" gave no principal') });
}

/** For the developer of a server: what shield would tell as "Not Authorised!". */
const contextMissing =
  'The rules need "auth" in the context: spread createAuthContext(…)(header) into it';

/** What stands against a request with this context, as the error that its client gets. */
export async function refusalBy(
  check: Check,
  { auth }: Partial<AuthContext> = {},
): Promise<Error | undefined> {
  if (auth === undefined) return new TypeError(contextMissing);
  const verdict = await check({ auth });
  return verdict === true ? undefined : asGraphQLError(verdict);
}

/**
 * A refusal as the error that every GraphQL server lets through: GraphQL Yoga masks all others. The refusal
 * itself, and what caused it, is its `cause`, for the log.
 */
export function asGraphQLError(refusal: AuthError): GraphQLError {
  const error = new GraphQLError(refusal.message, { extensions: refusal.extensions });
  error.cause = refusal;
  return error;
}
