import type { ClientInfo } from '../../platform/client-info.js';
import { AuthError } from '../../platform/errors/auth-error.js';
import type { AccountDependencies, SignedIn } from '../passwords/dependencies.js';
import { recordSignIn, signIn } from './sign-in.js';

/**
 * Signs in by the link that was mailed.
 * @throws AuthError `LINK_INVALID`
 */
export async function signInWithToken(
  dependencies: AccountDependencies,
  { token, client }: { token: string; client: ClientInfo },
): Promise<SignedIn> {
  const { stores, email } = dependencies;
  const found = await email.secrets.find(stores.secrets, 'sign-in', token);
  const signedIn =
    found &&
    (await signIn(dependencies, {
      userId: found.userId ?? '',
      take: ({ secrets }) => email.secrets.take(secrets, 'sign-in', token),
      client,
    }));
  if (signedIn === undefined) {
    // Only for a real one that speaks for nobody any more: junk would fill the record.
    if (found !== undefined) {
      dependencies.audit.record({ type: 'login.failed', userId: found.userId, client });
    }
    throw new AuthError('LINK_INVALID');
  }
  recordSignIn(dependencies, signedIn, { client, method: 'email_link' });
  return signedIn;
}
