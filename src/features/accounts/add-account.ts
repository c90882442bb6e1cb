import { v7 as uuidv7 } from 'uuid';
import { AuthError } from '../../platform/errors/auth-error.js';
import type { Reason } from '../../platform/errors/reasons.js';
import { accountReasons } from './facts.js';
import { lookAlikeKeys } from './look-alikes.js';
import { emptyProfile, type User, type InsertOutcome } from './user.js';
import type { AccountStores } from './store.js';
import { usernameKey } from './identifiers.js';

/** What is said of an insert that could not be done. */
const taken = {
  username_taken: accountReasons.USERNAME_TAKEN,
  email_taken: accountReasons.EMAIL_TAKEN,
} as const satisfies Record<Exclude<InsertOutcome, 'inserted' | 'id_taken'>, Reason>;

/** What is known of the user of a new account; both names are normalised. */
export interface NewAccount extends Pick<User, 'username' | 'email' | 'roles'> {
  /** Default `false`. */
  readonly emailVerified?: boolean;
  /** Default: nobody invited the user. */
  readonly invitedAt?: number;
  /** Default: not known. */
  readonly locale?: string | null;
}

/** An enabled account that begins now (milliseconds), and says nothing of itself. */
export function newAccount(account: NewAccount, now: number): User {
  return {
    ...emptyProfile,
    emailVerified: false,
    ...account,
    id: uuidv7({ msecs: now }),
    createdAt: now,
    disabledAt: null,
  };
}

/**
 * Inside a transaction: stores a new account whose name is neither taken nor reserved, nor looks like such a name.
 * @throws AuthError `USERNAME_TAKEN`, `EMAIL_TAKEN`
 */
export async function addAccount(
  stores: AccountStores,
  user: User,
  passwordHash: string,
): Promise<void> {
  const outcome = await stores.users.insert(user, passwordHash);
  if (outcome === 'id_taken') throw new TypeError('an account of this id exists');
  if (outcome !== 'inserted') throw new AuthError(taken[outcome]);
  if (!(await stores.nameClaims.claim(lookAlikeKeys(user.username), user.id))) {
    throw new AuthError(accountReasons.USERNAME_TAKEN);
  }
  await refuseReservedUsername(stores, user.username, { now: user.createdAt });
}

/**
 * Refuses a name that is held for someone else, or looks like one. Ask in the transaction that has just taken the
 * name: a user who gives up the same name at this moment has either finished, and the hold is seen, or comes later.
 * @param claim.userId who takes the name; `undefined` for a new account
 * @throws AuthError `USERNAME_TAKEN`
 */
export async function refuseReservedUsername(
  { reservedUsernames }: Pick<AccountStores, 'reservedUsernames'>,
  username: string,
  claim: { now: number; userId?: string },
): Promise<void> {
  const name = { usernameKey: usernameKey(username), lookAlikeKeys: lookAlikeKeys(username) };
  if (await reservedUsernames.isHeld(name, claim.now, claim.userId))
    throw new AuthError(accountReasons.USERNAME_TAKEN);
}
