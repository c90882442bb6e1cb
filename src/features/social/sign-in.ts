import { headersOf, type ClientInfo } from '../../platform/client-info.js';
import type { Transact } from '../../platform/database/storage.js';
import { AuthError } from '../../platform/errors/auth-error.js';
import { preferredLocales } from '../../platform/http/client-info.js';
import { declinedPassword } from '../../platform/password-hashing/hasher.js';
import { emailKey } from '../accounts/identifiers.js';
import { chooseUsername, generateUsername } from '../accounts/usernames.js';
import { signUp, type Candidate } from '../email-addresses/sign-up.js';
import type { OpenedHandoff } from '../handoff/codes.js';
import { handoffReasons } from '../handoff/facts.js';
import { recordSignIn } from '../sessions/begin-session.js';
import type { IdentityBasis } from '../sessions/second-factor.js';
import type { SessionAndUser } from '../sessions/session.js';
import {
  federatedProof,
  newIdentity,
  openIdentity,
  providerOf,
  useUp,
  type HandedIdentity,
  type SocialDependencies,
  type SocialStores,
} from './dependencies.js';
import { socialReasons } from './facts.js';
import type { Identity } from './store.js';

/** Who shows a code, and what a new account needs. */
interface Shown {
  readonly username: string | null;
  readonly client: ClientInfo;
}

/**
 * Begins a session by an identity that a provider has stated: of the account that it is linked to, else of a new one.
 * It never finds an account by an address.
 * @throws AuthError `HANDOFF_INVALID`, `PROVIDER_UNKNOWN`, `ACCOUNT_EXISTS`, `USERNAME_*`, `USERNAMES_OFF`,
 * `REGISTRATION_REFUSED`, `TOO_MANY_ATTEMPTS`, `MFA_REQUIRED`; a code is used up by a session alone
 */
export async function signIn(
  dependencies: SocialDependencies,
  opened: OpenedHandoff,
  shown: Shown,
): Promise<SessionAndUser> {
  const { stores, social } = dependencies;
  const stated = openIdentity(opened, { purpose: 'sign-in' });
  providerOf(social, stated.provider);
  const find = () => stores.identities.find(stated);
  const known = await find();
  if (known !== undefined) return enter(dependencies, known, { opened, stated, ...shown });
  try {
    return await register(dependencies, { opened, stated, ...shown });
  } catch (error) {
    // Another first sign-in of the same subject may have come before: then this one is the second.
    const meanwhile = error instanceof AuthError ? await find() : undefined;
    if (meanwhile === undefined) throw error;
    return enter(dependencies, meanwhile, { opened, stated, ...shown });
  }
}

interface Entry extends Shown {
  readonly opened: OpenedHandoff;
  readonly stated: HandedIdentity;
}

/** The code, the use and the session are one transaction: of any number of callers, one gets a session. */
async function enter(
  dependencies: SocialDependencies,
  { id, userId }: Identity,
  { opened, stated, client }: Entry,
): Promise<SessionAndUser> {
  const { transact, clock, hooks, beginSession, audit } = dependencies;
  await hooks.before('beforeSignIn', { method: 'social', name: null }, client);
  const signedIn = await transact(async (stores) => {
    const user = await stores.users.lockUser(userId);
    await useUp(stores, opened);
    const use = { id, userId, provider: stated.provider, now: clock.now() };
    const stands = user?.disabledAt === null && (await stores.identities.use(use));
    if (user === undefined || !stands) throw new AuthError(handoffReasons.HANDOFF_INVALID);
    const basis = { identityId: id, codeId: opened.id, expiresAt: opened.expiresAt };
    const begun = { user, client, proof: federatedProof, basis };
    const session = await beginSession(stores, begun, (session) =>
      recordSignIn(audit, stores, { session, client, method: 'social' }),
    );
    return { session, user };
  });
  await hooks.after('afterSignIn', signedIn, client);
  return signedIn;
}

/** Milliseconds: longer than any challenge. Those of one code begin until it expires, and one of them is completed. */
const afterCode = 3_600_000;

/** Inside the transaction of the second step: the code of the first one is used up, and its identity is still there. */
export async function useFirstStep(
  { identities, usedTokens }: Pick<SocialStores, 'identities' | 'usedTokens'>,
  userId: string,
  { identityId, codeId, expiresAt }: IdentityBasis,
): Promise<boolean> {
  const own = (await identities.listOf([userId])).get(userId) ?? [];
  if (!own.some(({ id }) => id === identityId)) return false;
  return usedTokens.use(codeId, expiresAt + afterCode);
}

/** Creates an account without a password, its identity and its first session, all or nothing. */
async function register(
  dependencies: SocialDependencies,
  { opened, stated, username, client }: Entry,
): Promise<SessionAndUser> {
  const { transact, clock, rateLimits } = dependencies;
  await refuseOwnedAddress(dependencies, stated);
  // Before it is counted: a username is asked for by refusing.
  const candidate = candidateOf(dependencies, stated, username);
  // First: a code that is shown again must not find the account that it has made.
  const transactOnce: Transact<SocialStores> = (work) =>
    transact(async (stores) => {
      await useUp(stores, opened);
      return work(stores);
    });
  const wanted = {
    ...{ candidate, client, proof: federatedProof },
    locales: preferredLocales({ headers: headersOf(client) }),
    account: { emailVerified: stated.emailVerified, displayName: stated.name },
    passwordHash: () => Promise.resolve(declinedPassword),
    async addTo(stores: SocialStores, { id }: { id: string }) {
      const identity = newIdentity(stated, id, clock.now());
      // Of two first sign-ins at once, the other one has made the account.
      if (!(await stores.identities.add(identity))) {
        throw new AuthError(socialReasons.IDENTITY_TAKEN);
      }
    },
  };
  return rateLimits
    .registration(client.ipAddress, () => signUp(dependencies, transactOnce, wanted))
    .catch((error: unknown) => {
      const isTaken = error instanceof AuthError && error.reason === 'EMAIL_TAKEN';
      throw isTaken ? new AuthError(socialReasons.ACCOUNT_EXISTS) : error;
    });
}

/** Before anyone chooses a username in vain. The insert decides. @throws AuthError `ACCOUNT_EXISTS` */
async function refuseOwnedAddress(
  { stores }: SocialDependencies,
  { email, emailVerified }: HandedIdentity,
): Promise<void> {
  if (email === null || !emailVerified) return;
  const owner = await stores.users.find({ verifiedEmailKey: emailKey(email) });
  if (owner !== undefined) throw new AuthError(socialReasons.ACCOUNT_EXISTS);
}

/** An identity is a way to sign in, so an account needs neither a username nor an address. */
function candidateOf(
  { usernames }: Pick<SocialDependencies, 'usernames'>,
  { email }: HandedIdentity,
  username: string | null,
): Candidate {
  const isGiven = username !== null && username.trim() !== '';
  if (email !== null || isGiven || usernames.rule === 'required') {
    return { chosen: chooseUsername(usernames, { username, email }), email };
  }
  const { generate = generateUsername } = usernames;
  return { chosen: { username: generate(), isGenerated: true }, email };
}
