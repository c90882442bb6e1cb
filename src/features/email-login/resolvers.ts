import type { MutationResolvers } from '../../generated/resolver-types.js';
import type { Services } from '../../app/services.js';

type EmailSignInMutations = Pick<
  MutationResolvers,
  'requestLoginEmail' | 'loginWithEmailToken' | 'loginWithEmailCode'
>;

export function createEmailSignInMutations({ email }: Services): EmailSignInMutations {
  return {
    async requestLoginEmail(_parent, { email: address }, { client, locale }) {
      await email.requestSignIn({ email: address, client, locale: locale() });
      return true;
    },

    loginWithEmailToken: async (_parent, { token }, { client, refreshCookie }) =>
      refreshCookie.deliver(await email.signInWithToken({ token, client })),

    loginWithEmailCode: async (_parent, { email: address, code }, { client, refreshCookie }) =>
      refreshCookie.deliver(await email.signInWithCode({ email: address, code, client })),
  };
}
