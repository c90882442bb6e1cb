import { or, rule, shield } from 'graphql-shield';
import type { Clock } from '../clock.js';
import { AuthError } from '../errors.js';
import {
  allow,
  deny,
  hasValidToken,
  isAuthenticated,
  isFresh,
  type ShieldRule,
} from '../resource-server/index.js';
import type { GraphQLContext } from './context.js';

/** The browser sent a refresh token in its cookie; what it is worth, the resolver finds out. */
const hasRefreshCookie: ShieldRule = rule('hasRefreshCookie', { cache: 'contextual' })(
  (_parent, _args, { refreshCookie }: GraphQLContext) =>
    refreshCookie.token === undefined ? new AuthError('TOKEN_MISSING') : true,
);

/** A rule for each field of each type. */
export type PermissionTable = Record<string, Record<string, ShieldRule>>;

/** What the rules need to know. */
export interface AccessPolicy {
  readonly clock: Clock;
  /** Seconds after which a proof of the password is too old for sensitive changes. */
  readonly freshMaxAge: number;
}

/**
 * Who may read or call what. Every field of every type stands here, or is denied; a test compares the
 * table with the schema. A `User` is reached only by its owner, so its fields are open from there on.
 */
export function createPermissionTable({ clock, freshMaxAge }: AccessPolicy): PermissionTable {
  const fresh = isFresh({ maxAge: freshMaxAge, clock });
  return {
    Query: {
      me: isAuthenticated,
    },
    Mutation: {
      register: allow,
      login: allow,
      refresh: allow,
      logout: or(hasValidToken, hasRefreshCookie),
      logoutEverywhere: isAuthenticated,
      revokeSession: isAuthenticated,
      reauthenticate: isAuthenticated,
      changePassword: isAuthenticated,
      updateProfile: isAuthenticated,
      changeUsername: fresh,
    },
    TokenPair: {
      accessToken: allow,
      refreshToken: allow,
      tokenType: allow,
      expiresIn: allow,
      refreshExpiresIn: allow,
      user: allow,
    },
    User: {
      id: allow,
      username: allow,
      email: allow,
      emailVerified: allow,
      roles: allow,
      createdAt: allow,
      sessions: allow,
      displayName: allow,
      publicMetadata: allow,
    },
    Session: {
      id: allow,
      current: allow,
      createdAt: allow,
      lastUsedAt: allow,
      expiresAt: allow,
      userAgent: allow,
      ipAddress: allow,
    },
  };
}

/** A field that anyone may read or call who has come as far as its parent. */
export interface OpenField {
  readonly typeName: string;
  readonly fieldName: string;
}

export function openFieldsOf(table: PermissionTable): OpenField[] {
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
export function createPermissions(table: PermissionTable) {
  return shield(table, { fallbackRule: deny, allowExternalErrors: true });
}
