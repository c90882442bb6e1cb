import type { ClientInfo } from '../../platform/client-info.js';
import { checkedCandidate, signUp } from '../email-addresses/sign-up.js';
import { passwordProof, type SessionAndUser } from '../sessions/session.js';
import { hashNewPassword, refuseIfFull, type PasswordDependencies } from './password-check.js';

export interface Registration {
  /** `null`: none was given. */
  readonly username: string | null;
  readonly password: string;
  readonly email: string | null;
  readonly client: ClientInfo;
  /** The languages of the client, as BCP 47 tags, the best first. */
  readonly locales: readonly string[];
}

/**
 * Creates an account with a password, and its first session; see `signUp`.
 * @throws AuthError `USERNAME_*`, `USERNAMES_OFF`, `PASSWORD_*`, `EMAIL_INVALID`, `REGISTRATION_REFUSED`,
 * `CAPTCHA_REQUIRED`, `TOO_MANY_ATTEMPTS`, `OVERLOADED`
 */
export async function register(
  dependencies: PasswordDependencies,
  { password, client, locales, ...names }: Registration,
): Promise<SessionAndUser> {
  const { hasher, policy, rateLimits, transact, captcha } = dependencies;
  const candidate = checkedCandidate(dependencies, names);
  const { chosen, email } = candidate;
  policy.check(password, email === null ? [chosen.username] : [chosen.username, email]);
  const verifyCaptcha = captcha.atSignUp(client);
  await refuseIfFull(hasher, client);
  const passwordHash = () => hashNewPassword(dependencies, password, client);
  const wanted = { candidate, client, locales, proof: passwordProof, passwordHash };
  return rateLimits.registration(client.ipAddress, async () => {
    await verifyCaptcha();
    return signUp(dependencies, transact, wanted);
  });
}
