import { AuthError } from '../../platform/errors/auth-error.js';
import { isOwnHash } from '../../platform/password-hashing/hasher.js';
import { accountReasons } from '../accounts/facts.js';
import { emailKey, usernameKey } from '../accounts/identifiers.js';
import type { Credentials, User, UserStore } from '../accounts/user.js';
import type { EndedEverywhere } from '../sessions/facts.js';
import type { ProfileChange } from '../profile/facts.js';
import {
  disable,
  enable,
  recordAction,
  setRoles,
  type AdminAction,
  type AdminActionDependencies,
} from './admin-action.js';
import type { AdministrationChanges } from './facts.js';
import type { ImportedUser } from './import-line.js';
import type { MailedStores } from '../email-addresses/dependencies.js';
import type { ProfileStores } from '../profile/service.js';
import type { Transact } from '../../platform/database/storage.js';

/** What an import changes. */
export type ImportStores = MailedStores & ProfileStores;

/** What an import needs to change the accounts that are there. */
export interface UpdateDependencies extends Omit<AdminActionDependencies, 'transact'> {
  readonly transact: Transact<ImportStores>;
  /** Also those that were set or proved here, and are newer than those of the file. */
  readonly overwritePasswords: boolean;
}

/** How a line has gone, or why it was left out. */
export type UpdateOutcome = 'updated' | 'existing' | { readonly problem: string };

/**
 * Gives the account of a line what the line says, all of it or nothing: that of its id, or without an id that of its
 * username, else of its verified address. What the line does not say stays. The id, the username and the time of
 * creation always stay, and so does an address unless the line has a verified one.
 */
export async function updateAccount(
  dependencies: UpdateDependencies,
  line: ImportedUser,
): Promise<UpdateOutcome> {
  try {
    return await dependencies.transact(async (stores) => {
      const known = await findAccount(stores.users, line);
      if (known === undefined) return 'existing';
      const action = { actor: 'operator', userId: known.id } as const;
      const isPowerChanged = await updatePowers(dependencies, stores, action, line, known);
      const isRestChanged = await updateRest(dependencies, stores, action, line);
      return isPowerChanged || isRestChanged ? 'updated' : 'existing';
    });
  } catch (error) {
    // Such as the last administrator, or an address that is another's.
    if (error instanceof AuthError && error.code !== 'SERVICE_UNAVAILABLE') {
      return { problem: error.message };
    }
    throw error;
  }
}

async function findAccount(users: UserStore, line: ImportedUser): Promise<User | undefined> {
  const { id, username, email, emailVerified } = line;
  if (id !== undefined) return users.find({ id });
  const namesake =
    username === undefined ? undefined : await users.find({ usernameKey: usernameKey(username) });
  if (namesake !== undefined || email === undefined || emailVerified !== true) return namesake;
  return users.find({ verifiedEmailKey: emailKey(email) });
}

/** Roles and access, by the verbs of administrators. They come first: they lock several accounts in order. */
async function updatePowers(
  dependencies: UpdateDependencies,
  stores: ImportStores,
  action: AdminAction,
  { roles, disabled }: ImportedUser,
  known: User,
): Promise<boolean> {
  const inside: AdminActionDependencies = { ...dependencies, transact: (work) => work(stores) };
  const hasOtherRoles = roles !== undefined && !isSame(roles, known.roles);
  const isSwitched = disabled !== undefined && disabled !== (known.disabledAt !== null);
  if (hasOtherRoles) await setRoles(inside, action, roles);
  if (isSwitched) await (disabled ? disable(inside, action) : enable(inside, action));
  return hasOtherRoles || isSwitched;
}

/** Password, address and profile, with one event for all of them. */
async function updateRest(
  dependencies: UpdateDependencies,
  stores: ImportStores,
  action: AdminAction,
  line: ImportedUser,
): Promise<boolean> {
  const { users, profiles, oneTimeTokens } = stores;
  const { userId } = action;
  if ((await users.lockUser(userId)) === undefined) return false;
  const known = await users.findCredentials({ id: userId });
  if (known === undefined) return false;
  const { user: before } = known;
  const ended = await updatePassword(dependencies, stores, known, line);
  const email = newAddress(before, line);
  if (email !== undefined && !(await users.setVerifiedEmail(userId, email))) {
    throw new AuthError(accountReasons.EMAIL_TAKEN);
  }
  // Links that went to the old address, or that would set another password.
  if (ended !== undefined || email !== undefined) await oneTimeTokens.removeAllOfUser(userId);
  const profile = newProfile(before, line);
  const isPrivateNew = await updatePrivateMetadata(stores, userId, line);
  const fields: readonly ReimportedField[] = [
    ...(ended === undefined ? [] : (['password'] as const)),
    ...(email === undefined ? [] : (['email'] as const)),
    ...(Object.keys(profile) as (keyof ProfileChange)[]),
    ...(isPrivateNew ? (['privateMetadata'] as const) : []),
  ];
  if (fields.length === 0) return false;
  const after = (await profiles.update(userId, profile)) ?? before;
  const change = { before, after, fields, ...(ended !== undefined && { ended }) };
  const event = { type: 'user.reimported', detail: { fields }, change } as const;
  await recordAction(dependencies, stores, action, event);
  return true;
}

type ReimportedField = AdministrationChanges['user.reimported']['fields'][number];

/** A password that was imported, or none, gives way; one that was set or proved here is newer. */
async function updatePassword(
  { clock, overwritePasswords }: UpdateDependencies,
  { users, sessions }: ImportStores,
  { user: { id: userId }, passwordHash: known }: Credentials,
  { passwordHash: next }: ImportedUser,
): Promise<EndedEverywhere | undefined> {
  if (typeof next !== 'string' || next === known) return undefined;
  if (isOwnHash(known) && !overwritePasswords) return undefined;
  if (!(await users.replacePasswordHash(userId, known, next))) return undefined;
  const reason = 'password_changed';
  const ended = await sessions.revokeAllOfUser(userId, { at: clock.now(), reason });
  return { userId, sessions: ended, reason };
}

function newAddress(before: User, { email, emailVerified }: ImportedUser): string | undefined {
  const isKnown = before.emailVerified && before.email === email;
  return emailVerified === true && !isKnown ? email : undefined;
}

function newProfile(before: User, line: ImportedUser): ProfileChange {
  const { displayName, locale, publicMetadata } = line;
  return {
    ...(displayName !== undefined && displayName !== before.displayName && { displayName }),
    ...(locale !== undefined && locale !== before.locale && { locale }),
    ...(publicMetadata !== undefined &&
      !isSame(publicMetadata, before.publicMetadata) && { publicMetadata }),
  };
}

async function updatePrivateMetadata(
  { profiles }: ImportStores,
  userId: string,
  { privateMetadata: next }: ImportedUser,
): Promise<boolean> {
  if (next === undefined) return false;
  const known = await profiles.privateMetadataOf([userId]);
  return !isSame(known.get(userId), next) && profiles.setPrivateMetadata(userId, next);
}

/** Of JSON values. */
function isSame(one: unknown, other: unknown): boolean {
  return JSON.stringify(one) === JSON.stringify(other);
}
