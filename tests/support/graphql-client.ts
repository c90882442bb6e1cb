export interface GraphQLError {
  message: string;
  path?: (string | number)[];
  extensions: { code: string; reason?: string; retryAfter?: number; requestId?: string };
}

export interface Reply<T> {
  status: number;
  headers: Headers;
  data: T | null | undefined;
  errors: GraphQLError[];
  /** The whole body as text, to look for what must not be in it. */
  text: string;
}

export interface TokenPair {
  accessToken: string;
  refreshToken: string;
  tokenType: string;
  expiresIn: number;
  refreshExpiresIn: number;
  user: { id: string; username: string; email: string | null; roles: string[] };
}

export interface RequestOptions {
  token?: string;
  headers?: Record<string, string>;
}

export interface RefreshRequestOptions extends RequestOptions {
  idempotencyKey?: string;
}

const pairFields = `accessToken refreshToken tokenType expiresIn refreshExpiresIn
  user { id username email roles }`;

export const goodPassword = 'correct horse battery staple';

/** Talks to a server as any GraphQL client would: over HTTP, with fetch. */
export function createGraphQLClient(url: string) {
  async function send<T>(
    query: string,
    variables: Record<string, unknown> = {},
    { token, headers = {} }: RequestOptions = {},
  ): Promise<Reply<T>> {
    const response = await fetch(`${url}/graphql`, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
        ...headers,
      },
      body: JSON.stringify({ query, variables }),
    });
    const text = await response.text();
    const body = JSON.parse(text) as { data?: T | null; errors?: GraphQLError[] };
    const { status, headers: answered } = response;
    return { status, headers: answered, data: body.data, errors: body.errors ?? [], text };
  }

  return {
    send,
    register: (variables: { username: string; password?: string; email?: string }) =>
      send<{ register: TokenPair }>(
        `mutation ($username: String!, $password: String!, $email: String) {
          register(username: $username, password: $password, email: $email) { ${pairFields} } }`,
        { password: goodPassword, ...variables },
      ),
    login: (username: string, password = goodPassword, options: RequestOptions = {}) =>
      send<{ login: TokenPair }>(
        `mutation ($username: String!, $password: String!) {
          login(username: $username, password: $password) { ${pairFields} } }`,
        { username, password },
        options,
      ),
    refresh: (
      refreshToken: string,
      expiresIn?: number,
      { idempotencyKey, ...options }: RefreshRequestOptions = {},
    ) =>
      idempotencyKey === undefined
        ? send<{ refresh: TokenPair }>(
            `mutation ($refreshToken: String!, $expiresIn: Int) {
          refresh(refreshToken: $refreshToken, expiresIn: $expiresIn) { ${pairFields} } }`,
            { refreshToken, expiresIn },
            options,
          )
        : send<{ refresh: TokenPair }>(
            `mutation ($refreshToken: String!, $expiresIn: Int, $key: String!) {
          refresh(refreshToken: $refreshToken, expiresIn: $expiresIn, idempotencyKey: $key) {
            ${pairFields} } }`,
            { refreshToken, expiresIn, key: idempotencyKey },
            options,
          ),
    me: (token?: string) =>
      send<{ me: { id: string; username: string; roles: string[] } }>(
        '{ me { id username roles } }',
        {},
        token === undefined ? {} : { token },
      ),
  };
}

export type GraphQLClient = ReturnType<typeof createGraphQLClient>;

/** The data of a reply that must have succeeded. */
export function dataOf<T>(reply: Reply<T>): T {
  if (reply.errors.length > 0 || !reply.data) throw new Error(`expected data, got ${reply.text}`);
  return reply.data;
}

/** The code and reason of a reply that must have exactly one error. */
export function refusalOf(reply: Reply<unknown>): { code: string; reason: string | undefined } {
  const [error, ...others] = reply.errors;
  if (!error || others.length > 0) throw new Error(`expected one error, got ${reply.text}`);
  return { code: error.extensions.code, reason: error.extensions.reason };
}
