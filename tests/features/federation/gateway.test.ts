import {
  ApolloGateway,
  IntrospectAndCompose,
  RemoteGraphQLDataSource,
  type GraphQLDataSourceProcessOptions,
} from '@apollo/gateway';
import { ApolloServer } from '@apollo/server';
import { startStandaloneServer } from '@apollo/server/standalone';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import {
  createGraphQLClient,
  dataOf,
  refusalOf,
  type GraphQLClient,
  type TokenPair,
} from '../../support/graphql-client.js';
import { startTestServer, type TestServer } from '../../support/test-server.js';
import { startNotesSubgraph, type NotesSubgraph } from './notes-subgraph.js';

interface GatewayContext {
  authorization?: string | undefined;
}

interface Graph {
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

async function startGraph(env: Record<string, string> = {}): Promise<Graph> {
  const authgraph = await startTestServer({ env: { SUBGRAPH: 'on', ...env } });
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

let graph: Graph;
let ada: TokenPair;
let bob: TokenPair;

async function signUpBoth({ client }: Graph): Promise<[TokenPair, TokenPair]> {
  const pairs = [];
  for (const username of ['ada', 'bob']) {
    const pair = dataOf(await client.register({ username, email: `${username}@example.com` }));
    const note = `mutation { addNote(text: "${username}'s") { text } }`;
    dataOf(await client.send(note, {}, { token: pair.register.accessToken }));
    pairs.push(pair.register);
  }
  return pairs as [TokenPair, TokenPair];
}

const as = ({ accessToken }: TokenPair) => ({ token: accessToken });

describe('a supergraph of Authgraph and notes', () => {
  beforeAll(async () => {
    graph = await startGraph();
    [ada, bob] = await signUpBoth(graph);
  });
  afterAll(() => graph.close());

  test('signs in through the gateway, and each subgraph knows the caller by the token', async () => {
    const { login } = dataOf(await graph.client.login('ada'));
    const reply = await graph.client.send<{ me: { id: string }; claims: { userId: string } }>(
      '{ me { id } claims { userId } }',
      {},
      as(login),
    );
    expect(dataOf(reply)).toEqual({ me: { id: ada.user.id }, claims: { userId: ada.user.id } });
  });

  test('joins the caller with what another subgraph has of them', async () => {
    const query = '{ me { username notes { text } } }';
    const reply = await graph.client.send(query, {}, as(ada));
    expect(dataOf(reply)).toEqual({ me: { username: 'ada', notes: [{ text: "ada's" }] } });
  });

  test('resolves the caller where another subgraph names them, with all that is theirs', async () => {
    dataOf(await graph.client.login('ada'));
    const query = '{ notes { text author { id username email sessions { current } } } }';
    const reply = await graph.client.send<{ notes: { author: unknown }[] }>(query, {}, as(ada));
    expect(reply.data?.notes[0]?.author).toEqual({
      id: ada.user.id,
      username: 'ada',
      email: 'ada@example.com',
      // Both were used in the same moment.
      sessions: expect.arrayContaining([{ current: false }, { current: true }]) as unknown,
    });
  });

  test('resolves nobody else, and says so where they are asked for', async () => {
    const query = '{ notes { text author { username } } }';
    const reply = await graph.client.send(query, {}, as(ada));
    expect(refusalOf(reply)).toEqual({ code: 'FORBIDDEN', reason: 'NOT_ALLOWED' });
    expect(reply.text).not.toContain('"bob"');
  });

  test('resolves nothing without a token', async () => {
    const reply = await graph.client.send('{ notes { author { username } } }');
    expect(refusalOf(reply)).toEqual({ code: 'UNAUTHENTICATED', reason: 'TOKEN_MISSING' });
  });

  test('keeps codes and reasons of refusals', async () => {
    const wrong = await graph.client.login('ada', 'not her password');
    expect(refusalOf(wrong)).toEqual({ code: 'UNAUTHENTICATED', reason: 'INVALID_CREDENTIALS' });
    const { login } = dataOf(await graph.client.login('bob'));
    dataOf(await graph.client.send('mutation { logout }', {}, as(login)));
    const after = await graph.client.send('{ me { id } }', {}, as(login));
    expect(refusalOf(after)).toEqual({ code: 'UNAUTHENTICATED', reason: 'TOKEN_REVOKED' });
  });
});

describe('a supergraph whose users may see each other', () => {
  beforeAll(async () => {
    graph = await startGraph({
      SUBGRAPH_USER_SCOPE: 'users:read',
      ROLE_SCOPES: '{"*":["users:read"]}',
    });
    [ada, bob] = await signUpBoth(graph);
  });
  afterAll(() => graph.close());

  test('resolves the names of others', async () => {
    const reply = await graph.client.send(
      '{ notes { author { id username } } claims { scopes } }',
      {},
      as(ada),
    );
    expect(dataOf(reply)).toEqual({
      notes: [
        { author: { id: ada.user.id, username: 'ada' } },
        { author: { id: bob.user.id, username: 'bob' } },
      ],
      claims: { scopes: ['users:read'] },
    });
  });

  test.each(['email', 'emailVerified', 'roles', 'createdAt', 'sessions { id }'])(
    'keeps %s to the user',
    async (field) => {
      const query = `{ notes { author { username ${field} } } }`;
      const reply = await graph.client.send(query, {}, as(ada));
      expect(refusalOf(reply)).toEqual({ code: 'FORBIDDEN', reason: 'NOT_ALLOWED' });
      expect(reply.text).not.toContain('bob@example.com');
    },
  );
});
