import type { AdminAction, Administrator } from './admin-action.js';
import type { ImpersonationResolvers, MutationResolvers } from '../../generated/resolver-types.js';
import { type GraphQLContext, viewerOf } from '../sessions/context.js';
import type { FactorResets } from './reset-factors.js';
import type { Administration, ManagedUserModel } from './service.js';

type AdministrationMutations = Pick<
  MutationResolvers,
  | 'deleteUser'
  | 'updateUser'
  | 'setUserRoles'
  | 'disableUser'
  | 'enableUser'
  | 'endUserSessions'
  | 'sendPasswordReset'
  | 'impersonate'
  | 'inviteUser'
>;

export function createAdministrationMutations(
  administration: Administration,
): AdministrationMutations {
  return {
    async setUserRoles(_parent, { id, roles }, context) {
      const action = await adminActionOn(id, context);
      return managed(await administration.setRoles(action, roles), action.actor);
    },

    async deleteUser(_parent, { id }, context) {
      await administration.deleteUser(await adminActionOn(id, context));
      return true;
    },

    async updateUser(_parent, { id, ...update }, context) {
      const action = await adminActionOn(id, context);
      return managed(await administration.updateUser(action, update), action.actor);
    },

    async disableUser(_parent, { id }, context) {
      const action = await adminActionOn(id, context);
      return managed((await administration.disable(action)).user, action.actor);
    },

    async enableUser(_parent, { id }, context) {
      const action = await adminActionOn(id, context);
      return managed(await administration.enable(action), action.actor);
    },

    endUserSessions: async (_parent, { id }, context) =>
      administration.endSessions(await adminActionOn(id, context)),

    async sendPasswordReset(_parent, { id }, context) {
      await administration.sendPasswordReset(await adminActionOn(id, context));
      return true;
    },

    async impersonate(_parent, { userId, reason }, context) {
      const action = await adminActionOn(userId, context);
      const impersonation = await administration.impersonate(action, reason ?? null);
      return { impersonation, viewerSessionId: action.actor.viewer.session.id };
    },

    async inviteUser(_parent, { username, email, roles }, context) {
      const by = await administratorOf(context);
      const user = await administration.invite(by, {
        username: username ?? null,
        email,
        roles: roles ?? [],
      });
      return managed(user, by);
    },
  };
}

export function createFactorResetMutations(
  resets: FactorResets,
): Pick<MutationResolvers, 'resetUserFactors' | 'cancelFactorReset'> {
  return {
    async resetUserFactors(_parent, { id, reason }, context) {
      const action = await adminActionOn(id, context);
      return managed(await resets.request(action, reason), action.actor);
    },

    async cancelFactorReset(_parent, { token }, { client }) {
      await resets.cancel(token, client);
      return true;
    },
  };
}

export const impersonationResolvers: ImpersonationResolvers = {
  accessToken: ({ impersonation }) => impersonation.token,
  tokenType: () => 'Bearer',
  expiresIn: ({ impersonation }) => impersonation.expiresIn,
  user: ({ impersonation: { user }, viewerSessionId }) => ({ user, viewerSessionId }),
};

async function administratorOf(context: GraphQLContext): Promise<Administrator> {
  return { viewer: await viewerOf(context), client: context.client };
}

async function adminActionOn(
  userId: string,
  context: GraphQLContext,
): Promise<AdminAction<Administrator>> {
  return { userId, actor: await administratorOf(context) };
}

function managed(user: ManagedUserModel['user'], { viewer }: Administrator): ManagedUserModel {
  return { user, viewerSessionId: viewer.session.id };
}
