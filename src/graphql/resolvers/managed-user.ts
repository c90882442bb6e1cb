import type { ManagedUserResolvers } from '../../generated/resolver-types.js';
import type { GraphQLContext } from '../context.js';
import type { Loaders } from '../loaders.js';

export function createManagedUserResolvers(
  loadersOf: (context: GraphQLContext) => Loaders,
): ManagedUserResolvers {
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
    privateMetadata: ({ user }, _args, context) => loadersOf(context).privateMetadata.load(user.id),
    async sessions({ user, viewerSessionId }, _args, context) {
      const alive = await loadersOf(context).sessions.load(user.id);
      return alive.map((session) => ({ session, current: session.id === viewerSessionId }));
    },
  };
}
