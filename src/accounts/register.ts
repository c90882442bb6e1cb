import { v7 as uuidv7 } from 'uuid';
import { AuthError } from '../errors.js';
import type { ClientInfo } from '../client-info.js';
import { normaliseEmail, normaliseUsername, usernameKey } from '../users/identifiers.js';
import type { InsertOutcome } from '../users/store.js';
import { emptyProfile, type User } from '../users/user.js';
import type { AccountDependencies, SignedIn } from './dependencies.js';
import { countMail, postMailRequest } from './email/mail-request.js';
import { refuseHeldName } from './held-names.js';

export interface Registration {
  readonly username: string;
  readonly password: string;
  readonly email: string | null;
  readonly client: ClientInfo;
  /** The language of the client, as a BCP 47 tag. */
  readonly locale: string | null;
}

/** What is said of an insert that could not be done. */
const taken = {
  username_taken: 'USERNAME_TAKEN',
  email_taken: 'EMAIL_TAKEN',
} as const satisfies Record<Exclude<InsertOutcome, 'inserted'>, string>;

/**
 * Creates an account and its first session, both or neither. A link to confirm the e-mail address goes out;
 * an address that another account has verified is taken like any other, and owned like any other: not at all.
 * @throws AuthError `USERNAME_*`, `PASSWORD_*`, `EMAIL_INVALID`, `REGISTRATION_REFUSED`, `TOO_MANY_ATTEMPTS`,
 * `OVERLOADED`
 */
export async function register(
  dependencies: AccountDependencies,
  input: Registration,
): Promise<SignedIn> {
  const { stores, transact, hasher, hooks, clock, newSession, throttle, audit } = dependencies;
  const { password, client, locale } = input;
  const candidate = checkedCandidate(dependencies, input);
  await throttle.countRegistration(client.ipAddress);
  // Hashing is the dear part: a name that is taken is told before it. The insert below decides.
  if (await stores.users.find({ usernameKey: usernameKey(candidate.username) })) {
    throw new AuthError('USERNAME_TAKEN');
  }
  const isMailed = await mayBeMailed(dependencies, candidate.email, client);
  const granted = await hooks.beforeRegister?.(candidate);
  const passwordHash = await hasher.hash(password);

  const now = clock.now();
  const user: User = {
    ...candidate,
    id: uuidv7({ msecs: now }),
    emailVerified: false,
    roles: granted?.roles ?? [],
    createdAt: now,
    disabledAt: null,
    ...emptyProfile,
    locale,
  };
  const session = newSession(user, client);
  await transact(async (stores) => {
    const outcome = await stores.users.insert(user, passwordHash);
    if (outcome !== 'inserted') throw new AuthError(taken[outcome]);
    await refuseHeldName(stores, user.username, { now });
    await stores.sessions.insert(session);
    const { id: userId, email } = user;
    if (!isMailed || email === null) return;
    const request = { purpose: 'verify-email', email, userId, locale, client } as const;
    await postMailRequest(dependencies, stores.outbox, request);
  });
  audit.record({ type: 'user.registered', userId: user.id, sessionId: session.id, client });
  await tellApplication(dependencies, user);
  return { session, user };
}

/** Too many mails do not keep anyone from signing up: the user can ask for the link later. */
async function mayBeMailed(
  dependencies: AccountDependencies,
  email: string | null,
  client: ClientInfo,
): Promise<boolean> {
  if (email === null || !dependencies.email.isOn) return false;
  return (await countMail(dependencies, { email, client })) === undefined;
}

function checkedCandidate({ policy }: AccountDependencies, input: Registration) {
  const username = normaliseUsername(input.username);
  const email = input.email === null ? null : normaliseEmail(input.email);
  const context = email === null ? [username] : [username, email];
  policy.check(input.password, context);
  return { username, email };
}

async function tellApplication({ hooks, logger }: AccountDependencies, user: User): Promise<void> {
  try {
    await hooks.afterRegister?.(user);
  } catch (error) {
    logger.error({ err: error, userId: user.id }, 'the afterRegister hook failed');
  }
}
