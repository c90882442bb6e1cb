import { AuthError } from '../errors.js';
import { usernameKey } from '../users/identifiers.js';
import type { AccountStores } from './stores.js';

/**
 * Refuses a name that is held for someone else. Ask in the transaction that has just taken the name: whoever
 * gives the same name up at this moment has then either finished, and the hold is seen, or comes later.
 * @param claim.userId who takes the name; `undefined` for a new account
 * @throws AuthError `USERNAME_TAKEN`
 */
export async function refuseHeldName(
  { nameHolds }: Pick<AccountStores, 'nameHolds'>,
  username: string,
  claim: { now: number; userId?: string },
): Promise<void> {
  const hold = await nameHolds.find(usernameKey(username), claim.now);
  const isFree = hold === undefined || (hold.userId !== null && hold.userId === claim.userId);
  if (!isFree) throw new AuthError('USERNAME_TAKEN');
}
