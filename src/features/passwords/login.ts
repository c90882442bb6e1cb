import { AuthError } from '../../platform/errors/auth-error.js';
import type { ClientInfo } from '../../platform/client-info.js';
import { emailKey, usernameKey } from '../accounts/identifiers.js';
import type { UserLookup } from '../accounts/store.js';
import type { AccountDependencies, SignedIn } from './dependencies.js';
import { provePassword, whileCredentialsHold } from './password-check.js';

export interface Login {
  /** A username or a verified e-mail address. */
  readonly username: string;
  readonly password: string;
  readonly client: ClientInfo;
}

/**
 * Signs in: proves the password and begins a session.
 * @throws AuthError `USERNAME_MISSING`, `PASSWORD_MISSING`, `INVALID_CREDENTIALS`, `TOO_MANY_ATTEMPTS`,
 * `OVERLOADED`
 */
export async function login(dependencies: AccountDependencies, input: Login): Promise<SignedIn> {
  const { username, password, client } = input;
  if (username.trim() === '') throw new AuthError('USERNAME_MISSING');
  const lookup = lookupOf(username);
  const credentials = await provePassword(dependencies, { lookup, password, client });
  const { user } = credentials;
  const session = dependencies.newSession(user, client);
  await whileCredentialsHold(dependencies, credentials, (stores) =>
    dependencies.beginSession(stores, session),
  );
  const { id: userId } = user;
  dependencies.audit.record({ type: 'login.succeeded', userId, sessionId: session.id, client });
  return { session, user };
}

/** No username has an `@`, so the two kinds of name cannot be confused. */
function lookupOf(name: string): UserLookup {
  const trimmed = name.trim();
  return trimmed.includes('@')
    ? { verifiedEmailKey: emailKey(trimmed) }
    : { usernameKey: usernameKey(trimmed) };
}
