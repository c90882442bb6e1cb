import type { JsonWebKey } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { AuthError } from '../../src/platform/errors/auth-error.js';
import { createAuthContext, type RemoteVerifierOptions } from '../../src/resource-server/index.js';
import {
  accessClaims,
  audience,
  createTestKey,
  forge,
  issuer,
  now,
  type TestKey,
} from '../jwt/forge.js';
import {
  halfAnswer,
  json,
  silence,
  startJsonServer,
  status,
  type Answer,
  type JsonServer,
} from '../support/json-server.js';
import { createTestClock, type TestClock } from '../support/test-clock.js';
import { keyOfSecret } from '../../src/jwt/node-keys.js';
import { kits } from './kits.js';

const [first, second] = [createTestKey('ES256', 'k1'), createTestKey('ES256', 'k2')];

function jwkOf({ verification: { key, kid, algorithm } }: TestKey): JsonWebKey {
  return { ...key.export({ format: 'jwk' }), kid, alg: algorithm, use: 'sig' };
}

const setOf = (...keys: TestKey[]) => ({ keys: keys.map(jwkOf) });

function tokenOf(
  { signing: { key, kid, algorithm } }: TestKey,
  claims: Record<string, unknown> = {},
  header: Record<string, unknown> = {},
): string {
  return forge({ alg: algorithm, typ: 'at+jwt', kid, ...header }, accessClaims(claims), key);
}

let jwks: JsonServer;
let clock: TestClock;
beforeEach(async () => {
  jwks = await startJsonServer(json(setOf(first)));
  clock = createTestClock();
});
afterEach(() => jwks.close());

function exponentThree(): JsonWebKey {
  return { ...jwkOf(createTestKey('RS256', 'k3')), e: 'Aw' };
}

function privateJwkOf({ signing: { key, kid, algorithm } }: TestKey): JsonWebKey {
  return { ...key.export({ format: 'jwk' }), kid, alg: algorithm };
}

const subject = String(accessClaims()['sub']);
/** Lets a fetch in the background come to its end. */
const fetched = (count: number) => expect.poll(() => jwks.requests(), { interval: 5 }).toBe(count);

