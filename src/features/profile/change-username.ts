import type { ClientInfo } from '../../platform/client-info.js';
import { AuthError } from '../../platform/errors/auth-error.js';
import type { SessionAndUser } from '../sessions/store.js';
import { normaliseUsername, usernameKey } from '../accounts/identifiers.js';
import { lookAlikeKeys } from '../accounts/look-alikes.js';
import type { User } from '../accounts/user.js';
import { refuseHeldName } from '../accounts/reserved-usernames.js';
import type { AccountStores } from '../accounts/stores.js';
import type { ProfileDependencies } from './dependencies.js';

export interface UsernameChange {
  readonly username: string;
  readonly client: ClientInfo;
}

/** How many names a user may keep from others at the same time, besides the one in use. */
const mostHolds = 3;

/**
 * Gives the user another name to sign in with. The old one stays out of reach of everyone else for a while,
 * so that nobody can pass for its user at once; the user may take it back.
 * @throws AuthError `USERNAME_MISSING`, `USERNAME_INVALID`, `USERNAME_TAKEN`,
 * `USERNAME_CHANGED_TOO_OFTEN`,
 * `TOO_MANY_CHANGES`, `TOKEN_REVOKED`
 */
export async function changeUsername(
  dependencies: ProfileDependencies,
  viewer: SessionAndUser,
  { username: wanted, client }: UsernameChange,
): Promise<User> {
  const { transact, clock, audit, throttle, usernameHold } = dependencies;
  const username = normaliseUsername(wanted);
  // The same name in other letters is held by nobody, and is recorded and told like any other change.
  await throttle.countProfileChange(viewer.user.id);
  const now = clock.now();
  const user = await transact(async (stores) => {
    const before = await stores.users.hold(viewer.user.id);
    if (before === undefined) throw new AuthError('TOKEN_REVOKED');
    if ((await stores.profiles.rename(before.id, username)) === 'username_taken') {
      throw new AuthError('USERNAME_TAKEN');
    }
    await takeLooks(dependencies, stores, before, username);
    await refuseHeldName(stores, username, { now, userId: before.id });
    await moveHold(stores, { before, username, now, endsAt: now + usernameHold * 1000 });
    return { ...before, username };
  });
  const sessionId = viewer.session.id;
  audit.record({ type: 'user.username_changed', userId: user.id, sessionId, client });
  return user;
}

/**
 * The looks of the new name, unless another account has them or they are reserved. A name that looks like the one in
 * use is the user's already.
 */
async function takeLooks(
  { isReserved }: ProfileDependencies,
  { nameClaims }: AccountStores,
  before: User,
  username: string,
): Promise<void> {
  const keys = lookAlikeKeys(username);
  const ownKeys = lookAlikeKeys(before.username);
  const isOwn = keys.some((key) => ownKeys.includes(key));
  if ((isReserved(username) && !isOwn) || !(await nameClaims.claim(keys, before.id))) {
    throw new AuthError('USERNAME_TAKEN');
  }
  await nameClaims.keepOnly(keys, before.id);
}

/** Holds the old name, and lets go of the new one, in case that its user takes it back. */
async function moveHold(
  { nameHolds }: AccountStores,
  move: { before: User; username: string; now: number; endsAt: number },
): Promise<void> {
  const { before, username, now, endsAt } = move;
  const [oldKey, newKey] = [usernameKey(before.username), usernameKey(username)];
  // The same name in other letters.
  if (oldKey === newKey) return;
  await nameHolds.release(newKey);
  if (endsAt <= now) return;
  const [first, ...others] = await nameHolds.listOf(before.id, now);
  if (first !== undefined && others.length + 1 >= mostHolds) {
    const retryAfter = Math.ceil((first.endsAt - now) / 1000);
    throw new AuthError('USERNAME_CHANGED_TOO_OFTEN', { retryAfter });
  }
  const hold = { userId: before.id, endsAt };
  await nameHolds.put(oldKey, hold, lookAlikeKeys(before.username)[0]);
}
