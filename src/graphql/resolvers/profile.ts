import type { MutationResolvers, UserResolvers } from '../../generated/resolver-types.js';
import type { Services } from '../services.js';
import { viewerOf } from '../viewer.js';

export const profileFields: Pick<UserResolvers, 'displayName' | 'publicMetadata'> = {
  displayName: ({ user }) => user.displayName,
  publicMetadata: ({ user }) => user.publicMetadata,
};

export function createProfileMutations({
  profiles,
}: Services): Pick<MutationResolvers, 'updateProfile' | 'changeUsername'> {
  return {
    async updateProfile(_parent, { displayName, publicMetadata }, context) {
      const viewer = await viewerOf(context);
      const update = { displayName, publicMetadata, client: context.client };
      const user = await profiles.update(viewer, update);
      return { user, viewerSessionId: viewer.session.id };
    },

    async changeUsername(_parent, { username }, context) {
      const viewer = await viewerOf(context);
      const user = await profiles.changeUsername(viewer, { username, client: context.client });
      return { user, viewerSessionId: viewer.session.id };
    },
  };
}
