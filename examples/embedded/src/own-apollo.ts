import { ApolloServer } from '@apollo/server';
import { expressMiddleware } from '@as-integrations/express5';
import { mergeSchemas } from '@graphql-tools/schema';
import { createAuthServer, loadConfig, type GraphQLContext, type User } from 'authgraph';
import express from 'express';

const auth = await createAuthServer(loadConfig(process.env));

const posts = [{ title: 'Hello', ownerId: '' }];

const schema = mergeSchemas({
  schemas: [auth.schema],
  typeDefs: `
    extend type User {
      "The posts of the caller; others have none to show."
      posts: [Post!]!
    }
    extend type Mutation { addPost(title: String!): Post! }
    type Post { title: String! }
  `,
  resolvers: {
    User: {
      posts: ({ user }: { user: User }) => posts.filter(({ ownerId }) => ownerId === user.id),
    },
    Mutation: {
      async addPost(_parent: unknown, { title }: { title: string }, { auth }: GraphQLContext) {
        // Nothing of ours guards your fields: the session may have ended since the token was made.
        const viewer = await auth.confirm();
        if (viewer instanceof Error) throw viewer;
        const post = { title, ownerId: viewer.id };
        posts.push(post);
        return post;
      },
    },
  },
});

const apollo = new ApolloServer(auth.apolloOptions(schema));
await apollo.start();

const app = express();
// This path only: `handler` has /graphql/stream.
app.all(
  '/graphql',
  (_request, response, next) => {
    response.setHeader('cache-control', 'no-store');
    next();
  },
  express.json({ limit: '100kb' }),
  expressMiddleware(apollo, {
    context: ({ req, res }) => Promise.resolve(auth.context(req, res)),
  }),
);
app.use(auth.handler);

const server = app.listen(Number(process.env['PORT'] ?? 4005), () => {
  const address = server.address();
  console.log(`ready at http://localhost:${typeof address === 'object' ? address?.port : ''}`);
});
process.once('SIGTERM', () => server.close(() => void apollo.stop().then(() => auth.close())));
