import type { MutationResolvers } from '../../generated/resolver-types.js';
import type { Services } from '../../app/services.js';
import { viewerOf } from '../sessions/context.js';

type EmailMutations = Pick<
  MutationResolvers,
  'requestEmailVerification' | 'verifyEmail' | 'changeEmail'
>;

export function createEmailMutations({ email }: Services): EmailMutations {
  return {
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
  };
}
