import {
  ApolloClient,
  CombinedGraphQLErrors,
  gql,
  HttpLink,
  InMemoryCache,
  type TypedDocumentNode,
} from '@apollo/client';
import { ApolloLink } from '@apollo/client/link';
import { Client, fetchExchange, type OperationResult } from '@urql/core';
import { authExchange } from '@urql/exchange-auth';
import { ClientError, GraphQLClient } from 'graphql-request';
import { authLink, stepUpLink } from '../../src/client/apollo.js';
import { requestMiddleware } from '../../src/client/graphql-request.js';
import {
  createAuthFetch,
  MeDocument,
  type MeQuery,
  type Session,
  type StepUp,
} from '../../src/client/index.js';
import { authConfig, stepUpExchange } from '../../src/client/urql.js';

/** What an app does with its GraphQL client, whichever it is. */
export interface AppClient {
  /** The name of the user, asked from the network each time. Rejects with `Refused` for GraphQL errors. */
  me(): Promise<string | undefined>;
  /** Runs a mutation. Rejects with `Refused` for GraphQL errors. */
  mutate(document: string): Promise<unknown>;
  /** Runs a query, from the network each time. Rejects with `Refused` for GraphQL errors. */
  query(document: string): Promise<unknown>;
}

/** The errors of an answer, as each client in its own way told them. */
export class Refused extends Error {
  override readonly name = 'Refused';
  constructor(errors: readonly { readonly extensions?: Record<string, unknown> | undefined }[]) {
    super(errors.map(({ extensions }) => String(extensions?.['reason'])).join());
  }
}

export interface ClientKind {
  readonly name: string;
  /** Whether it sends a refused request once more. */
  readonly repeats: boolean;
  /** @param url the GraphQL address of the API */
  create(url: string, session: Session, stepUp?: StepUp): AppClient;
}

export const clientKinds: readonly ClientKind[] = [
  { name: 'Apollo Client', repeats: true, create: createApollo },
  { name: 'urql', repeats: true, create: createUrql },
  {
    name: 'graphql-request with fetch',
    repeats: true,
    create: (url, session, stepUp) =>
      wrapGraphQLRequest(
        new GraphQLClient(url, { fetch: createAuthFetch(session, optionsOf(url, stepUp)) }),
      ),
  },
  {
    name: 'graphql-request with middleware',
    repeats: false,
    create: (url, session) =>
      wrapGraphQLRequest(new GraphQLClient(url, { requestMiddleware: requestMiddleware(session) })),
  },
  { name: 'plain fetch', repeats: true, create: createPlain },
];

const optionsOf = (url: string, stepUp?: StepUp) => ({
  origins: [new URL(url).origin],
  ...(stepUp && { stepUp }),
});

function createApollo(uri: string, session: Session, stepUp?: StepUp): AppClient {
  const client = new ApolloClient({
    cache: new InMemoryCache(),
    link: ApolloLink.from([
      ...(stepUp ? [stepUpLink(stepUp)] : []),
      authLink(session),
      new HttpLink({ uri }),
    ]),
    // So that each of 50 requests at once is one.
    queryDeduplication: false,
  });
  const query: TypedDocumentNode<MeQuery> = gql(MeDocument);
  const translate = (error: unknown) => {
    throw CombinedGraphQLErrors.is(error) ? new Refused(error.errors) : error;
  };
  return {
    async me() {
      const { data } = await client.query({ query, fetchPolicy: 'no-cache' }).catch(translate);
      return data?.me?.username;
    },
    mutate: (document) => client.mutate({ mutation: gql(document) }).catch(translate),
    query: (document) =>
      client.query({ query: gql(document), fetchPolicy: 'no-cache' }).catch(translate),
  };
}

function createUrql(url: string, session: Session, stepUp?: StepUp): AppClient {
  const client = new Client({
    url,
    exchanges: [
      ...(stepUp ? [stepUpExchange(stepUp)] : []),
      authExchange(authConfig(session)),
      fetchExchange,
    ],
    requestPolicy: 'network-only',
    preferGetMethod: false,
  });
  const dataOf = <T>({ data, error }: OperationResult<T>): T | undefined => {
    if (error?.networkError) throw error.networkError;
    if (error) throw new Refused(error.graphQLErrors);
    return data;
  };
  let counter = 0;
  return {
    async me() {
      // urql answers equal queries at the same time with one request; another name is another query.
      const query = MeDocument.replace('query Me', `query Me_${(counter += 1)}`);
      return dataOf(await client.query<MeQuery>(query, {}).toPromise())?.me?.username;
    },
    mutate: async (document) => dataOf(await client.mutation<unknown>(document, {}).toPromise()),
    query: async (document) => dataOf(await client.query<unknown>(document, {}).toPromise()),
  };
}

function wrapGraphQLRequest(client: GraphQLClient): AppClient {
  const translate = (error: unknown) => {
    throw error instanceof ClientError ? new Refused(error.response.errors ?? []) : error;
  };
  return {
    me: async () => (await client.request<MeQuery>(MeDocument).catch(translate)).me?.username,
    mutate: (document) => client.request<unknown>(document).catch(translate),
    query: (document) => client.request<unknown>(document).catch(translate),
  };
}

function createPlain(url: string, session: Session, stepUp?: StepUp): AppClient {
  const fetch = createAuthFetch(session, optionsOf(url, stepUp));
  async function send(query: string) {
    const headers = { 'content-type': 'application/json' };
    const response = await fetch(url, { method: 'POST', headers, body: JSON.stringify({ query }) });
    const { data, errors } = (await response.json()) as {
      data: unknown;
      errors?: { extensions?: Record<string, unknown> }[];
    };
    if (errors) throw new Refused(errors);
    return data;
  }
  return {
    me: async () => ((await send(MeDocument)) as MeQuery).me?.username,
    mutate: send,
    query: send,
  };
}
