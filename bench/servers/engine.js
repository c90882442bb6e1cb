// The engine alone: Apollo Server straight on Node's HTTP server, with what it loads by default turned off,
// around what the limit does. No rules, no limits, no headers, no logs. What a service on Apollo Server can
// reach at most.
import { createServer } from 'node:http';
import { ApolloServer, HeaderMap } from '@apollo/server';
import * as disabled from '@apollo/server/plugin/disabled';
import { operations } from '../lib/limit-operations.js';

const typeDefs = `
  type User { id: ID! username: String! email: String roles: [String!]! }
  type TokenPair { accessToken: String! refreshToken: String! tokenType: String! expiresIn: Int! refreshExpiresIn: Int! }
  type Query { me: User }
  type Mutation {
    login(username: String!, password: String!): TokenPair!
    refresh(refreshToken: String!): TokenPair!
  }
`;

const resolvers = {
  Query: {
    me: async (_parent, variables, headers) => (await operations.Me(variables, headers)).me,
  },
  Mutation: {
    login: async (_parent, variables, headers) =>
      (await operations.Login(variables, headers)).login,
    refresh: async (_parent, variables, headers) =>
      (await operations.Refresh(variables, headers)).refresh,
  },
};

const apollo = new ApolloServer({
  typeDefs,
  resolvers,
  persistedQueries: false,
  plugins: Object.values(disabled).map((plugin) => plugin()),
});
await apollo.start();

async function answer(chunks, { method, headers }, response) {
  const result = await apollo.executeHTTPGraphQLRequest({
    httpGraphQLRequest: {
      method,
      headers: new HeaderMap(Object.entries(headers)),
      search: '',
      body: JSON.parse(Buffer.concat(chunks)),
    },
    context: async () => headers,
  });
  for (const [name, value] of result.headers) response.setHeader(name, value);
  response.statusCode = result.status ?? 200;
  response.end(result.body.string);
}

const server = createServer((request, response) => {
  const chunks = [];
  request.on('data', (chunk) => chunks.push(chunk));
  request.on('end', () => answer(chunks, request, response));
});
server.listen(Number(process.env.PORT), '127.0.0.1');
