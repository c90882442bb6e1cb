import type { MutationResolvers, QueryResolvers } from '../../generated/resolver-types.js';
import type { Services } from '../../app/services.js';
import { viewerOf } from '../sessions/context.js';

export function createAccountDeletionQuery({
  accountDeletion,
}: Services): Pick<QueryResolvers, 'exportMyData'> {
  return {
    exportMyData: async (_parent, _args, context) =>
      accountDeletion.exportData(await viewerOf(context), context.client),
  };
}

export function createAccountDeletionMutations({
  accountDeletion,
}: Services): Pick<MutationResolvers, 'deleteAccount' | 'disableAccount'> {
  return {
    async deleteAccount(_parent, _args, context) {
      await accountDeletion.delete(await viewerOf(context));
      context.refreshCookie.clear();
      return true;
    },

    async disableAccount(_parent, _args, context) {
      await accountDeletion.disable(await viewerOf(context), context.client);
      context.refreshCookie.clear();
      return true;
    },
  };
}
