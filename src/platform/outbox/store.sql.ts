import type { Kysely } from 'kysely';
import type { Job, Attempt, OutboxStore } from '../job.js';
import type { Database } from '../database/database.js';
import { pruneBatch } from '../database/prune.js';
import { searchableText } from '../database/text.js';

interface OutboxTable {
  id: string;
  kind: string;
  /** A JSON object of strings. */
  label: string;
  /** Encrypted; NULL once it is delivered. */
  payload: string | null;
  attempts: number;
  created_at: number;
  due_at: number;
  expires_at: number | null;
  finished_at: number | null;
  /** NULL while it waits. */
  outcome: 'delivered' | 'failed' | null;
  last_error: string | null;
}

type Queries = Kysely<{ outbox: OutboxTable }>;

export function createOutboxStore(database: Database): OutboxStore {
  const queries: Queries = database.tables();
  return { ...createQueue(queries), ...createEndings(queries), ...createOverview(queries) };
}

type Queue = Pick<OutboxStore, 'add' | 'listDue' | 'claim' | 'retry'>;

function createQueue(queries: Queries): Queue {
  return {
    async add(message) {
      await queries.insertInto('outbox').values(fromMessage(message)).execute();
    },

    async listDue(kinds, now, limit) {
      const rows = await queries
        .selectFrom('outbox')
        .selectAll()
        .where('finished_at', 'is', null)
        .where('due_at', '<=', now)
        .where('kind', 'in', kinds)
        .orderBy('due_at')
        .limit(limit)
        .execute();
      return rows.map(toMessage);
    },

    async claim({ id, attempts }, leaseEndsAt) {
      const { numUpdatedRows } = await queries
        .updateTable('outbox')
        .set({ attempts, due_at: leaseEndsAt })
        .where('id', '=', id)
        .where('attempts', '=', attempts - 1)
        .where('finished_at', 'is', null)
        .executeTakeFirst();
      return numUpdatedRows > 0n;
    },

    async retry(id, now, kinds) {
      const retrying = queries
        .updateTable('outbox')
        .set({ attempts: 0, due_at: now, finished_at: null, outcome: null })
        .where('id', '=', searchableText(id))
        .where('outcome', '=', 'failed');
      const ofKinds = kinds === undefined ? retrying : retrying.where('kind', 'in', kinds);
      const { numUpdatedRows } = await ofKinds.executeTakeFirst();
      return numUpdatedRows > 0n;
    },
  };
}

type Endings = Pick<OutboxStore, 'postpone' | 'markDelivered' | 'markFailed'>;

function createEndings(queries: Queries): Endings {
  async function end({ id, attempts }: Attempt, change: Partial<OutboxTable>): Promise<boolean> {
    const { numUpdatedRows } = await queries
      .updateTable('outbox')
      .set(change)
      .where('id', '=', id)
      .where('attempts', '=', attempts)
      .where('finished_at', 'is', null)
      .executeTakeFirst();
    return numUpdatedRows > 0n;
  }
  return {
    postpone: (attempt, dueAt, error) => end(attempt, { due_at: dueAt, last_error: error }),
    markDelivered: (attempt, at) =>
      end(attempt, { finished_at: at, outcome: 'delivered', payload: null, last_error: null }),
    markFailed: (attempt, at, error) =>
      end(attempt, { finished_at: at, outcome: 'failed', last_error: error }),
  };
}

type Overview = Pick<OutboxStore, 'list' | 'find' | 'prune' | 'pruneExpired'>;

function createOverview(queries: Queries): Overview {
  return {
    async list({ kinds, status, before, limit }) {
      let query = queries.selectFrom('outbox').selectAll().where('kind', 'in', kinds).limit(limit);
      if (status === 'waiting') query = query.where('finished_at', 'is', null);
      else if (status !== undefined) query = query.where('outcome', '=', status);
      if (before !== undefined) query = query.where('id', '<', searchableText(before));
      return (await query.orderBy('id', 'desc').execute()).map(toMessage);
    },

    async find(id) {
      const row = await queries
        .selectFrom('outbox')
        .selectAll()
        .where('id', '=', searchableText(id))
        .executeTakeFirst();
      return row && toMessage(row);
    },

    prune: (status, before, limit) =>
      pruneBatch(
        queries,
        'outbox',
        'id',
        (rows) => rows.where('finished_at', '<', before).where('outcome', '=', status),
        limit,
      ),

    pruneExpired: (before, limit) =>
      pruneBatch(
        queries,
        'outbox',
        'id',
        (rows) => rows.where('finished_at', 'is', null).where('expires_at', '<', before),
        limit,
      ),
  };
}

function fromMessage(message: Job): OutboxTable {
  return {
    id: message.id,
    kind: message.kind,
    label: JSON.stringify(message.label),
    payload: message.payload,
    attempts: message.attempts,
    created_at: message.createdAt,
    due_at: message.dueAt,
    expires_at: message.expiresAt,
    finished_at: message.finishedAt,
    outcome: message.status === 'waiting' ? null : message.status,
    last_error: message.lastError,
  };
}

function toMessage(row: OutboxTable): Job {
  return {
    id: row.id,
    kind: row.kind,
    label: JSON.parse(row.label) as Job['label'],
    payload: row.payload,
    status: row.outcome ?? 'waiting',
    attempts: row.attempts,
    createdAt: row.created_at,
    dueAt: row.due_at,
    expiresAt: row.expires_at,
    finishedAt: row.finished_at,
    lastError: row.last_error,
  };
}
