import { type SessionAndUser, passwordProof } from '../sessions/session.js';
import { AuthError } from '../../platform/errors/auth-error.js';
import { accountReasons } from '../accounts/facts.js';
import type { ClientInfo } from '../../platform/client-info.js';
import { normaliseEmail, usernameKey } from '../accounts/identifiers.js';
import { chooseUsername, withUsername, type ChosenUsername } from '../accounts/usernames.js';
import { lookAlikeKeys } from '../accounts/look-alikes.js';
import { distinctRoles } from '../accounts/roles.js';
import type { User } from '../accounts/user.js';
import { addAccount, newAccount } from '../accounts/add-account.js';
import { type PasswordDependencies, refuseIfFull } from './password-check.js';
import { countMail, enqueueMailRequest } from '../email-addresses/mail-request.js';
import { addressBuckets } from '../../platform/address.js';

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
 * Creates an account and its first session, both or neither. A link to confirm the e-mail address goes out;
 * an address that another account has verified is taken like any other, and owned like any other: not at all.
 * @throws AuthError `USERNAME_*`, `USERNAMES_OFF`, `PASSWORD_*`, `EMAIL_INVALID`, `REGISTRATION_REFUSED`,
 * `TOO_MANY_ATTEMPTS`, `OVERLOADED`
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
  input: Registration,
  { chosen, email }: Candidate,
): Promise<SessionAndUser> {
  const { hasher, hooks, clock, usernames } = dependencies;
  const { password, client, locales } = input;
  // A taken name is refused before the expensive hash. The insert decides.
  if (!chosen.isGenerated) await refuseTakenName(dependencies, chosen.username);
  const granted = await hooks.before(
    'beforeRegister',
    { username: chosen.username, email },
    client,
  );
  const roles = grantedRoles(granted?.roles ?? []);
  const passwordHash = await hasher.hash(password, addressBuckets(client.ipAddress));
  // Last: who is refused before must not use up the mails of the address.
  const isMailed = await mayBeMailed(dependencies, email, client);

  const [locale = null] = locales;
  const signedUp = await withUsername(usernames, chosen, (username) => {
    const names = { username, email, roles, locale };
    const user = newAccount(names, clock.now());
    return store(dependencies, input, { user, passwordHash, isMailed });
  });
  await hooks.after('afterRegister', signedUp.user, client);
  return signedUp;
}

/** The roles that a hook grants. @throws TypeError for what is no list of roles: a fault of the hook */
function grantedRoles(roles: unknown): string[] {
  const areTexts = Array.isArray(roles) && roles.every((role) => typeof role === 'string');
  const distinct = areTexts ? distinctRoles(roles) : undefined;
  if (distinct === undefined) {
    throw new TypeError('beforeRegister must return roles as an account can have them');
  }
  return distinct;
}

async function store(
  dependencies: PasswordDependencies,
  { client, locales }: Registration,
  { user, passwordHash, isMailed }: { user: User; passwordHash: string; isMailed: boolean },
): Promise<SessionAndUser> {
  const { transact, beginSession, audit } = dependencies;
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

/** The names of the new account, normalised. */
interface Candidate {
  readonly chosen: ChosenUsername;
  readonly email: string | null;
}

function checkedCandidate(
  { policy, usernames, email: mail }: PasswordDependencies,
  input: Registration,
): Candidate {
  const chosen = chooseUsername(usernames, input);
  const email = input.email === null ? null : normaliseEmail(input.email, mail.singleLabel);
  policy.check(input.password, email === null ? [chosen.username] : [chosen.username, email]);
  return { chosen, email };
}
