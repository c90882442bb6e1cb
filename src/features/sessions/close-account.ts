import type { User } from '../accounts/user.js';
import { holdUnlessLastAdministrator } from '../accounts/last-administrator.js';
import type { AccountStores } from '../accounts/stores.js';

interface Closing {
  readonly id: string;
  /** Whose last owner cannot be kept out. */
  readonly adminRole: string;
  /** Milliseconds since the Unix epoch. */
  readonly now: number;
}

export interface ClosedAccount {
  readonly user: User;
  /** How many sessions were alive, those that the user began as others too. */
  readonly sessionsEnded: number;
}

/**
 * Inside a transaction: keeps a user out and ends all of the user's sessions. Closing twice keeps the first
 * time.
 * @returns the account as it is then; `undefined` if there is none
 * @throws AuthError `LAST_ADMIN`
 */
export async function closeAccount(
  stores: Pick<AccountStores, 'users' | 'sessions'>,
  { id, adminRole, now }: Closing,
): Promise<ClosedAccount | undefined> {
  const before = await holdUnlessLastAdministrator(stores, id, adminRole);
  if (before === undefined) return undefined;
  const user = { ...before, disabledAt: before.disabledAt ?? now };
  await stores.users.setDisabledAt(user.id, user.disabledAt);
  const revocation = { at: now, reason: 'user_disabled' } as const;
  return { user, sessionsEnded: await stores.sessions.revokeAllOfUser(user.id, revocation) };
}
