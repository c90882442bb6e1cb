import { v7 as uuidv7 } from 'uuid';
import type { Transact } from '../../platform/database/database.js';
import type { MailedStores } from '../email-addresses/dependencies.js';
import type { AuditTrail } from '../../platform/events/trail.js';
import type { AdministrationChanges } from './facts.js';
import type { Clock } from '../../platform/clock.js';
import { emailKey, usernameKey } from '../accounts/identifiers.js';
import { parseImportLine, type ImportedUser, type ParsedLine } from './import-line.js';
import { lookAlikeKeys } from '../accounts/look-alikes.js';
import { emptyProfile, type User, type InsertOutcome } from '../accounts/user.js';

interface Fault {
  /** Counted from 1. */
  readonly line: number;
  /** Never quotes a value of the line. */
  readonly problem: string;
}

/** Faults are all counted; the first hundred are kept. */
export interface Faults {
  readonly count: number;
  readonly first: readonly Fault[];
}

export interface ImportCheck {
  /** Lines that are not blank. */
  readonly total: number;
  readonly faults: Faults;
}

export interface ImportResult {
  readonly inserted: number;
  /** Lines whose username has an account, as after an interrupted import. It was left as it is. */
  readonly existing: number;
  /** How many of the inserted have a name that looks like that of another account; absent for none. */
  readonly lookAlikes?: number;
  /** Lines that were left out because another account has verified their e-mail address. */
  readonly emailTaken: Faults;
}

export interface ImportOptions {
  readonly transact: Transact<MailedStores>;
  readonly clock: Clock;
  /** Gets an event for each transaction, in it. */
  readonly audit: AuditTrail<AdministrationChanges>;
  /** Lines of one transaction; default 300. */
  readonly batchSize?: number;
  /** Called after each transaction with the number of processed lines that are not blank. */
  readonly onProgress?: (done: number) => void;
}

interface NumberedLine {
  readonly line: number;
  readonly parsed: ParsedLine;
}

interface Entry {
  readonly line: number;
  readonly user: ImportedUser;
}

const faultsKept = 100;

/**
 * The first pass: reads all lines (JSON Lines, one user each; blank lines are ignored), checks each, and
 * that no username and no verified e-mail address occurs twice. Writes nothing. Import only if there are
 * no faults. Keeps the names of all lines in memory, some 150 bytes each.
 */
export async function checkImport(lines: AsyncIterable<string>): Promise<ImportCheck> {
  const faults = createFaultList();
  const usernames = new Map<string, number>();
  const verifiedEmails = new Map<string, number>();
  let total = 0;
  for await (const { line, parsed } of parseLines(lines)) {
    total += 1;
    if ('problem' in parsed) {
      faults.add({ line, problem: parsed.problem });
      continue;
    }
    const { username, email, emailVerified } = parsed.user;
    const namesake = earlier(usernames, usernameKey(username), line);
    if (namesake !== undefined) {
      faults.add({ line, problem: `the same username as on line ${namesake}` });
    }
    // An address that is not verified owns nothing: any number of users may name it.
    if (email === undefined || !emailVerified) continue;
    const owner = earlier(verifiedEmails, emailKey(email), line);
    if (owner !== undefined) {
      faults.add({ line, problem: `the same verified e-mail address as on line ${owner}` });
    }
  }
  return { total, faults: faults.result() };
}

/**
 * The second pass: adds the users in transactions of `batchSize` lines. Interrupted at any moment, it can
 * be run again: what was added counts as `existing`. Roles, addresses and hashes are stored as they are
 * given, so the file must be trusted.
 * @throws Error for a line with a fault, which `checkImport` would have found; its transaction and all
 * later ones are not done
 */
