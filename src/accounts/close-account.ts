import type { AccountStores } from './stores.js';

interface Closing {
  readonly id: string;
  /** Milliseconds since the Unix epoch, both. */
  readonly disabledAt: number;
  readonly now: number;
}

/**
 * Inside a transaction: keeps a user out and ends all of the user's sessions.
 * @returns how many were alive
 */
export async function closeAccount(
  { users, sessions }: Pick<AccountStores, 'users' | 'sessions'>,
  { id, disabledAt, now }: Closing,
): Promise<number> {
  await users.setDisabledAt(id, disabledAt);
  return sessions.revokeAllOfUser(id, { at: now, reason: 'user_disabled' });
}
