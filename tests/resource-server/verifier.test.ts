import { createSecretKey } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import type { VerificationKey, VerificationKeys } from '../../src/jwt/node-keys.js';
import type { VerifierOptions } from '../../src/resource-server/index.js';
import {
  accessClaims,
  audience,
  createTestKey,
  forge,
  issuer,
  now,
  refusalOf,
} from '../jwt/forge.js';
import { createTestClock } from '../support/test-clock.js';
import { kits } from './kits.js';

const header = { alg: 'HS256', typ: 'at+jwt', kid: 'k1' };

/** A ring that can lose its key and counts how often the key itself was used. */
function createWatchedRing() {
  const pair = createTestKey('HS256', 'k1');
  let trusted: VerificationKey | undefined = pair.verification;
  let used = 0;
  const keys: VerificationKeys = {
    find: (kid) => (kid === trusted?.kid ? trusted : undefined),
  };
  function watched(key: VerificationKey): VerificationKey {
    return {
      ...key,
      get key() {
        used += 1;
        return key.key;
      },
    };
  }
  trusted = watched(pair.verification);
  return {
    keys,
    sign: (changes: Record<string, unknown> = {}) =>
      forge(header, accessClaims(changes), pair.signing.key),
    signWith: (headerChanges: object) =>
      forge({ ...header, ...headerChanges }, accessClaims(), pair.signing.key),
    used: () => used,
    revoke: () => (trusted = undefined),
    replace: () => (trusted = createTestKey('HS256', 'k1').verification),
    renew: () => (trusted = watched({ ...pair.verification })),
  };
}

