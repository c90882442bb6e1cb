import { v7 as uuidv7 } from 'uuid';
import type { Clock } from '../../platform/clock.js';
import { noPassword } from '../../platform/password-hashing/hasher.js';
import { lookAlikeKeys } from '../accounts/look-alikes.js';
import { emptyProfile, type User } from '../accounts/user.js';
import { generateUsername } from '../accounts/usernames.js';
import type { ImportedUser } from './import-line.js';
import type { ImportStores, UpdateDependencies } from './import-update.js';

export interface InsertOptions {
  readonly clock: Clock;
  /** Gets an event for each transaction, in it. */
  readonly audit: UpdateDependencies['audit'];
  /** Names the accounts of lines without a username. Default: `generateUsername`. */
  readonly generate?: () => string;
}

export interface Entry {
  readonly line: number;
  readonly user: ImportedUser;
}

/** `existing`: the account of the line is there. `other_id`: that of its username has another id. */
export type LineOutcome = 'inserted' | 'existing' | 'email_taken' | 'other_id';

interface ImportedLine {
  readonly outcome: LineOutcome;
  readonly isLookAlike: boolean;
}

/** Inside a transaction: adds the accounts that are not there, with one event. */
export async function insertAll(
  stores: ImportStores,
  batch: readonly Entry[],
  options: InsertOptions,
): Promise<ImportedLine[]> {
  const outcomes: ImportedLine[] = [];
  for (const { user } of batch) outcomes.push(await insert(stores, user, options));
  const countOf = (wanted: LineOutcome) =>
    outcomes.filter(({ outcome }) => outcome === wanted).length;
  const detail = { inserted: countOf('inserted'), existing: countOf('existing') };
  await options.audit.recordIn(stores, { type: 'user.imported', detail });
  return outcomes;
}

async function insert(
  stores: ImportStores,
  line: ImportedUser,
  { clock, generate = generateUsername }: InsertOptions,
): Promise<ImportedLine> {
  const account = toUser(line, line.username ?? generate(), clock.now());
  const inserted = await stores.users.insert(account, line.passwordHash ?? noPassword);
  if (inserted !== 'inserted') {
    return { outcome: await outcomeOf(stores, line, inserted), isLookAlike: false };
  }
  const { privateMetadata } = line;
  if (privateMetadata) await stores.profiles.setPrivateMetadata(account.id, privateMetadata);
  const isClaimed = await stores.nameClaims.claim(lookAlikeKeys(account.username), account.id);
  return { outcome: 'inserted', isLookAlike: !isClaimed };
}

/** Of a line that was not inserted. What identifies its account: the id, else the username, else the address. */
async function outcomeOf(
  { users }: ImportStores,
  { id, username }: ImportedUser,
  refusal: 'username_taken' | 'email_taken' | 'id_taken',
): Promise<LineOutcome> {
  if (id !== undefined && (await users.find({ id }))) return 'existing';
  if (username === undefined) {
    // With 76 random bits it does not happen. The account of the line is not there, and must not count as such.
    if (refusal === 'username_taken') throw new Error('a generated username is taken; try again');
    return id === undefined ? 'existing' : 'email_taken';
  }
  if (refusal === 'email_taken') return refusal;
  return id === undefined ? 'existing' : 'other_id';
}

function toUser(line: ImportedUser, username: string, now: number): User {
  const { createdAt = now, email = null, emailVerified = false, roles = [] } = line;
  const { displayName = null, locale = null, publicMetadata = {}, disabled = false } = line;
  return {
    ...emptyProfile,
    id: line.id ?? uuidv7({ msecs: createdAt }),
    username,
    email,
    emailVerified,
    roles,
    createdAt,
    disabledAt: disabled ? now : null,
    displayName,
    locale,
    publicMetadata,
  };
}
