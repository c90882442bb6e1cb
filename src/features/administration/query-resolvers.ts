import type { QueryResolvers } from '../../generated/resolver-types.js';
import { eventSearchOf, userFilterOf, userOrderOf } from './admin-input.js';
import { connectionOf } from '../../platform/graphql/connection.js';
import type { Services } from '../../app/services.js';
import { viewerOf } from '../sessions/viewer.js';

export function createAdminQueries({
  directory,
}: Services): Pick<QueryResolvers, 'users' | 'user' | 'auditEvents'> {
  return {
    async users(_parent, { filter, orderBy, ...request }, context) {
      const { sessionId: viewerSessionId } = await viewerOf(context);
      const page = await directory.users(request, userFilterOf(filter), userOrderOf(orderBy));
      return connectionOf(page, (user) => ({ user, viewerSessionId }));
    },

    async user(_parent, { id }, context) {
      const { sessionId: viewerSessionId } = await viewerOf(context);
      const user = (await directory.usersByIds([id])).get(id);
      return user === undefined ? null : { user, viewerSessionId };
    },

    async auditEvents(_parent, { filter, ...request }, context) {
      const { sessionId: viewerSessionId } = await viewerOf(context);
      const page = await directory.events(request, eventSearchOf(filter));
      return connectionOf(page, (event) => ({ event, viewerSessionId }));
    },
  };
}
