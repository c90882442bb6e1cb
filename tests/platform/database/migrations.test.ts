import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { sql } from 'kysely';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { databases, type TestDatabase } from '../../support/databases.js';
import { openStorage, type Storage } from '../../../src/app/storage.js';
import type { StorageOptions } from '../../../src/platform/database/storage.js';
import { openDatabase } from '../../../src/platform/database/open.js';

const script = fileURLToPath(new URL('start-together.js', import.meta.url));
const all = [
  '0001_accounts',
  '0002_throttle_and_audit',
  '0003_mail',
  '0004_profile_and_administration',
  '0005_outbox_by_kind',
  '0006_room_for_refreshes',
  '0007_rotation_keys',
  '0008_counted_events',
  '0009_name_claims',
  '0010_attempts_under_way',
  '0011_proofs_of_identity',
  '0012_earlier_secrets',
  '0013_named_addresses',
  '0014_used_tokens',
  '0015_recovery_codes',
  '0016_totp_factors',
  '0017_invited_at',
  '0018_passkeys',
  '0019_factor_resets',
  '0020_account_recoveries',
  '0021_devices',
  '0022_sign_in_days',
  '0023_identities',
  '0024_event_order',
];

interface Outcome {
  applied: string[];
  pending: string[];
  added: boolean;
}

/** A process of the built package that waits to be told to go. */
async function prepareProcess(options: StorageOptions) {
  const child = spawn(process.execPath, [script, JSON.stringify(options)], {
    stdio: ['pipe', 'pipe', 'pipe'],
  });
  const ended = once(child, 'exit');
  let faults = '';
  child.stderr.on('data', (chunk: Buffer) => (faults += chunk.toString()));
  const lines = createInterface(child.stdout)[Symbol.asyncIterator]();
  const nextLine = async () => {
    const { value } = (await lines.next()) as { value: string | undefined };
    if (value !== undefined) return value;
    throw new Error(`the process failed; is dist built ("npm run build")?\n${faults}`);
  };
  await nextLine();

  return async function go(): Promise<Outcome> {
    child.stdin.write('go\n');
    const outcome = JSON.parse(await nextLine()) as Outcome;
    await ended;
    return outcome;
  };
}

describe.each(databases)('migrations ($name)', (kind) => {
  let database: TestDatabase;
  let storage: Storage;
  const record = kind.name === 'sqlite' ? 'kysely_migration' : 'authgraph_migration';

  beforeEach(async () => {
    database = await kind.create();
    storage = await openStorage(database.options);
  });
  afterEach(async () => {
    await storage.close();
    await database.drop();
  });

  async function query<T>(statement: string): Promise<T[]> {
    const { tables, close } = openDatabase({ ...database.options, poolSize: 1 });
    const { rows } = await sql.raw<T>(statement).execute(tables());
    await close();
    return rows;
  }

  it('apply what is pending, once', async () => {
    expect(await storage.pendingMigrations()).toEqual(all);
    expect(await storage.migrate()).toEqual(all);
    expect(await storage.pendingMigrations()).toEqual([]);
    expect(await storage.migrate()).toEqual([]);
  });

  it('are told to be pending without a write', async () => {
    await storage.pendingMigrations();
    await expect(query(`select * from ${record}`)).rejects.toThrow(record);
  });

  it('are applied once when four processes start at once, which also agree on one key', async () => {
    const starts = await Promise.all([1, 2, 3, 4].map(() => prepareProcess(database.options)));
    const outcomes = await Promise.all(starts.map((go) => go()));

    expect(outcomes.flatMap(({ applied }) => applied)).toEqual(all);
    expect(outcomes.flatMap(({ pending }) => pending)).toEqual([]);
    expect(outcomes.filter(({ added }) => added)).toHaveLength(1);
    expect(await storage.keys.list()).toHaveLength(1);
  });

  it('that fail leave nothing behind', async () => {
    await query('create table signing_keys (in_the_way integer)');
    await expect(storage.migrate()).rejects.toThrow(/signing_keys/);
    expect(await storage.pendingMigrations()).toEqual(all);

    await query('drop table signing_keys');
    expect(await storage.migrate()).toEqual(all);
  });

  it('of a newer version do not stop an older one from starting', async () => {
    await storage.migrate();
    await query(`insert into ${record} values ('9999_of_a_newer_version', '2099-01-01')`);

    expect(await storage.pendingMigrations()).toEqual([]);
    expect(await storage.migrate()).toEqual([]);
  });
});
