import type { UserResolvers } from '../../generated/resolver-types.js';
import { seenByUser } from '../../sessions/lifecycle.js';
import type { Services } from '../services.js';
import { profileFields } from './profile.js';

export function createUserResolvers({ sessions }: Services): UserResolvers {
  return {
    ...profileFields,
    id: ({ user }) => user.id,
    username: ({ user }) => user.username,
    email: ({ user }) => user.email,
    emailVerified: ({ user }) => user.emailVerified,
    roles: ({ user }) => [...user.roles],
    createdAt: ({ user }) => new Date(user.createdAt),
    async sessions({ user, viewerSessionId }) {
      const alive = await sessions.listAlive(user.id);
      return alive.map((session) => ({
        session: seenByUser(session),
        current: session.id === viewerSessionId,
      }));
    },
  };
}
