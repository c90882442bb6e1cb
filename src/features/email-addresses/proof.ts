import type { StoredSecret } from '../../platform/one-time-tokens/one-time-token.js';
import { isSameEmail } from '../accounts/identifiers.js';
import type { User } from '../accounts/user.js';

/**
 * Whether a secret that was sent to an address still speaks for a user: the account is enabled, and the
 * address is the one that is proved to be the user's.
 */
export function speaksFor(secret: StoredSecret | undefined, user: User | undefined): user is User {
  return (
    secret !== undefined &&
    user !== undefined &&
    secret.userId === user.id &&
    user.disabledAt === null &&
    user.emailVerified &&
    isSameEmail(user.email, secret.email)
  );
}
