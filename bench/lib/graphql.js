// The three operations that are measured, as a GraphQL client sends them.

const pair = 'accessToken refreshToken tokenType expiresIn refreshExpiresIn';

const documents = {
  Me: 'query Me { me { id username email roles } }',
  Refresh: `mutation Refresh($refreshToken: String!) { refresh(refreshToken: $refreshToken) { ${pair} } }`,
  Login: `mutation Login($username: String!, $password: String!) { login(username: $username, password: $password) { ${pair} } }`,
  Register: `mutation Register($username: String!, $password: String!, $email: String) { register(username: $username, password: $password, email: $email) { ${pair} } }`,
};

/**
 * @typedef {object} Request
 * @property {string} method
 * @property {string} path
 * @property {Record<string, string>} headers
 * @property {string} [body]
 * @property {string} [expect] text that is in every right answer
 * @property {string} [chain] a Lua pattern: the part of the answer that the next request sends
 *
 * @typedef {{ access: string, refresh?: string }} Client what a signed-in client holds
 *
 * @typedef {{ status: number, headers: import('node:http').IncomingHttpHeaders, body: string, ms: number }} Answer
 *
 * @typedef {object} Api how one kind of server is asked
 * @property {string[]} fields of its `profile`
 * @property {(credentials: Record<string, string>) => Request} [register] if it has a database of its own
 * @property {(credentials: Record<string, string>) => Request} login
 * @property {(client: Client) => Request} me
 * @property {(client: Client) => Request} [refresh]
 * @property {(answer: Answer) => Record<string, unknown> | undefined} profile what `me` said of the user
 * @property {(answer: Answer) => Client | undefined} client what a sign-in or a refresh gave
 */

/**
 * @param {keyof typeof documents} operationName
 * @param {Record<string, unknown>} variables
 * @param {Record<string, string>} headers
 */
export function operation(operationName, variables = {}, headers = {}) {
  return {
    method: 'POST',
    path: '/graphql',
    headers: { 'content-type': 'application/json', ...headers },
    body: JSON.stringify({ operationName, variables, query: documents[operationName] }),
  };
}

export const bearer = (token) => ({ authorization: `Bearer ${token}` });

/** @type {Api} how a contender with Authgraph's schema is asked; the limit answers the same requests */
export const graphql = {
  fields: ['id', 'username', 'email', 'roles'],
  me: ({ access }) => ({
    ...operation('Me', {}, bearer(access)),
    expect: '"username":"ada"',
  }),
  refresh: ({ refresh }) => ({
    ...operation('Refresh', { refreshToken: refresh }),
    expect: '"refreshToken":"',
    chain: '"refreshToken":"([^"]+)"',
  }),
  login: ({ username, password }) => ({
    ...operation('Login', { username, password }),
    expect: '"accessToken":"',
  }),
  profile: ({ body }) => JSON.parse(body).data?.me,
  client({ body }) {
    const { login, refresh = login } = JSON.parse(body).data ?? {};
    return refresh && { access: refresh.accessToken, refresh: refresh.refreshToken };
  },
};
