import type { StoredSecret } from '../../secrets/secret.js';
import { isSameEmail } from '../../users/identifiers.js';
import type { User } from '../../users/user.js';

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
