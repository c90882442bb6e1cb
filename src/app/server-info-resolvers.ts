import type { QueryResolvers } from '../generated/resolver-types.js';
import type { Services } from './services.js';

export function createServerInfoQuery({
  serverInfo,
}: Services): Pick<QueryResolvers, 'serverInfo'> {
  return { serverInfo: () => serverInfo };
}
