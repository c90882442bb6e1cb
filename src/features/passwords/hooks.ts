import type { Logger } from '../../platform/logger.js';
import type { User } from '../accounts/user.js';
import type { Session } from '../sessions/session.js';

/** Where an embedding application takes part. All are optional, and may be asynchronous unless said. */
export interface Hooks {
  /**
   * Adds claims to access tokens, at sign-in and at every refresh. Synchronous: it stands in the way of
   * every token. A claim of RFC 7519, RFC 9068 or Authgraph itself cannot be replaced: a TypeError.
   */
  accessTokenClaims?(subject: { user: User; session: Session }): Readonly<Record<string, unknown>>;
  /**
   * Looks at a sign-up before anything is written. Throw
   * `new AuthError('REGISTRATION_REFUSED', { message })` to refuse it; return roles to grant them.
   */
  beforeRegister?(candidate: {
    username: string;
    email: string | null;
  }): Promise<{ roles: readonly string[] } | undefined> | { roles: readonly string[] } | undefined;
  /** Called with a new account after it has been stored. A failure is logged and undoes nothing. */
  afterRegister?(user: User): Promise<void> | void;
}

/** Hands on an account that is stored by now, so nothing that the application does can undo it. */
export async function runAfterRegister(
  { hooks, logger }: { readonly hooks: Hooks; readonly logger: Logger },
  user: User,
): Promise<void> {
  try {
    await hooks.afterRegister?.(user);
  } catch (error) {
    logger.error({ err: error, userId: user.id }, 'the afterRegister hook failed');
  }
}
