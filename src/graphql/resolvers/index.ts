import type { Resolvers } from '../../generated/resolver-types.js';
import type { Services } from '../services.js';
import { createEmailMutations } from './email.js';
import { createEmailSignInMutations } from './email-sign-in.js';
import { createPasswordResetMutations } from './password-reset.js';
import { createMutationResolvers, queryResolvers } from './root.js';
import { scalarResolvers } from './scalars.js';
import { sessionResolvers } from './session.js';
import { tokenPairResolvers } from './token.js';
import { createUserResolvers } from './user.js';

export function createResolvers(services: Services): Resolvers {
  return {
    ...scalarResolvers,
    Query: queryResolvers,
    Mutation: {
      ...createMutationResolvers(services),
      ...createEmailMutations(services),
      ...createPasswordResetMutations(services),
      ...createEmailSignInMutations(services),
    },
    TokenPair: tokenPairResolvers,
    User: createUserResolvers(services),
    Session: sessionResolvers,
  };
}
