import type { ManagedUserResolvers } from '../../generated/resolver-types.js';
import type { LoadersOf } from './loaders.js';
import { pageOfSessions } from '../sessions/session-page.js';

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
