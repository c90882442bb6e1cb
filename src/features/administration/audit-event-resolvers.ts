import type { AuditEventResolvers } from '../../generated/resolver-types.js';
import type { GraphQLResolveInfo } from 'graphql';
import type { GraphQLContext } from '../sessions/context.js';
import type { LoadersOf } from './loaders.js';
import type { AuditEventModel, ManagedUserModel } from './models.js';

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