export async function importUsers(
  lines: AsyncIterable<string>,
  options: ImportOptions,
): Promise<ImportResult> {
  const { transact, batchSize = 300, onProgress } = options;
  if (!Number.isSafeInteger(batchSize) || batchSize < 1) {
    throw new TypeError('batchSize is a whole number from 1 up');
  }
  const counts = { inserted: 0, username_taken: 0, email_taken: 0 };
  let lookAlikes = 0;
  const emailTaken = createFaultList();
  for await (const batch of batches(lines, batchSize)) {
    const outcomes = await transact((stores) => insertAll(stores, batch, options));
    for (const { line, outcome, isLookAlike } of outcomes) {
      counts[outcome] += 1;
      if (isLookAlike) lookAlikes += 1;
      if (outcome !== 'email_taken') continue;
      emailTaken.add({ line, problem: 'another account has verified this e-mail address' });
    }
    onProgress?.(counts.inserted + counts.username_taken + counts.email_taken);
  }
  const { inserted, username_taken: existing } = counts;
  return {
    inserted,
    existing,
    ...(lookAlikes > 0 && { lookAlikes }),
    emailTaken: emailTaken.result(),
  };
}

interface ImportedLine {
  readonly line: number;
  readonly outcome: InsertOutcome;
  readonly isLookAlike: boolean;
}

async function insertAll(
  stores: Pick<MailedStores, 'users' | 'nameClaims' | 'audit' | 'outbox'>,
  batch: readonly Entry[],
  { clock, audit }: Pick<ImportOptions, 'clock' | 'audit'>,
): Promise<ImportedLine[]> {
  const { users, nameClaims } = stores;
  const outcomes: ImportedLine[] = [];
  for (const { line, user } of batch) {
    const account = toUser(user, clock.now());
    const outcome = await users.insert(account, user.passwordHash);
    const isLookAlike =
      outcome === 'inserted' &&
      !(await nameClaims.claim(lookAlikeKeys(account.username), account.id));
    outcomes.push({ line, outcome, isLookAlike });
  }
  const countOf = (wanted: InsertOutcome) =>
    outcomes.filter(({ outcome }) => outcome === wanted).length;
  const detail = { inserted: countOf('inserted'), existing: countOf('username_taken') };
  await audit.recordIn(stores, { type: 'user.imported', detail });
  return outcomes;
}

function toUser(imported: ImportedUser, now: number): User {
  const { username, email = null, emailVerified, roles, createdAt = now, disabled } = imported;
  const disabledAt = disabled ? now : null;
  const id = uuidv7({ msecs: createdAt });
  return { id, username, email, emailVerified, roles, createdAt, disabledAt, ...emptyProfile };
}

/** At least one, which is empty for a file without lines: its import is on record, too. */
async function* batches(lines: AsyncIterable<string>, size: number): AsyncGenerator<Entry[]> {
  let batch: Entry[] = [];
  let isFirst = true;
  for await (const { line, parsed } of parseLines(lines)) {
    if ('problem' in parsed) throw new Error(`line ${line}: ${parsed.problem}`);
    batch.push({ line, user: parsed.user });
    if (batch.length < size) continue;
    yield batch;
    batch = [];
    isFirst = false;
  }
  if (batch.length > 0 || isFirst) yield batch;
}

async function* parseLines(lines: AsyncIterable<string>): AsyncGenerator<NumberedLine> {
  let line = 0;
  for await (const text of lines) {
    line += 1;
    // Programs on Windows begin a UTF-8 file with a byte order mark.
    const content = line === 1 ? text.replace(/^\ufeff/, '') : text;
    if (content.trim() !== '') yield { line, parsed: parseImportLine(content) };
  }
}

/** The line that had this key first; `undefined`, and remembered, for a new key. */
function earlier(lineOf: Map<string, number>, key: string, line: number): number | undefined {
  const found = lineOf.get(key);
  if (found === undefined) lineOf.set(key, line);
  return found;
}

function createFaultList() {
  const first: Fault[] = [];
  let count = 0;
  return {
    add(fault: Fault): void {
      count += 1;
      if (first.length < faultsKept) first.push(fault);
    },
    result: (): Faults => ({ count, first }),
  };
}
