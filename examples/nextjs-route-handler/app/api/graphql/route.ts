import { ApolloServer } from '@apollo/server';
import type { AuthContext } from 'authgraph/resource-server';
import { authContext } from '../../../lib/auth';
import { createRouteHandler } from '../../../lib/route-handler';
import { schema } from '../../../lib/schema';

const apollo = new ApolloServer<AuthContext>({ schema, includeStacktraceInErrorResponses: false });

const handle = createRouteHandler(apollo, async (request) =>
  authContext(request.headers.get('authorization')),
);

export { handle as GET, handle as POST };
