// GraphQL Yoga with its own JWT plugin, as its documentation sets it up: the signing key given inline, the
// user from the verified payload in the context.
import { createServer } from 'node:http';
import { createSchema, createYoga } from 'graphql-yoga';
import {
  createInlineSigningKeyProvider,
  extractFromHeader,
  useJWT,
} from '@graphql-yoga/plugin-jwt';
import { resolvers, secret, typeDefs } from '../lib/guide-schema.js';

const me = (parent, args, { jwt }) => resolvers.Query.me(parent, args, { user: jwt.payload });

const yoga = createYoga({
  schema: createSchema({ typeDefs, resolvers: { ...resolvers, Query: { me } } }),
  logging: 'warn',
  plugins: [
    useJWT({
      signingKeyProviders: [createInlineSigningKeyProvider(secret)],
      tokenLookupLocations: [extractFromHeader({ name: 'authorization', prefix: 'Bearer' })],
      tokenVerification: { algorithms: ['HS256'] },
      extendContext: true,
      // The sign-in comes without a token.
      reject: { missingToken: false, invalidToken: true },
    }),
  ],
});
createServer(yoga).listen(Number(process.env.PORT), '127.0.0.1');
