import type { MutationResolvers } from '../../generated/resolver-types.js';
import type { Services } from '../../app/services.js';

type PasswordResetMutations = Pick<
  MutationResolvers,
  'requestPasswordReset' | 'resetPassword' | 'acceptInvitation'
>;

export function createPasswordResetMutations({ email }: Services): PasswordResetMutations {
  return {
    async requestPasswordReset(_parent, { email: address }, { client, locale }) {
      await email.requestPasswordReset({ email: address, client, locale: locale() });
      return true;
    },

    async resetPassword(_parent, { token, newPassword }, { client }) {
      await email.resetPassword({ token, newPassword, client });
      return true;
    },

    async acceptInvitation(_parent, { token, newPassword }, { client }) {
      await email.acceptInvitation({ token, newPassword, client });
      return true;
    },
  };
}
