import { AuthError } from '../errors.js';
import {
  allow,
  deny,
  hasValidToken,
  isAuthenticated,
  or,
  rule,
  shield,
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

/**
 * Who may read or call what. Every field of every type stands here, or is denied; a test compares the
 * table with the schema. A `User` is reached only by its owner, so its fields are open from there on.
 */
export const permissionTable: PermissionTable = {
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

/** The fields that anyone may read or call who has come as far as their parent. */
export function openFieldsOf(table: PermissionTable) {
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
