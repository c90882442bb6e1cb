import { ruleFor, type Feature } from '../../platform/feature.js';
import type { EmailLogin } from './sign-in.js';

/** The sign-in by a link or a code that is mailed. */
export const emailLogin: Feature<{ readonly email: EmailLogin }> = {
  resolvers: ({ email }) => ({
    Mutation: {
      async requestLoginEmail(_parent, { email: address }, { client, locale }) {
        await email.requestSignIn({ email: address, client, locale: locale() });
        return true;
      },

      loginWithEmailToken: async (_parent, { token }, { client, refreshCookie }) =>
        refreshCookie.deliver(await email.signInWithToken({ token, client })),

      loginWithEmailCode: async (_parent, { email: address, code }, { client, refreshCookie }) =>
        refreshCookie.deliver(await email.signInWithCode({ email: address, code, client })),
    },
  }),
  permissions: ({ allow }) => ({
    Mutation: ruleFor(allow, 'requestLoginEmail', 'loginWithEmailToken', 'loginWithEmailCode'),
  }),
};
