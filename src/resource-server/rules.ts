import { allow, rule, type and } from 'graphql-shield';
import { numericDate, systemClock, type Clock } from '../clock.js';
import { AuthError, type ErrorReason } from '../errors.js';
import type { AuthContext } from './context.js';
import type { Principal } from './principal.js';

/**
 * Rules for graphql-shield. They return their errors: what a rule throws, and `false`, shield turns into
 * "Not Authorised!" without a code. Shield caches results by the rule's name, so each has its own; they
 * depend on the context alone. Shield's `and`, `or` and `chain` refuse with what the first rule that
 * refuses says, `race` with the last. Do not use `not`: an outage would read as consent.
 */
export { allow };

/** Whatever `shield` takes as a rule; the package does not export its name. */
export type ShieldRule = Parameters<typeof and>[number];

type Verdict = true | AuthError;

/** Shield caches by name, and throws at the start for two rules of one name: a number tells them apart. */
let rulesMade = 0;

function contextRule(
  name: string,
  decide: (context: AuthContext) => Verdict | Promise<Verdict>,
): ShieldRule {
  rulesMade += 1;
  return rule(`${name}#${rulesMade}`, { cache: 'contextual' })(
    (_parent, _args, context: Partial<AuthContext>) => {
      const { auth } = context;
      return auth === undefined ? new TypeError(contextMissing) : decide({ auth });
    },
  );
}

/** For the developer of a server: what shield would tell as "Not Authorised!". */
const contextMissing =
  'The rules need "auth" in the context: spread createAuthContext(…)(header) into it';

function confirmedRule(
  name: string,
  refuse: (principal: Principal) => ErrorReason | undefined,
): ShieldRule {
  return contextRule(name, async ({ auth }) => {
    const principal = await auth.confirm();
    if (principal instanceof AuthError) return principal;
    const reason = refuse(principal);
    return reason === undefined ? true : new AuthError(reason);
  });
}

/** A valid access token whose session lives, as far as the context checks that. */
export const isAuthenticated: ShieldRule = confirmedRule('isAuthenticated', () => undefined);

/** A valid access token; its session may have ended. For what must succeed twice, such as signing out. */
export const hasValidToken: ShieldRule = contextRule('hasValidToken', ({ auth }) => {
  switch (auth.status) {
    case 'authenticated':
      return true;
    case 'anonymous':
      return auth.confirm();
    case 'rejected':
      return auth.error;
  }
});

/** No token at all, or one that `isAuthenticated` would accept: a stale one is told, not ignored. */
export const isAnonymousOrAuthenticated: ShieldRule = contextRule(
  'isAnonymousOrAuthenticated',
  async ({ auth }) => {
    if (auth.status === 'anonymous') return true;
    const principal = await auth.confirm();
    return principal instanceof AuthError ? principal : true;
  },
);

/** For nobody, with `NOT_ALLOWED`: the fallback of a schema that is closed by default. */
export const deny: ShieldRule = contextRule('deny', () => new AuthError('NOT_ALLOWED'));

/**
 * The password was proved at most `maxAge` seconds ago (RFC 9470); otherwise `FRESH_LOGIN_REQUIRED`.
 * @param options.maxAge seconds
 * @throws TypeError for a `maxAge` that is no number above 0
 */
export function isFresh({
  maxAge,
  clock = systemClock,
}: {
  maxAge: number;
  clock?: Clock;
}): ShieldRule {
  if (!(maxAge > 0)) throw new TypeError('isFresh needs a "maxAge" in seconds');
  return confirmedRule('isFresh', ({ authenticatedAt }) =>
    numericDate(clock.now()) - authenticatedAt <= maxAge ? undefined : 'FRESH_LOGIN_REQUIRED',
  );
}

/**
 * The user has at least one of these roles; otherwise `ROLE_REQUIRED`.
 * @throws TypeError if none is named
 */
export function hasRole(...roles: readonly string[]): ShieldRule {
  if (roles.length === 0) throw new TypeError('hasRole needs the name of a role');
  return confirmedRule('hasRole', (principal) =>
    roles.some((role) => principal.roles.includes(role)) ? undefined : 'ROLE_REQUIRED',
  );
}

/**
 * The token has all of these scopes; otherwise `SCOPE_REQUIRED`.
 * @throws TypeError if none is named: it would let every token pass
 */
export function hasScope(...scopes: readonly string[]): ShieldRule {
  if (scopes.length === 0) throw new TypeError('hasScope needs the name of a scope');
  return confirmedRule('hasScope', (principal) =>
    scopes.every((scope) => principal.scopes.includes(scope)) ? undefined : 'SCOPE_REQUIRED',
  );
}
