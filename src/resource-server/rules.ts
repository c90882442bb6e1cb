import type { Clock } from '../platform/clock.js';
import { AuthError } from '../platform/errors/auth-error.js';
import { confirmed, proved, refusalBy, refusalFrom, type Check } from './checks.js';
import { checkAssurance, type AssuranceLevel } from './assurance.js';
import type { AuthContext } from './context.js';
import { isPrincipal } from './access-token.js';
import { allow, rule, type ShieldRule } from './shield.js';

/**
 * Rules for graphql-shield. They return their errors: what a rule throws, and `false`, shield turns into
 * "Not Authorised!" without a code. Shield caches results by the rule's name, so each has its own; they
 * depend on the context alone. Combine them with `allOf` and `anyOf`: shield's own combinations take what a
 * rule throws for a denial, and its `not` takes an outage for consent.
 */
export { allow, type ShieldRule };

/** Shield caches by name, and throws at the start for two rules of one name: a number makes them different. */
let rulesMade = 0;

function contextRule(name: string, check: Check): ShieldRule {
  rulesMade += 1;
  return rule(`${name}#${rulesMade}`, { cache: 'contextual' })(
    async (_parent, _args, context: Partial<AuthContext>) =>
      (await refusalBy(check, context)) ?? true,
  );
}

/** A valid access token whose session lives, as far as the context checks that. */
export const isAuthenticated: ShieldRule = contextRule(
  'isAuthenticated',
  confirmed(() => undefined),
);

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

/** No token at all, or one that `isAuthenticated` would accept: a stale one is refused, not ignored. */
export const isAnonymousOrAuthenticated: ShieldRule = contextRule(
  'isAnonymousOrAuthenticated',
  async ({ auth }) => {
    if (auth.status === 'anonymous') return true;
    const principal = await auth.confirm();
    return isPrincipal(principal) ? true : refusalFrom(principal);
  },
);

/** For nobody, with `NOT_ALLOWED`: the fallback of a schema that is closed by default. */
export const deny: ShieldRule = contextRule('deny', () => new AuthError('NOT_ALLOWED'));

/** A valid access token of the user's own session; otherwise, for an administrator as the user, `IMPERSONATED`. */
export const isNotImpersonated: ShieldRule = contextRule(
  'isNotImpersonated',
  confirmed(({ actorId }) => (actorId === null ? undefined : 'IMPERSONATED')),
);

/**
 * The user was authenticated at most `maxAge` seconds ago (RFC 9470), at any level; otherwise `FRESH_LOGIN_REQUIRED`.
 * Nobody was in the session of an administrator as the user: `IMPERSONATED`.
 * @param options.maxAge seconds
 * @throws TypeError unless `maxAge` is a number above 0
 */
export function isFresh({ maxAge, clock }: { maxAge: number; clock?: Clock }): ShieldRule {
  if (!(maxAge > 0)) throw new TypeError('isFresh needs a "maxAge" in seconds');
  return contextRule('isFresh', proved({ maxAge }, clock));
}

/**
 * The user proved their identity at this level or a stronger one (`aal1`, `aal2`, `phr`), at most `maxAge` seconds ago;
 * otherwise `STEP_UP_REQUIRED` with what would be enough (RFC 9470), and for a proof at `aal1` that is only too old
 * `FRESH_LOGIN_REQUIRED`. Nobody did in the session of an administrator as the user: `IMPERSONATED`.
 * @param options.maxAge seconds. Default: any age will do
 * @throws TypeError for a level that is none, and unless `maxAge` is a whole number above 0
 *
 * @example
 * ```ts
 * const rules = shield({ Mutation: { transfer: hasAssurance('aal2', { maxAge: 300 }) } });
 * ```
 */
export function hasAssurance(
  acr: AssuranceLevel,
  { maxAge, clock }: { maxAge?: number | undefined; clock?: Clock } = {},
): ShieldRule {
  const needed = { acr, maxAge };
  checkAssurance(needed, 'hasAssurance');
  return contextRule('hasAssurance', proved(needed, clock));
}

/**
 * The user has at least one of these roles; otherwise `ROLE_REQUIRED`.
 * @throws TypeError if none is named
 */
export function hasRole(...roles: readonly string[]): ShieldRule {
  if (roles.length === 0) throw new TypeError('hasRole needs the name of a role');
  const check = confirmed((principal) =>
    roles.some((role) => principal.roles.includes(role)) ? undefined : 'ROLE_REQUIRED',
  );
  return contextRule('hasRole', check);
}

/**
 * The token has all of these scopes; otherwise `SCOPE_REQUIRED`.
 * @throws TypeError if none is named: it would let every token pass
 */
export function hasScope(...scopes: readonly string[]): ShieldRule {
  if (scopes.length === 0) throw new TypeError('hasScope needs the name of a scope');
  const check = confirmed((principal) =>
    scopes.every((scope) => principal.scopes.includes(scope)) ? undefined : 'SCOPE_REQUIRED',
  );
  return contextRule('hasScope', check);
}
