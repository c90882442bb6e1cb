import type { MutationResolvers, QueryResolvers } from '../../generated/resolver-types.js';
import type { Services } from '../../app/services.js';
import { viewerOf } from '../sessions/context.js';

export function createLeavingQuery({ leaving }: Services): Pick<QueryResolvers, 'exportMyData'> {
  return {
    exportMyData: async (_parent, _args, context) =>
      leaving.exportData(await viewerOf(context), context.client),
  };
}

export function createLeavingMutations({
  leaving,
}: Services): Pick<MutationResolvers, 'deleteAccount' | 'disableAccount'> {
  return {
    async deleteAccount(_parent, _args, context) {
      await leaving.delete(await viewerOf(context));
      context.refreshCookie.clear();
      return true;
    },

    async disableAccount(_parent, _args, context) {
      await leaving.disable(await viewerOf(context), context.client);
      context.refreshCookie.clear();
      return true;
    },
  };
}
