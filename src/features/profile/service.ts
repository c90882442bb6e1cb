import type { User } from '../accounts/user.js';
import type { AuditTrail, EventStores } from '../../platform/events/trail.js';
import type { ProfileChange, ProfileChanges } from './facts.js';
import type { Clock } from '../../platform/clock.js';
import type { RateLimits } from '../../platform/rate-limits/rate-limits.js';
import type { Transact } from '../../platform/database/storage.js';
import type { ClientInfo } from '../../platform/client-info.js';
import { AuthError } from '../../platform/errors/auth-error.js';
import { accountReasons } from '../accounts/facts.js';
import { profileReasons } from './facts.js';
import { canonicalLocale } from '../../platform/client-info.js';
import { checkedMetadata, type Metadata } from '../accounts/metadata.js';
import { normaliseUsername, usernameKey, isVisibleLine } from '../accounts/identifiers.js';
import { refuseUsername, type UsernamePolicy } from '../accounts/usernames.js';
import { lookAlikeKeys, type ReservedNames } from '../accounts/look-alikes.js';
import { refuseReservedUsername } from '../accounts/add-account.js';
import { maxLengths } from '../../platform/maxima.js';
import type { Viewer } from '../sessions/context.js';
import { holdViewer } from '../sessions/hold-viewer.js';
import type { SessionAndUser, SessionStores } from '../sessions/session.js';

/** What a profile needs of a database. Every method is one atomic statement. */
export interface ProfileStore {
  /** Changes the profile, and returns the account as it is then: `undefined` if there is none. */
  update(id: string, change: ProfileChange): Promise<User | undefined>;
  /**
   * Gives an account another username. After `username_taken`, for which the account keeps its name, a
   * transaction has to be given up.
   */
  rename(id: string, username: string): Promise<'renamed' | 'username_taken'>;
  /** The private metadata of these accounts, by their ids; those that do not exist are left out. */
  privateMetadataOf(ids: readonly string[]): Promise<Map<string, Metadata>>;
  /** Replaces the private metadata: `false` if there is no such account. */
  setPrivateMetadata(id: string, metadata: Metadata): Promise<boolean>;
}

/** The stores of profiles, and of the accounts that they are of. */
export interface ProfileStores extends SessionStores, EventStores {
  readonly profiles: ProfileStore;
}

/** What users do with their own profile; each verb is described below. */
export interface Profiles {
  update(viewer: SessionAndUser, update: ProfileUpdate): Promise<User>;
  changeUsername(viewer: Viewer, change: UsernameChange): Promise<User>;
}

export function createProfiles(dependencies: ProfileDependencies): Profiles {
  return {
    update: (viewer, update) => updateProfile(dependencies, viewer, update),
    changeUsername: (viewer, change) => changeUsername(dependencies, viewer, change),
  };
}

/** What the verbs on one's own profile share. */
export interface ProfileDependencies {
  readonly stores: ProfileStores;
  readonly transact: Transact<ProfileStores>;
  readonly clock: Clock;
  readonly audit: AuditTrail<ProfileChanges>;
  readonly rateLimits: RateLimits;
  /** Whether a name, or one that looks like it, is nobody's to take. */
  readonly isReserved: ReservedNames;
  readonly usernames: UsernamePolicy;
  /** Bytes of JSON. */
  readonly metadataMaxSize: number;
  /** Seconds for which a name that was given up is kept for its user; 0: it is free at once. */
  readonly usernameHold: number;
}

/** What to change: `null` takes it away, `undefined` leaves it as it is. */
interface ProfileUpdate {
  readonly displayName?: string | null | undefined;
  /** A BCP 47 tag, in any spelling. */
  readonly locale?: string | null | undefined;
  /** Anything; it is checked. The whole of it is replaced. */
  readonly publicMetadata?: unknown;
  readonly client: ClientInfo;
}

/**
 * Changes what a user says of themselves, all of it or nothing.
 * @throws AuthError `DISPLAY_NAME_INVALID`, `LOCALE_INVALID`, `METADATA_INVALID`, `METADATA_TOO_LARGE`,
 * `TOO_MANY_CHANGES`, `TOKEN_REVOKED`
 */
async function updateProfile(
  { transact, audit, rateLimits, metadataMaxSize }: ProfileDependencies,
  viewer: SessionAndUser,
  update: ProfileUpdate,
): Promise<User> {
  const change = checkedChange(update, metadataMaxSize);
  const fields = Object.keys(change) as (keyof ProfileChange)[];
  if (fields.length === 0) return viewer.user;
  await rateLimits.countProfileChange(viewer.user.id);
  return transact(async (stores) => {
    const before = await stores.users.lockUser(viewer.user.id);
    const user = await stores.profiles.update(viewer.user.id, change);
    if (before === undefined || user === undefined) throw new AuthError('TOKEN_REVOKED');
    await audit.recordIn(stores, {
      type: 'user.profile_changed',
      userId: user.id,
      actorId: viewer.session.actorId,
      sessionId: viewer.session.id,
      client: update.client,
      detail: { fields },
      change: { before, after: user, fields },
    });
    return user;
  });
}

