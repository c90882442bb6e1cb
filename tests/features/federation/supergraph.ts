import {
  ApolloGateway,
  IntrospectAndCompose,
  RemoteGraphQLDataSource,
  type GraphQLDataSourceProcessOptions,
} from '@apollo/gateway';
import { ApolloServer } from '@apollo/server';
import { startStandaloneServer } from '@apollo/server/standalone';
import { createGraphQLClient, type GraphQLClient } from '../../support/graphql-client.js';
import {
  startTestServer,
  type TestServer,
  type TestServerOptions,
} from '../../support/test-server.js';
import { startNotesSubgraph, type NotesSubgraph } from './notes-subgraph.js';

interface GatewayContext {
  authorization?: string | undefined;
}

/** Authgraph and the subgraph of another team, behind a gateway of Apollo's. */
export interface Graph {
  readonly authgraph: TestServer;
  readonly notes: NotesSubgraph;
  /** Talks to the gateway, as the applications do. */
  readonly client: GraphQLClient;
  close(): Promise<void>;
}

/** What a gateway of Apollo's does with the token of its caller: it hands it on. */
class ForwardingDataSource extends RemoteGraphQLDataSource<GatewayContext> {
  override willSendRequest({ request, context }: GraphQLDataSourceProcessOptions<GatewayContext>) {
    const { authorization } = context as GatewayContext;
    if (authorization !== undefined) request.http?.headers.set('authorization', authorization);
  }
}

export async function startGraph(
  env: Record<string, string> = {},
  options: Omit<TestServerOptions, 'env'> = {},
): Promise<Graph> {
  const authgraph = await startTestServer({ ...options, env: { SUBGRAPH: 'on', ...env } });
  const { url, clock, config } = authgraph;
  const notes = await startNotesSubgraph({ url, clock, issuer: config.jwtIssuer });
  const gateway = new ApolloGateway({
    supergraphSdl: new IntrospectAndCompose({
      subgraphs: [
        { name: 'authgraph', url: `${url}/graphql` },
        { name: 'notes', url: notes.url },
      ],
    }),
    buildService: ({ url: address }) => new ForwardingDataSource(address ? { url: address } : {}),
  });
  const server = new ApolloServer<GatewayContext>({
    // Written against the same interface of another major.
    gateway: gateway,
    includeStacktraceInErrorResponses: false,
  });
  const started = await startStandaloneServer(server, {
    listen: { port: 0, host: '127.0.0.1' },
    context: ({ req }) => Promise.resolve({ authorization: req.headers.authorization }),
  });
  return {
    authgraph,
    notes,
    client: createGraphQLClient(started.url.replace(/\/$/, '')),
    async close() {
      await server.stop();
      await notes.close();
      await authgraph.close();
    },
  };
}
