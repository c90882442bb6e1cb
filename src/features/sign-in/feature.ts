import { ruleFor, type Feature } from '../../platform/feature.js';
import { text } from '../../platform/maxima.js';
import { viewerOf } from '../sessions/context.js';
import type { FactorProof } from '../sessions/second-factor.js';
import { oneOf, type SignInStores } from './dependencies.js';
import { signInReasons } from './facts.js';
import type { SignIn } from './sign-in.js';

export interface SignInServices {
  readonly signIn: SignIn;
}

/** UTF-16 code units of the token of a challenge. */
const maxMfaToken = 1024;

/** Milliseconds for which a used token is remembered beyond its end: where a clock is set back, it is not good again. */
const usedRetention = 86_400_000;

/** Every way to sign in by one field, the second step, and the proof of identity in a session. */
export const signIn: Feature<SignInServices, never, Pick<SignInStores, 'usedTokens'>> = {
  resolvers: ({ signIn: service }) => ({
    Mutation: {
      async signIn(_parent, { input }, { client, refreshCookie }) {
        const result = await service.signIn(input, client);
        return 'mfaToken' in result ? result : refreshCookie.deliver(result);
      },

      async completeMfa(_parent, { mfaToken, input }, { client, refreshCookie }) {
        const proof = oneOf(input) as FactorProof;
        return refreshCookie.deliver(await service.completeMfa({ mfaToken, proof, client }));
      },

      async stepUp(_parent, { input }, context) {
        const viewer = await viewerOf(context);
        return context.refreshCookie.deliver(await service.stepUp(viewer, input, context.client));
      },
    },
    SignInResult: {
      __resolveType: (result) => ('mfaToken' in result ? 'MfaChallenge' : 'TokenPair'),
    },
    MfaChallenge: {
      mfaToken: (challenge) => challenge.mfaToken,
      methods: (challenge) => [...challenge.methods],
      expiresIn: (challenge) => challenge.expiresIn,
    },
  }),
  maxima: () => ({
    'Mutation.completeMfa(mfaToken:)': text(maxMfaToken, signInReasons.MFA_TOKEN_INVALID),
  }),
  retention: ({ usedTokens }, now) => [(limit) => usedTokens.prune(now - usedRetention, limit)],
  permissions: ({ allow, isNotImpersonated }) => ({
    Mutation: { ...ruleFor(allow, 'signIn', 'completeMfa'), stepUp: isNotImpersonated },
    MfaChallenge: ruleFor(allow, 'mfaToken', 'methods', 'expiresIn'),
  }),
};
