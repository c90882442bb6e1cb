import type { Feature } from '../../platform/feature.js';
import { viewerOf } from '../sessions/context.js';
import type { EmailAddresses } from './service.js';

/** The e-mail address of an account: its proof, and its change. */
export const emailAddresses: Feature<{ readonly email: EmailAddresses }> = {
  resolvers: ({ email }) => ({
    Mutation: {
      async requestEmailVerification(_parent, _args, context) {
        const { client, locale } = context;
        await email.requestVerification(await viewerOf(context), { client, locale: locale() });
        return true;
      },

      async verifyEmail(_parent, { token }, context) {
        await email.verify(await viewerOf(context), { token, client: context.client });
        return true;
      },

      async changeEmail(_parent, { newEmail }, context) {
        const { client, locale } = context;
        await email.change(await viewerOf(context), { newEmail, client, locale: locale() });
        return true;
      },
    },
  }),
  permissions: ({ isFreshNow, isNotImpersonated }) => ({
    Mutation: {
      requestEmailVerification: isNotImpersonated,
      verifyEmail: isNotImpersonated,
      changeEmail: isFreshNow,
    },
  }),
};
