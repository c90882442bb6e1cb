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
import type { Identity, IdentityStore } from './store.js';

const identityTable = {
  id: text,
  user_id: text,
  provider: text,
  issuer: text,
  subject: text,
  email: textOrNull,
  email_verified: integer,
  created_at: integer,
  last_used_at: integerOrNull,
};

type IdentityRow = RowOf<typeof identityTable>;

interface IdentityTables {
  identities: IdentityRow;
}

const names = namesOf(identityTable);

export function createIdentityStore(database: Database): IdentityStore {
  const queries = database.tables<IdentityTables>();
  return {
    async add(identity) {
      const { numInsertedOrUpdatedRows = 0n } = await queries
        .insertInto('identities')
        .values(fromIdentity(identity))
        .onConflict((conflict) => conflict.columns(['issuer', 'subject']).doNothing())
        .executeTakeFirst();
      return numInsertedOrUpdatedRows > 0n;
    },

    async find({ issuer, subject }) {
      const row = await queries
        .selectFrom('identities')
        .select(names)
        .where('issuer', '=', searchableText(issuer))
        .where('subject', '=', searchableText(subject))
        .executeTakeFirst();
      return row && toIdentity(row);
    },

    async listOf(userIds) {
      if (userIds.length === 0) return new Map();
      const rows = await queries
        .selectFrom('identities')
        .select(names)
        .where('user_id', 'in', userIds.map(searchableText))
        .orderBy('user_id')
        .orderBy('id')
        .execute();
      return byUser(rows.map(toIdentity));
    },

    async use({ id, userId, provider, now }) {
      const { numUpdatedRows } = await queries
        .updateTable('identities')
        .set({ last_used_at: now, provider })
        .where('id', '=', searchableText(id))
        .where('user_id', '=', searchableText(userId))
        .executeTakeFirst();
      return numUpdatedRows > 0n;
    },

    async remove(id, userId) {
      const { numDeletedRows } = await queries
        .deleteFrom('identities')
        .where('id', '=', searchableText(id))
        .where('user_id', '=', searchableText(userId))
        .executeTakeFirst();
      return numDeletedRows > 0n;
    },
  };
}

function toIdentity(row: IdentityRow): Identity {
  return {
    id: row.id,
    userId: row.user_id,
    provider: row.provider,
    issuer: row.issuer,
    subject: row.subject,
    email: row.email,
    emailVerified: row.email_verified === 1,
    createdAt: row.created_at,
    lastUsedAt: row.last_used_at,
  };
}

function fromIdentity(identity: Identity): IdentityRow {
  return {
    id: identity.id,
    user_id: identity.userId,
    provider: identity.provider,
    issuer: identity.issuer,
    subject: identity.subject,
    email: identity.email,
    email_verified: identity.emailVerified ? 1 : 0,
    created_at: identity.createdAt,
    last_used_at: identity.lastUsedAt,
  };
}
