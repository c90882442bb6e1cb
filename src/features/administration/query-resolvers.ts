import type {
  QueryResolvers,
  AuditEventFilter,
  InputMaybe,
  UserFilter as UserFilterInput,
  UserOrder as UserOrderInput,
  ManagedUserResolvers,
  AuditEventResolvers,
} from '../../generated/resolver-types.js';
import type { Services } from '../../app/services.js';
import DataLoader from 'dataloader';
import { OperationTypeNode, type GraphQLResolveInfo } from 'graphql';
import type { Directory, EventSearch, UserFilter, UserOrder } from './directory.js';
import type { Session } from '../sessions/session.js';
import type { Metadata } from '../accounts/metadata.js';
import type { User } from '../accounts/user.js';
import { type GraphQLContext, viewerOf } from '../sessions/context.js';
import { pageOfSessions } from '../sessions/session-page.js';
import type { AuditEventModel, ManagedUserModel } from './models.js';
import { connectionOf } from '../../platform/graphql/page.js';

export function createAdminQueries({
  directory,
}: Services): Pick<QueryResolvers, 'users' | 'user' | 'auditEvents'> {
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

/** One statement for all accounts of an answer, where each of them would ask by itself. */
interface Loaders {
  readonly user: DataLoader<string, User | null>;
  readonly sessions: DataLoader<string, readonly Session[]>;
  readonly privateMetadata: DataLoader<string, Metadata>;
}

/** The loaders of a request, whose operation is the same for all of its fields. */
export type LoadersOf = (
  context: GraphQLContext,
  info: Pick<GraphQLResolveInfo, 'operation'>,
) => Loaders;

/**
 * The loaders of a request. A query reads everything once, whatever its aliases. Those of a mutation gather, and
 * keep nothing: another mutation may stand between two of them.
 */
export function createLoadersOf(directory: Directory): LoadersOf {
  const known = new WeakMap<GraphQLContext, Loaders>();
  return (context, { operation }) => {
    const cache = operation.operation === OperationTypeNode.QUERY;
    const loaders = known.get(context) ?? createLoaders(directory, cache);
    known.set(context, loaders);
    return loaders;
  };
}

function createLoaders(
  { usersByIds, sessionsOf, privateMetadataOf }: Directory,
  cache: boolean,
): Loaders {
  return {
    user: gather(usersByIds, null, cache),
    sessions: gather(sessionsOf, [], cache),
    privateMetadata: gather(privateMetadataOf, {}, cache),
  };
}

/** @param missing what is answered for a key that has nothing */
function gather<Value, Missing>(
  read: (keys: readonly string[]) => Promise<Map<string, Value>>,
  missing: Missing,
  cache: boolean,
): DataLoader<string, Value | Missing> {
  return new DataLoader(
    async (keys: readonly string[]) => {
      const found = await read([...new Set(keys)]);
      return keys.map((key) => found.get(key) ?? missing);
    },
    { cache },
  );
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

export function createManagedUserResolvers(loadersOf: LoadersOf): ManagedUserResolvers {
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
    publicMetadata: ({ user }) => user.publicMetadata,
    privateMetadata: ({ user }, _args, context, info) =>
      loadersOf(context, info).privateMetadata.load(user.id),
    async sessions({ user, viewerSessionId }, page, context, info) {
      const alive = await loadersOf(context, info).sessions.load(user.id);
      return pageOfSessions(alive, page).map((session) => ({
        session,
        current: session.id === viewerSessionId,
      }));
    },
  };
}

export function createAuditEventResolvers(loadersOf: LoadersOf): AuditEventResolvers {
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
