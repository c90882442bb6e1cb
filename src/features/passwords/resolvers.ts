import type { MutationResolvers, QueryResolvers } from '../../generated/resolver-types.js';
import type { Services } from '../../app/services.js';
import { redeemRefreshToken } from '../sessions/refresh-cookie.js';
import { viewerOf } from '../sessions/context.js';
import { signOut } from '../sessions/session-resolvers.js';

export const queryResolvers: QueryResolvers = {
  async me(_parent, _args, context) {
    const { user, session } = await viewerOf(context);
    return { user, viewerSessionId: session.id };
  },
};

export function createMutationResolvers(services: Services): MutationResolvers {
  const { accounts, sessions } = services;
  return {
    async register(_parent, { username, password, email }, context) {
      const { client, locale, refreshCookie } = context;
      const candidate = { username, password, email: email ?? null, client, locale: locale() };
      return refreshCookie.deliver(await accounts.register(candidate));
    },

    login: async (_parent, { username, password }, { client, refreshCookie }) =>
      refreshCookie.deliver(await accounts.login({ username, password, client })),

    async refresh(_parent, { refreshToken: argument, ...rest }, context) {
      const { client, refreshCookie } = context;
      const { expiresIn = null, idempotencyKey = null } = rest;
      const redeem = (refreshToken: string) =>
        accounts.refresh({ refreshToken, expiresIn, idempotencyKey, client });
      return refreshCookie.deliver(await redeemRefreshToken(refreshCookie, argument, redeem));
    },

    async logout(_parent, _args, context) {
      await signOut(context, services);
      return true;
    },

    async logoutEverywhere(_parent, _args, context) {
      const { sessionId, id: userId } = await viewerOf(context);
      const ended = await sessions.endAll({ sessionId, userId }, context.client);
      context.refreshCookie.clear();
      return ended;
    },

    async revokeSession(_parent, { id }, context) {
      const { id: userId } = await viewerOf(context);
      return sessions.endOwn({ sessionId: id, userId }, context.client);
    },

    async reauthenticate(_parent, { password }, context) {
      const viewer = await viewerOf(context);
      const proof = { password, client: context.client };
      return context.refreshCookie.deliver(await accounts.reauthenticate(viewer, proof));
    },

    async changePassword(_parent, passwords, context) {
      const viewer = await viewerOf(context);
      const change = { ...passwords, client: context.client };
      return context.refreshCookie.deliver(await accounts.changePassword(viewer, change));
    },
  };
}

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
