import { readFile } from 'node:fs/promises';
import { composeServices } from '@apollo/composition';
import { parse as parseGraphQL } from 'graphql';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { parse as parseYaml } from 'yaml';
import { createGraphQLClient, dataOf } from '../../support/graphql-client.js';
import { startTestServer, type TestServer } from '../../support/test-server.js';

const read = (file: string) =>
  readFile(new URL(`../../../examples/apollo-router/${file}`, import.meta.url), 'utf8');

interface RouterConfiguration {
  authentication: {
    router: {
      jwt: {
        jwks: {
          url: string;
          issuers: string[];
          audiences: string[];
          algorithms: string[];
          poll_interval: string;
        }[];
        on_error: string;
      };
    };
  };
  headers: { subgraphs: Record<string, { request: { propagate: { named: string } }[] }> };
}

let server: TestServer;
let jwt: RouterConfiguration['authentication']['router']['jwt'];
let keys: (typeof jwt)['jwks'][number];
let headers: RouterConfiguration['headers'];
beforeAll(async () => {
  const env = {
    NODE_ENV: 'production',
    PUBLIC_URL: 'https://auth.example.com',
    AUTHGRAPH_SECRET: 'Zk3v9Qw7Lr2Xn8Tb5Yd1Hs6Mf4Gc0JpA',
    SUBGRAPH: 'on',
    INTROSPECTION: 'on',
  };
  server = await startTestServer({ env });
  const configuration = parseYaml(await read('router.yaml')) as RouterConfiguration;
  jwt = configuration.authentication.router.jwt;
  headers = configuration.headers;
  const [first] = jwt.jwks;
  if (first === undefined) throw new Error('the Router has no keys');
  keys = first;
});
afterAll(() => server.close());

const claimsOf = (token: string) =>
  JSON.parse(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString()) as {
    iss: string;
    aud: string;
    scope?: unknown;
  };

test('the Router takes the access tokens of a service with defaults', async () => {
  const { accessToken } = await server.signUp();
  const [header = ''] = accessToken.split('.');
  const { alg } = JSON.parse(Buffer.from(header, 'base64url').toString()) as { alg: string };
  const { iss, aud, scope } = claimsOf(accessToken);
  expect(keys.issuers).toEqual([iss]);
  expect(keys.audiences).toEqual([aud]);
  expect(keys.algorithms).toEqual([alg]);
  expect(keys.url).toBe(`${server.config.publicUrl}/.well-known/jwks.json`);
  expect(scope).toBeTypeOf('string');
});

test('the Router takes no refresh token for an access token', async () => {
  const { refreshToken } = await server.signUp();
  expect(keys.audiences).not.toContain(claimsOf(refreshToken).aud);
});

test('the Router looks for keys more often than the minute for which a new one waits', () => {
  expect(keys.poll_interval).toMatch(/^[1-5]\ds$/);
});

test('a stale token beside a refresh does not stop it, at the Router nor here', async () => {
  expect(jwt.on_error).toBe('Continue');
  const { refreshToken } = await server.signUp();
  dataOf(await server.refresh(refreshToken, undefined, { token: 'stale' }));
});

test('the headers that Authgraph reads are handed on', () => {
  const named = headers.subgraphs['authgraph']?.request.map(({ propagate }) => propagate.named);
  expect(named).toEqual(['authorization', 'user-agent', 'x-forwarded-for']);
});

test('the subgraph with the directives composes with that of Authgraph', async () => {
  const client = createGraphQLClient(server.url);
  const reply = await client.send<{ _service: { sdl: string } }>('{ _service { sdl } }');
  const { supergraphSdl, errors } = composeServices([
    { name: 'authgraph', typeDefs: parseGraphQL(dataOf(reply)._service.sdl) },
    { name: 'notes', typeDefs: parseGraphQL(await read('notes.graphql')) },
  ]);
  expect(errors).toBeUndefined();
  expect(supergraphSdl).toContain('@requiresScopes(scopes: [["notes:stats"]])');
  expect(supergraphSdl).toMatch(/notes: \[Note!\]!.*@authenticated/);
});

test('the files that the composition names are there', async () => {
  const { subgraphs } = parseYaml(await read('supergraph.yaml')) as {
    subgraphs: Record<string, { schema: { file?: string } }>;
  };
  expect(Object.keys(subgraphs)).toEqual(['authgraph', 'notes']);
  const file = subgraphs['notes']?.schema.file ?? 'none';
  await expect(read(file)).resolves.toContain('type Note');
});
