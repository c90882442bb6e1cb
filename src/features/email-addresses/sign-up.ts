import { addAccount, newAccount } from '../accounts/add-account.js';
import { accountReasons } from '../accounts/facts.js';
import { normaliseEmail, usernameKey } from '../accounts/identifiers.js';
import { lookAlikeKeys, type ReservedNames } from '../accounts/look-alikes.js';
import { distinctRoles } from '../accounts/roles.js';
import {
  chooseUsername,
  withUsername,
  type ChosenUsername,
  type UsernamePolicy,
} from '../accounts/usernames.js';
import type { User } from '../accounts/user.js';
import type { SignInDependencies } from '../sessions/begin-session.js';
import type { SessionChanges } from '../sessions/facts.js';
import type { HookCalls } from '../sessions/hooks.js';
import type { ProofOfIdentity, SessionAndUser } from '../sessions/session.js';
import type { ClientInfo } from '../../platform/client-info.js';
import type { Transact } from '../../platform/database/storage.js';
import { AuthError } from '../../platform/errors/auth-error.js';
import type { AuditTrail } from '../../platform/events/trail.js';
import type { MailedDependencies, MailedStores } from './dependencies.js';
import type { EmailAddressChanges } from './facts.js';
import { countMail, enqueueMailRequest } from './mail-request.js';

/** What every sign-up needs, whatever its user signs in by. */
export interface SignUpDependencies extends MailedDependencies, SignInDependencies {
  readonly audit: AuditTrail<EmailAddressChanges & SessionChanges>;
  readonly hooks: HookCalls;
  /** Whether a name, or one that looks like it, is nobody's to take. */
  readonly isReserved: ReservedNames;
  readonly usernames: UsernamePolicy;
}

/** The names of a new account, normalised. */
export interface Candidate {
  readonly chosen: ChosenUsername;
  readonly email: string | null;
}

/** Who signs up, and how they sign in from now on. */
export interface SignUpOf<Stores> {
  readonly candidate: Candidate;
  readonly client: ClientInfo;
  /** The languages of the client, as BCP 47 tags, the best first. */
  readonly locales: readonly string[];
  /** Default: a new one. */
  readonly userId?: string;
  /** What someone else vouches for. Default: the address is not verified, and there is no display name. */
  readonly account?: Pick<User, 'emailVerified' | 'displayName'>;
  readonly proof: ProofOfIdentity;
  /** Called once nothing is known to stand in the way: it may take its time. */
  readonly passwordHash: () => Promise<string>;
  /** What else is stored with the account, before its session: all or nothing. */
  readonly addTo?: (stores: Stores, user: User) => Promise<void>;
}

/** @throws AuthError `USERNAME_*`, `USERNAMES_OFF`, `EMAIL_INVALID` */
export function checkedCandidate(
  { usernames, email: mail }: Pick<SignUpDependencies, 'usernames' | 'email'>,
  names: { username: string | null; email: string | null },
): Candidate {
  const chosen = chooseUsername(usernames, names);
  const email = names.email === null ? null : normaliseEmail(names.email, mail.singleLabel);
  return { chosen, email };
}

/**
 * Creates an account and its first session, both or neither. A link to confirm the e-mail address goes out, unless it
 * is verified; an address that another account has verified is taken like any other, and owned like any other: not at
 * all.
 * @throws AuthError `USERNAME_TAKEN`, `EMAIL_TAKEN` for a verified address, and what the hook refuses with
 */
export async function signUp<Stores extends MailedStores>(
  dependencies: SignUpDependencies,
  transact: Transact<Stores>,
  wanted: SignUpOf<Stores>,
): Promise<SessionAndUser> {
  const { hooks, clock, usernames } = dependencies;
  const { candidate, client, locales, userId, account: vouched } = wanted;
  const { chosen, email } = candidate;
  // A taken name is refused before the expensive hash. The insert decides.
  await refuseTakenName(dependencies, chosen);
  const named = { username: chosen.username, email };
  const granted = await hooks.before('beforeRegister', named, client);
  const roles = grantedRoles(granted?.roles ?? []);
  const passwordHash = await wanted.passwordHash();
  // Last: who is refused before must not use up the mails of the address.
  const isMailed =
    vouched?.emailVerified !== true && (await mayBeMailed(dependencies, email, client));

  const [locale = null] = locales;
  const signedUp = await withUsername(usernames, chosen, (username) => {
    const account = newAccount({ username, email, roles, locale }, clock.now());
    const user = { ...account, ...vouched, id: userId ?? account.id };
    return store(dependencies, transact, wanted, { user, passwordHash, isMailed });
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

async function store<Stores extends MailedStores>(
  dependencies: SignUpDependencies,
  transact: Transact<Stores>,
  { client, locales, proof, addTo }: SignUpOf<Stores>,
  { user, passwordHash, isMailed }: { user: User; passwordHash: string; isMailed: boolean },
): Promise<SessionAndUser> {
  const { beginSession, audit } = dependencies;
  const session = await transact(async (stores) => {
    await addAccount(stores, user, passwordHash);
    await addTo?.(stores, user);
    const { id: userId, email } = user;
    const begun = await beginSession(stores, { user, client, proof }, (session) => {
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

/** @throws AuthError `USERNAME_TAKEN` for a name that was chosen */
export async function refuseTakenName(
  { stores, isReserved }: Pick<SignUpDependencies, 'stores' | 'isReserved'>,
  { username, isGenerated }: ChosenUsername,
): Promise<void> {
  const isTaken =
    !isGenerated &&
    (isReserved(username) ||
      (await stores.users.find({ usernameKey: usernameKey(username) })) !== undefined ||
      (await stores.nameClaims.ownerOf(lookAlikeKeys(username))) !== undefined);
  if (isTaken) throw new AuthError(accountReasons.USERNAME_TAKEN);
}

/** Too many mails do not keep anyone from signing up: the user can ask for the link later. */
async function mayBeMailed(
  dependencies: MailedDependencies,
  email: string | null,
  client: ClientInfo,
): Promise<boolean> {
  if (email === null || !dependencies.email.isOn) return false;
  return (await countMail(dependencies, { purpose: 'verify-email', email, client })) === undefined;
}
