import { AuthError } from '../../platform/errors/auth-error.js';
import { accountReasons } from './facts.js';

/** A way to sign in to an account, such as a password. A feature brings one; `app/sign-in.ts` lists them. */
export interface WayIn<Stores> {
  /** Whether the account can be signed in to by it. */
  has(stores: Stores, userId: string): Promise<boolean>;
}

/**
 * Asked by every removal, after it, in the transaction that holds the account: of two removals at once, the second one
 * sees what the first has left.
 * @throws AuthError `LAST_SIGN_IN_METHOD` if no way in is left
 */
export type RefuseLastWayIn<Stores> = (stores: Stores, userId: string) => Promise<void>;

export function createRefuseLastWayIn<Stores>(
  ways: readonly WayIn<Stores>[],
): RefuseLastWayIn<Stores> {
  return async (stores, userId) => {
    for (const way of ways) if (await way.has(stores, userId)) return;
    throw new AuthError(accountReasons.LAST_SIGN_IN_METHOD);
  };
}
