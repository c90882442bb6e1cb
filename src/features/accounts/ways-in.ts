import { AuthError } from '../../platform/errors/auth-error.js';
import { accountReasons } from './facts.js';

/** A way to sign in to an account, such as a password. A feature brings one; `app/sign-in.ts` lists them. */
export interface WayIn<Stores> {
  /** Whether the account can be signed in to by it. */
  has(stores: Stores, userId: string): Promise<boolean>;
}

/** Whether an account has one of some ways in. All are asked whatever they answer: the time says nothing of the account. */
export type HasWayIn<Stores> = (stores: Stores, userId: string) => Promise<boolean>;

export function createHasWayIn<Stores>(ways: readonly WayIn<Stores>[]): HasWayIn<Stores> {
  return async (stores, userId) => {
    const answers: boolean[] = [];
    for (const way of ways) answers.push(await way.has(stores, userId));
    return answers.includes(true);
  };
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
  const hasWayIn = createHasWayIn(ways);
  return async (stores, userId) => {
    if (!(await hasWayIn(stores, userId))) throw new AuthError(accountReasons.LAST_SIGN_IN_METHOD);
  };
}
