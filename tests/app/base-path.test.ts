import express from 'express';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { loadConfig } from '../../src/app/config.js';
import { createGraphQLClient, dataOf } from '../support/graphql-client.js';
import { startTestServer, type TestServer } from '../support/test-server.js';
import { listen, type Host } from '../support/web-host.js';

const clients = `api:${'0'.repeat(64)}`;
const publicUrl = 'https://example.com/auth';
const metadata = '/.well-known/oauth-authorization-server/auth';

let service: TestServer;
let express5: Host;
beforeAll(async () => {
  const env = { BASE_PATH: '/auth', PUBLIC_URL: publicUrl, GRAPHIQL: 'on' };
  service = await startTestServer({ env: { ...env, SERVICE_CLIENTS: clients } });
  const app = express();
  app.use(service.auth.handler);
  app.use((_request, response) => void response.status(418).end());
  express5 = await listen(app);
});
afterAll(async () => {
  await express5.close();
  await service.close();
});

/** Where the service listens, without its path. */
const root = () => new URL(service.url).origin;

describe('BASE_PATH=/auth', () => {
  test.each([
    ['/auth/graphql', 405],
    ['/auth/health/ready', 200],
    ['/auth/.well-known/jwks.json', 200],
    ['/auth/.well-known/openid-configuration', 200],
    ['/auth/graphiql', 200],
    ['/auth', 405],
    ['/auth/', 405],
    [metadata, 200],
    ['/graphql', 404],
    ['/health/ready', 404],
    ['/', 404],
    ['/.well-known/oauth-authorization-server', 404],
    ['/authority/graphql', 404],
  ])('%s is answered %i, and Express serves the rest', async (path, status) => {
    // A method that no GraphQL endpoint takes shows that there is one.
    const init = { method: status === 405 ? 'PUT' : 'GET' };
    expect((await fetch(root() + path, init)).status).toBe(status);
    const inside = await fetch(express5.url + path, init);
    expect(inside.status).toBe(status === 404 ? 418 : status);
  });

  test('a handler that Express mounts at the path answers the same', async () => {
    const app = express();
    app.use('/auth', service.auth.handler);
    const mounted = await listen(app);
    const { user } = await service.signUp();
    const client = createGraphQLClient(`${mounted.url}/auth`);
    expect(dataOf(await client.login(user.username)).login.user).toEqual(user);
    await mounted.close();
  });

  test('every address in the metadata leads to the service', async () => {
    const document = (await (await fetch(root() + metadata)).json()) as Record<string, string>;
    expect(document['issuer']).toBe(publicUrl);
    const addresses = Object.entries(document).filter(([name]) => /_uri$|_endpoint$/.test(name));
    expect(addresses.map(([name]) => name)).toEqual([
      'jwks_uri',
      'introspection_endpoint',
      'revocation_endpoint',
    ]);
    for (const [, address] of addresses) {
      const path = address.replace('https://example.com', '');
      expect((await fetch(root() + path)).status).not.toBe(404);
    }
  });

  test('links in mails begin with it, and execute finds the endpoint', async () => {
    expect(service.config.mailLinkVerifyEmail).toMatch(/^https:\/\/example\.com\/auth\//);
    const { data } = await service.auth.execute('{ __typename }', {}, { clientAddress: null });
    expect(data).toEqual({ __typename: 'Query' });
  });

  test('GraphiQL finds its files below it', async () => {
    const page = `${root()}/auth/graphiql`;
    const [, script = ''] = /src="([^"]+)"/.exec(await (await fetch(page)).text()) ?? [];
    expect((await fetch(new URL(script, page))).status).toBe(200);
  });
});

test('the page of the service is led to its path with a slash', async () => {
  const headers = { accept: 'text/html' };
  const answer = await fetch(service.url, { headers, redirect: 'manual' });
  expect([answer.status, answer.headers.get('location')]).toEqual([303, './auth/']);
});

test('a PUBLIC_URL that does not end with BASE_PATH is refused', () => {
  const variables = { BASE_PATH: '/auth', PUBLIC_URL: 'https://example.com/login' };
  expect(() => loadConfig(variables)).toThrow('PUBLIC_URL does not end with the BASE_PATH /auth');
  expect(loadConfig({ BASE_PATH: '/auth', PORT: '4001' }).jwtIssuer).toBe(
    'http://localhost:4001/auth',
  );
});
