import type { Kysely } from 'kysely';
import {
  integer,
  integerOrNull,
  namesOf,
  text,
  textOrNull,
  type RowOf,
} from '../../platform/database/columns.js';
import type { Database } from '../../platform/database/database.js';
import { searchableText } from '../../platform/database/text.js';
import { byUser } from '../accounts/user.js';
import type { Passkey, PasskeyStore } from './store.js';

const passkeyTable = {
  id: text,
  user_id: text,
  credential_id: text,
  public_key: text,
  rp_id: text,
  counter: integer,
  backup_eligible: integer,
  backed_up: integer,
  /** A JSON array of strings. */
  transports: text,
  aaguid: textOrNull,
  label: text,
  created_at: integer,
  last_used_at: integerOrNull,
};

type PasskeyRow = RowOf<typeof passkeyTable>;

interface PasskeyTables {
  passkeys: PasskeyRow;
}

type Queries = Kysely<PasskeyTables>;

const names = namesOf(passkeyTable);

export function createPasskeyStore(database: Database): PasskeyStore {
  const queries: Queries = database.tables();
  return { ...createReads(queries), ...createChanges(queries) };
}

type Reads = Pick<PasskeyStore, 'findByCredential' | 'listOf' | 'countOf' | 'otherRpId'>;

function createReads(queries: Queries): Reads {
  return {
    async findByCredential(credentialId) {
      const row = await queries
        .selectFrom('passkeys')
        .select(names)
        .where('credential_id', '=', searchableText(credentialId))
        .executeTakeFirst();
      return row && toPasskey(row);
    },

    async listOf(userIds) {
      if (userIds.length === 0) return new Map();
      const rows = await queries
        .selectFrom('passkeys')
        .select(names)
        .where('user_id', 'in', userIds.map(searchableText))
        .orderBy('user_id')
        .orderBy('id')
        .execute();
      return byUser(rows.map(toPasskey));
    },

    async countOf(userId) {
      const { count } = await queries
        .selectFrom('passkeys')
        .select(({ fn }) => fn.countAll<number>().as('count'))
        .where('user_id', '=', searchableText(userId))
        .executeTakeFirstOrThrow();
      return count;
    },

    async otherRpId(rpId) {
      // The first and the last of the index: with millions of one domain, too, two rows are read.
      const ends = (['asc', 'desc'] as const).map((direction) =>
        queries
          .selectFrom('passkeys')
          .select('rp_id')
          .orderBy('rp_id', direction)
          .limit(1)
          .execute(),
      );
      const rows = (await Promise.all(ends)).flat();
      return rows.find((row) => row.rp_id !== rpId)?.rp_id;
    },
  };
}

type Changes = Pick<PasskeyStore, 'add' | 'use' | 'rename' | 'remove'>;

function createChanges(queries: Queries): Changes {
  return {
    async add(passkey) {
      const { numInsertedOrUpdatedRows = 0n } = await queries
        .insertInto('passkeys')
        .values(fromPasskey(passkey))
        .onConflict((conflict) => conflict.column('credential_id').doNothing())
        .executeTakeFirst();
      return numInsertedOrUpdatedRows > 0n;
    },

    async use({ id, userId, counter, backedUp, now }) {
      const { numUpdatedRows } = await queries
        .updateTable('passkeys')
        .set({ counter, backed_up: backedUp ? 1 : 0, last_used_at: now })
        .where('id', '=', searchableText(id))
        .where('user_id', '=', searchableText(userId))
        .where((passkey) =>
          passkey.or([passkey('counter', '=', 0), passkey('counter', '<', counter)]),
        )
        .executeTakeFirst();
      return numUpdatedRows > 0n;
    },

    async rename(id, userId, label) {
      const row = await queries
        .updateTable('passkeys')
        .set({ label })
        .where('id', '=', searchableText(id))
        .where('user_id', '=', searchableText(userId))
        .returning(names)
        .executeTakeFirst();
      return row && toPasskey(row);
    },

    async remove(id, userId) {
      const { numDeletedRows } = await queries
        .deleteFrom('passkeys')
        .where('id', '=', searchableText(id))
        .where('user_id', '=', searchableText(userId))
        .executeTakeFirst();
      return numDeletedRows > 0n;
    },
  };
}

function toPasskey(row: PasskeyRow): Passkey {
  return {
    id: row.id,
    userId: row.user_id,
    credentialId: row.credential_id,
    publicKey: row.public_key,
    rpId: row.rp_id,
    counter: row.counter,
    backupEligible: row.backup_eligible === 1,
    backedUp: row.backed_up === 1,
    transports: JSON.parse(row.transports) as string[],
    aaguid: row.aaguid,
    label: row.label,
    createdAt: row.created_at,
    lastUsedAt: row.last_used_at,
  };
}

function fromPasskey(passkey: Passkey): PasskeyRow {
  return {
    id: passkey.id,
    user_id: passkey.userId,
    credential_id: passkey.credentialId,
    public_key: passkey.publicKey,
    rp_id: passkey.rpId,
    counter: passkey.counter,
    backup_eligible: passkey.backupEligible ? 1 : 0,
    backed_up: passkey.backedUp ? 1 : 0,
    transports: JSON.stringify(passkey.transports),
    aaguid: passkey.aaguid,
    label: passkey.label,
    created_at: passkey.createdAt,
    last_used_at: passkey.lastUsedAt,
  };
}
