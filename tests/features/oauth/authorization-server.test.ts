import { createLocalJWKSet, jwtVerify } from 'jose';
import { afterEach, describe, expect, test } from 'vitest';
import { clientEntry, serviceClient } from '../../support/service-client.js';
import { startTestServer, type TestServer } from '../../support/test-server.js';

const wellKnown = '/.well-known/oauth-authorization-server';
const clients = clientEntry(serviceClient.id, serviceClient.secret);

let server: TestServer;
afterEach(() => server.close());

async function metadataOf(env: Record<string, string>, path = wellKnown) {
  server = await startTestServer({ env });
  const response = await fetch(server.url + path);
  if (response.status === 404) return undefined;
  expect(response.status).toBe(200);
  expect(response.headers.get('content-type')).toBe('application/json; charset=utf-8');
  expect(response.headers.get('cache-control')).toBe('public, max-age=300');
  return (await response.json()) as Record<string, unknown>;
}

describe('the metadata of the authorization server (RFC 8414)', () => {
  test('say where the keys are, and that there is no grant', async () => {
    expect(await metadataOf({ PUBLIC_URL: 'https://auth.example.com' })).toEqual({
      issuer: 'https://auth.example.com',
      jwks_uri: 'https://auth.example.com/.well-known/jwks.json',
      response_types_supported: [],
      grant_types_supported: [],
    });
  });

  test('say where services introspect and revoke, if they can', async () => {
    const env = { PUBLIC_URL: 'https://auth.example.com', SERVICE_CLIENTS: clients };
    const methods = ['client_secret_basic', 'client_secret_post'];
    expect(await metadataOf(env)).toMatchObject({
      introspection_endpoint: 'https://auth.example.com/introspect',
      introspection_endpoint_auth_methods_supported: methods,
      revocation_endpoint: 'https://auth.example.com/revoke',
      revocation_endpoint_auth_methods_supported: methods,
    });
  });

  test('name no keys where tokens are signed with a shared secret', async () => {
    const metadata = await metadataOf({ JWT_SECRET_KEY: 'Zk3v9Qw7Lr2Xn8Tb5Yd1Hs6Mf4Gc0JpA' });
    expect(metadata).not.toHaveProperty('jwks_uri');
  });

  test('metadata of an issuer with a path is only at the address that ends in the path', async () => {
    const env = { PUBLIC_URL: 'https://example.com/auth/eu' };
    expect(await metadataOf(env, `${wellKnown}/auth/eu`)).toMatchObject({
      issuer: 'https://example.com/auth/eu',
      jwks_uri: 'https://example.com/auth/eu/.well-known/jwks.json',
    });
    expect((await fetch(server.url + wellKnown)).status).toBe(404);
  });

  test('name the issuer of the tokens, also where that is not PUBLIC_URL', async () => {
    const env = {
      PUBLIC_URL: 'https://auth.example.com',
      JWT_ISSUER: 'https://login.example.com/',
    };
    expect(await metadataOf(env)).toMatchObject({
      issuer: 'https://login.example.com/',
      jwks_uri: 'https://auth.example.com/.well-known/jwks.json',
    });
  });

  test.each(['my-company', 'urn:example:auth', 'https://auth.example.com?a=1'])(
    'are not there for the issuer %s, which nobody can ask',
    async (issuer) => {
      expect(await metadataOf({ JWT_ISSUER: issuer })).toBeUndefined();
    },
  );
});

describe('the discovery of OpenID Connect', () => {
  const openId = '/.well-known/openid-configuration';

  async function discovered(env: Record<string, string>, path = openId) {
    server = await startTestServer({ env });
    const response = await fetch(server.url + path);
    return { status: response.status, body: (await response.json()) as Record<string, unknown> };
  }

  test('leads a library that knows only the issuer to the keys', async () => {
    const { status, body } = await discovered({ PUBLIC_URL: 'https://auth.example.com' });
    expect(status).toBe(200);
    expect(body).toEqual({
      issuer: 'https://auth.example.com',
      jwks_uri: 'https://auth.example.com/.well-known/jwks.json',
      response_types_supported: [],
      grant_types_supported: [],
      subject_types_supported: ['public'],
      id_token_signing_alg_values_supported: [server.config.jwtAlgorithm],
    });
    const { accessToken } = await server.signUp();
    const keys = (await (await fetch(`${server.url}/.well-known/jwks.json`)).json()) as never;
    const algorithms = body['id_token_signing_alg_values_supported'] as string[];
    const options = { algorithms, issuer: 'https://auth.example.com', typ: 'at+jwt' };
    const { clock } = server;
    const verified = jwtVerify(accessToken, createLocalJWKSet(keys), {
      ...options,
      currentDate: new Date(clock.now()),
    });
    expect((await verified).payload.sub).toBeDefined();
  });

  test('is below the path of the issuer, and where a proxy has cut the path', async () => {
    const env = { PUBLIC_URL: 'https://example.com/auth/eu' };
    const below = await discovered(env, `/auth/eu${openId}`);
    expect(below.body['issuer']).toBe('https://example.com/auth/eu');
    expect((await fetch(server.url + openId)).status).toBe(200);
  });

  test('names no keys for a shared secret', async () => {
    const { body } = await discovered({ JWT_SECRET_KEY: 'Zk3v9Qw7Lr2Xn8Tb5Yd1Hs6Mf4Gc0JpA' });
    expect(body).not.toHaveProperty('jwks_uri');
    expect(body['id_token_signing_alg_values_supported']).toEqual([]);
  });

  test('is not there for an issuer that nobody can ask', async () => {
    expect((await discovered({ JWT_ISSUER: 'my-company' })).status).toBe(404);
  });
});
