import type { Clock } from '../../platform/clock.js';
import { createStoredKey, createPrivateKeyCipher } from './key-pair.js';
import type { Transact } from '../../platform/database/storage.js';
import type { AuditEntry, AuditTrail, EventStores } from '../../platform/events/trail.js';
import type { SigningKeyChanges } from './facts.js';
import type { KeyStore, StoredKey, Succession } from './store.js';
import type { AsymmetricAlgorithm } from '../../jwt/keys.js';

/** Seconds between two looks of a process at the stored keys. */
export const reloadInterval = 15;
/**
 * Seconds for which a new key is only published. Four looks fit in, so that every process, and every
 * service that caches the JWKS, knows the key before it meets a token signed with it.
 */
export const propagation = 60;

/** Each lost try means that another process has added a key: a few may start together. */
const maxAttempts = 10;

export interface RotationOptions {
  readonly store: KeyStore;
  /** AUTHGRAPH_SECRET */
  readonly secret: string;
  readonly algorithm: AsymmetricAlgorithm;
  readonly clock: Clock;
  /** The longest that any token lives, in seconds. */
  readonly tokenLifetime: number;
}

/** A rotation that someone asked for. Its event is stored with the key: both or neither. */
export interface RecordedRotationOptions extends RotationOptions {
  readonly transact: Transact<EventStores & { readonly keys: KeyStore }>;
  readonly audit: Pick<AuditTrail<SigningKeyChanges>, 'recordIn'>;
  /** Who asked for it. Default: the operator at the command line. */
  readonly origin?: Pick<AuditEntry, 'actorId' | 'sessionId' | 'client'>;
  /** Throws if there must be no rotation now. Of several at once, the second one sees the key of the first. */
  readonly refuse?: (keys: readonly StoredKey[]) => void;
}

/** Stores a key, as `KeyStore.add` does. */
type AddKey = KeyStore['add'];

/** When a new key signs, and what becomes of the earlier ones; decided for each try. */
interface Plan {
  readonly activatesAt: number;
  readonly succession: Succession;
}

/**
 * Adds the key that signs from a minute on. The earlier ones verify until the last token signed with
 * them has expired, so nobody is signed out.
 * @throws WrongSecretError if the secret does not open the present key: no running process could open
 *   the new one
 */
export function rotateKeys(options: RecordedRotationOptions): Promise<StoredKey> {
  const plan = (keys: readonly StoredKey[]) => {
    options.refuse?.(keys);
    checkSecret(options, keys);
    return rotation(options);
  };
  return addKey(options, plan, recorded(options, 'keys.rotated'));
}

/**
 * Adds a key that signs at once, and revokes all earlier ones: every token is invalid. It needs none of
 * the earlier private keys, so it is also the way out when AUTHGRAPH_SECRET is lost.
 */
export function revokeAllKeys(options: RecordedRotationOptions): Promise<StoredKey> {
  const plan = () => {
    const now = options.clock.now();
    return { activatesAt: now, succession: { revokeEarlierAt: now } };
  };
  return addKey(options, plan, recorded(options, 'keys.revoked'));
}

function recorded(
  { transact, audit, origin }: RecordedRotationOptions,
  type: keyof SigningKeyChanges,
): AddKey {
  return (key, succession) =>
    transact(async (stores) => {
      const added = await stores.keys.add(key, succession);
      if (added) await audit.recordIn(stores, { type, ...origin, detail: { kid: key.kid } });
      return added;
    });
}

/**
 * Makes sure that there is a key to sign with, of the configured algorithm. Of several processes that
 * start at once, one adds it; the others find it.
 * @throws WrongSecretError if the secret does not open the present key
 */
export async function ensureKey(options: RotationOptions): Promise<void> {
  await addKey(options, (keys) => {
    const current = currentKey(keys);
    if (current === undefined) {
      const now = options.clock.now();
      return { activatesAt: now, succession: { expireEarlierAt: now } };
    }
    checkSecret(options, keys);
    return current.algorithm === options.algorithm ? undefined : rotation(options);
  });
}

/** The newest key that nothing has replaced or revoked. */
export function currentKey(keys: readonly StoredKey[]): StoredKey | undefined {
  return keys.findLast(({ revokedAt, expiresAt }) => revokedAt === null && expiresAt === null);
}

function rotation({ clock, tokenLifetime }: RotationOptions): Plan {
  const activatesAt = clock.now() + propagation * 1000;
  // A process that has missed its looks signs with the old key for a while longer.
  const expireEarlierAt = activatesAt + (tokenLifetime + propagation) * 1000;
  return { activatesAt, succession: { expireEarlierAt } };
}

function checkSecret({ secret }: RotationOptions, keys: readonly StoredKey[]): void {
  const current = currentKey(keys);
  if (current === undefined) return;
  createPrivateKeyCipher(secret).decrypt(current.encryptedPrivateKey, current.kid);
}

/**
 * Reads the keys, and adds the next one if `plan` wants it. When another process has added that one in
 * the meantime, everything is read and decided again.
 */
async function addKey(
  options: RotationOptions,
  plan: (keys: readonly StoredKey[]) => Plan,
  add?: AddKey,
): Promise<StoredKey>;
async function addKey(
  options: RotationOptions,
  plan: (keys: readonly StoredKey[]) => Plan | undefined,
  add?: AddKey,
): Promise<StoredKey | undefined>;
async function addKey(
  options: RotationOptions,
  plan: (keys: readonly StoredKey[]) => Plan | undefined,
  add: AddKey = options.store.add,
): Promise<StoredKey | undefined> {
  const { store, secret, algorithm, clock } = options;
  const cipher = createPrivateKeyCipher(secret);
  for (let attempt = 0; attempt < maxAttempts; attempt += 1) {
    const keys = await store.list();
    const sequence = (keys.at(-1)?.sequence ?? 0) + 1;
    const planned = plan(keys);
    if (planned === undefined) return undefined;
    const { activatesAt, succession } = planned;
    const key = await createStoredKey({
      algorithm,
      cipher,
      sequence,
      now: clock.now(),
      activatesAt,
    });
    if (await add(key, succession)) return key;
  }
  throw new Error('other processes keep adding signing keys; try again');
}
