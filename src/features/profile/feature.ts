import { ruleFor, type Feature } from '../../platform/feature.js';
import { viewerOf } from '../sessions/context.js';
import type { Profiles } from './service.js';

/** What users say of themselves, and the name that they sign in with. */
export const profile: Feature<{ readonly profiles: Profiles }> = {
  resolvers: ({ profiles }) => ({
    User: {
      displayName: ({ user }) => user.displayName,
      locale: ({ user }) => user.locale,
      publicMetadata: ({ user }) => user.publicMetadata,
    },
    Mutation: {
      async updateProfile(_parent, change, context) {
        const viewer = await viewerOf(context);
        const user = await profiles.update(viewer, { ...change, client: context.client });
        return { user, viewerSessionId: viewer.session.id };
      },

      async changeUsername(_parent, { username }, context) {
        const viewer = await viewerOf(context);
        const user = await profiles.changeUsername(viewer, { username, client: context.client });
        return { user, viewerSessionId: viewer.session.id };
      },
    },
  }),
  permissions: ({ allow, isAuthenticated, isFreshNow }) => ({
    User: ruleFor(allow, 'displayName', 'locale', 'publicMetadata'),
    Mutation: { updateProfile: isAuthenticated, changeUsername: isFreshNow },
  }),
};
