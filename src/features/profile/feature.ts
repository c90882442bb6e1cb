import { ruleFor, type Feature } from '../../platform/feature.js';
import { platformReasons } from '../../platform/errors/reasons.js';
import { connectionOf } from '../../platform/graphql/page.js';
import { json, maxLengths, text } from '../../platform/maxima.js';
import { accountReasons } from '../accounts/facts.js';
import { usernameMaximum } from '../accounts/identifiers.js';
import { viewerOf } from '../sessions/context.js';
import type { Activity } from './activity.js';
import { profileReasons } from './facts.js';
import type { Profiles } from './service.js';

export interface ProfileServices {
  readonly profiles: Profiles;
  readonly activity: Activity;
}

/** What users say of themselves, the name that they sign in with, and what happened to their account. */
export const profile: Feature<ProfileServices> = {
  resolvers: ({ profiles, activity }) => ({
    User: {
      displayName: ({ user }) => user.displayName,
      locale: ({ user }) => user.locale,
      publicMetadata: ({ user }) => user.publicMetadata,
      async securityEvents({ user }, request) {
        return connectionOf(await activity.eventsOf(user.id, request), (event) => event);
      },
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
    'User.securityEvents(after:)': text(maxLengths.cursor, platformReasons.CURSOR_INVALID),
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
    User: ruleFor(allow, 'displayName', 'locale', 'publicMetadata', 'securityEvents'),
    SecurityEventConnection: ruleFor(allow, 'edges', 'pageInfo'),
    SecurityEventEdge: ruleFor(allow, 'node', 'cursor'),
    SecurityEvent: {
      ...ruleFor(allow, 'id', 'at', 'lastAt', 'count', 'type', 'method'),
      ...ruleFor(allow, 'byAdministrator', 'sessionId', 'userAgent', 'ipAddress'),
    },
    PageInfo: ruleFor(allow, 'hasNextPage', 'hasPreviousPage', 'startCursor', 'endCursor'),
    Mutation: { updateProfile: isAuthenticated, changeUsername: isFreshNow },
  }),
};
