import { makeExecutableSchema } from '@graphql-tools/schema';
import type { GraphQLSchema } from 'graphql';
import { applyMiddleware } from 'graphql-middleware';
import { permissions } from './permissions.js';
import { createResolvers } from './resolvers/index.js';
import type { Services } from './services.js';
import { readTypeDefs } from './type-defs.js';

/** The contract with its resolvers, behind the rules. */
export function createSchema(services: Services): GraphQLSchema {
  const schema = makeExecutableSchema({
    typeDefs: readTypeDefs(),
    resolvers: createResolvers(services),
    resolverValidationOptions: { requireResolversToMatchSchema: 'error' },
  });
  return applyMiddleware(schema, permissions);
}
