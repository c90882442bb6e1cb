import type { Resolvers } from '../generated/resolver-types.js';
import { createLoadersOf } from '../features/administration/loaders.js';
import type { Services } from './services.js';
import { createEmailMutations } from '../features/email-addresses/resolvers.js';
import { createEmailSignInMutations } from '../features/email-login/resolvers.js';
import { createPasswordResetMutations } from '../features/passwords/password-reset-resolvers.js';
import { createAdminQueries } from '../features/administration/query-resolvers.js';
import {
  createAdministrationMutations,
  impersonationResolvers,
} from '../features/administration/resolvers.js';
import { createAuditEventResolvers } from '../features/administration/audit-event-resolvers.js';
import { createManagedUserResolvers } from '../features/administration/managed-user-resolvers.js';
import {
  createLeavingMutations,
  createLeavingQuery,
} from '../features/account-deletion/resolvers.js';
import { createProfileMutations } from '../features/profile/resolvers.js';
import { createMutationResolvers, queryResolvers } from '../features/passwords/resolvers.js';
import { scalarResolvers } from '../platform/graphql/scalars.js';
import { createServerInfoQuery } from './server-info-resolvers.js';
import { sessionResolvers } from '../features/sessions/session-resolvers.js';
import { tokenPairResolvers } from '../features/sessions/token-pair-resolvers.js';
import { createUserResolvers } from '../features/accounts/resolvers.js';

export function createResolvers(services: Services): Resolvers {
  const loadersOf = createLoadersOf(services.directory);
  return {
    ...scalarResolvers,
    Query: {
      ...queryResolvers,
      ...createLeavingQuery(services),
      ...createAdminQueries(services),
      ...createServerInfoQuery(services),
    },
    Mutation: {
      ...createMutationResolvers(services),
      ...createEmailMutations(services),
      ...createPasswordResetMutations(services),
      ...createEmailSignInMutations(services),
      ...createProfileMutations(services),
      ...createLeavingMutations(services),
      ...createAdministrationMutations(services),
    },
    TokenPair: tokenPairResolvers,
    User: createUserResolvers(loadersOf),
    Session: sessionResolvers,
    Impersonation: impersonationResolvers,
    ManagedUser: createManagedUserResolvers(loadersOf),
    AuditEvent: createAuditEventResolvers(loadersOf),
  };
}
