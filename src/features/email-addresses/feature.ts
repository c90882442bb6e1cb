import type { Feature } from '../../platform/feature.js';
import type { JobHandler } from '../../platform/job.js';
import { mailRequestKind } from '../../platform/mail/mail.js';
import { emailMaximum } from '../accounts/identifiers.js';
import { viewerOf } from '../sessions/context.js';
import { linkTokenMaximum } from './send-link.js';
import type { EmailAddresses } from './service.js';

export interface EmailAddressServices {
  readonly email: EmailAddresses;
  /** Answers requests for mails when they are due; `undefined` while mail is off. */
  readonly answerMailRequest: JobHandler | undefined;
}

/** The e-mail address of an account: its proof, and its change. */
export const emailAddresses: Feature<EmailAddressServices> = {
  resolvers: ({ email }) => ({
    Mutation: {
      async requestEmailVerification(_parent, _args, context) {
        const { client, locales } = context;
        await email.requestVerification(await viewerOf(context), { client, locales: locales() });
        return true;
      },

      async verifyEmail(_parent, { token }, context) {
        await email.verify(await viewerOf(context), { token, client: context.client });
        return true;
      },

      async changeEmail(_parent, { newEmail }, context) {
        const { client, locales } = context;
        await email.change(await viewerOf(context), { newEmail, client, locales: locales() });
        return true;
      },
    },
  }),
  maxima: () => ({
    'Mutation.verifyEmail(token:)': linkTokenMaximum,
    'Mutation.changeEmail(newEmail:)': emailMaximum,
  }),
  permissions: ({ isFreshNow, isNotImpersonated }) => ({
    Mutation: {
      requestEmailVerification: isNotImpersonated,
      verifyEmail: isNotImpersonated,
      changeEmail: isFreshNow,
    },
  }),
  jobs: ({ answerMailRequest: handle }) =>
    handle === undefined ? {} : { [mailRequestKind]: { handle, drains: true } },
};
