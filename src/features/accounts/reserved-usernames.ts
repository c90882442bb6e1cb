import { AuthError } from '../../platform/errors/auth-error.js';
import { usernameKey } from './identifiers.js';
import { lookAlikeKeys } from './look-alikes.js';
import type { AccountStores } from './stores.js';

/**
 * Refuses a name that is held for someone else, or looks like one. Ask in the transaction that has just taken the
 * name: a user who gives up the same name at this moment has either finished, and the hold is seen, or comes later.
 * @param claim.userId who takes the name; `undefined` for a new account
 * @throws AuthError `USERNAME_TAKEN`
 */
export async function refuseHeldName(
  { nameHolds }: Pick<AccountStores, 'nameHolds'>,
  username: string,
  claim: { now: number; userId?: string },
): Promise<void> {
  const name = { usernameKey: usernameKey(username), lookAlikeKeys: lookAlikeKeys(username) };
  if (await nameHolds.isHeld(name, claim.now, claim.userId)) throw new AuthError('USERNAME_TAKEN');
}
