import { sql, type Kysely } from 'kysely';
import type { Database } from '../../platform/database/database.js';
import { prepareQuery } from '../../platform/database/prepared.js';
import { pruneBatch } from '../../platform/database/prune.js';
import { searchableText } from '../../platform/database/text.js';
import type { Device } from './device.js';

/** A sign-in on a device. */
export interface DeviceUse extends Device {
  readonly userId: string;
  readonly sessionId: string;
  /** Milliseconds since the Unix epoch. */
  readonly at: number;
}

/** A device of an account. Times are milliseconds since the Unix epoch. */
export interface KnownDevice extends Device {
  readonly userId: string;
  /** Of the sign-in that it came with. */
  readonly sessionId: string;
  readonly firstUsedAt: number;
  readonly lastUsedAt: number;
}

/** How often an account may be mailed. */
export interface NoticeLimit {
  readonly now: number;
  /** Mails in a window; 0: none can be sent. */
  readonly most: number;
  /** Milliseconds from the first on, after which counting starts again. */
  readonly window: number;
}

/** `first`: the account has not been used before. `refused`: it has got as many mails as it may. */
export type Notice = 'first' | 'counted' | 'refused';

/** What is known of devices. Every method is one atomic statement. */
export interface DeviceStore {
  /**
   * Remembers a sign-in on a device. `true`: the account had not used it. Of any number of callers in any number of
   * processes, one gets that.
   */
  recordUse(use: DeviceUse): Promise<boolean>;
  /**
   * Counts a mail about a new device, within the limit: of any number of callers, as many are `counted` as may be.
   * Until an account is deleted, one caller gets `first`.
   */
  countNotice(userId: string, limit: NoticeLimit): Promise<Notice>;
  /** Removes the devices of a user that were used least lately, so that `keep` are left. */
  removeBeyond(userId: string, keep: number): Promise<void>;
  /** Removes the devices of a user that came with this session, or with a later one. */
  removeSince(userId: string, sessionId: string): Promise<void>;
  /** The devices of a user, the one that was used last first. */
  listOf(userId: string): Promise<KnownDevice[]>;
  /** Removes up to `limit` devices that were not used since a time (ms); returns how many. */
  prune(before: number, limit: number): Promise<number>;
}

interface DeviceTables {
  devices: {
    id: string;
    user_id: string;
    session_id: string;
    name: string | null;
    first_used_at: number;
    last_used_at: number;
  };
  device_notices: { user_id: string; mails: number; resets_at: number };
}

const columns = [
  ...(['id', 'name', 'user_id as userId', 'session_id as sessionId'] as const),
  ...(['first_used_at as firstUsedAt', 'last_used_at as lastUsedAt'] as const),
] as const;

/** SQLite takes no offset without a limit. There is usually one. */
const maxRemoved = 1000;

export function createDeviceStore(database: Database): DeviceStore {
  const queries = database.tables<DeviceTables>();
  return {
    recordUse: createRecordUse(database),
    countNotice: (userId, limit) => countNotice(queries, userId, limit),
    async removeBeyond(userId, keep) {
      await queries
        .deleteFrom('devices')
        .where('id', 'in', (devices) =>
          devices
            .selectFrom('devices')
            .select('id')
            .where('user_id', '=', searchableText(userId))
            .orderBy('last_used_at', 'desc')
            .orderBy('session_id', 'desc')
            .limit(maxRemoved)
            .offset(keep),
        )
        .execute();
    },

    async removeSince(userId, sessionId) {
      await queries
        .deleteFrom('devices')
        .where('user_id', '=', searchableText(userId))
        .where('session_id', '>=', searchableText(sessionId))
        .execute();
    },

    listOf: (userId) =>
      queries
        .selectFrom('devices')
        .select(columns)
        .where('user_id', '=', searchableText(userId))
        .orderBy('last_used_at', 'desc')
        .orderBy('session_id', 'desc')
        .execute(),

    prune: (before, limit) =>
      pruneBatch(
        queries,
        'devices',
        'id',
        (devices) => devices.where('last_used_at', '<', before),
        limit,
      ),
  };
}

/** Of each sign-in, so the statement is prepared. */
function createRecordUse(database: Database): DeviceStore['recordUse'] {
  type Row = Pick<DeviceTables['devices'], 'session_id'>;
  const recording = prepareQuery<DeviceTables, Row>(database, 'record_device', (queries, given) =>
    queries
      .insertInto('devices')
      .values({
        ...{ id: given('id'), name: given('name'), user_id: given('userId') },
        ...{
          session_id: given('sessionId'),
          first_used_at: given('at'),
          last_used_at: given('at'),
        },
      })
      .onConflict((conflict) => conflict.column('id').doUpdateSet({ last_used_at: given('at') }))
      .returning('session_id'),
  );
  return async ({ id, name, userId, sessionId, at }) => {
    const rows = await database.write(recording({ id, name, userId, sessionId, at }));
    return rows[0]?.session_id === sessionId;
  };
}

/** A row of no mails is the first use of an account; it stays, so that there is no other first one. */
async function countNotice(
  queries: Kysely<DeviceTables>,
  userId: string,
  { now, most, window }: NoticeLimit,
): Promise<Notice> {
  const isOver = sql<boolean>`device_notices.resets_at <= ${now}`;
  const row = await queries
    .insertInto('device_notices')
    .values({ user_id: userId, mails: 0, resets_at: now })
    .onConflict((conflict) =>
      conflict.column('user_id').doUpdateSet({
        mails: sql`case when ${isOver} then 1 else device_notices.mails + 1 end`,
        resets_at: sql`case when ${isOver} then cast(${now + window} as bigint)
                else device_notices.resets_at end`,
      }).where(sql<boolean>`(case when ${isOver} then 0 else device_notices.mails end)
              < cast(${most} as integer)`),
    )
    .returning('mails')
    .executeTakeFirst();
  if (row === undefined) return 'refused';
  return row.mails === 0 ? 'first' : 'counted';
}
