import type { Feature } from '../../platform/feature.js';
import { viewerOf } from '../sessions/context.js';
import type { AccountDeletion } from './service.js';

/** How users leave: with a copy of their data, for a while, or for good. */
export const accountDeletion: Feature<{ readonly accountDeletion: AccountDeletion }> = {
  resolvers: ({ accountDeletion: service }) => ({
    Query: {
      exportMyData: async (_parent, _args, context) =>
        service.exportData(await viewerOf(context), context.client),
    },
    Mutation: {
      async deleteAccount(_parent, _args, context) {
        await service.delete(await viewerOf(context));
        context.refreshCookie.clear();
        return true;
      },

      async disableAccount(_parent, _args, context) {
        await service.disable(await viewerOf(context), context.client);
        context.refreshCookie.clear();
        return true;
      },
    },
  }),
  permissions: ({ isFreshNow }) => ({
    Query: { exportMyData: isFreshNow },
    Mutation: { deleteAccount: isFreshNow, disableAccount: isFreshNow },
  }),
};
