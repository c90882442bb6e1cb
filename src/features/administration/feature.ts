import { ruleFor, type Feature } from '../../platform/feature.js';
import { viewerOf } from '../sessions/context.js';
import type { Sessions } from '../sessions/service.js';
import type { Directory } from './directory.js';
import {
  createAdminLoadersOf,
  createAdminQueries,
  createAuditEventResolvers,
  createManagedUserResolvers,
} from './query-resolvers.js';
import { createAdministrationMutations, impersonationResolvers } from './resolvers.js';
import type { Administration } from './service.js';

export interface AdministrationServices {
  readonly administration: Administration;
  readonly directory: Directory;
  readonly sessions: Sessions;
}

/** What administrators see of accounts and of the events on them, and what they do to accounts. */
export const administration: Feature<AdministrationServices> = {
  resolvers({ administration: service, directory, sessions }) {
    const loadersOf = createAdminLoadersOf(directory, sessions);
    return {
      Query: createAdminQueries(directory),
      Mutation: createAdministrationMutations(service),
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
  // Only the queries above lead to these types. The rule stands before every field all the same, so that a new way
  // to them is closed until someone decides about it.
  permissions: ({ isAdministrator, isAdministratorNow }) => ({
    Query: ruleFor(isAdministrator, 'users', 'user', 'auditEvents'),
    Mutation: ruleFor(
      isAdministratorNow,
      ...(['setUserRoles', 'disableUser', 'enableUser', 'endUserSessions'] as const),
      ...(['sendPasswordReset', 'impersonate', 'inviteUser'] as const),
    ),
    UserConnection: ruleFor(isAdministrator, 'edges', 'pageInfo'),
    UserEdge: ruleFor(isAdministrator, 'node', 'cursor'),
    PageInfo: ruleFor(
      isAdministrator,
      ...(['hasNextPage', 'hasPreviousPage', 'startCursor', 'endCursor'] as const),
    ),
    ManagedUser: ruleFor(
      isAdministrator,
      ...(['id', 'username', 'displayName', 'email', 'emailVerified', 'roles'] as const),
      ...(['createdAt', 'disabledAt', 'locale', 'publicMetadata', 'privateMetadata'] as const),
      'sessions',
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
