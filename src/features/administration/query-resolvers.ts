import type {
  QueryResolvers,
  AuditEventFilter,
  InputMaybe,
  UserFilter as UserFilterInput,
  UserOrder as UserOrderInput,
  ManagedUserResolvers,
  AuditEventResolvers,
} from '../../generated/resolver-types.js';
import type { GraphQLResolveInfo } from 'graphql';
import { createLoadersOf, gather, type LoadersOf } from '../../platform/graphql/loaders.js';
import type { Directory, EventSearch, UserFilter, UserOrder } from './directory.js';
import type { Sessions } from '../sessions/session.js';
import type { FactorResets } from './reset-factors.js';
import { type GraphQLContext, viewerOf } from '../sessions/context.js';
import { pageOfSessions } from '../sessions/session-page.js';
import { connectionOf } from '../../platform/graphql/page.js';
import type { AuditEventModel, ManagedUserModel } from './service.js';

export function createAdminQueries(
  directory: Directory,
): Pick<QueryResolvers, 'users' | 'user' | 'auditEvents'> {
  return {
    async users(_parent, { filter, orderBy, ...request }, context) {
      const { sessionId: viewerSessionId } = await viewerOf(context);
      const page = await directory.users(request, userFilterOf(filter), userOrderOf(orderBy));
      return connectionOf(page, (user) => ({ user, viewerSessionId }));
    },

    async user(_parent, { id }, context) {
      const { sessionId: viewerSessionId } = await viewerOf(context);
      const user = (await directory.usersByIds([id])).get(id);
      return user === undefined ? null : { user, viewerSessionId };
    },

    async auditEvents(_parent, { filter, ...request }, context) {
      const { sessionId: viewerSessionId } = await viewerOf(context);
      const page = await directory.events(request, eventSearchOf(filter));
      return connectionOf(page, (event) => ({ event, viewerSessionId }));
    },
  };
}

/** What the answers to administrators read for many accounts at once. */
export type AdminLoadersOf = LoadersOf<ReturnType<typeof createLoaders>>;

export function createAdminLoadersOf(
  directory: Directory,
  sessions: Sessions,
  factorResets: FactorResets,
): AdminLoadersOf {
  const sources = { ...directory, ...sessions, ...factorResets };
  return createLoadersOf((options) => createLoaders(sources, options));
}

function createLoaders(
  { usersByIds, privateMetadataOf, aliveOf, waitingOf }: Directory & Sessions & FactorResets,
  options: { cache: boolean },
) {
  return {
    user: gather(usersByIds, null, options),
    sessions: gather(aliveOf, [], options),
    privateMetadata: gather(privateMetadataOf, {}, options),
    factorReset: gather(waitingOf, null, options),
  };
}

/** The filter without what was not given; `null` is not given either, and a blank search finds all. */
function userFilterOf(input: InputMaybe<UserFilterInput> | undefined): UserFilter {
  const { search, role, disabled, emailVerified, createdFrom, createdUntil } = input ?? {};
  const sought = search?.trim() ?? '';
  return {
    ...(sought !== '' && { search: sought }),
    ...(isGiven(role) && { role }),
    ...(isGiven(disabled) && { disabled }),
    ...(isGiven(emailVerified) && { emailVerified }),
    ...(isGiven(createdFrom) && { createdFrom: createdFrom.getTime() }),
    ...(isGiven(createdUntil) && { createdUntil: createdUntil.getTime() }),
  };
}

function userOrderOf(input: InputMaybe<UserOrderInput> | undefined): UserOrder {
  const { field, direction } = input ?? { field: 'CREATED_AT', direction: 'DESC' };
  return { by: field === 'USERNAME' ? 'username' : 'creation', descending: direction === 'DESC' };
}

function eventSearchOf(input: InputMaybe<AuditEventFilter> | undefined): EventSearch {
  const { userId, actorId, types, from, until } = input ?? {};
  return {
    ...(isGiven(userId) && { userId }),
    ...(isGiven(actorId) && { actorId }),
    ...(isGiven(types) && { types }),
    ...(isGiven(from) && { from: from.getTime() }),
    ...(isGiven(until) && { until: until.getTime() }),
  };
}

function isGiven<T>(value: T | null | undefined): value is T {
  return value !== null && value !== undefined;
}

export function createManagedUserResolvers(loadersOf: AdminLoadersOf): ManagedUserResolvers {
  return {
    id: ({ user }) => user.id,
    username: ({ user }) => user.username,
    displayName: ({ user }) => user.displayName,
    locale: ({ user }) => user.locale,
    email: ({ user }) => user.email,
    emailVerified: ({ user }) => user.emailVerified,
    roles: ({ user }) => [...user.roles],
    createdAt: ({ user }) => new Date(user.createdAt),
    disabledAt: ({ user }) => (user.disabledAt === null ? null : new Date(user.disabledAt)),
    invitedAt: ({ user }) => (user.invitedAt === null ? null : new Date(user.invitedAt)),
    publicMetadata: ({ user }) => user.publicMetadata,
    privateMetadata: ({ user }, _args, context, info) =>
      loadersOf(context, info).privateMetadata.load(user.id),
    async factorResetAt({ user }, _args, context, info) {
      const waiting = await loadersOf(context, info).factorReset.load(user.id);
      return waiting && new Date(waiting.dueAt);
    },
    async sessions({ user, viewerSessionId }, page, context, info) {
      const alive = await loadersOf(context, info).sessions.load(user.id);
      return pageOfSessions(alive, page).map((session) => ({
        session,
        current: session.id === viewerSessionId,
      }));
    },
  };
}

export function createAuditEventResolvers(loadersOf: AdminLoadersOf): AuditEventResolvers {
  async function account(
    { viewerSessionId }: AuditEventModel,
    id: string | null,
    context: GraphQLContext,
    info: GraphQLResolveInfo,
  ): Promise<ManagedUserModel | null> {
    const user = id === null ? null : await loadersOf(context, info).user.load(id);
    return user && { user, viewerSessionId };
  }

  return {
    id: ({ event }) => event.id,
    at: ({ event }) => new Date(event.at),
    count: ({ event }) => event.count,
    lastAt: ({ event }) => new Date(event.lastAt),
    type: ({ event }) => event.type,
    userId: ({ event }) => event.userId,
    user: (model, _args, context, info) => account(model, model.event.userId, context, info),
    actorId: ({ event }) => event.actorId,
    actor: (model, _args, context, info) => account(model, model.event.actorId, context, info),
    sessionId: ({ event }) => event.sessionId,
    userAgent: ({ event }) => event.userAgent,
    ipAddress: ({ event }) => event.ipAddress,
    detail: ({ event }) => event.detail,
  };
}
