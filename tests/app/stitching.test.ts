import { ApolloServer } from '@apollo/server';
import { expressMiddleware } from '@as-integrations/express5';
import { mergeSchemas } from '@graphql-tools/schema';
import express from 'express';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { GraphQLContext, User } from '../../src/index.js';
import { challengeOf, completeMfa, enroll } from '../support/authenticator.js';
import {
  createGraphQLClient,
  dataOf,
  goodPassword,
  refusalOf,
  type GraphQLClient,
} from '../support/graphql-client.js';
import { startTestServer, type TestServer } from '../support/test-server.js';
import { listen, type Host } from '../support/web-host.js';

let service: TestServer;
let apollo: ApolloServer<GraphQLContext>;
let host: Host;
let client: GraphQLClient;

beforeAll(async () => {
  const env = { COOKIES: 'on', CORS_ORIGINS: 'https://app.example.com' };
  service = await startTestServer({ env, clientAddress: () => '203.0.113.7' });
  const { auth } = service;
  const schema = mergeSchemas({
    schemas: [auth.schema],
    typeDefs: `
      extend type User { posts: [String!]! }
      extend type Query { broken: Int }
    `,
    resolvers: {
      User: { posts: ({ user }: { user: User }) => [`by ${user.username}`] },
      Query: {
        broken() {
          throw new TypeError('a secret of the application');
        },
      },
    },
  });
  apollo = new ApolloServer(auth.apolloOptions(schema));
  await apollo.start();
  const app = express();
  const context = ({ req, res }: { req: express.Request; res: express.Response }) =>
    Promise.resolve(auth.context(req, res));
  app.use('/graphql', express.json(), expressMiddleware(apollo, { context }));
  host = await listen(app);
  client = createGraphQLClient(host.url);
});
afterAll(async () => {
  await host.close();
  await apollo.stop();
  await service.close();
});

describe('an Apollo Server of the application', () => {
  test('signs in by a second factor', async () => {
    const { user, accessToken } = await service.signUp('two-steps');
    const { recoveryCodes } = await enroll(client, accessToken, service.clock.now());
    const password = { username: 'two-steps', password: goodPassword };
    const { mfaToken } = await challengeOf(client, { password });
    const recoveryCode = recoveryCodes?.[0] ?? '';
    const { completeMfa: pair } = dataOf(await completeMfa(client, mfaToken, { recoveryCode }));
    expect(dataOf(await client.me(pair.accessToken)).me.id).toBe(user.id);
  });

  test('has its own fields beside ours', async () => {
    const { accessToken: token } = dataOf(await client.register({ username: 'ada' })).register;
    const query = '{ me { username posts sessions { ipAddress } } }';
    expect(dataOf(await client.send(query, {}, { token }))).toEqual({
      me: { username: 'ada', posts: ['by ada'], sessions: [{ ipAddress: '127.0.0.1' }] },
    });
  });

  test('keeps our rules, for sessions that have ended too', async () => {
    const { accessToken: token } = await service.signUp();
    expect(refusalOf(await client.me()).reason).toBe('TOKEN_MISSING');
    const users = await client.send('{ users { edges { cursor } } }', {}, { token });
    expect(refusalOf(users).reason).toBe('ROLE_REQUIRED');
    dataOf(await service.send('mutation { logout }', {}, { token }));
    expect(refusalOf(await client.me(token)).reason).toBe('TOKEN_REVOKED');
  });

  test.each([
    ['an argument', 'USERNAME_INVALID', 'a'.repeat(257), {}],
    ['a variable', 'VARIABLES_TOO_COMPLEX', 'ada', { x: 'x'.repeat(20_000) }],
  ])('keeps the maxima of %s', async (_what, reason, username, others) => {
    const query = `mutation ($username: String!, $password: String!) {
      register(username: $username, password: $password) { tokenType } }`;
    const reply = await client.send(query, { username, password: goodPassword, ...others });
    expect(refusalOf(reply).reason).toBe(reason);
  });

  test('keeps the limits of documents', async () => {
    const reply = await client.send(`{ me { ${'id '.repeat(5000)} } }`);
    expect(refusalOf(reply).reason).toBe('DOCUMENT_TOO_COMPLEX');
  });

  test('masks and logs the faults of its fields', async () => {
    const reply = await client.send('{ broken }');
    expect(refusalOf(reply)).toEqual({ code: 'INTERNAL_SERVER_ERROR', reason: 'INTERNAL' });
    expect(reply.text).not.toContain('secret');
    expect(reply.headers.get('x-request-id')).toBe(reply.errors[0]?.extensions.requestId);
    expect(service.logs.join('')).toContain('a secret of the application');
  });

  test('refuses cookie mode to a page of another origin', async () => {
    const headers = { origin: 'https://evil.example', 'x-authgraph-cookies': 'on' };
    const reply = await client.login('ada', goodPassword, { headers });
    expect([reply.status, refusalOf(reply).reason]).toEqual([403, 'ORIGIN_REFUSED']);
  });

  test('takes the context of a Request of another class, as libraries bring along', () => {
    const headers = new Map([['user-agent', 'A robot']]);
    const request = { url: 'http://localhost/graphql', method: 'POST', headers };
    const answered = new Headers();
    const { client, requestId } = service.auth.context(request as never, answered);
    expect(client).toMatchObject({ ipAddress: '203.0.113.7', userAgent: 'A robot' });
    expect(answered.get('x-request-id')).toBe(requestId);
  });

  test('takes the context of a Request, and gives its answer the cookie', async () => {
    const { user } = await service.signUp();
    const headers = { origin: 'https://app.example.com', 'x-authgraph-cookies': 'on' };
    const answered = new Headers();
    const request = new Request('http://localhost/graphql', { headers });
    const contextValue = service.auth.context(request, answered);
    expect(contextValue.client.ipAddress).toBe('203.0.113.7');
    const query = `mutation { login(username: "${user.username}", password: "${goodPassword}") {
      refreshToken } }`;
    const { body } = await apollo.executeOperation({ query }, { contextValue });
    expect(body).toMatchObject({ singleResult: { data: { login: { refreshToken: '' } } } });
    expect(answered.getSetCookie()).toEqual([
      expect.stringMatching(/^__Host-authgraph-refresh=[^;]/),
    ]);
  });
});