describe.each(kits)('with $runtime', ({ createAccessTokenVerifier }) => {
  function setUp(options: Partial<VerifierOptions> = {}) {
    const ring = createWatchedRing();
    const clock = createTestClock();
    const { keys } = ring;
    const verifier = createAccessTokenVerifier({ keys, issuer, audience, clock, ...options });
    return {
      ring,
      clock,
      verifier,
      refusal: (token: string) => refusalOf(() => verifier.verify(token)),
    };
  }

  describe('a verified access token', () => {
    test('is answered from memory the next time, without the key', async () => {
      const { ring, verifier } = setUp();
      const token = ring.sign();
      const first = await verifier.verify(token);
      const uses = ring.used();

      expect(uses).toBeGreaterThan(0);
      expect(await verifier.verify(token)).toBe(first);
      expect(ring.used()).toBe(uses);
    });

    test('dies in memory in the second of its expiry', async () => {
      const { ring, clock, verifier, refusal } = setUp();
      const token = ring.sign({ exp: now + 60 });
      await verifier.verify(token);
      clock.advance(59.999);
      expect((await verifier.verify(token)).exp).toBe(now + 60);
      clock.advance(0.001);
      expect(await refusal(token)).toBe('TOKEN_EXPIRED');
    });

    test('is not valid in memory when the clock is set back to long before it was made', async () => {
      const { ring, clock, verifier, refusal } = setUp();
      const token = ring.sign();
      await verifier.verify(token);
      clock.advance(-61);
      expect(await refusal(token)).toBe('TOKEN_NOT_YET_VALID');
    });

    test('dies in memory at once with the key that it was checked with', async () => {
      const { ring, verifier, refusal } = setUp();
      const token = ring.sign();
      await verifier.verify(token);
      ring.revoke();
      expect(await refusal(token)).toBe('TOKEN_INVALID');
    });

    test('does not live on in memory under another key of the same kid', async () => {
      const { ring, verifier, refusal } = setUp();
      const token = ring.sign();
      await verifier.verify(token);
      ring.replace();
      expect(await refusal(token)).toBe('TOKEN_INVALID');
    });

    test('is checked anew where the ring has made a new object of its key', async () => {
      const { ring, verifier } = setUp();
      const token = ring.sign();
      await verifier.verify(token);
      const uses = ring.used();
      ring.renew();
      expect(await verifier.verify(token)).toEqual(accessClaims());
      expect(ring.used()).toBeGreaterThan(uses);
    });

    test('cannot be changed by one request for the others', async () => {
      const { ring, verifier } = setUp();
      const token = ring.sign({ plan: { level: ['free'] } });
      const claims = (await verifier.verify(token)) as unknown as {
        roles: string[];
        plan: { level: string[] };
      };
      expect(() => claims.roles.push('admin')).toThrow(TypeError);
      expect(() => claims.plan.level.push('pro')).toThrow(TypeError);
      expect(() => Object.assign(claims, { sub: 'root' })).toThrow(TypeError);
      expect(await verifier.verify(token)).toEqual(accessClaims({ plan: { level: ['free'] } }));
    });
  });

  describe('the memory of a verifier', () => {
    test('holds as many tokens as it is told, and forgets the one used longest ago', async () => {
      const { ring, verifier } = setUp({ cacheSize: 2 });
      const [a, b, c] = ['a', 'b', 'c'].map((jti) => ring.sign({ jti })) as [
        string,
        string,
        string,
      ];
      for (const token of [a, b, a, c]) await verifier.verify(token);
      const uses = ring.used();
      await verifier.verify(a);
      await verifier.verify(c);
      expect(ring.used()).toBe(uses);
      await verifier.verify(b);
      expect(ring.used()).toBeGreaterThan(uses);
    });

    test('holds 10,000 tokens unless told otherwise', async () => {
      const { ring, verifier } = setUp();
      const tokens = Array.from({ length: 10_001 }, (_unused, index) =>
        ring.sign({ jti: `t${index}` }),
      );
      for (const token of tokens) await verifier.verify(token);
      const uses = ring.used();
      await verifier.verify(tokens[1] ?? '');
      expect(ring.used()).toBe(uses);
      await verifier.verify(tokens[0] ?? '');
      expect(ring.used()).toBeGreaterThan(uses);
    });

    test('can be none', async () => {
      const { ring, verifier } = setUp({ cacheSize: 0 });
      const token = ring.sign();
      await verifier.verify(token);
      const uses = ring.used();
      expect(await verifier.verify(token)).toEqual(accessClaims());
      expect(ring.used()).toBe(2 * uses);
    });

    test('keeps no refusals: a token that was too early is good when its time has come', async () => {
      const { ring, clock, verifier, refusal } = setUp();
      const token = ring.sign({ nbf: now + 65 });
      expect(await refusal(token)).toBe('TOKEN_NOT_YET_VALID');
      clock.advance(5);
      expect((await verifier.verify(token)).nbf).toBe(now + 65);
    });
  });

  describe('a verifier of access tokens', () => {
    test.each<[string, unknown]>([
      ['nbf', undefined],
      ['sid', undefined],
      ['sid', ''],
      ['sid', 1],
      ['sid', '\ud800'],
      ['auth_time', undefined],
      ['auth_time', String(now)],
      ['auth_time', null],
      ['roles', undefined],
      ['roles', 'admin'],
      ['roles', [1]],
      ['roles', [null]],
      ['roles', { 0: 'admin' }],
      ['scope', undefined],
      ['scope', ['posts:read']],
      ['scope', null],
      ['amr', 'pwd'],
      ['amr', null],
      ['amr', [1]],
      ['amr', [null]],
      ['amr', [['pwd']]],
      ['amr', { 0: 'pwd', length: 1 }],
      ['acr', 1],
      ['acr', null],
      ['acr', ['aal1']],
      ['acr', { level: 'aal2' }],
    ])('refuses the claim "%s": %j', async (name, value) => {
      const { ring, refusal } = setUp();
      expect(await refusal(ring.sign({ [name]: value }))).toBe('TOKEN_INVALID');
    });

    test.each<[string, Record<string, unknown>]>([
      ['neither of them', {}],
      ['no method', { amr: [] }],
      ['methods and levels that it does not know', { amr: ['PWD', 'x', ''], acr: 'urn:example:9' }],
      ['a method twice', { amr: ['pwd', 'pwd'] }],
      ['more methods than there are', { amr: Array<string>(800).fill('pwd') }],
      ['long names', { amr: ['a'.repeat(2000)], acr: 'b'.repeat(2000) }],
    ])('takes the proof of identity as the issuer states it: %s', async (_what, proof) => {
      const { ring, verifier } = setUp();
      expect(await verifier.verify(ring.sign(proof))).toEqual(accessClaims(proof));
    });

    test.each<[string, Record<string, unknown>]>([
      ['methods', { amr: Array<string>(2000).fill('pwd') }],
      ['a level', { acr: 'a'.repeat(8192) }],
    ])('refuses what makes the token longer than 8,192 bytes: %s', async (_what, proof) => {
      const { ring, refusal } = setUp();
      expect(await refusal(ring.sign(proof))).toBe('TOKEN_INVALID');
      expect(ring.used()).toBe(0);
    });

    test('refuses other issuers and other audiences', async () => {
      const { ring, refusal } = setUp();
      expect(await refusal(ring.sign({ iss: 'https://evil.example' }))).toBe('TOKEN_INVALID');
      expect(await refusal(ring.sign({ aud: 'another-api' }))).toBe('TOKEN_INVALID');
    });

    test('tells a refresh token that it is at the wrong door', async () => {
      const { ring, refusal } = setUp();
      expect(await refusal(ring.signWith({ typ: 'rt+jwt' }))).toBe('WRONG_TOKEN_TYPE');
    });

    test('gives a leeway to expired and early tokens, from memory too', async () => {
      const { ring, clock, verifier, refusal } = setUp({ leeway: 5 });
      const token = ring.sign({ exp: now + 10, nbf: now + 5 });
      await verifier.verify(token);
      clock.advance(14);
      expect((await verifier.verify(token)).exp).toBe(now + 10);
      clock.advance(1);
      expect(await refusal(token)).toBe('TOKEN_EXPIRED');
    });

    test.each<[string, Partial<VerifierOptions>]>([
      ['an empty issuer', { issuer: '' }],
      ['an empty audience', { audience: '' }],
      ['no audience', { audience: undefined as unknown as string }],
      ['a pattern for an audience', { audience: /./ as unknown as string }],
      ['a leeway that is no number', { leeway: Number.NaN }],
      ['a negative leeway', { leeway: -1 }],
      ['a leeway without end', { leeway: Infinity }],
      ['a negative cache', { cacheSize: -1 }],
    ])('is not made with %s', (_what, options) => {
      expect(() => setUp(options)).toThrow(TypeError);
    });

    test('asks its ring for nothing but a kid: no token causes anything to be fetched', async () => {
      const asked: unknown[][] = [];
      const keys = {
        find: (...args: unknown[]) => void asked.push(args),
      } as unknown as VerificationKeys;
      const { refusal } = setUp({ keys });
      const jku = 'https://evil.example/jwks.json';
      expect(
        await refusal(forge({ ...header, jku }, accessClaims(), createSecretKey(Buffer.alloc(32)))),
      ).toBe('TOKEN_INVALID');
      expect(asked).toEqual([['k1']]);
    });
  });
});
