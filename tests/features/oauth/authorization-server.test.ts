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
