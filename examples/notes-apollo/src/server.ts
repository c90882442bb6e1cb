import { readFileSync } from 'node:fs';
import { ApolloServer } from '@apollo/server';
import { startStandaloneServer } from '@apollo/server/standalone';
import { makeExecutableSchema } from '@graphql-tools/schema';
import { applyMiddleware, type AuthContext } from 'authgraph/resource-server';
import { authContext } from './auth.js';
import { maskUnexpected } from './mask-unexpected.js';
import { createNotes } from './notes.js';
import { permissions } from './permissions.js';
import { createResolvers } from './resolvers.js';

const typeDefs = readFileSync(new URL('../schema.graphql', import.meta.url), 'utf8');
const schema = makeExecutableSchema({ typeDefs, resolvers: createResolvers(createNotes()) });

const server = new ApolloServer<AuthContext>({
  schema: applyMiddleware(schema, permissions),
  formatError: maskUnexpected,
  includeStacktraceInErrorResponses: false,
});

const { url } = await startStandaloneServer(server, {
  listen: { port: Number(process.env['PORT'] ?? 4001) },
  context: async ({ req }) => authContext(req.headers.authorization),
});
console.log(`ready at ${url}`);
