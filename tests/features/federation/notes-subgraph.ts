import { ApolloServer } from '@apollo/server';
import { startStandaloneServer } from '@apollo/server/standalone';
import { buildSubgraphSchema } from '@apollo/subgraph';
import { parse } from 'graphql';
import type { Clock } from '../../../src/platform/clock.js';
import {
  AuthError,
  createAccessTokenVerifier,
  createAuthContext,
  createLocalKeys,
  type AuthContext,
  type JsonWebKeySet,
} from '../../../src/resource-server/index.js';

/** Another team's subgraph: it knows users by their id alone, and reads who asks from the token. */
const typeDefs = parse(`
  extend schema @link(url: "https://specs.apollo.dev/federation/v2.5", import: ["@key"])
  type Query {
    "The notes of everyone."
    notes: [Note!]!
    "The claims of whoever asks."
    claims: Claims!
  }
  type Mutation { addNote(text: String!): Note! }
  type Note { text: String!  author: User }
  type User @key(fields: "id") { id: ID!  notes: [Note!]! }
  type Claims { userId: ID!  scopes: [String!]! }
`);

export interface NotesSubgraph {
  readonly url: string;
  close(): Promise<void>;
}

export async function startNotesSubgraph(authgraph: {
  url: string;
  issuer: string;
  clock: Clock;
}): Promise<NotesSubgraph> {
  const response = await fetch(`${authgraph.url}/.well-known/jwks.json`);
  const authContext = createAuthContext({
    verifier: createAccessTokenVerifier({
      keys: createLocalKeys({ jwks: (await response.json()) as JsonWebKeySet }),
      issuer: authgraph.issuer,
      audience: 'authgraph',
      clock: authgraph.clock,
    }),
  });
  const server = new ApolloServer<AuthContext>({
    schema: buildSubgraphSchema({ typeDefs, resolvers: createResolvers() as never }),
  });
  const { url } = await startStandaloneServer(server, {
    listen: { port: 0, host: '127.0.0.1' },
    context: ({ req }) => Promise.resolve(authContext(req.headers.authorization)),
  });
  return { url, close: () => server.stop() };
}

function createResolvers() {
  const notes: { text: string; authorId: string }[] = [];
  return {
    Query: {
      notes: () => notes,
      async claims(_parent: unknown, _args: unknown, context: AuthContext) {
        const { id, scopes } = await principalOf(context);
        return { userId: id, scopes };
      },
    },
    Mutation: {
      async addNote(_parent: unknown, { text }: { text: string }, context: AuthContext) {
        const note = { text, authorId: (await principalOf(context)).id };
        notes.push(note);
        return note;
      },
    },
    Note: {
      author: ({ authorId }: { authorId: string }) => ({ __typename: 'User', id: authorId }),
    },
    User: {
      notes: ({ id }: { id: string }) => notes.filter(({ authorId }) => authorId === id),
    },
  };
}

async function principalOf({ auth }: AuthContext) {
  const principal = await auth.confirm();
  if (principal instanceof AuthError) throw principal;
  return principal;
}
