import type { Kysely } from 'kysely';
import type { KeyStore, StoredKey, Succession } from './store.js';
import type { Database } from '../../platform/database/database.js';
import { asymmetricAlgorithms, type JsonWebKey } from '../../jwt/keys.js';

interface SigningKeyTable {
  kid: string;
  algorithm: string;
  sequence: number;
  /** A JWK in JSON. */
  public_jwk: string;
  encrypted_private_key: string;
  created_at: number;
  activates_at: number;
  expires_at: number | null;
  revoked_at: number | null;
}

interface SigningKeyTables {
  signing_keys: SigningKeyTable;
}

export function createKeyStore(database: Database): KeyStore {
  const queries = database.tables<SigningKeyTables>();
  return {
    async list() {
      const rows = await queries
        .selectFrom('signing_keys')
        .selectAll()
        .orderBy('sequence')
        .execute();
      return rows.map(toStoredKey);
    },

    add: (key, succession) =>
      queries.isTransaction
        ? add(queries, key, succession)
        : queries.transaction().execute((transaction) => add(transaction, key, succession)),
  };
}

async function add(
  transaction: Kysely<SigningKeyTables>,
  key: StoredKey,
  succession: Succession,
): Promise<boolean> {
  const { numInsertedOrUpdatedRows } = await transaction
    .insertInto('signing_keys')
    .values(fromStoredKey(key))
    .onConflict((conflict) => conflict.doNothing())
    .executeTakeFirst();
  if (numInsertedOrUpdatedRows !== 1n) return false;
  await closeEarlier(transaction, key, succession);
  return true;
}

async function closeEarlier(
  transaction: Kysely<SigningKeyTables>,
  { sequence }: StoredKey,
  succession: Succession,
): Promise<void> {
  const earlier = transaction.updateTable('signing_keys').where('sequence', '<', sequence);
  if ('expireEarlierAt' in succession) {
    await earlier
      .set({ expires_at: succession.expireEarlierAt })
      .where('expires_at', 'is', null)
      .execute();
  } else {
    await earlier
      .set({ revoked_at: succession.revokeEarlierAt })
      .where('revoked_at', 'is', null)
      .execute();
  }
}

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