/** @throws AuthError `DISPLAY_NAME_INVALID`, `LOCALE_INVALID`, `METADATA_INVALID`, `METADATA_TOO_LARGE` */
export function checkedChange(
  { displayName, locale, publicMetadata }: Omit<ProfileUpdate, 'client'>,
  metadataMaxSize: number,
): ProfileChange {
  return {
    ...(displayName !== undefined && {
      displayName: displayName === null ? null : checkedDisplayName(displayName),
    }),
    ...(locale !== undefined && { locale: locale === null ? null : checkedLocale(locale) }),
    ...(publicMetadata !== undefined && {
      publicMetadata: checkedMetadata(publicMetadata ?? {}, metadataMaxSize),
    }),
  };
}

function checkedLocale(tag: string): string {
  const locale = canonicalLocale(tag);
  if (locale === undefined) throw new AuthError(profileReasons.LOCALE_INVALID);
  return locale;
}

interface UsernameChange {
  readonly username: string;
  readonly client: ClientInfo;
}

/** How many former names a user may keep reserved at the same time. */
const maxReservedUsernames = 3;

/**
 * Gives the user another name to sign in with. The old one stays out of reach of everyone else for a while,
 * so that nobody can pass for its user at once; the user may take it back.
 * @throws AuthError `USERNAMES_OFF`, `USERNAME_MISSING`, `USERNAME_INVALID`, `USERNAME_TAKEN`,
 * `USERNAME_CHANGED_TOO_OFTEN`,
 * `TOO_MANY_CHANGES`, `TOKEN_REVOKED`, `STEP_UP_REQUIRED`
 */
async function changeUsername(
  dependencies: ProfileDependencies,
  viewer: Viewer,
  { username: wanted, client }: UsernameChange,
): Promise<User> {
  const { transact, clock, audit, rateLimits, usernameHold, usernames } = dependencies;
  refuseUsername(usernames.rule);
  const username = normaliseUsername(wanted);
  // The same name in other case is not reserved, and is recorded like any other change.
  await rateLimits.countProfileChange(viewer.user.id);
  const now = clock.now();
  return transact(async (stores) => {
    const { user: before } = await holdViewer(stores, viewer, now);
    if ((await stores.profiles.rename(before.id, username)) === 'username_taken') {
      throw new AuthError(accountReasons.USERNAME_TAKEN);
    }
    await takeLooks(dependencies, stores, before, username);
    await refuseReservedUsername(stores, username, { now, userId: before.id });
    await moveHold(stores, { before, username, now, endsAt: now + usernameHold * 1000 });
    const after = { ...before, username };
    const change = { before, after };
    const changed = { userId: before.id, sessionId: viewer.session.id, client, change };
    await audit.recordIn(stores, { type: 'user.username_changed', ...changed });
    return after;
  });
}

/**
 * The looks of the new name, unless another account has them or they are reserved. A name that looks like the one in
 * use is the user's already.
 */
async function takeLooks(
  { isReserved }: ProfileDependencies,
  { nameClaims }: ProfileStores,
  before: User,
  username: string,
): Promise<void> {
  const keys = lookAlikeKeys(username);
  const ownKeys = lookAlikeKeys(before.username);
  const isOwn = keys.some((key) => ownKeys.includes(key));
  if ((isReserved(username) && !isOwn) || !(await nameClaims.claim(keys, before.id))) {
    throw new AuthError(accountReasons.USERNAME_TAKEN);
  }
  await nameClaims.keepOnly(keys, before.id);
}

/** Holds the old name, and lets go of the new one, in case that its user takes it back. */
async function moveHold(
  { reservedUsernames }: ProfileStores,
  move: { before: User; username: string; now: number; endsAt: number },
): Promise<void> {
  const { before, username, now, endsAt } = move;
  const [oldKey, newKey] = [usernameKey(before.username), usernameKey(username)];
  // The same name in other letters.
  if (oldKey === newKey) return;
  await reservedUsernames.release(newKey);
  if (endsAt <= now) return;
  const [first, ...others] = await reservedUsernames.listOf(before.id, now);
  if (first !== undefined && others.length + 1 >= maxReservedUsernames) {
    const retryAfter = Math.ceil((first.endsAt - now) / 1000);
    throw new AuthError(profileReasons.USERNAME_CHANGED_TOO_OFTEN, { retryAfter });
  }
  const hold = { userId: before.id, endsAt };
  await reservedUsernames.put(oldKey, hold, lookAlikeKeys(before.username)[0]);
}

/** Characters (code points) of a display name. */
export const displayNameMaxLength = 100;

/**
 * The name to be shown, as it is written but for blanks around it. Names of people follow no other rule
 * (W3C, "Personal names around the world"), and two people may have the same one.
 * @throws AuthError `DISPLAY_NAME_INVALID`
 */
export function checkedDisplayName(input: string): string {
  if (input.length > maxLengths.displayName)
    throw new AuthError(profileReasons.DISPLAY_NAME_INVALID);
  const name = input.trim();
  if (!isVisibleLine(name, displayNameMaxLength))
    throw new AuthError(profileReasons.DISPLAY_NAME_INVALID);
  return name;
}
