import type { Clock } from '../platform/clock.js';
import { AuthError } from '../platform/errors/auth-error.js';
import {
  allOf,
  allow,
  deny,
  hasRole,
  hasValidToken,
  isAuthenticated,
  isFresh,
  isNotImpersonated,
  or,
  rule,
  shield,
  type ShieldRule,
} from '../resource-server/index.js';
import type { GraphQLContext } from '../features/sessions/context.js';

/** The browser sent a refresh token in its cookie; what it is worth, the resolver finds out. */
const hasRefreshCookie: ShieldRule = rule('hasRefreshCookie', { cache: 'contextual' })(
  (_parent, _args, { refreshCookie }: GraphQLContext) =>
    refreshCookie.token === undefined ? new AuthError('TOKEN_MISSING') : true,
);

type Rules = Record<string, ShieldRule>;

/** A rule for each field of each type. */
export type PermissionTable = Record<string, Rules>;

/** What the rules need to know. */
export interface AccessPolicy {
  readonly clock: Clock;
  /** Seconds after which a proof of the password is too old for sensitive changes. */
  readonly freshMaxAge: number;
  /** The role that may see and change all accounts. */
  readonly adminRole: string;
}

function fieldsFor(rule: ShieldRule, fields: readonly string[]): Rules {
  return Object.fromEntries(fields.map((field) => [field, rule]));
}

/** Fields for whoever has reached their type. */
function open(...fields: readonly string[]): Rules {
  return fieldsFor(allow, fields);
}

/**
 * Answers of the operations above them, which have let the caller pass. A `User` is reached only by its
 * owner, so its fields are open from there on.
 */
const answers: PermissionTable = {
  TokenPair: open(
    ...['accessToken', 'refreshToken', 'tokenType', 'expiresIn', 'refreshExpiresIn', 'user'],
  ),
  User: open(
    ...['id', 'username', 'email', 'emailVerified', 'roles', 'createdAt', 'sessions'],
    ...['displayName', 'locale', 'publicMetadata'],
  ),
  Session: open(
    ...['id', 'current', 'createdAt', 'lastUsedAt', 'expiresAt', 'userAgent', 'ipAddress'],
    'impersonated',
  ),
  ServerInfo: open('issuer', 'signInMethods', 'cookieMode', 'password', 'lifetimes', 'limits'),
  PasswordRules: open('minLength', 'maxLength'),
  Lifetimes: open(
    ...['accessToken', 'accessTokenMax', 'session', 'refreshRetry', 'fresh', 'usernameHold'],
    'impersonation',
  ),
  InputLimit: open('coordinate', 'maximum', 'unit', 'itemMaximum', 'itemUnit'),
  HeaderLimit: open('name', 'maximum'),
  InputLimits: open(
    ...['usernameMaxLength', 'displayNameMaxLength', 'metadataMaxSize', 'metadataMaxDepth'],
    ...['documentMaxLength', 'documentMaxLines', 'nameMaxLength', 'textMaxLength'],
    ...['extensionsMaxLength', 'inputs', 'headers'],
  ),
};

/**
 * What administrators are answered. Nothing else leads here; the rule stands before every field all the
 * same, so that a new way here is closed until someone decides about it.
 */
function answersTo(isAdministrator: ShieldRule): PermissionTable {
  const only = (...fields: readonly string[]) => fieldsFor(isAdministrator, fields);
  return {
    UserConnection: only('edges', 'pageInfo'),
    UserEdge: only('node', 'cursor'),
    PageInfo: only('hasNextPage', 'hasPreviousPage', 'startCursor', 'endCursor'),
    ManagedUser: only(
      ...['id', 'username', 'displayName', 'email', 'emailVerified', 'roles', 'createdAt'],
      ...['disabledAt', 'locale', 'publicMetadata', 'privateMetadata', 'sessions'],
    ),
    Impersonation: only('accessToken', 'tokenType', 'expiresIn', 'user'),
    AuditEventConnection: only('edges', 'pageInfo'),
    AuditEventEdge: only('node', 'cursor'),
    AuditEvent: only(
      ...['id', 'at', 'type', 'userId', 'user', 'actorId', 'actor', 'sessionId', 'userAgent'],
      ...['ipAddress', 'detail', 'count', 'lastAt'],
    ),
  };
}

/**
 * Who may read or call what. Every field of every type stands here, or is denied; a test compares the
 * table with the schema.
 */
export function createPermissionTable({
  clock,
  freshMaxAge,
  adminRole,
}: AccessPolicy): PermissionTable {
  const isFreshNow = isFresh({ maxAge: freshMaxAge, clock });
  const isAdministrator = hasRole(adminRole);
  const isAdministratorNow = allOf(isNotImpersonated, isAdministrator, isFreshNow);
  return {
    Query: {
      me: isAuthenticated,
      exportMyData: isFreshNow,
      users: isAdministrator,
      user: isAdministrator,
      auditEvents: isAdministrator,
      serverInfo: allow,
    },
    Mutation: {
      register: allow,
      login: allow,
      refresh: allow,
      logout: or(hasValidToken, hasRefreshCookie),
      logoutEverywhere: isNotImpersonated,
      revokeSession: isNotImpersonated,
      reauthenticate: isNotImpersonated,
      changePassword: isNotImpersonated,
      requestEmailVerification: isNotImpersonated,
      verifyEmail: isNotImpersonated,
      changeEmail: isFreshNow,
      requestPasswordReset: allow,
      resetPassword: allow,
      requestLoginEmail: allow,
      loginWithEmailToken: allow,
      loginWithEmailCode: allow,
      updateProfile: isAuthenticated,
      changeUsername: isFreshNow,
      deleteAccount: isFreshNow,
      disableAccount: isFreshNow,
      setUserRoles: isAdministratorNow,
      disableUser: isAdministratorNow,
      enableUser: isAdministratorNow,
      endUserSessions: isAdministratorNow,
      sendPasswordReset: isAdministratorNow,
      impersonate: isAdministratorNow,
      inviteUser: isAdministratorNow,
      acceptInvitation: allow,
    },
    ...answers,
    ...answersTo(isAdministrator),
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
