import { createLocalJWKSet, jwtVerify, type JSONWebKeySet } from 'jose';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { signJwt } from '../../../src/jwt/sign.js';
import { createAccessTokenVerifier } from '../../../src/resource-server/index.js';
import {
  createSecretKeyRing,
  createStoredKeyRing,
  type KeyRing,
  type StoredKeyRingOptions,
} from '../../../src/features/signing-keys/key-ring.js';
import { revokeAllKeys, rotateKeys } from '../../../src/features/signing-keys/key-rotation.js';
import type { KeyStore } from '../../../src/features/signing-keys/store.js';
import { WrongSecretError } from '../../../src/platform/encryption/cipher.js';
import { describeStorage } from '../../contract/storage-contract.js';
import { accessClaims, audience, issuer, now, reasonOf } from '../../jwt/forge.js';
import { createTestClock, type TestClock } from '../../support/test-clock.js';
import { secret } from '../sessions/samples.js';
import { asymmetricAlgorithms } from '../../../src/jwt/keys.js';
import { recordingOf } from '../../support/recording.js';

const day = 86_400;
const tokenLifetime = 30 * day;
const algorithm = 'ES256';

describeStorage('the key ring', (subject) => {
  let clock: TestClock;
  let rings: KeyRing[];
  let errors: unknown[];

  beforeEach(() => {
    clock = createTestClock();
    rings = [];
    errors = [];
  });
  afterEach(() => {
    for (const ring of rings) ring.close();
  });

  function options(changes: Partial<StoredKeyRingOptions> = {}): StoredKeyRingOptions {
    const onError = (error: unknown) => void errors.push(error);
    return {
      store: subject.storage.keys,
      secret,
      algorithm,
      clock,
      tokenLifetime,
      onError,
      ...changes,
    };
  }
  const recorded = (given: StoredKeyRingOptions) => ({
    ...given,
    ...recordingOf(subject.storage, clock),
  });

  async function open(changes: Partial<StoredKeyRingOptions> = {}): Promise<KeyRing> {
    const ring = await createStoredKeyRing(options(changes));
    rings.push(ring);
    return ring;
  }

  function sign(ring: KeyRing, lifetime = 900): string {
    const at = Math.floor(clock.now() / 1000);
    const claims = { ...accessClaims({ exp: at + lifetime, nbf: at }), iat: at };
    return signJwt(claims, { typ: 'at+jwt', key: ring.signingKey() });
  }

  function verifierOf(ring: KeyRing) {
    return createAccessTokenVerifier({ keys: ring, issuer, audience, clock });
  }

  test('makes the first key of an empty database, which signs and verifies at once', async () => {
    const ring = await open();
    const [stored, ...others] = await subject.storage.keys.list();

    expect(others).toEqual([]);
    expect(stored).toMatchObject({ algorithm, sequence: 1, expiresAt: null, revokedAt: null });
    expect(ring.signingKey().kid).toBe(stored?.kid);
    expect(verifierOf(ring).verify(sign(ring)).iss).toBe(issuer);
  });

  test.each(asymmetricAlgorithms)(
    'signs and publishes %s so that jose verifies with the JWKS',
    async (name) => {
      const ring = await open({ algorithm: name });
      const set = createLocalJWKSet(ring.jwks() as JSONWebKeySet);
      const { payload } = await jwtVerify(sign(ring), set, {
        issuer,
        audience,
        typ: 'at+jwt',
        algorithms: [name],
        currentDate: new Date(now * 1000),
      });
      expect(payload.sub).toBe(accessClaims()['sub']);
    },
  );

  test('publishes public halves alone, with kid, alg and use', async () => {
    const ring = await open();
    const { keys } = ring.jwks();
    expect(keys).toEqual([
      {
        kty: 'EC',
        crv: 'P-256',
        x: expect.any(String) as string,
        y: expect.any(String) as string,
        kid: ring.signingKey().kid,
        alg: 'ES256',
        use: 'sig',
      },
    ]);
    const rsa = await open({ algorithm: 'PS256' });
    clock.advance(3600);
    expect(rsa.jwks().keys.map((key) => Object.keys(key).sort())).toContainEqual([
      'alg',
      'e',
      'kid',
      'kty',
      'n',
      'use',
    ]);
  });

  test('keeps the private key in the database encrypted', async () => {
    const ring = await open();
    const der = ring.signingKey().key.export({ type: 'pkcs8', format: 'der' });
    const { d } = ring.signingKey().key.export({ format: 'jwk' });
    const [stored] = await subject.storage.keys.list();
    const text = JSON.stringify(stored);
    expect(d).toMatch(/^[\w-]{43}$/);
    expect(text).not.toContain(String(d));
    expect(
      Buffer.from(stored?.encryptedPrivateKey ?? '', 'base64url').includes(der.subarray(36, 68)),
    ).toBe(false);
  });

  test('processes that start at once share one key: one creates it, the others load it', async () => {
    const opened = await Promise.all(Array.from({ length: 8 }, () => open()));
    const kids = new Set(opened.map((ring) => ring.signingKey().kid));
    expect(kids.size).toBe(1);
    expect(await subject.storage.keys.list()).toHaveLength(1);
  });

  test('never closes a first key that another process made between reading and writing', async () => {
    const { keys } = subject.storage;
    let reads = 0;
    const late: KeyStore = {
      async list() {
        const found = await keys.list();
        // As soon as this process has seen the empty table, another one starts and finishes.
        if ((reads += 1) === 1) await open();
        return found;
      },
      add: (key, succession) => keys.add(key, succession),
    };
    const second = await open({ store: late });
    const [first] = rings;
    expect(second.signingKey().kid).toBe(first?.signingKey().kid);
    expect(await keys.list()).toMatchObject([{ sequence: 1, expiresAt: null }]);
  });

  test('a kid keeps the identical key over reloads, so that verified tokens stay cached', async () => {
    const ring = await open();
    const { kid } = ring.signingKey();
    const before = ring.find(kid);
    await rotateKeys(recorded(options()));
    await ring.reload();
    await ring.reload();
    expect(before).toBeDefined();
    expect(ring.find(kid)).toBe(before);
  });

  test('finds nothing under other names', async () => {
    const ring = await open();
    for (const kid of ['', '__proto__', 'constructor', "' OR 1=1 --"])
      expect(ring.find(kid)).toBeUndefined();
  });

  describe('after a rotation', () => {
    test('no process gets a token with an unknown key, whatever the order of reloads', async () => {
      const [a, b] = [await open(), await open()];
      const [atA, atB] = [verifierOf(a), verifierOf(b)];
      const tokens = [sign(a), sign(b)];
      const before = a.signingKey().kid;
      await rotateKeys(recorded(options()));

      const signers = new Set<string>();
      // Both reload every 15 seconds, ten seconds apart, for two minutes around the change.
      for (let second = 0; second <= 120; second += 5) {
        if (second % 15 === 0) await a.reload();
        if (second % 15 === 10) await b.reload();
        tokens.push(sign(a), sign(b));
        for (const ring of [a, b]) signers.add(ring.signingKey().kid);
        for (const token of tokens) {
          expect(atA.verify(token).iss).toBe(issuer);
          expect(atB.verify(token).iss).toBe(issuer);
        }
        clock.advance(5);
      }
      expect(signers.size).toBe(2);
      expect(a.signingKey().kid).not.toBe(before);
      expect(b.signingKey().kid).toBe(a.signingKey().kid);
    });

    test('the new key is published for a minute before it signs', async () => {
      const ring = await open();
      const before = ring.signingKey().kid;
      const { kid } = await rotateKeys(recorded(options()));
      await ring.reload();
      expect(ring.jwks().keys.map((key) => key['kid'])).toEqual([before, kid]);
      clock.advance(59.999);
      expect(ring.signingKey().kid).toBe(before);
      clock.advance(0.001);
      expect(ring.signingKey().kid).toBe(kid);
    });

    test('the old key verifies until its last token has expired, and is removed then', async () => {
      const ring = await open();
      const { kid } = ring.signingKey();
      await rotateKeys(recorded(options()));
      await ring.reload();
      clock.advance(59);
      const last = sign(ring, tokenLifetime);
      const verifier = verifierOf(ring);
      clock.advance(tokenLifetime - 1);
      expect(verifier.verify(last).iss).toBe(issuer);

      clock.advance(3 * 60);
      expect(ring.find(kid)).toBeUndefined();
      expect(ring.jwks().keys.map((key) => key['kid'])).not.toContain(kid);
      await ring.reload();
      expect(ring.signingKey().kid).not.toBe(kid);
    });

    test('and another one at once, each gets its number, and the last one signs in the end', async () => {
      const ring = await open();
      const rotated = await Promise.all([
        rotateKeys(recorded(options())),
        rotateKeys(recorded(options())),
        rotateKeys(recorded(options())),
      ]);
      const sequences = (await subject.storage.keys.list()).map(({ sequence }) => sequence);
      await ring.reload();
      clock.advance(60);
      expect(sequences).toEqual([1, 2, 3, 4]);
      expect(rotated.find(({ sequence }) => sequence === 4)?.kid).toBe(ring.signingKey().kid);
    });
  });

  describe('after all keys were revoked', () => {
    test('earlier tokens fail after the next reload, cached ones too, and new ones work', async () => {
      const ring = await open();
      const verifier = verifierOf(ring);
      const token = sign(ring);
      verifier.verify(token);
      const { kid } = await revokeAllKeys(recorded(options()));
      await ring.reload();

      expect(reasonOf(() => verifier.verify(token))).toBe('TOKEN_INVALID');
      expect(ring.signingKey().kid).toBe(kid);
      expect(ring.jwks().keys).toHaveLength(1);
      expect(verifier.verify(sign(ring)).iss).toBe(issuer);
      expect(errors).toEqual([]);
    });

    test('a key that was about to sign is revoked too', async () => {
      const ring = await open();
      const pending = await rotateKeys(recorded(options()));
      await revokeAllKeys(recorded(options()));
      await ring.reload();
      clock.advance(3600);
      expect(ring.find(pending.kid)).toBeUndefined();
      expect(ring.signingKey().kid).not.toBe(pending.kid);
    });

    test('a process that starts then has the new key alone', async () => {
      await open();
      const { kid } = await revokeAllKeys(recorded(options()));
      const started = await open();
      expect(started.signingKey().kid).toBe(kid);
      expect(await subject.storage.keys.list()).toHaveLength(2);
    });
  });

  describe('with another algorithm in the configuration', () => {
    test('rotates when it starts, once for any number of processes', async () => {
      const old = await open();
      const token = sign(old);
      const opened = await Promise.all(
        Array.from({ length: 4 }, () => open({ algorithm: 'ES384' })),
      );
      expect((await subject.storage.keys.list()).map((key) => key.algorithm)).toEqual([
        'ES256',
        'ES384',
      ]);
      clock.advance(60);
      for (const ring of opened) {
        expect(ring.signingKey().algorithm).toBe('ES384');
        expect(verifierOf(ring).verify(token).iss).toBe(issuer);
      }
    });

    test('does not rotate again when the old and the new process run side by side', async () => {
      const old = await open();
      const fresh = await open({ algorithm: 'ES384' });
      for (let round = 0; round < 3; round += 1) {
        await old.reload();
        await fresh.reload();
      }
      expect(await subject.storage.keys.list()).toHaveLength(2);
    });
  });

  describe('with the wrong AUTHGRAPH_SECRET', () => {
    const wrong = { secret: `${secret}!` };

    test('does not open, and says so', async () => {
      await open();
      await expect(open(wrong)).rejects.toThrow(WrongSecretError);
      await expect(open(wrong)).rejects.toThrow(/AUTHGRAPH_SECRET/);
    });

    test('no key is added that other processes cannot decrypt, by algorithm or rotation', async () => {
      await open();
      await expect(open({ ...wrong, algorithm: 'ES384' })).rejects.toThrow(WrongSecretError);
      await expect(rotateKeys(recorded(options(wrong)))).rejects.toThrow(WrongSecretError);
      expect(await subject.storage.keys.list()).toHaveLength(1);
    });

    test('revoking all keys works, and is the way to a new secret', async () => {
      await open();
      await revokeAllKeys(recorded(options(wrong)));
      const ring = await open(wrong);
      expect(verifierOf(ring).verify(sign(ring)).iss).toBe(issuer);
    });

    test('a process drops revoked keys and stops signing after another revokes them', async () => {
      const ring = await open();
      const verifier = verifierOf(ring);
      const token = sign(ring);
      await revokeAllKeys(recorded(options(wrong)));
      await ring.reload();
      expect(reasonOf(() => verifier.verify(token))).toBe('TOKEN_INVALID');
      expect(() => ring.signingKey()).toThrow('Internal error.');
      expect(errors).toEqual([expect.any(WrongSecretError)]);
    });
  });

  describe('when the database fails', () => {
    test('keeps the keys that it has, reports each failure, and catches up afterwards', async () => {
      let isDown = false;
      const outage = new Error('the database is down');
      const { keys } = subject.storage;
      const store: KeyStore = {
        list: () => (isDown ? Promise.reject(outage) : keys.list()),
        add: (key, succession) => keys.add(key, succession),
      };
      const ring = await open({ store });
      const token = sign(ring);
      isDown = true;
      await ring.reload();
      await ring.reload();
      expect(errors).toEqual([outage, outage]);
      expect(verifierOf(ring).verify(token).iss).toBe(issuer);
      expect(verifierOf(ring).verify(sign(ring)).iss).toBe(issuer);

      const { kid } = await revokeAllKeys(recorded(options()));
      isDown = false;
      await ring.reload();
      expect(ring.signingKey().kid).toBe(kid);
      expect(reasonOf(() => verifierOf(ring).verify(token))).toBe('TOKEN_INVALID');
    });

    test('does not open without it', async () => {
      const outage = new Error('the database is down');
      const store: KeyStore = {
        list: () => Promise.reject(outage),
        add: () => Promise.reject(outage),
      };
      await expect(open({ store })).rejects.toBe(outage);
    });
  });

  test('a slow answer of the database does not bring a revoked key back', async () => {
    const { keys } = subject.storage;
    let held: Promise<void> | undefined;
    const store: KeyStore = {
      async list() {
        const release = held;
        const found = await keys.list();
        await release;
        return found;
      },
      add: (key, succession) => keys.add(key, succession),
    };
    const ring = await open({ store });
    const { kid } = ring.signingKey();
    await ring.reload();

    let release = (): void => undefined;
    held = new Promise((resolve) => (release = resolve));
    const slow = ring.reload();
    // The slow one has asked, and its answer is on the way.
    await keys.list();
    held = undefined;
    await revokeAllKeys(recorded(options()));
    const quick = ring.reload();
    await keys.list();
    release();
    await Promise.all([slow, quick]);
    expect(ring.find(kid)).toBeUndefined();
  });

  test('signs although its clock lags behind that of the process that made the key', async () => {
    clock.advance(5);
    await open();
    clock.advance(-5);
    const lagging = await open();
    expect(lagging.signingKey().kid).toBe((await subject.storage.keys.list())[0]?.kid);
    expect(await subject.storage.keys.list()).toHaveLength(1);
  });
});

describe('the ring of a shared secret', () => {
  const shared = createSecretKeyRing({ secret });

  test('signs and verifies with HS256, and publishes nothing', () => {
    const { kid, algorithm: name } = shared.signingKey();
    expect(name).toBe('HS256');
    expect(shared.find(kid)).toBe(shared.find(kid));
    expect(shared.find(kid)?.key).toBe(shared.signingKey().key);
    expect(shared.find('other')).toBeUndefined();
    expect(shared.jwks()).toEqual({ keys: [] });
  });

  test.each(['', 'secret', 'x'.repeat(31)])('is not made of "%s"', (short) => {
    expect(() => createSecretKeyRing({ secret: short })).toThrow(TypeError);
  });
});
