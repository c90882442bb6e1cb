import { ApolloServer } from '@apollo/server';
import type { AuthContext } from 'authgraph/resource-server';
import { authContext } from '../../../lib/auth';
import { maskUnexpected } from '../../../lib/mask-unexpected';
import { createRouteHandler } from '../../../lib/route-handler';
import { schema } from '../../../lib/schema';

const apollo = new ApolloServer<AuthContext>({
  schema,
  formatError: maskUnexpected,
  includeStacktraceInErrorResponses: false,
});

const handle = createRouteHandler(apollo, async (request) =>
  authContext(request.headers.get('authorization')),
);

export { handle as GET, handle as POST };
