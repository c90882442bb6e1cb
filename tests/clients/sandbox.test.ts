import {
  buildClientSchema,
  getIntrospectionQuery,
  validateSchema,
  type IntrospectionQuery,
} from 'graphql';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { sandboxDocument } from '../../src/platform/graphql/sandbox.js';
import { goodPassword as password } from '../support/graphql-client.js';
import { startTestServer, type TestServer } from '../support/test-server.js';

/**
 * The requests of Apollo Sandbox, as its sources make them (apollographql/embeddable-explorer,
 * packages/sandbox/src/helpers/postMessageRelayHelpers.ts). The one embedded at `/` has its requests made by
 * our own page; the one on Apollo's site makes them from its origin.
 */
const studio = 'https://studio.apollographql.com';
const embed = 'https://sandbox.embed.apollographql.com';

let server: TestServer;
beforeAll(async () => {
  server = await startTestServer();
});
afterAll(() => server.close());

/** What is there before the reader puts a token in. */
const placeholder = { Authorization: 'Bearer the-accessToken-of-Register-or-Login' };

interface Body {
  readonly query: string;
  readonly variables?: Record<string, unknown>;
  readonly operationName?: string;
}

/** As `executeOperation` and `executeIntrospectionRequest`: the reader's headers, and a content type. */
const post = (body: Body, headers: Record<string, string>, { url } = server) =>
  fetch(url, {
    method: 'POST',
    headers: { ...headers, 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });

const preflight = (origin: string, { url } = server) =>
  fetch(url, {
    method: 'OPTIONS',
    headers: {
      origin,
      'access-control-request-method': 'POST',
      'access-control-request-headers': 'authorization,content-type',
      'sec-fetch-mode': 'cors',
      'sec-fetch-site': 'cross-site',
    },
  });

const introspection: Body = {
  query: getIntrospectionQuery({
    descriptions: true,
    specifiedByUrl: true,
    directiveIsRepeatable: true,
    schemaDescription: true,
    inputValueDeprecation: true,
    oneOf: true,
  }),
  operationName: 'IntrospectionQuery',
};

describe('the Sandbox embedded at /', () => {
  const own = () => ({ ...placeholder, origin: server.url, 'sec-fetch-site': 'same-origin' });

  test('gets the whole schema, although the token in its header is a placeholder', async () => {
    const reply = await post(introspection, own());
    const { data } = (await reply.json()) as { data: IntrospectionQuery };
    const schema = buildClientSchema(data);
    expect(validateSchema(schema)).toEqual([]);
    expect(schema.getMutationType()?.getFields()['login']?.description).toContain('Signs in');
  });

  test('runs the operations of its document by name, with the variables of them all', async () => {
    const variables = { username: 'sandy', password, refreshToken: 'the refreshToken of Register' };
    const run = async (operationName: string, headers: Record<string, string>) => {
      const reply = await post(
        { query: sandboxDocument(false), variables, operationName },
        headers,
      );
      return (await reply.json()) as {
        data: Record<string, { username?: string; accessToken?: string; refreshToken?: string }>;
        errors?: { message: string }[];
      };
    };
    const { register } = (await run('Register', own())).data;
    const signedIn = { ...own(), Authorization: `Bearer ${register?.accessToken ?? ''}` };
    expect((await run('Me', signedIn)).data['me']?.username).toBe('sandy');
    expect((await run('Login', own())).data['login']?.accessToken).toMatch(/^ey/);

    variables.refreshToken = register?.refreshToken ?? '';
    expect((await run('Refresh', signedIn)).errors).toBeUndefined();
  });
});

describe('the Sandbox on Apollo’s site', () => {
  test('is let in by the preflight, with a token in its header', async () => {
    const { status, headers } = await preflight(studio);
    expect(status).toBe(204);
    expect(headers.get('access-control-allow-origin')).toBe(studio);
    expect(headers.get('access-control-allow-methods')).toContain('POST');
    expect(headers.get('access-control-allow-headers')).toBe('authorization,content-type');
    expect(headers.get('vary')).toContain('Origin');
  });

  test('gets the schema, and may read the answer', async () => {
    const reply = await post(introspection, { ...placeholder, origin: studio });
    expect(reply.headers.get('access-control-allow-origin')).toBe(studio);
    const { data } = (await reply.json()) as { data: IntrospectionQuery };
    expect(validateSchema(buildClientSchema(data))).toEqual([]);
  });

  test('has nothing to find fault with: the checks of Apollo’s own diagnose-endpoint', async () => {
    const options = await fetch(`${server.url}/graphql`, {
      method: 'OPTIONS',
      headers: { 'access-control-request-method': 'POST', origin: studio },
    });
    expect(options.headers.get('access-control-allow-methods')).toContain('POST');

    const ping = await post({ query: 'query Ping { __typename }' }, { origin: studio });
    expect(ping.status).toBe(200);
    expect(ping.headers.get('access-control-allow-origin')).toBe(studio);

    const schema = await post({ query: getIntrospectionQuery() }, { origin: studio });
    const { data } = (await schema.json()) as { data: IntrospectionQuery };
    expect(validateSchema(buildClientSchema(data))).toEqual([]);
  });

  test('is kept out in production, unless CORS_ORIGINS names it', async () => {
    const env = {
      NODE_ENV: 'production',
      PUBLIC_URL: 'https://auth.example.com',
      AUTHGRAPH_SECRET: 'Zk3v9Qw7Lr2Xn8Tb5Yd1Hs6Mf4Gc0JpA',
    };
    const allowedBy = async (extra: Record<string, string>) => {
      const production = await startTestServer({ env: { ...env, ...extra } });
      const { headers } = await preflight(studio, production);
      await production.close();
      return headers.get('access-control-allow-origin');
    };
    expect(await allowedBy({})).toBeNull();
    expect(await allowedBy({ CORS_ORIGINS: studio })).toBe(studio);
  });
});

describe('the frame of the embedded Sandbox', () => {
  test('asks nothing itself and is not let in: our page asks for it', async () => {
    const { headers } = await preflight(embed);
    expect(headers.get('access-control-allow-origin')).toBeNull();
    const reply = await post({ query: '{ __typename }' }, { origin: embed });
    expect(reply.headers.get('access-control-allow-origin')).toBeNull();
  });

  test('is let in where CORS_ORIGINS names it', async () => {
    const open = await startTestServer({ env: { CORS_ORIGINS: `${studio},${embed}` } });
    for (const origin of [studio, embed]) {
      const { status, headers } = await preflight(origin, open);
      expect([status, headers.get('access-control-allow-origin')]).toEqual([204, origin]);
    }
    await open.close();
  });
});
