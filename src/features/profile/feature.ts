import { ruleFor, type Feature } from '../../platform/feature.js';
import { json, maxLengths, text } from '../../platform/maxima.js';
import { accountReasons } from '../accounts/facts.js';
import { usernameMaximum } from '../accounts/identifiers.js';
import { viewerOf } from '../sessions/context.js';
import { profileReasons } from './facts.js';
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
  maxima: ({ metadataMaxSize }) => ({
    'Mutation.updateProfile(displayName:)': text(
      maxLengths.displayName,
      profileReasons.DISPLAY_NAME_INVALID,
    ),
    'Mutation.updateProfile(locale:)': text(maxLengths.locale, profileReasons.LOCALE_INVALID),
    'Mutation.updateProfile(publicMetadata:)': json(
      metadataMaxSize,
      accountReasons.METADATA_TOO_LARGE,
    ),
    'Mutation.changeUsername(username:)': usernameMaximum,
  }),
  permissions: ({ allow, isAuthenticated, isFreshNow }) => ({
    User: ruleFor(allow, 'displayName', 'locale', 'publicMetadata'),
    Mutation: { updateProfile: isAuthenticated, changeUsername: isFreshNow },
  }),
};
