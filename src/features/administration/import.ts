import type { Transact } from '../../platform/database/storage.js';
import { emailKey, usernameKey } from '../accounts/identifiers.js';
import { createFaultList, type Fault, type Faults } from './import-faults.js';
import { insertAll, type Entry, type InsertOptions, type LineOutcome } from './import-insert.js';
import { createUserParser, type ImportedUser, type ParseUser } from './import-line.js';
import type { SourceRecord } from './import-line.js';
import {
  updateAccount,
  type ImportStores,
  type UpdateDependencies,
  type UpdateOutcome,
} from './import-update.js';

export interface ImportCheck {
  /** Lines that are not blank. */
  readonly total: number;
  readonly faults: Faults;
  /** How many can sign in by nothing: neither a password nor a verified address; absent for none. */
  readonly unreachable?: number;
}

export interface CheckOptions {
  /** Reads what a line holds. Default: with the default maximum of metadata. */
  readonly parse?: ParseUser;
  /** Called for each fault. */
  readonly onFault?: ((fault: Fault) => Promise<void>) | undefined;
}

export interface ImportResult {
  readonly inserted: number;
  /** Lines whose account is there, as after an interrupted import. It was left as it is. */
  readonly existing: number;
  /** Lines that have changed their account; absent unless accounts are updated. */
  readonly updated?: number;
  /** How many of the inserted have a name that looks like that of another account; absent for none. */
  readonly lookAlikes?: number;
  /** Lines that were left out because of another account. */
  readonly leftOut: Faults;
}

export interface ImportOptions extends CheckOptions, InsertOptions {
  readonly transact: Transact<ImportStores>;
  /** Lines of one transaction; default 300. */
  readonly batchSize?: number;
  /** Updates the accounts that are there, each in a transaction of its own; without it they stay as they are. */
  readonly update?: Pick<UpdateDependencies, 'adminRole' | 'overwritePasswords'> | undefined;
  /** The lines that the check found faults in, if they are to be skipped. */
  readonly skip?: ReadonlySet<number>;
  /** Called after each transaction with the number of processed lines that are not blank. */
  readonly onProgress?: (done: number) => void;
}

/**
 * The first pass: reads all lines, checks each, and that no id, no username and no verified e-mail address occurs
 * twice. Writes nothing. Import only if there are no faults, or without those lines. Keeps the names of all lines in
 * memory, some 150 bytes each.
 */
export async function checkImport(
  records: AsyncIterable<SourceRecord>,
  { parse = createUserParser(), onFault }: CheckOptions = {},
): Promise<ImportCheck> {
  const faults = createFaultList(onFault);
  const findTwin = createTwinFinder();
  let [total, unreachable] = [0, 0];
  for await (const record of records) {
    total += 1;
    const parsed = 'problem' in record ? record : parse(record.value);
    const problem = 'problem' in parsed ? parsed.problem : findTwin(parsed.user, record.line);
    if (problem !== undefined) await faults.add({ line: record.line, problem });
    else if ('user' in parsed && !isReachable(parsed.user)) unreachable += 1;
  }
  return { total, faults: faults.result(), ...(unreachable > 0 && { unreachable }) };
}

function isReachable({ passwordHash, emailVerified }: ImportedUser): boolean {
  return typeof passwordHash === 'string' || emailVerified === true;
}

/** Finds what must be unique on an earlier line. */
function createTwinFinder() {
  const ids = new Map<string, number>();
  const usernames = new Map<string, number>();
  const verifiedEmails = new Map<string, number>();
  return ({ id, username, email, emailVerified }: ImportedUser, line: number) => {
    const sameId = id === undefined ? undefined : earlier(ids, id, line);
    const namesake =
      username === undefined ? undefined : earlier(usernames, usernameKey(username), line);
    // An address that is not verified owns nothing: any number of users may name it.
    const isOwner = email !== undefined && emailVerified === true;
    const owner = isOwner ? earlier(verifiedEmails, emailKey(email), line) : undefined;
    if (sameId !== undefined) return `the same id as on line ${sameId}`;
    if (namesake !== undefined) return `the same username as on line ${namesake}`;
    return owner === undefined ? undefined : `the same verified e-mail address as on line ${owner}`;
  };
}

/**
 * The second pass: adds the users in transactions of `batchSize` lines. Interrupted at any moment, it can
 * be run again: what was added counts as `existing`. Roles, addresses and hashes are stored as they are
 * given, so the file must be trusted.
 * @throws Error for a line with a fault, which `checkImport` would have found; its transaction and all
 * later ones are not done
 */
export async function importUsers(
  records: AsyncIterable<SourceRecord>,
  options: ImportOptions,
): Promise<ImportResult> {
  const { transact, batchSize = 300, onProgress, onFault } = options;
  if (!Number.isSafeInteger(batchSize) || batchSize < 1) {
    throw new TypeError('batchSize is a whole number from 1 up');
  }
  const counts = { inserted: 0, existing: 0, updated: 0, leftOut: 0 };
  let lookAlikes = 0;
  const leftOut = createFaultList(onFault);
  for await (const batch of batches(records, batchSize, options)) {
    const outcomes = await transact((stores) => insertAll(stores, batch, options));
    for (const [index, { outcome: added, isLookAlike }] of outcomes.entries()) {
      const { line, user } = batch[index] as Entry;
      const outcome = await updateKnown(added, user, options);
      if (isLookAlike) lookAlikes += 1;
      if (typeof outcome === 'string') {
        counts[outcome] += 1;
      } else {
        counts.leftOut += 1;
        await leftOut.add({ line, ...outcome });
      }
    }
    onProgress?.(Object.values(counts).reduce((sum, count) => sum + count, 0));
  }
  const { inserted, existing, updated } = counts;
  return {
    inserted,
    existing,
    ...(options.update && { updated }),
    ...(lookAlikes > 0 && { lookAlikes }),
    leftOut: leftOut.result(),
  };
}

const problems = {
  email_taken: 'another account has verified this e-mail address',
  other_id: 'the account of this username has another id',
} as const;

/** Changes an account that is there, if it is to be changed. */
async function updateKnown(
  outcome: LineOutcome,
  user: ImportedUser,
  { update, ...dependencies }: ImportOptions,
): Promise<UpdateOutcome | 'inserted'> {
  if (outcome === 'inserted') return outcome;
  const isKnown = outcome === 'existing' || (outcome === 'email_taken' && user.id === undefined);
  if (update && isKnown) return updateAccount({ ...dependencies, ...update }, user);
  return outcome === 'existing' ? outcome : { problem: problems[outcome] };
}

/** At least one, which is empty for a file without lines: its import is on record, too. */
async function* batches(
  records: AsyncIterable<SourceRecord>,
  size: number,
  { parse = createUserParser(), skip }: ImportOptions,
): AsyncGenerator<Entry[]> {
  let batch: Entry[] = [];
  let isFirst = true;
  for await (const record of records) {
    const { line } = record;
    if (skip?.has(line)) continue;
    const parsed = 'problem' in record ? record : parse(record.value);
    if ('problem' in parsed) throw new Error(`line ${line}: ${parsed.problem}`);
    batch.push({ line, user: parsed.user });
    if (batch.length < size) continue;
    yield batch;
    batch = [];
    isFirst = false;
  }
  if (batch.length > 0 || isFirst) yield batch;
}

/** The line that had this key first; `undefined`, and remembered, for a new key. */
function earlier(lineOf: Map<string, number>, key: string, line: number): number | undefined {
  const found = lineOf.get(key);
  if (found === undefined) lineOf.set(key, line);
  return found;
}
