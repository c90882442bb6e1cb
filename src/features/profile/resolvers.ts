import type { MutationResolvers, UserResolvers } from '../../generated/resolver-types.js';
import type { Services } from '../../app/services.js';
import { viewerOf } from '../sessions/context.js';

export const profileFields: Pick<UserResolvers, 'displayName' | 'locale' | 'publicMetadata'> = {
  displayName: ({ user }) => user.displayName,
  locale: ({ user }) => user.locale,
  publicMetadata: ({ user }) => user.publicMetadata,
};

export function createProfileMutations({
  profiles,
}: Services): Pick<MutationResolvers, 'updateProfile' | 'changeUsername'> {
  return {
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
  };
}
