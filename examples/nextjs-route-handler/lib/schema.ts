import { makeExecutableSchema } from '@graphql-tools/schema';
import {
  allow,
  applyMiddleware,
  deny,
  hasRole,
  isAuthenticated,
  shield,
  type AuthContext,
} from 'authgraph/resource-server';

const typeDefs = `
  type Query {
    hello: String!
    "The caller's id at the service."
    whoAmI: ID
    "For administrators."
    report: String
  }
`;

const resolvers = {
  Query: {
    hello: () => 'Hello',
    whoAmI: (_: unknown, __: unknown, { auth }: AuthContext) =>
      auth.status === 'authenticated' ? auth.principal.id : null,
    report: () => 'All is well',
  },
};

const permissions = shield(
  { Query: { hello: allow, whoAmI: isAuthenticated, report: hasRole('admin') } },
  { fallbackRule: deny, allowExternalErrors: true },
);

export const schema = applyMiddleware(makeExecutableSchema({ typeDefs, resolvers }), permissions);
