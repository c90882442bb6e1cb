import type { Clock } from '../platform/clock.js';
import type { Rules } from '../platform/feature.js';
import {
  allOf,
  allow,
  deny,
  hasRole,
  isAuthenticated,
  isFresh,
  isNotImpersonated,
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
}

/** The rules that the features choose from. */
function createRules({ clock, freshMaxAge, adminRole }: AccessPolicy): Rules<ShieldRule> {
  const isFreshNow = isFresh({ maxAge: freshMaxAge, clock });
  const isAdministrator = hasRole(adminRole);
  return {
    ...{ allow, isAuthenticated, isNotImpersonated, isFreshNow, isAdministrator },
    isAdministratorNow: allOf(isNotImpersonated, isAdministrator, isFreshNow),
  };
}

/** The permissions of all features under a policy. */
export function permissionsUnder(policy: AccessPolicy): PermissionTable {
  return createPermissionTable(createRules(policy));
}

/** The root fields that the administration brings, by type. */
export function administrationFields(policy: AccessPolicy): Readonly<Record<string, string[]>> {
  const { Query = {}, Mutation = {} } = features.administration.permissions(createRules(policy));
  return { Query: Object.keys(Query), Mutation: Object.keys(Mutation) };
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
