// Apollo Server as most guides set it up: the standalone server, graphql-shield, and jsonwebtoken with
// the secret as a string, verified in the context function. It looks the user up, but knows no sessions.
import { ApolloServer } from '@apollo/server';
import { startStandaloneServer } from '@apollo/server/standalone';
import { makeExecutableSchema } from '@graphql-tools/schema';
import { applyMiddleware } from 'graphql-middleware';
import { shield } from 'graphql-shield';
import { isAuthenticated, resolvers, typeDefs, userOf } from '../lib/guide-schema.js';

const permissions = shield({ Query: { me: isAuthenticated } }, { allowExternalErrors: true });
const schema = makeExecutableSchema({ typeDefs, resolvers });
const server = new ApolloServer({ schema: applyMiddleware(schema, permissions) });
await startStandaloneServer(server, {
  listen: { port: Number(process.env.PORT), host: '127.0.0.1' },
  context: async ({ req }) => ({ user: userOf(req.headers.authorization) }),
});
