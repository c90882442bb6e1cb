import { ruleFor, type Feature } from '../../platform/feature.js';
import { maxLengths, text } from '../../platform/maxima.js';
import { viewerOf } from '../sessions/context.js';
import { wrongRecoveryCode, type RecoveryCodeStores } from './recovery-codes.js';
import type { TwoStep } from './service.js';

export interface TwoStepServices {
  readonly twoStep: TwoStep;
}

const recoveryCodeMaximum = text(maxLengths.mailCode, wrongRecoveryCode);

/** Two-step sign-in, and the recovery codes that come with it. The factors are features of their own. */
export const twoStep: Feature<TwoStepServices, never, RecoveryCodeStores> = {
  resolvers: ({ twoStep: service }) => ({
    Mutation: {
      async setTwoStepSignIn(_parent, { on }, context) {
        const change = await service.set(await viewerOf(context), on, context.client);
        return { ...change, tokens: context.refreshCookie.deliver(change.tokens) };
      },

      async regenerateRecoveryCodes(_parent, _args, context) {
        return { codes: [...(await service.renewCodes(await viewerOf(context), context.client))] };
      },
    },
    TwoStepChange: {
      tokens: ({ tokens }) => tokens,
      recoveryCodes: ({ recoveryCodes }) => recoveryCodes && [...recoveryCodes],
    },
    RecoveryCodes: { codes: ({ codes }) => codes },
    User: {
      twoStepSignIn: ({ user }) => user.twoStepSince !== null,
      recoveryCodesLeft: ({ user }) => service.codesLeft(user.id),
    },
    ManagedUser: { twoStepSignIn: ({ user }) => user.twoStepSince !== null },
  }),
  maxima: () => ({
    'FactorProofInput.recoveryCode': recoveryCodeMaximum,
    'StepUpInput.recoveryCode': recoveryCodeMaximum,
  }),
  personalData: async ({ recoveryCodes }, userId) => ({
    recoveryCodes: (await recoveryCodes.listOf(userId)).map(({ createdAt, usedAt }) => ({
      createdAt: new Date(createdAt).toISOString(),
      usedAt: usedAt === null ? null : new Date(usedAt).toISOString(),
    })),
  }),
  permissions: ({ allow, isFreshNow }) => ({
    Mutation: ruleFor(isFreshNow, 'setTwoStepSignIn', 'regenerateRecoveryCodes'),
    TwoStepChange: ruleFor(allow, 'tokens', 'recoveryCodes'),
    RecoveryCodes: { codes: allow },
    User: ruleFor(allow, 'twoStepSignIn', 'recoveryCodesLeft'),
    ManagedUser: { twoStepSignIn: allow },
  }),
};
