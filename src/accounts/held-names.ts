import { AuthError } from '../errors.js';
import { usernameKey } from '../users/identifiers.js';
import { lookAlikeKey } from '../users/look-alikes.js';
import type { AccountStores } from './stores.js';

/**
 * Refuses a name that is held for someone else, or looks like one. Ask in the transaction that has just taken the name: whoever
 * gives the same name up at this moment has then either finished, and the hold is seen, or comes later.
 * @param claim.userId who takes the name; `undefined` for a new account
 * @throws AuthError `USERNAME_TAKEN`
 */
export async function refuseHeldName(
  { nameHolds }: Pick<AccountStores, 'nameHolds'>,
  username: string,
  claim: { now: number; userId?: string },
): Promise<void> {
  const name = { usernameKey: usernameKey(username), lookAlikeKey: lookAlikeKey(username) };
  if (await nameHolds.isHeld(name, claim.now, claim.userId)) throw new AuthError('USERNAME_TAKEN');
}
