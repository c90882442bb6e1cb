import { ruleFor, type Feature } from '../../platform/feature.js';
import { platformReasons } from '../../platform/errors/reasons.js';
import {
  json,
  list,
  maxLengths,
  text,
  type InputBounds,
  type InputMaxima,
} from '../../platform/maxima.js';
import { accountReasons } from '../accounts/facts.js';
import { profileReasons } from '../profile/facts.js';
import { emailMaximum, usernameMaximum } from '../accounts/identifiers.js';
import { rolesMaximum } from '../accounts/roles.js';
import { viewerOf } from '../sessions/context.js';
import { sessionAfterMaximum } from '../sessions/session-page.js';
import { administrationReasons } from './facts.js';
import { linkTokenMaximum } from '../email-addresses/send-link.js';
import type { Sessions } from '../sessions/session.js';
import type { Directory } from './directory.js';
import {
  createAdminLoadersOf,
  createAdminQueries,
  createAuditEventResolvers,
  createManagedUserResolvers,
} from './query-resolvers.js';
import {
  createAdministrationMutations,
  createFactorResetMutations,
  impersonationResolvers,
} from './resolvers.js';
import { factorResetKind, type FactorResets, type FactorResetStores } from './reset-factors.js';
import type { Administration } from './service.js';

export interface AdministrationServices {
  readonly administration: Administration;
  readonly directory: Directory;
  readonly sessions: Sessions;
  readonly factorResets: FactorResets;
}

/** Milliseconds. */
const failedResetRetention = 7 * 86_400_000;

/** What administrators see of accounts and of the events on them, and what they do to accounts. */
export const administration: Feature<
  AdministrationServices,
  never,
  Pick<FactorResetStores, 'factorResets'>
> = {
  resolvers({ administration: service, directory, sessions, factorResets }) {
    const loadersOf = createAdminLoadersOf(directory, sessions, factorResets);
    return {
      Query: createAdminQueries(directory),
      Mutation: {
        ...createAdministrationMutations(service),
        ...createFactorResetMutations(factorResets),
      },
      Impersonation: impersonationResolvers,
      ManagedUser: createManagedUserResolvers(loadersOf),
      AuditEvent: createAuditEventResolvers(loadersOf),
    };
  },
  nodes: ({ directory }) => ({
    async AuditEvent(id, context) {
      const viewer = await viewerOf(context);
      const event = await directory.eventFor(viewer, id);
      return event === undefined ? null : { event, viewerSessionId: viewer.sessionId };
    },
  }),
  maxima: administrationMaxima,
  jobs: ({ factorResets }) => ({
    [factorResetKind]: { handle: (payload) => factorResets.run(payload), drains: false },
  }),
  personalData: async ({ factorResets }, userId) => ({
    factorResets: (await factorResets.listOf([userId])).map(({ requestedAt, dueAt }) => ({
      requestedAt: new Date(requestedAt).toISOString(),
      dueAt: new Date(dueAt).toISOString(),
    })),
  }),
  // What is due for so long failed at every attempt.
  retention: ({ factorResets }, now) => [
    (limit) => factorResets.prune(now - failedResetRetention, limit),
  ],
  // Only the queries above lead to these types. The rule stands before every field all the same, so that a new way
  // to them is closed until someone decides about it.
  permissions: ({ allow, isAdministrator, isAdministratorNow, isAdministratorByTwoFactors }) => ({
    Query: ruleFor(isAdministrator, 'users', 'user', 'auditEvents'),
    Mutation: {
      ...ruleFor(
        isAdministratorNow,
        ...(['setUserRoles', 'disableUser', 'enableUser', 'endUserSessions'] as const),
        ...([
          'sendPasswordReset',
          'impersonate',
          'inviteUser',
          'deleteUser',
          'updateUser',
        ] as const),
      ),
      resetUserFactors: isAdministratorByTwoFactors,
      cancelFactorReset: allow,
    },
    UserConnection: ruleFor(isAdministrator, 'edges', 'pageInfo'),
    UserEdge: ruleFor(isAdministrator, 'node', 'cursor'),
    ManagedUser: ruleFor(
      isAdministrator,
      ...(['id', 'username', 'displayName', 'email', 'emailVerified', 'roles'] as const),
      ...([
        'createdAt',
        'disabledAt',
        'invitedAt',
        'locale',
        'publicMetadata',
        'privateMetadata',
      ] as const),
      ...(['sessions', 'factorResetAt'] as const),
    ),
    Impersonation: ruleFor(isAdministrator, 'accessToken', 'tokenType', 'expiresIn', 'user'),
    AuditEventConnection: ruleFor(isAdministrator, 'edges', 'pageInfo'),
    AuditEventEdge: ruleFor(isAdministrator, 'node', 'cursor'),
    AuditEvent: ruleFor(
      isAdministrator,
      ...(['id', 'at', 'type', 'userId', 'user', 'actorId', 'actor', 'sessionId'] as const),
      ...(['userAgent', 'ipAddress', 'detail', 'count', 'lastAt'] as const),
    ),
  }),
};

function administrationMaxima({ metadataMaxSize }: InputBounds): InputMaxima {
  const metadata = json(metadataMaxSize, accountReasons.METADATA_TOO_LARGE);
  const { cursor: cursorLength, id, search, role, eventType, reason } = maxLengths;
  const cursor = text(cursorLength, platformReasons.CURSOR_INVALID);
  const userId = text(id, administrationReasons.USER_NOT_FOUND);
  return {
    'Query.users(after:)': cursor,
    'Query.users(before:)': cursor,
    'Query.user(id:)': text(id),
    'Query.auditEvents(after:)': cursor,
    'Query.auditEvents(before:)': cursor,
    'ManagedUser.sessions(after:)': sessionAfterMaximum,
    'UserFilter.search': text(search),
    'UserFilter.role': text(role),
    'AuditEventFilter.userId': text(id),
    'AuditEventFilter.actorId': text(id),
    'AuditEventFilter.types': list(64, text(eventType, administrationReasons.FILTER_INVALID)),
    'Mutation.setUserRoles(id:)': userId,
    'Mutation.setUserRoles(roles:)': rolesMaximum,
    'Mutation.deleteUser(id:)': userId,
    'Mutation.updateUser(id:)': userId,
    'Mutation.updateUser(displayName:)': text(
      maxLengths.displayName,
      profileReasons.DISPLAY_NAME_INVALID,
    ),
    'Mutation.updateUser(locale:)': text(maxLengths.locale, profileReasons.LOCALE_INVALID),
    'Mutation.updateUser(publicMetadata:)': metadata,
    'Mutation.updateUser(privateMetadata:)': metadata,
    'Mutation.disableUser(id:)': userId,
    'Mutation.enableUser(id:)': userId,
    'Mutation.endUserSessions(id:)': userId,
    'Mutation.sendPasswordReset(id:)': userId,
    'Mutation.resetUserFactors(id:)': userId,
    'Mutation.resetUserFactors(reason:)': text(reason, administrationReasons.REASON_INVALID),
    'Mutation.cancelFactorReset(token:)': linkTokenMaximum,
    'Mutation.impersonate(userId:)': userId,
    'Mutation.impersonate(reason:)': text(reason, administrationReasons.REASON_INVALID),
    'Mutation.inviteUser(username:)': usernameMaximum,
    'Mutation.inviteUser(email:)': emailMaximum,
    'Mutation.inviteUser(roles:)': rolesMaximum,
  };
}
