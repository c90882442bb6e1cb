import type { JsonWebKey } from 'node:crypto';
import { asymmetricAlgorithms } from '../../jwt/algorithms.js';
import type { StoredKey } from './store.js';
import type { SigningKeyTable } from '../../platform/database/schema.js';

/** @throws Error for an algorithm that this version does not know: it must not be taken for another */
export function toStoredKey(row: SigningKeyTable): StoredKey {
  const algorithm = asymmetricAlgorithms.find((known) => known === row.algorithm);
  if (algorithm === undefined) throw new Error(`signing key ${row.kid}: unknown algorithm`);
  return {
    kid: row.kid,
    algorithm,
    sequence: row.sequence,
    publicJwk: JSON.parse(row.public_jwk) as JsonWebKey,
    encryptedPrivateKey: row.encrypted_private_key,
    createdAt: row.created_at,
    activatesAt: row.activates_at,
    expiresAt: row.expires_at,
    revokedAt: row.revoked_at,
  };
}

export function fromStoredKey(key: StoredKey): SigningKeyTable {
  return {
    kid: key.kid,
    algorithm: key.algorithm,
    sequence: key.sequence,
    public_jwk: JSON.stringify(key.publicJwk),
    encrypted_private_key: key.encryptedPrivateKey,
    created_at: key.createdAt,
    activates_at: key.activatesAt,
    expires_at: key.expiresAt,
    revoked_at: key.revokedAt,
  };
}
