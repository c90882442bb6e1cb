import { createPrivateKey } from 'node:crypto';
import { AuthError } from '../../platform/errors/auth-error.js';
import type { JsonWebKey } from '../../jwt/keys.js';
import {
  type SigningKey,
  type VerificationKey,
  type VerificationKeys,
  keyOfSecret,
  publicKeyOf,
  checkKeyStrength,
} from '../../jwt/node-keys.js';
import { ensureKey, reloadInterval, type RotationOptions } from './key-rotation.js';
import type { StoredKey } from './store.js';
import { createPrivateKeyCipher, type PrivateKeyCipher } from './key-pair.js';

/** The keys of the service, in memory. */
export interface KeyRing extends VerificationKeys {
  /** The newest key that signs by now. */
  signingKey(): SigningKey;
  /** When that key was made, in milliseconds since the Unix epoch; `null` for a secret of the operator's. */
  signingKeyCreatedAt(): number | null;
  /** The public keys that verify (RFC 7517 §5), also those that do not sign yet. None for HS256. */
  jwks(): { keys: JsonWebKey[] };
  /** Looks at the stored keys again. Never rejects: a failure is reported, and the keys stay. */
  reload(): Promise<void>;
  /** Stops looking. */
  close(): void;
}

/** A key with its public half, and the private one once it is open. */
interface Key {
  readonly stored: StoredKey;
  readonly verification: VerificationKey;
  readonly signing: SigningKey | undefined;
}

export interface StoredKeyRingOptions extends RotationOptions {
  /** Called when the keys could not be read again; those in memory stay in use. */
  readonly onError: (error: unknown) => void;
}

/**
 * The ring over the stored keys, which other processes and `authgraph keys` change. Opening it makes
 * the first key of an empty database.
 * @throws WrongSecretError if the secret does not open the stored keys
 */
export async function createStoredKeyRing(options: StoredKeyRingOptions): Promise<KeyRing> {
  const { store, secret, clock, onError } = options;
  const cipher = createPrivateKeyCipher(secret);
  let keys: readonly Key[] = [];

  async function load(): Promise<void> {
    const stored = (await store.list()).filter((key) => isTrusted(key, clock.now()));
    // A key that is known stays the same object: caches tell by identity that it is still trusted.
    const publics = stored.map((key) =>
      renew(
        key,
        keys.find(({ verification }) => verification.kid === key.kid),
      ),
    );
    // Public halves first: what has been revoked is gone, whether or not the private ones can be opened.
    keys = publics;
    keys = publics.map((key) => open(key, cipher));
  }

  await ensureKey(options);
  await load();
  let latest = Promise.resolve();
  /** One after the other: an answer that comes late must not bring a revoked key back. */
  const reload = () => (latest = latest.then(load).catch(onError));
  const timer = setInterval(() => void reload(), reloadInterval * 1000).unref();

  const trusted = () => keys.filter(({ stored }) => isTrusted(stored, clock.now()));
  return {
    signingKey: () => signer(trusted(), clock.now()).signing,
    signingKeyCreatedAt: () => signer(trusted(), clock.now()).stored.createdAt,
    find(kid) {
      const key = keys.find(({ verification }) => verification.kid === kid);
      return key && isTrusted(key.stored, clock.now()) ? key.verification : undefined;
    },
    jwks: () => ({ keys: trusted().map(published) }),
    reload,
    close: () => clearInterval(timer),
  };
}

function isTrusted({ revokedAt, expiresAt }: StoredKey, now: number): boolean {
  return revokedAt === null && (expiresAt === null || now < expiresAt);
}

/** Where the clock lags behind the one that set `activatesAt`, the next key to come signs already. */
function signer(trusted: readonly Key[], now: number): Key & { readonly signing: SigningKey } {
  const able = trusted.filter(canSign);
  const active = able.findLast(({ stored }) => stored.activatesAt <= now) ?? able[0];
  if (active === undefined) {
    throw new AuthError('INTERNAL', { cause: new Error('no stored key can be used to sign') });
  }
  return active;
}

function canSign(key: Key): key is Key & { readonly signing: SigningKey } {
  return key.signing !== undefined;
}

function renew(stored: StoredKey, known: Key | undefined): Key {
  if (known !== undefined) return { ...known, stored };
  const { kid, algorithm, publicJwk } = stored;
  const key = publicKeyOf(publicJwk);
  checkKeyStrength(algorithm, key);
  return { stored, verification: { kid, algorithm, key }, signing: undefined };
}

/** @throws WrongSecretError */
function open(key: Key, cipher: PrivateKeyCipher): Key {
  if (key.signing !== undefined) return key;
  const { kid, algorithm, encryptedPrivateKey } = key.stored;
  const pkcs8 = cipher.decrypt(encryptedPrivateKey, kid);
  const privateKey = createPrivateKey({ key: pkcs8, format: 'der', type: 'pkcs8' });
  return { ...key, signing: { kid, algorithm, key: privateKey } };
}

/** Member by member, so that nothing else in the row can get out. */
function published({ stored }: Key): JsonWebKey {
  const { kid, algorithm: alg, publicJwk } = stored;
  const { kty, crv, x, y, n, e } = publicJwk;
  const parts = Object.entries({ kty, crv, x, y, n, e });
  const present = Object.fromEntries(parts.filter(([, value]) => value !== undefined));
  return { ...present, kid, alg, use: 'sig' };
}

/**
 * The ring of the one secret in `JWT_SECRET_KEY` (HS256). Another secret is another ring.
 * @throws TypeError for a secret of less than 32 bytes
 */
export function createSecretKeyRing({ secret }: { secret: string }): KeyRing {
  const key = keyOfSecret(secret);
  return {
    signingKey: () => key,
    signingKeyCreatedAt: () => null,
    find: (kid) => (kid === key.kid ? key : undefined),
    jwks: () => ({ keys: [] }),
    reload: () => Promise.resolve(),
    close: () => undefined,
  };
}
