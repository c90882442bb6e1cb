import { sql } from 'kysely';
import { v7 as uuidv7 } from 'uuid';
import { afterAll, afterEach, beforeAll, describe } from 'vitest';
import type { Job } from '../../src/platform/job.js';
import type { Session } from '../../src/features/sessions/session.js';
import type { Database, OpenDatabase } from '../../src/platform/database/database.js';
import type { StoredKey } from '../../src/features/signing-keys/store.js';
import { emptyProfile, type User } from '../../src/features/accounts/user.js';
import { databases, type TestDatabase } from '../support/databases.js';
import { openStorage, type Storage, type StorageSettings } from '../../src/app/storage.js';
import { openDatabase } from '../../src/platform/database/open.js';

/** 2026-01-15T12:00:00Z, in milliseconds. */
export const now = Date.UTC(2026, 0, 15, 12);
export const hour = 3_600_000;
export const passwordHash = '$argon2id$v=19$m=19456,t=2,p=1$c2FsdA$aGFzaA';

export interface Subject {
  /** Raw access, for what no store writes. */
  readonly tables: Database;
  /** Migrated, and empty before each test. */
  readonly storage: Storage;
}

/** Declares a suite once for each database: what the domains' ports promise holds on both. */
export function describeStorage(
  title: string,
  suite: (subject: Subject) => void,
  settings: Partial<StorageSettings> = {},
): void {
  describe.each(databases)(`${title} ($name)`, (kind) => {
    let database: TestDatabase;
    let tables: OpenDatabase;
    let storage: Storage;

    beforeAll(async () => {
      database = await kind.createMigrated();
      storage = await openStorage({ ...database.options, ...settings });
      tables = openDatabase({ ...database.options, poolSize: 1 });
    });
    afterEach(async () => {
      // The sessions go with their users.
      for (const table of ['users', 'signing_keys', 'outbox', 'one_time_secrets']) {
        await sql`delete from ${sql.table(table)}`.execute(tables.tables());
      }
    });
    afterAll(async () => {
      await tables.close();
      await storage.close();
      await database.drop();
    });
    suite({
      get tables() {
        return tables;
      },
      get storage() {
        return storage;
      },
    });
  });
}

let count = 0;

export function newUser(change: Partial<User> = {}): User {
  count += 1;
  return {
    id: uuidv7(),
    username: `user${count}`,
    email: null,
    emailVerified: false,
    roles: [],
    createdAt: now,
    disabledAt: null,
    ...emptyProfile,
    ...change,
  };
}

export function newSession(userId: string, change: Partial<Session> = {}): Session {
  return {
    id: uuidv7(),
    userId,
    generation: 0,
    roles: [],
    createdAt: now,
    authenticatedAt: now,
    rotatedAt: null,
    lastUsedAt: now,
    expiresAt: now + hour,
    revokedAt: null,
    revokedReason: null,
    userAgent: 'Firefox',
    ipAddress: '192.0.2.1',
    actorId: null,
    amr: ['pwd'],
    acr: 'aal1',
    ...change,
  };
}

export function newKey(sequence: number, change: Partial<StoredKey> = {}): StoredKey {
  count += 1;
  return {
    kid: `key-${count}`,
    algorithm: 'ES256',
    sequence,
    publicJwk: { kty: 'EC', crv: 'P-256', x: 'x', y: 'y' },
    encryptedPrivateKey: 'v1.sealed',
    createdAt: now,
    activatesAt: now + 1,
    expiresAt: null,
    revokedAt: null,
    ...change,
  };
}

/** A message that waits. */
export function newMessage(change: Partial<Job> = {}): Job {
  return {
    id: uuidv7(),
    kind: 'test',
    label: { to: 'a…@example.com' },
    payload: 'sealed',
    status: 'waiting',
    attempts: 0,
    createdAt: now,
    dueAt: now,
    expiresAt: null,
    finishedAt: null,
    lastError: null,
    ...change,
  };
}

export async function storedUser({ users }: Storage, change: Partial<User> = {}): Promise<User> {
  const user = newUser(change);
  const outcome = await users.insert(user, passwordHash);
  if (outcome !== 'inserted') throw new Error(`expected an account, got ${outcome}`);
  return user;
}

/** A session, of a new user unless one is given. */
export async function storedSession(
  storage: Storage,
  change: Partial<Session> = {},
): Promise<Session> {
  const userId = change.userId ?? (await storedUser(storage)).id;
  const session = newSession(userId, change);
  await storage.sessions.insert(session);
  return session;
}

/** Has connections ready, so that what is started at the same time arrives at the same time. */
export async function openConnections({ transact }: Storage): Promise<void> {
  const transactions = Array.from({ length: 4 }, () =>
    transact(({ users }) => users.list({ limit: 1 })),
  );
  await Promise.all(transactions);
}
