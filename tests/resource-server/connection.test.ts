import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import {
  AuthError,
  createAccessTokenVerifier,
  createAuthContext,
  createIntrospection,
  type Connection,
} from '../../src/resource-server/index.js';
import { accessClaims, audience, createTestKey, forge, issuer, ringOf } from '../jwt/forge.js';
import { json, startJsonServer, type JsonServer } from '../support/json-server.js';
import { createTestClock } from '../support/test-clock.js';
import { kits } from './kits.js';

const pair = createTestKey('ES256', 'k1');
const jwks = {
  keys: [{ ...pair.verification.key.export({ format: 'jwk' }), kid: 'k1', alg: 'ES256' }],
};
const token = forge({ alg: 'ES256', typ: 'at+jwt', kid: 'k1' }, accessClaims(), pair.signing.key);
const clock = createTestClock();
const answer = { ...jwks, active: true };

interface Asker {
  /** Makes it, for an address. */
  make(url: string, options?: Connection & { timeout?: number }): () => Promise<string>;
}

/** They ask the service; the outcome is a user, or the reason of the refusal. */
const askers: Record<string, Asker> = {
  ...Object.fromEntries(kits.map((kit) => [`the verifier with ${kit.runtime}`, verifierOf(kit)])),
  introspection: {
    make(endpoint, options = {}) {
      const client = { clientId: 'notes', clientSecret: 'secret' };
      const confirm = createIntrospection({ endpoint, clock, ...client, ...options });
      const keys = ringOf(pair);
      const verifier = createAccessTokenVerifier({ keys, issuer, audience, clock });
      return async () => outcomeOf(createAuthContext({ verifier, confirm })(`Bearer ${token}`));
    },
  },
};

function verifierOf(kit: (typeof kits)[number]): Asker {
  return {
    make(jwksUri, options = {}) {
      const wanted = { jwksUri, issuer, audience, clock };
      const verifier = kit.createAccessTokenVerifier({ ...wanted, ...options });
      return async () => outcomeOf(await createAuthContext({ verifier })(`Bearer ${token}`));
    },
  };
}

async function outcomeOf({ auth }: { auth: { confirm(): unknown } }): Promise<string> {
  const result = await auth.confirm();
  return result instanceof AuthError ? result.reason : 'let in';
}

let service: JsonServer;
beforeEach(async () => (service = await startJsonServer(json(answer))));
afterEach(async () => {
  vi.unstubAllGlobals();
  await service.close();
});

describe.each(Object.entries(askers))('%s', (_what, { make }) => {
  const containers = [
    'http://authgraph:4000/x',
    'http://auth.default.svc.cluster.local/x',
    'http://10.0.0.7:4000/x',
    'http://[fd00::7]/x',
  ];
  test.each(containers)('asks %s when the application allows it, and only then', async (url) => {
    const asked: string[] = [];
    const fetch = (address: string) => {
      asked.push(address);
      return Promise.resolve(Response.json(answer));
    };
    expect(() => make(url)).toThrow(/"allowInsecure: true"/);
    expect(() => make(url, { allowInsecure: false })).toThrow(TypeError);
    expect(await make(url, { allowInsecure: true, fetch })()).toBe('let in');
    expect(asked).toEqual([url]);
  });

  test.each(['yes', 'true', 1, null])('an "allowInsecure" that is %o is a mistake', (value) => {
    const allowInsecure = value as unknown as boolean;
    expect(() => make('http://authgraph:4000/x', { allowInsecure })).toThrow(/true or false/);
  });

  test.each(['file:///x', 'data:application/json,{}', 'ftp://a/x', 'http://user:pw@a/x', 'a'])(
    '"allowInsecure" does not allow %s',
    (url) => {
      expect(() => make(url, { allowInsecure: true })).toThrow(TypeError);
    },
  );

  test.each<[string, () => Promise<Response>]>([
    ['rejects', () => Promise.reject(new Error('proxy away'))],
    ['answers nothing', () => Promise.resolve(undefined as unknown as Response)],
    ['never answers', () => new Promise(() => undefined)],
    [
      'follows a redirect by itself',
      () =>
        Promise.resolve(
          Object.defineProperty(Response.json(answer), 'redirected', { value: true }),
        ),
    ],
    ['answers with a redirect', () => Promise.resolve(Response.redirect('https://a.example/'))],
    [
      'answers without end',
      () =>
        Promise.resolve(
          new Response(new ReadableStream({ start: (it) => it.enqueue(new Uint8Array(1)) })),
        ),
    ],
  ])('a fetch of the application that %s is an outage, in bounded time', async (_how, fetch) => {
    const outcome = make('https://auth.example.com/x', { fetch, timeout: 0.2 });
    expect(await outcome()).toBe('ISSUER_UNAVAILABLE');
  });

  test('uses no option of fetch that Cloudflare Workers refuse', async () => {
    const { fetch: send } = globalThis;
    vi.stubGlobal('Request', { prototype: {} });
    const strict = (url: string, init: RequestInit) => {
      if (init.redirect === 'error') throw new TypeError('Invalid redirect value');
      if (init.cache !== undefined) throw new TypeError("The 'cache' field is not implemented.");
      return send(url, init);
    };
    expect(await make(`${service.url}/x`, { fetch: strict })()).toBe('let in');
    vi.stubGlobal('fetch', strict);
    expect(await make(`${service.url}/x`)()).toBe('let in');
  });

  test('on Cloudflare Workers no request waits for what another one began', async () => {
    vi.stubGlobal('navigator', { userAgent: 'Cloudflare-Workers' });
    let calls = 0;
    // The first request ends before its fetch does, which is then cancelled without a word.
    const fetch = () => {
      calls += 1;
      return calls === 1
        ? new Promise<Response>(() => undefined)
        : Promise.resolve(Response.json(answer));
    };
    const outcome = make('https://auth.example.com/x', { fetch });
    void outcome();
    expect(await outcome()).toBe('let in');
  });
});
