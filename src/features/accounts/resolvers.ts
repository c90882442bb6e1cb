import type { UserResolvers } from '../../generated/resolver-types.js';
import { seenByUser } from '../sessions/lifecycle.js';
import { pageOfSessions } from '../sessions/session-page.js';
import { profileFields } from '../profile/resolvers.js';
import type { LoadersOf } from '../administration/query-resolvers.js';

export function createUserResolvers(loadersOf: LoadersOf): UserResolvers {
  return {
    ...profileFields,
    id: ({ user }) => user.id,
    username: ({ user }) => user.username,
    email: ({ user }) => user.email,
    emailVerified: ({ user }) => user.emailVerified,
    roles: ({ user }) => [...user.roles],
    createdAt: ({ user }) => new Date(user.createdAt),
    async sessions({ user, viewerSessionId }, page, context, info) {
      const alive = await loadersOf(context, info).sessions.load(user.id);
      return pageOfSessions(alive, page).map((session) => ({
        session: seenByUser(session),
        current: session.id === viewerSessionId,
      }));
    },
  };
}
