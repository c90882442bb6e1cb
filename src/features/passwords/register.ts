import { type SessionAndUser, passwordProof } from '../sessions/session.js';
import { AuthError } from '../../platform/errors/auth-error.js';
import { accountReasons } from '../accounts/facts.js';
import type { ClientInfo } from '../../platform/client-info.js';
import { normaliseEmail, normaliseUsername, usernameKey } from '../accounts/identifiers.js';
import { lookAlikeKeys } from '../accounts/look-alikes.js';
import type { User } from '../accounts/user.js';
import { addAccount, newAccount } from '../accounts/add-account.js';
import { runAfterRegister } from './hooks.js';
import { type PasswordDependencies, refuseIfFull } from './password-check.js';
import { countMail, enqueueMailRequest } from '../email-addresses/mail-request.js';
import { addressBuckets } from '../../platform/address.js';

export interface Registration {
  readonly username: string;
  readonly password: string;
  readonly email: string | null;
  readonly client: ClientInfo;
  /** The languages of the client, as BCP 47 tags, the best first. */
  readonly locales: readonly string[];
}

/**
 * Creates an account and its first session, both or neither. A link to confirm the e-mail address goes out;
 * an address that another account has verified is taken like any other, and owned like any other: not at all.
 * @throws AuthError `USERNAME_*`, `PASSWORD_*`, `EMAIL_INVALID`, `REGISTRATION_REFUSED`, `TOO_MANY_ATTEMPTS`,
 * `OVERLOADED`
 */
export async function register(
  dependencies: PasswordDependencies,
  input: Registration,
): Promise<SessionAndUser> {
  const { hasher, rateLimits } = dependencies;
  const candidate = checkedCandidate(dependencies, input);
  await refuseIfFull(hasher, input.client);
  return rateLimits.registration(input.client.ipAddress, () =>
    signUp(dependencies, input, candidate),
  );
}

async function signUp(
  dependencies: PasswordDependencies,
  { password, client, locales }: Registration,
  candidate: Candidate,
): Promise<SessionAndUser> {
  const { transact, hasher, hooks, clock, beginSession, audit } = dependencies;
  // A taken name is refused before the expensive hash. The insert below decides.
  await refuseTakenName(dependencies, candidate.username);
  const isMailed = await mayBeMailed(dependencies, candidate.email, client);
  const granted = await hooks.beforeRegister?.(candidate);
  const passwordHash = await hasher.hash(password, addressBuckets(client.ipAddress));

  const [locale = null] = locales;
  const user = newAccount({ ...candidate, roles: granted?.roles ?? [], locale }, clock.now());
  const session = await transact(async (stores) => {
    await addAccount(stores, user, passwordHash);
    const { id: userId, email } = user;
    const signIn = { user, client, proof: passwordProof };
    const begun = await beginSession(stores, signIn, (session) => {
      const registered = { userId, sessionId: session.id, client, change: { user, session } };
      return audit.recordIn(stores, { type: 'user.registered', ...registered });
    });
    if (!isMailed || email === null) return begun;
    const request = { purpose: 'verify-email', email, userId, locales, client } as const;
    await enqueueMailRequest(dependencies, stores.outbox, request);
    return begun;
  });
  await runAfterRegister(dependencies, user);
  return { session, user };
}

async function refuseTakenName(
  { stores, isReserved }: PasswordDependencies,
  username: string,
): Promise<void> {
  const isTaken =
    isReserved(username) ||
    (await stores.users.find({ usernameKey: usernameKey(username) })) !== undefined ||
    (await stores.nameClaims.ownerOf(lookAlikeKeys(username))) !== undefined;
  if (isTaken) throw new AuthError(accountReasons.USERNAME_TAKEN);
}

/** Too many mails do not keep anyone from signing up: the user can ask for the link later. */
async function mayBeMailed(
  dependencies: PasswordDependencies,
  email: string | null,
  client: ClientInfo,
): Promise<boolean> {
  if (email === null || !dependencies.email.isOn) return false;
  return (await countMail(dependencies, { purpose: 'verify-email', email, client })) === undefined;
}

/** Whom the application is asked about; both names are normalised. */
type Candidate = Pick<User, 'username' | 'email'>;

function checkedCandidate({ policy }: PasswordDependencies, input: Registration): Candidate {
  const username = normaliseUsername(input.username);
  const email = input.email === null ? null : normaliseEmail(input.email);
  const context = email === null ? [username] : [username, email];
  policy.check(input.password, context);
  return { username, email };
}
