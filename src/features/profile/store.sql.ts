import { usernameKey } from '../accounts/identifiers.js';
import type { Database } from '../../platform/database/database.js';
import { isDuplicate } from '../../platform/database/faults.js';
import type { StoreMakers } from '../../platform/database/stores.js';
import { searchableText } from '../../platform/database/text.js';
import {
  fromDisplayName,
  parseMetadata,
  toUser,
  userColumns,
  type UserTable,
  type UserTables,
} from '../accounts/user-lookups.sql.js';
import type { ProfileChange } from './facts.js';
import type { ProfileStore } from './service.js';

/** What makes the store of profiles. */
export const profileStores: StoreMakers<{ profiles: ProfileStore }> = {
  profiles: createProfileStore,
};

export function createProfileStore(database: Database): ProfileStore {
  const queries = database.tables<UserTables>();
  return {
    async update(id, change) {
      const row = await queries
        .updateTable('users')
        // Without a column to set there would be no statement.
        .set((users) => ({ id: users.ref('id'), ...fromChange(change) }))
        .where('id', '=', searchableText(id))
        .returning(userColumns)
        .executeTakeFirst();
      return row && toUser(row);
    },

    async rename(id, username) {
      try {
        await queries
          .updateTable('users')
          .set({ username, username_key: usernameKey(username) })
          .where('id', '=', searchableText(id))
          .execute();
        return 'renamed';
      } catch (error) {
        if (isDuplicate(error)) return 'username_taken';
        throw error;
      }
    },

    async privateMetadataOf(ids) {
      if (ids.length === 0) return new Map();
      const rows = await queries
        .selectFrom('users')
        .select(['id', 'private_metadata'])
        .where('id', 'in', ids.map(searchableText))
        .execute();
      return new Map(rows.map((row) => [row.id, parseMetadata(row.private_metadata)]));
    },

    async setPrivateMetadata(id, metadata) {
      const { numUpdatedRows } = await queries
        .updateTable('users')
        .set({ private_metadata: JSON.stringify(metadata) })
        .where('id', '=', searchableText(id))
        .executeTakeFirst();
      return numUpdatedRows > 0n;
    },
  };
}

function fromChange({ displayName, locale, publicMetadata }: ProfileChange): Partial<UserTable> {
  return {
    ...(displayName !== undefined && fromDisplayName(displayName)),
    ...(locale !== undefined && { locale }),
    ...(publicMetadata !== undefined && { public_metadata: JSON.stringify(publicMetadata) }),
  };
}
