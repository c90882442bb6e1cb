import type { GraphQLResolveInfo } from 'graphql';
import { ruleFor, type Feature, type FeatureResolvers } from '../../platform/feature.js';
import { createLoadersOf, gather } from '../../platform/graphql/loaders.js';
import { platformReasons } from '../../platform/errors/reasons.js';
import { maxLengths, text } from '../../platform/maxima.js';
import { maxTypedPasswordLength } from '../../platform/password-hashing/policy.js';
import type { User } from '../accounts/user.js';
import { emailMaximum, usernameMaximum } from '../accounts/identifiers.js';
import { linkTokenMaximum } from '../email-addresses/send-link.js';
import { viewerOf } from '../sessions/context.js';
import { passwordReasons } from './facts.js';
import type { PasswordResets } from './reset-password.js';
import type { Accounts } from './service.js';

export interface PasswordServices {
  readonly accounts: Omit<Accounts, 'refresh'>;
  readonly email: PasswordResets;
}

/** Sign-up and sign-in by password, its proof again, its change, and its reset by mail. */
export const passwords: Feature<PasswordServices> = {
  resolvers: (services) => ({
    Mutation: createMutations(services),
    ...createHasPassword(services.accounts),
  }),
  maxima({ passwordMaxLength }) {
    const password = text(maxTypedPasswordLength, passwordReasons.INVALID_CREDENTIALS);
    // NFKC makes one character of four code units at most.
    const newPassword = text(passwordMaxLength * 4, platformReasons.PASSWORD_TOO_LONG);
    return {
      'Mutation.register(username:)': usernameMaximum,
      'Mutation.register(password:)': newPassword,
      'Mutation.register(email:)': emailMaximum,
      // Nobody has a longer name: it is wrong as any other.
      'Mutation.login(username:)': text(maxLengths.email, passwordReasons.INVALID_CREDENTIALS),
      'Mutation.login(password:)': password,
      'PasswordSignIn.username': text(maxLengths.email, passwordReasons.INVALID_CREDENTIALS),
      'PasswordSignIn.password': password,
      'StepUpInput.password': password,
      'Mutation.reauthenticate(password:)': password,
      'Mutation.changePassword(currentPassword:)': password,
      'Mutation.changePassword(newPassword:)': newPassword,
      'Mutation.setPassword(newPassword:)': newPassword,
      'Mutation.requestPasswordReset(email:)': emailMaximum,
      'Mutation.resetPassword(token:)': linkTokenMaximum,
      'Mutation.resetPassword(newPassword:)': newPassword,
      'Mutation.acceptInvitation(token:)': linkTokenMaximum,
      'Mutation.acceptInvitation(newPassword:)': newPassword,
    };
  },
  permissions: ({ allow, isAdministrator, isNotImpersonated, isFreshNow, isFreshIfTwoStep }) => ({
    Mutation: {
      ...ruleFor(allow, 'register', 'login', 'requestPasswordReset', 'resetPassword'),
      acceptInvitation: allow,
      reauthenticate: isNotImpersonated,
      changePassword: isFreshIfTwoStep,
      ...ruleFor(isFreshNow, 'setPassword', 'removePassword'),
    },
    User: { hasPassword: allow },
    ManagedUser: { hasPassword: isAdministrator },
  }),
};

function createMutations({
  accounts,
  email,
}: PasswordServices): NonNullable<FeatureResolvers['Mutation']> {
  return {
    async register(_parent, { username, password, email: address }, context) {
      const { client, locales, refreshCookie } = context;
      const candidate = {
        username: username ?? null,
        password,
        email: address ?? null,
        client,
        locales: locales(),
      };
      return refreshCookie.deliver(await accounts.register(candidate));
    },

    login: async (_parent, { username, password }, { client, refreshCookie }) =>
      refreshCookie.deliver(await accounts.login({ username, password, client })),

    async reauthenticate(_parent, { password }, context) {
      const viewer = await viewerOf(context);
      const proof = { password, client: context.client };
      return context.refreshCookie.deliver(await accounts.reauthenticate(viewer, proof));
    },

    async changePassword(_parent, given, context) {
      const viewer = await viewerOf(context);
      const change = { ...given, client: context.client };
      return context.refreshCookie.deliver(await accounts.changePassword(viewer, change));
    },

    async setPassword(_parent, { newPassword }, context) {
      const viewer = await viewerOf(context);
      const first = { newPassword, client: context.client };
      return context.refreshCookie.deliver(await accounts.setPassword(viewer, first));
    },

    async removePassword(_parent, _args, context) {
      const viewer = await viewerOf(context);
      return context.refreshCookie.deliver(await accounts.removePassword(viewer, context.client));
    },

    async requestPasswordReset(_parent, { email: address }, { client, locales }) {
      await email.requestPasswordReset({ email: address, client, locales: locales() });
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

/** One statement for all accounts of an answer. */
function createHasPassword({
  withPassword,
}: PasswordServices['accounts']): Pick<FeatureResolvers, 'User' | 'ManagedUser'> {
  const loadersOf = createLoadersOf((options) => ({
    hasPassword: gather(withPassword, false, options),
  }));
  const hasPassword = (
    { user }: { user: User },
    _args: object,
    context: object,
    info: GraphQLResolveInfo,
  ) => loadersOf(context, info).hasPassword.load(user.id);
  return { User: { hasPassword }, ManagedUser: { hasPassword } };
}
