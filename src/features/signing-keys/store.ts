import type { AsymmetricAlgorithm, JsonWebKey } from '../../jwt/keys.js';

/** A stored signing key. Times are milliseconds since the Unix epoch. */
export interface StoredKey {
  readonly kid: string;
  readonly algorithm: AsymmetricAlgorithm;
  /** 1, 2, 3 …: of several processes that add a key at once, one wins. */
  readonly sequence: number;
  readonly publicJwk: JsonWebKey;
  /** See `private-key-cipher.ts`; useless without AUTHGRAPH_SECRET. */
  readonly encryptedPrivateKey: string;
  readonly createdAt: number;
  /** From then on it signs. Before, it is only published, so that every verifier knows it in time. */
  readonly activatesAt: number;
  /** Until then it verifies; `null` while no later key has replaced it. */
  readonly expiresAt: number | null;
  /** Since then nothing it signed is valid. */
  readonly revokedAt: number | null;
}

/** What becomes of the keys before a new one, in the same transaction. */
export type Succession = { expireEarlierAt: number } | { revokeEarlierAt: number };

/** What the key ring needs of a database. Every method is atomic. */
export interface KeyStore {
  /** All keys, expired and revoked ones too, the oldest first. */
  list(): Promise<StoredKey[]>;
  /**
   * Adds a key and closes the earlier ones. `false`: another process has added a key of this
   * `sequence`, and nothing was written. `expireEarlierAt` touches only keys without an expiry;
   * `revokeEarlierAt` only keys that are not revoked.
   */
  add(key: StoredKey, succession: Succession): Promise<boolean>;
}

/** What a key is good for. */
export type KeyState = 'published' | 'signing' | 'verifying' | 'expired' | 'revoked';

/** What each key is good for now. The newest that may sign does; the others verify. */
export function statesOf(keys: readonly StoredKey[], now: number): KeyState[] {
  const states = keys.map(({ revokedAt, expiresAt, activatesAt }): KeyState => {
    if (revokedAt !== null) return 'revoked';
    if (expiresAt !== null && expiresAt <= now) return 'expired';
    return activatesAt > now ? 'published' : 'verifying';
  });
  const newest = states.lastIndexOf('verifying');
  return states.map((state, index) => (index === newest ? 'signing' : state));
}
