import type { Transaction } from 'kysely';
import type { KeyStore, StoredKey, Succession } from './store.js';
import type { Database } from '../../platform/database/database.js';
import type { Schema } from '../../platform/database/schema.js';
import { fromStoredKey, toStoredKey } from './key-rows.js';

export function createKeyStore({ queries }: Database): KeyStore {
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
      queries.transaction().execute(async (transaction) => {
        const { numInsertedOrUpdatedRows } = await transaction
          .insertInto('signing_keys')
          .values(fromStoredKey(key))
          .onConflict((conflict) => conflict.doNothing())
          .executeTakeFirst();
        if (numInsertedOrUpdatedRows !== 1n) return false;
        await closeEarlier(transaction, key, succession);
        return true;
      }),
  };
}

async function closeEarlier(
  transaction: Transaction<Schema>,
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