describe.each(kits)('with $runtime', ({ runtime, createAccessTokenVerifier }) => {
  function setUp(options: Partial<RemoteVerifierOptions> = {}) {
    const errors: unknown[] = [];
    const verifier = createAccessTokenVerifier({
      jwksUri: `${jwks.url}/.well-known/jwks.json`,
      issuer,
      audience,
      clock,
      onError: (error) => errors.push(error),
      ...options,
    });
    return {
      errors,
      verifier,
      /** The subject of a good token, or the reason of the refusal. */
      async outcome(token: string): Promise<string> {
        try {
          return (await verifier.verify(token)).sub;
        } catch (error) {
          if (error instanceof AuthError) return error.reason;
          throw error;
        }
      },
    };
  }

  describe('a verifier with a JWKS elsewhere', () => {
    test('fetches the keys once for any number of tokens that come at the same time', async () => {
      const { outcome } = setUp();
      const tokens = Array.from({ length: 50 }, (_unused, index) =>
        tokenOf(first, { jti: `t${index}` }),
      );
      expect(await Promise.all(tokens.map(outcome))).toEqual(tokens.map(() => subject));
      expect(jwks.requests()).toBe(1);
    });

    test('fetches nothing before the first token', () => {
      setUp();
      expect(jwks.requests()).toBe(0);
    });

    test('answers at once when it knows the token, and on Node when it knows the key', async () => {
      const { verifier, outcome } = setUp();
      const token = tokenOf(first);
      await verifier.verify(token);
      expect(verifier.verify(token)).toMatchObject({ sub: subject });
      const next = verifier.verify(tokenOf(first, { jti: 'next' }));
      expect(next instanceof Promise).toBe(runtime === 'WebCrypto');
      expect(await next).toMatchObject({ sub: subject });
      expect(await outcome(tokenOf(first, { exp: now }))).toBe('TOKEN_EXPIRED');
      if (runtime === 'WebCrypto') return;
      expect(() => verifier.verify(tokenOf(first, { exp: now }))).toThrow(AuthError);
    });

    test('finds a new key by fetching again, and keeps the tokens that it has verified', async () => {
      const { verifier, outcome } = setUp();
      const old = tokenOf(first);
      const claims = await verifier.verify(old);
      clock.advance(5);
      jwks.answer(json(setOf(second, first)));
      expect(await outcome(tokenOf(second))).toBe(subject);
      expect(jwks.requests()).toBe(2);
      expect(verifier.verify(old)).toBe(claims);
    });

    test('fetches for unknown keys once in five seconds, however many there are', async () => {
      const { outcome } = setUp();
      await outcome(tokenOf(first));
      for (let count = 0; count < 30; count += 1) {
        const unknown = tokenOf(createTestKey('ES256', `unknown-${count}`));
        expect(await outcome(unknown)).toBe('TOKEN_INVALID');
      }
      expect(jwks.requests()).toBe(1);
      clock.advance(5);
      const more = ['a', 'b', 'c'].map((kid) => outcome(tokenOf(createTestKey('ES256', kid))));
      expect(await Promise.all(more)).toEqual(Array(3).fill('TOKEN_INVALID'));
      expect(jwks.requests()).toBe(2);
    });

    test('follows a revoked key within a minute while tokens come', async () => {
      const { outcome } = setUp();
      const token = tokenOf(first);
      await outcome(token);
      jwks.answer(json(setOf(second)));
      clock.advance(30);
      // This one starts the fetch, and does not wait for it.
      expect(await outcome(token)).toBe(subject);
      await fetched(2);
      await expect.poll(() => outcome(token)).toBe('TOKEN_INVALID');
    });

    test('lets no token in by keys that nobody has looked at for a minute', async () => {
      const { outcome } = setUp();
      const token = tokenOf(first);
      await outcome(token);
      jwks.answer(json(setOf(second)));
      clock.advance(60);
      expect(await outcome(token)).toBe('TOKEN_INVALID');
      expect(jwks.requests()).toBe(2);
    });

    test.each([
      ['max-age=15', 15],
      ['public, max-age=20', 20],
      ['max-age=0', 5],
      ['max-age=86400', 60],
      ['no-cache', 30],
      [undefined, 30],
    ])(
      'takes keys with "cache-control: %s" as they are for %i seconds',
      async (header, seconds) => {
        const headers: Record<string, string> =
          header === undefined ? {} : { 'cache-control': header };
        jwks.answer(json(setOf(first), headers));
        const { outcome } = setUp();
        await outcome(tokenOf(first));
        clock.advance(seconds - 0.001);
        await outcome(tokenOf(first));
        expect(jwks.requests()).toBe(1);
        clock.advance(0.001);
        await outcome(tokenOf(first));
        await fetched(2);
      },
    );

    test('fetches again when the clock was set back', async () => {
      const { outcome } = setUp();
      await outcome(tokenOf(first));
      clock.advance(-50);
      expect(await outcome(tokenOf(first))).toBe(subject);
      await fetched(2);
    });

    test('takes no token of an algorithm that is not allowed, although the set has its key', async () => {
      jwks.answer(json(setOf(first)));
      const { outcome } = setUp({ algorithms: ['RS256', 'PS256'] });
      expect(await outcome(tokenOf(first))).toBe('TOKEN_INVALID');
    });
  });

  describe('while the issuer cannot be asked', () => {
    /** In seconds: the time for each fetch that is made. */
    let limits: number[];
    /** For an answer that does not end, the time is over soon after it has begun. A good one has all of its time. */
    function answerWith(answer: Answer): void {
      const hangs = answer === silence || answer === halfAnswer;
      const waiting: AbortController[] = [];
      const timeout = new DOMException('The time is over.', 'TimeoutError');
      jwks.answer((response, request) => {
        answer(response, request);
        setTimeout(() => waiting.forEach((fetch) => fetch.abort(timeout)), 10);
      });
      vi.spyOn(AbortSignal, 'timeout').mockImplementation((milliseconds) => {
        limits.push(milliseconds / 1000);
        if (!hangs) return limitOf(milliseconds);
        const controller = new AbortController();
        waiting.push(controller);
        return controller.signal;
      });
    }
    const limitOf = AbortSignal.timeout.bind(AbortSignal);
    beforeEach(() => {
      limits = [];
    });
    afterEach(() => vi.restoreAllMocks());
    const wrong: [string, Answer][] = [
      ['fails', status(500)],
      ['hangs', silence],
      ['stops half way', halfAnswer],
      ['answers with HTML', json('<html>maintenance</html>')],
      ['answers with something else', json({ error: 'gone' })],
      ['answers with keys that are none', json({ keys: ['k1', null] })],
      ['answers with half a key', json({ keys: [{ ...jwkOf(first), x: undefined }] })],
      ['answers with too much', json(`{"keys":[],"more":"${'x'.repeat(100_000)}"}`)],
      [
        'answers with bytes that are not UTF-8',
        (response) => response.end(Buffer.from([0x22, 0xff])),
      ],
      ['ends the connection', (response) => response.destroy()],
      ['says nothing new, without the keys', status(204)],
      [
        'answers with a part',
        (response) => response.writeHead(206).end(JSON.stringify(setOf(first))),
      ],
    ];

    test.each(wrong)(
      'because it %s, a token is SERVICE_UNAVAILABLE, not invalid, without a key',
      async (_what, answer) => {
        answerWith(answer);
        const { outcome, errors, verifier } = setUp({ timeout: 7 });
        expect(await outcome(tokenOf(first))).toBe('ISSUER_UNAVAILABLE');
        expect(errors).toHaveLength(1);
        expect(limits).toEqual([7]);

        const { auth } = await createAuthContext({ verifier })(`Bearer ${tokenOf(first)}`);
        const refusal = await auth.confirm();
        expect(refusal).toMatchObject({
          extensions: { code: 'SERVICE_UNAVAILABLE', reason: 'ISSUER_UNAVAILABLE', retryAfter: 5 },
        });
        // The second try came within the cool-down.
        expect(jwks.requests()).toBe(1);
        clock.advance(5);
        answerWith(json(setOf(first)));
        expect(await outcome(tokenOf(first))).toBe(subject);
      },
    );

    test.each(wrong)('because it %s, the keys at hand go on', async (_what, answer) => {
      const { outcome, errors } = setUp();
      await outcome(tokenOf(first));
      answerWith(answer);
      clock.advance(60);
      expect(await outcome(tokenOf(first, { jti: 'outage' }))).toBe(subject);
      expect(errors).toHaveLength(1);
      expect(await outcome(tokenOf(second))).toBe('ISSUER_UNAVAILABLE');
    });

    const rsa = createTestKey('RS256', 'k1');
    const faulty: [string, { keys: JsonWebKey[] }][] = [
      ['two keys of one kid', { keys: [jwkOf(first), jwkOf(createTestKey('ES256', 'k1'))] }],
      ['two keys of one kid, the good one last', { keys: [jwkOf(rsa), jwkOf(first)] }],
      ['an RSA key of exponent 1', { keys: [{ ...jwkOf(rsa), e: 'AQ' }] }],
      ['an RSA key of exponent 3 beside a good one', { keys: [jwkOf(second), exponentThree()] }],
      [
        'a number with "=="',
        { keys: [jwkOf(first), { ...jwkOf(second), x: `${jwkOf(second).x}==` }] },
      ],
      ['a private key', { keys: [jwkOf(first), privateJwkOf(second)] }],
    ];

    test.each(faulty)('because the set has %s, none of it is trusted', async (_what, set) => {
      jwks.answer(json(set));
      const { outcome, errors } = setUp();
      for (const { kid } of set.keys) {
        const token = tokenOf(createTestKey('ES256', String(kid)));
        expect(await outcome(token)).toBe('ISSUER_UNAVAILABLE');
      }
      expect(await outcome(tokenOf(first))).toBe('ISSUER_UNAVAILABLE');
      expect(errors[0]).toBeInstanceOf(TypeError);
    });

    test.each(faulty)('because the set has %s, the keys at hand go on', async (_what, set) => {
      const { outcome, errors } = setUp();
      await outcome(tokenOf(first));
      jwks.answer(json(set));
      clock.advance(60);
      expect(await outcome(tokenOf(first, { jti: 'fault' }))).toBe(subject);
      expect(errors).toHaveLength(1);
    });

    test('nobody waits for a fetch that hangs, once it is known that they do', async () => {
      const { verifier, outcome } = setUp();
      const token = tokenOf(first);
      await outcome(token);
      answerWith(silence);
      clock.advance(60);
      await outcome(token);
      clock.advance(60);
      expect(verifier.verify(token)).toMatchObject({ sub: subject });
      await fetched(3);
    });

    test('the keys at hand are good for a day, and then for nothing', async () => {
      const { outcome } = setUp();
      const token = tokenOf(first, { exp: now + 200_000 });
      await outcome(token);
      jwks.answer(status(503));
      clock.advance(86_399);
      expect(await outcome(token)).toBe(subject);
      clock.advance(6);
      await outcome(token);
      await fetched(3);
      await expect.poll(() => outcome(token)).toBe('ISSUER_UNAVAILABLE');
    });

    test('a set without any key ends the trust in all of them, and the developer is told', async () => {
      const { outcome, errors } = setUp();
      await outcome(tokenOf(first));
      jwks.answer(json({ keys: [] }));
      clock.advance(60);
      expect(await outcome(tokenOf(first))).toBe('TOKEN_INVALID');
      expect(String(errors[0])).toContain('has no key for ES256');
    });

    test('a redirect is not followed, wherever it leads', async () => {
      const elsewhere = await startJsonServer(json(setOf(first)));
      for (const location of [`${elsewhere.url}/jwks.json`, '/other.json']) {
        jwks.answer(status(302, { location }));
        const before = jwks.requests();
        const { outcome } = setUp();
        expect(await outcome(tokenOf(first))).toBe('ISSUER_UNAVAILABLE');
        expect(jwks.requests()).toBe(before + 1);
      }
      expect(elsewhere.requests()).toBe(0);
      await elsewhere.close();
    });
  });

  describe('a hostile token', () => {
    const evil = createTestKey('ES256', 'k1');
    let elsewhere: JsonServer;
    beforeEach(async () => (elsewhere = await startJsonServer(json(setOf(evil)))));
    afterEach(() => elsewhere.close());

    /** Whatever these hold, they name no key. */
    const nameless = (): [string, string][] => [
      ['junk', 'junk'],
      ['no header', '..'],
      ['no kid', tokenOf(evil, {}, { kid: undefined })],
      ['a kid that is a number', tokenOf(evil, {}, { kid: 7 })],
      ['a kid that is a list', tokenOf(evil, {}, { kid: ['k1'] })],
      ['a kid that is empty', tokenOf(evil, {}, { kid: '' })],
      ['a kid that is endless', tokenOf(evil, {}, { kid: 'x'.repeat(2000) })],
      ['a kid with line breaks', tokenOf(evil, {}, { kid: 'a\r\nHost: evil' })],
    ];
    const named = (): [string, string][] => [
      ['the kid of a good key', tokenOf(evil)],
      ['a jku', tokenOf(evil, {}, { jku: `${elsewhere.url}/jwks.json` })],
      ['an x5u', tokenOf(evil, {}, { x5u: `${elsewhere.url}/cert.pem` })],
      ['a jwk', tokenOf(evil, {}, { jwk: jwkOf(evil) })],
      ['an issuer of its own', tokenOf(evil, { iss: elsewhere.url })],
      ['alg none', tokenOf(evil, {}, { alg: 'none' })],
    ];

    test('without a key to look for causes no fetch', async () => {
      const { outcome } = setUp();
      for (const [what, token] of nameless()) {
        expect([what, await outcome(token)]).toEqual([what, 'TOKEN_INVALID']);
      }
      expect(jwks.requests()).toBe(0);
    });

    test('causes no fetch when the keys are known', async () => {
      const { outcome } = setUp();
      await outcome(tokenOf(first));
      clock.advance(29);
      for (const [what, token] of [...nameless(), ...named()]) {
        expect([what, await outcome(token)]).toEqual([what, 'TOKEN_INVALID']);
      }
      expect(await outcome(tokenOf(first, { exp: now - 1 }))).toBe('TOKEN_EXPIRED');
      expect(jwks.requests()).toBe(1);
      expect(elsewhere.requests()).toBe(0);
    });

    test('with an unknown kid is looked up at the configured address, by that alone', async () => {
      const asked: (string | undefined)[] = [];
      jwks.answer((response, request) => {
        asked.push(request.url);
        json(setOf(first))(response, request);
      });
      const { outcome } = setUp();
      const kid = '../../etc/passwd?x=';
      const token = tokenOf(evil, {}, { kid, jku: elsewhere.url, x5u: elsewhere.url });
      expect(await outcome(token)).toBe('TOKEN_INVALID');
      expect(asked).toEqual(['/.well-known/jwks.json']);
      expect(elsewhere.requests()).toBe(0);
    });
  });

  describe('the context of a verifier with a JWKS elsewhere', () => {
    test('waits for the keys, and then comes at once', async () => {
      const contextOf = createAuthContext({ verifier: setUp().verifier });
      const header = `Bearer ${tokenOf(first)}`;
      const waiting = contextOf(header);
      expect(waiting).toBeInstanceOf(Promise);
      expect((await waiting).auth.status).toBe('authenticated');
      expect(contextOf(header)).toMatchObject({ auth: { status: 'authenticated' } });
    });

    test('never rejects', async () => {
      jwks.answer(status(500));
      const contextOf = createAuthContext({ verifier: setUp().verifier });
      const { auth } = await contextOf(`Bearer ${tokenOf(first)}`);
      expect(auth.status).toBe('rejected');
      expect(await auth.confirm()).toMatchObject({ code: 'SERVICE_UNAVAILABLE' });
    });
  });

  test.each<[string, Partial<RemoteVerifierOptions>]>([
    ['plain http', { jwksUri: 'http://auth.example.com/.well-known/jwks.json' }],
    ['http on a private address', { jwksUri: 'http://10.0.0.1/jwks.json' }],
    ['http on a host that only looks local', { jwksUri: 'http://localhost.example.com/jwks.json' }],
    ['another scheme', { jwksUri: 'file:///etc/keys.json' }],
    ['data', { jwksUri: 'data:application/json,{"keys":[]}' }],
    ['a password in the URL', { jwksUri: 'https://user:secret@auth.example.com/jwks.json' }],
    ['no URL', { jwksUri: '/.well-known/jwks.json' }],
    ['a timeout that never ends', { timeout: Infinity }],
    ['a timeout of nothing', { timeout: 0 }],
    ['a timeout that is no number', { timeout: Number.NaN }],
    ['no algorithms', { algorithms: [] }],
    ['an algorithm that nobody signs with', { algorithms: ['none' as 'ES256'] }],
  ])('is not made with %s', (_what, options) => {
    const wanted = { jwksUri: 'https://auth.example.com/jwks.json', issuer, audience };
    expect(() => createAccessTokenVerifier({ ...wanted, ...options })).toThrow(TypeError);
    expect(() => createAccessTokenVerifier(wanted)).not.toThrow();
  });

  const secret = 'Zk3v9Qw7Lr2Xn8Tb5Yd1Hs6Mf4Gc0JpA';

  test('a verifier has one source of keys', () => {
    const jwksUri = 'https://auth.example.com/jwks.json';
    const both = { jwksUri, secret, issuer, audience };
    expect(() => createAccessTokenVerifier(both as RemoteVerifierOptions)).toThrow(TypeError);
    const none = { issuer, audience };
    expect(() => createAccessTokenVerifier(none as RemoteVerifierOptions)).toThrow(TypeError);
  });

  test('a verifier with the shared secret takes the tokens of HS256, and no weak secret', async () => {
    const { kid, key } = keyOfSecret(secret);
    const verifier = createAccessTokenVerifier({ secret, issuer, audience, clock });
    const token = forge({ alg: 'HS256', typ: 'at+jwt', kid }, accessClaims(), key);
    expect((await verifier.verify(token)).sub).toBe(subject);
    const weak = { secret: 'secret', issuer, audience };
    expect(() => createAccessTokenVerifier(weak)).toThrow(TypeError);
  });
});
