import type { ClientInfo } from '../../platform/client-info.js';
import { AuthError } from '../../platform/errors/auth-error.js';
import { emailKey, normaliseEmail } from '../accounts/identifiers.js';
import { isLocked, limitedAttempt } from '../sessions/sign-in-attempts.js';
import type { AccountDependencies, SignedIn } from '../passwords/dependencies.js';
import { recordSignIn, signIn } from './sign-in.js';

export interface CodeProof {
  readonly email: string;
  readonly code: string;
  readonly client: ClientInfo;
}

/**
 * Signs in by the code that was mailed. A code is good for five guesses; besides, failures count like wrong
 * passwords. An address that nobody has, a wrong code and one that was used or guessed at too often are one
 * answer, after the same statements.
 * @throws AuthError `EMAIL_INVALID`, `CODE_INVALID`, `TOO_MANY_ATTEMPTS`, `OVERLOADED`
 */
export async function signInWithCode(
  dependencies: AccountDependencies,
  { email, code, client }: CodeProof,
): Promise<SignedIn> {
  const { stores } = dependencies;
  const { secrets } = dependencies.email;
  const subject = emailKey(normaliseEmail(email));
  const user = await stores.users.find({ verifiedEmailKey: subject });
  const attempt = { userId: user?.id ?? null, name: { verifiedEmailKey: subject }, client };
  const signedIn = await limitedAttempt(dependencies, attempt, async (locks) => {
    if (!(await secrets.mayGuess(stores.secrets, 'sign-in', subject))) return undefined;
    if (await isLocked(dependencies, locks, attempt)) return undefined;
    return signIn(dependencies, {
      userId: user?.id ?? '',
      take: (all) => secrets.takeByCode(all.secrets, { purpose: 'sign-in', subject, code }),
      client,
    });
  });
  if (signedIn === undefined) throw new AuthError('CODE_INVALID');
  recordSignIn(dependencies, signedIn, { client, method: 'email_code' });
  return signedIn;
}
