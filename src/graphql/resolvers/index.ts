import type { Resolvers } from '../../generated/resolver-types.js';
import { createLoadersOf } from '../loaders.js';
import type { Services } from '../services.js';
import { createEmailMutations } from './email.js';
import { createEmailSignInMutations } from './email-sign-in.js';
import { createPasswordResetMutations } from './password-reset.js';
import { createAdminQueries } from './admin.js';
import { createAdministrationMutations, impersonationResolvers } from './administration.js';
import { createAuditEventResolvers } from './audit-event.js';
import { createManagedUserResolvers } from './managed-user.js';
import { createLeavingMutations, createLeavingQuery } from './leaving.js';
import { createProfileMutations } from './profile.js';
import { createMutationResolvers, queryResolvers } from './root.js';
import { scalarResolvers } from './scalars.js';
import { createServerInfoQuery } from './server-info.js';
import { sessionResolvers } from './session.js';
import { tokenPairResolvers } from './token.js';
import { createUserResolvers } from './user.js';

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
