import type { Resolvers } from '../generated/resolver-types.js';
import type { Services } from './services.js';
import { createEmailMutations } from '../features/email-addresses/resolvers.js';
import { createEmailSignInMutations } from '../features/email-login/resolvers.js';
import {
  createAdminQueries,
  createLoadersOf,
  createManagedUserResolvers,
  createAuditEventResolvers,
} from '../features/administration/query-resolvers.js';
import {
  createAdministrationMutations,
  impersonationResolvers,
} from '../features/administration/resolvers.js';
import {
  createAccountDeletionMutations,
  createAccountDeletionQuery,
} from '../features/account-deletion/resolvers.js';
import { createProfileMutations } from '../features/profile/resolvers.js';
import {
  createMutationResolvers,
  queryResolvers,
  createPasswordResetMutations,
} from '../features/passwords/resolvers.js';
import { scalarResolvers } from '../platform/graphql/scalars.js';
import { sessionResolvers, tokenPairResolvers } from '../features/sessions/session-resolvers.js';
import { createUserResolvers } from '../features/accounts/resolvers.js';
import { createServerInfoQuery } from './server-info.js';

export function createResolvers(services: Services): Resolvers {
  const loadersOf = createLoadersOf(services.directory);
  return {
    ...scalarResolvers,
    Query: {
      ...queryResolvers,
      ...createAccountDeletionQuery(services),
      ...createAdminQueries(services),
      ...createServerInfoQuery(services),
    },
    Mutation: {
      ...createMutationResolvers(services),
      ...createEmailMutations(services),
      ...createPasswordResetMutations(services),
      ...createEmailSignInMutations(services),
      ...createProfileMutations(services),
      ...createAccountDeletionMutations(services),
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
