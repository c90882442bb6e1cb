import type { GraphQLContext, Viewer } from '../features/sessions/context.js';
import type { StepUpRefusal } from '../features/sessions/second-factor.js';
import { numericDate, type Clock } from '../platform/clock.js';
import { AuthError } from '../platform/errors/auth-error.js';
import type { Rules } from '../platform/feature.js';
import {
  allOf,
  allow,
  deny,
  assuranceProblem,
  hasRole,
  isAuthenticated,
  isNotImpersonated,
  rule,
  shield,
  type ShieldRule,
} from '../resource-server/index.js';
import { createPermissionTable, features, type PermissionTable } from './features.js';

/** What the rules need to know. */
export interface AccessPolicy {
  readonly clock: Clock;
  /** Seconds after which a proof of identity is too old for sensitive changes. */
  readonly freshMaxAge: number;
  /** The role that may see and change all accounts. */
  readonly adminRole: string;
  /** Roles that take two factors. */
  readonly mfaRequiredRoles: readonly string[];
  readonly stepUpRefusal: StepUpRefusal;
  readonly twoFactorRefusal: StepUpRefusal;
}

/** The rules that the features choose from. */
function createRules(policy: AccessPolicy): Rules<ShieldRule> {
  const { adminRole } = policy;
  // The token may lack the role for want of a factor.
  const isNamedAdministrator = ({ user }: Viewer) => user.roles.includes(adminRole);
  const isFreshNow = isFreshAtOwnLevel('isFreshNow', policy, () => true);
  const provesTwoFactors = hasTwoFactors('provesTwoFactors', policy, () => true);
  const isAdministrator = policy.mfaRequiredRoles.includes(adminRole)
    ? allOf(
        hasTwoFactors('administratorProvesTwoFactors', policy, isNamedAdministrator),
        hasRole(adminRole),
      )
    : hasRole(adminRole);
  return {
    ...{ allow, isAuthenticated, isNotImpersonated, isFreshNow, isAdministrator },
    isFreshIfTwoStep: isFreshAtOwnLevel('isFreshIfTwoStep', policy, hasTwoSteps),
    isAdministratorNow: allOf(isNotImpersonated, isAdministrator, isFreshNow),
    isAdministratorByTwoFactors: allOf(
      ...[isNotImpersonated, isAdministrator, provesTwoFactors, isFreshNow],
    ),
  };
}

const hasTwoSteps = ({ user }: Viewer) => user.twoStepSince !== null;

/**
 * A rule about who asks. It returns what it would throw: shield takes that for a denial, and a refusal has to ask the
 * database what would help.
 */
function viewerRule(
  name: string,
  judge: (viewer: Viewer) => true | AuthError | Promise<AuthError>,
): ShieldRule {
  return rule(name, { cache: 'contextual' })(async (_parent, _args, { auth }: GraphQLContext) => {
    const viewer = await auth.confirm();
    if (viewer instanceof AuthError) return viewer;
    try {
      return await judge(viewer);
    } catch (error) {
      return error as Error;
    }
  });
}

/**
 * A fresh proof of identity at the level of the account: of two factors where it has two-step sign-in. For who is not
 * asked for an age, any proof will do that is the user's own.
 */
function isFreshAtOwnLevel(
  name: string,
  { clock, freshMaxAge, stepUpRefusal }: AccessPolicy,
  isAsked: (viewer: Viewer) => boolean,
): ShieldRule {
  return viewerRule(name, (viewer) => {
    const maxAge = isAsked(viewer) ? freshMaxAge : undefined;
    const acr = hasTwoSteps(viewer) ? 'aal2' : undefined;
    const problem = assuranceProblem(viewer, { acr, maxAge, now: numericDate(clock.now()) });
    if (problem === undefined) return true;
    return problem === 'STEP_UP_REQUIRED' ? stepUpRefusal(viewer.id) : new AuthError(problem);
  });
}

/** A proof of two factors, of any age, by those who are asked for one. */
function hasTwoFactors(
  name: string,
  { twoFactorRefusal }: AccessPolicy,
  isAsked: (viewer: Viewer) => boolean,
): ShieldRule {
  return viewerRule(name, (viewer) => {
    if (!isAsked(viewer)) return true;
    const problem = assuranceProblem(viewer, { acr: 'aal2', now: 0 });
    if (problem === undefined) return true;
    return problem === 'STEP_UP_REQUIRED' ? twoFactorRefusal(viewer.id) : new AuthError(problem);
  });
}

/** The permissions of all features under a policy. */
export function permissionsUnder(policy: AccessPolicy): PermissionTable {
  return createPermissionTable(createRules(policy));
}

/** The root fields for administrators, by type; with them goes the last list that has pages (`PageInfo`). */
export function administrationFields(policy: AccessPolicy): Readonly<Record<string, string[]>> {
  const rules = createRules(policy);
  const tables = [
    features.administration.permissions(rules),
    features.serviceState.permissions(rules),
  ];
  return {
    Query: tables.flatMap(({ Query = {} }) => Object.keys(Query)),
    Mutation: tables.flatMap(({ Mutation = {} }) => Object.keys(Mutation)),
    User: ['securityEvents'],
  };
}

export interface FieldName {
  readonly typeName: string;
  readonly fieldName: string;
}

/** The fields that anyone may read or call who has come as far as their parent. */
export function openFieldsOf(table: PermissionTable): FieldName[] {
  return Object.entries(table).flatMap(([typeName, fields]) =>
    Object.entries(fields)
      .filter(([, permission]) => permission === allow)
      .map(([fieldName]) => ({ typeName, fieldName })),
  );
}

/**
 * `allowExternalErrors` lets errors of resolvers through as they are: `format-error.ts` masks what is
 * not meant for the caller. Without it an outage of the database would read "Not Authorised!".
 */
export function createPermissions(table: PermissionTable): ReturnType<typeof shield> {
  return shield(table, { fallbackRule: deny, allowExternalErrors: true });
}
