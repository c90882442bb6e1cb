import { afterEach, describe, expect, test, vi } from 'vitest';
import type { Clock } from '../../../src/platform/clock.js';
import { signJwt } from '../../../src/jwt/sign.js';
import { createAccessTokenVerifier } from '../../../src/resource-server/index.js';
import { createStoredKeyRing, type KeyRing } from '../../../src/features/signing-keys/key-ring.js';
import {
  reloadInterval,
  revokeAllKeys,
  rotateKeys,
} from '../../../src/features/signing-keys/key-rotation.js';
import type { KeyStore } from '../../../src/features/signing-keys/store.js';
import { describeStorage } from '../../contract/storage-contract.js';
import { accessClaims, audience, forge, issuer, reasonOf } from '../../jwt/forge.js';
import { createTestClock } from '../../support/test-clock.js';
import { secret } from '../sessions/samples.js';
import { recordingOf } from '../../support/recording.js';

const rings: KeyRing[] = [];
afterEach(() => {
  vi.useRealTimers();
  for (const ring of rings.splice(0)) ring.close();
});

interface Setting {
  readonly store: KeyStore;
  readonly clock: Clock;
  readonly secret?: string;
}

function rotation(setting: Setting) {
  return { secret, algorithm: 'ES256', tokenLifetime: 100, ...setting } as const;
}

async function openRing(setting: Setting): Promise<KeyRing> {
  const ring = await createStoredKeyRing({ ...rotation(setting), onError: () => undefined });
  rings.push(ring);
  return ring;
}

function tokenOf(ring: KeyRing, clock: Clock): string {
  const iat = Math.floor(clock.now() / 1000);
  const claims = { ...accessClaims({ nbf: iat, exp: iat + 100 }), iat };
  return signJwt(claims, { typ: 'at+jwt', key: ring.signingKey() });
}

function verifierOf(keys: KeyRing, clock: Clock) {
  return createAccessTokenVerifier({ keys, issuer, audience, clock });
}

/** A store that counts how often it is read. */
function counted(store: KeyStore) {
  const reads = { count: 0 };
  const list = () => {
    reads.count += 1;
    return store.list();
  };
  return { reads, store: { list, add: store.add.bind(store) } };
}

describeStorage('two processes around a rotation', (subject) => {
  test('sign at every second with keys that both know, and that a cached JWKS has', async () => {
    const { keys: store } = subject.storage;
    const clock = createTestClock();
    const [a, b] = [await openRing({ store, clock }), await openRing({ store, clock })];
    const before = a.signingKey().kid;
    let cached = b.jwks().keys;
    const signers: string[] = [];

    for (let second = 0; second <= 120; second += 1) {
      if (second === 3)
        await rotateKeys({ ...rotation({ store, clock }), ...recordingOf(subject.storage, clock) });
      if (second % reloadInterval === 2) await a.reload();
      if (second % reloadInterval === 14) await b.reload();
      // A service elsewhere looks every 40 seconds, just before the new key is there.
      if (second % 40 === 13) cached = b.jwks().keys;
      for (const ring of [a, b]) {
        const { kid } = ring.signingKey();
        const known = [a.find(kid)?.kid, b.find(kid)?.kid];
        expect(known, `second ${second}`).toEqual([kid, kid]);
        expect(cached.map((key) => key['kid'])).toContain(kid);
      }
      signers.push(a.signingKey().kid);
      clock.advance(1);
    }
    expect(signers.lastIndexOf(before)).toBe(62);
    expect(new Set(signers).size).toBe(2);
  });
});

describeStorage('a key ring', (subject) => {
  const clock = createTestClock();

  test('reads the database for no token, whatever its kid', async () => {
    const { reads, store } = counted(subject.storage.keys);
    const ring = await openRing({ store, clock });
    const { count } = reads;
    const { key } = ring.signingKey();
    for (const kid of ['unknown', '__proto__', "' OR 1=1 --", '../key', 'https://evil.example']) {
      const forged = forge({ alg: 'ES256', typ: 'at+jwt', kid }, accessClaims(), key);
      expect(reasonOf(() => verifierOf(ring, clock).verify(forged))).toBe('TOKEN_INVALID');
    }
    expect(reads.count).toBe(count);
  });

  test('publishes no private member, even if the row holds one', async () => {
    const { keys: store } = subject.storage;
    const { key } = (await openRing({ store, clock })).signingKey();
    const publicJwk = key.export({ format: 'jwk' });
    const leaking: KeyStore = {
      list: async () => (await store.list()).map((stored) => ({ ...stored, publicJwk })),
      add: (stored, succession) => store.add(stored, succession),
    };
    const { keys } = (await openRing({ store: leaking, clock })).jwks();

    expect(publicJwk.d).toBeTypeOf('string');
    expect(keys).toHaveLength(1);
    expect(JSON.stringify(keys)).not.toContain(publicJwk.d);
  });

  test('obeys a revocation although its clock lags behind the one that revoked', async () => {
    const { keys: store } = subject.storage;
    const lagging = createTestClock(clock.now() - 5000);
    const ring = await openRing({ store, clock: lagging });
    const { kid } = await revokeAllKeys({
      ...rotation({ store, clock }),
      ...recordingOf(subject.storage, clock),
    });
    await rotateKeys({ ...rotation({ store, clock }), ...recordingOf(subject.storage, clock) });
    await ring.reload();
    expect(ring.signingKey().kid).toBe(kid);
  });

  test('verifies tokens of a key whose private half it cannot open', async () => {
    const { keys: store } = subject.storage;
    const ring = await openRing({ store, clock });
    const other = { store, clock, secret: `${secret}, and another one` };
    await revokeAllKeys({ ...rotation(other), ...recordingOf(subject.storage, clock) });
    await ring.reload();
    const token = tokenOf(await openRing(other), clock);
    expect(verifierOf(ring, clock).verify(token).iss).toBe(issuer);
  });
});

describe('an open key ring', () => {
  const empty: KeyStore = {
    list: () => Promise.resolve([]),
    add: () => Promise.resolve(true),
  };

  test(`reads the database every ${reloadInterval} seconds until it is closed`, async () => {
    vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] });
    const { reads, store } = counted(empty);
    const ring = await openRing({ store, clock: createTestClock() });
    const start = reads.count;
    const seen: number[] = [];
    for (const wait of [14_999, 1, 15_000]) {
      await vi.advanceTimersByTimeAsync(wait);
      seen.push(reads.count - start);
    }
    ring.close();
    await vi.advanceTimersByTimeAsync(60_000);
    expect([...seen, reads.count - start]).toEqual([0, 1, 2, 2]);
  });
});
