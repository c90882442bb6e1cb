import { mailedProof, type SessionAndUser } from '../sessions/session.js';
import type { ClientInfo } from '../../platform/client-info.js';
import type { Captcha } from '../captcha/captcha.js';
import type { WayIn } from '../accounts/ways-in.js';
import type {
  EmailDependencies,
  MailedDependencies,
  MailedStores,
} from '../email-addresses/dependencies.js';
import type { HookCalls } from '../sessions/hooks.js';
import { recordSignIn, type SignInDependencies } from '../sessions/begin-session.js';
import { speaksFor, sendLink } from '../email-addresses/send-link.js';
import { emailKey, normaliseEmail } from '../accounts/identifiers.js';
import { requestMail, type AnswerRequest } from '../email-addresses/mail-request.js';
import type { MailRequestContext } from '../email-addresses/verify-email.js';
import { AuthError } from '../../platform/errors/auth-error.js';
import type { AuditTrail } from '../../platform/events/trail.js';
import { emailAddressReasons, type EmailAddressChanges } from '../email-addresses/facts.js';
import { sessionReasons, type SessionChanges } from '../sessions/facts.js';
import { SecondFactorRequired, type MailedBasis } from '../sessions/second-factor.js';
import { isLocked, limitedAttempt } from '../sessions/sign-in-attempts.js';
import type { StoredOneTimeToken } from '../../platform/one-time-tokens/store.js';

/** A link or a code, while mail is on, at an address that is proved to be the user's. */
export function createMailedWayIn({
  isOn,
}: Pick<EmailDependencies, 'isOn'>): WayIn<Pick<MailedStores, 'users'>> {
  return {
    has: async ({ users }, id) => isOn && (await users.find({ id }))?.emailVerified === true,
  };
}

export interface EmailLoginDependencies extends MailedDependencies, SignInDependencies {
  readonly audit: AuditTrail<EmailAddressChanges & SessionChanges>;
  readonly hooks: HookCalls;
  readonly captcha: Pick<Captcha, 'atSignIn'>;
}

/** Who is about to be signed in, and how the secret that speaks for them is used up. */
export interface MailedProof {
  /** The user of the secret; `''` for nobody, which costs the same. */
  readonly userId: string;
  readonly take: (stores: MailedStores) => Promise<StoredOneTimeToken | undefined>;
  readonly client: ClientInfo;
  /** What the record says of this sign-in. */
  readonly method: 'email_link' | 'email_code';
}

/** Uses the secret up, begins a session and records it, all or nothing; `undefined` if it speaks for nobody. */
export function signIn(
  { transact, beginSession, audit, clock }: EmailLoginDependencies,
  { userId, take, client, method }: MailedProof,
): Promise<SessionAndUser | undefined> {
  return transact(async (stores) => {
    // The account first, as everywhere: a reset or a change of the address is done before, or after.
    const user = await stores.users.lockUser(userId);
    const secret = await take(stores);
    if (secret === undefined || !speaksFor(secret, user)) return undefined;
    const basis = { tokenHash: secret.tokenHash, shownAt: clock.now() };
    const proved = { user, client, proof: mailedProof, basis };
    const session = await beginSession(stores, proved, (begun) =>
      recordSignIn(audit, stores, { session: begun, client, method }),
    );
    return { session, user };
  });
}

/**
 * Inside the transaction of the second step: uses up the link or code of the first one, which may have expired since. Of
 * all challenges by it, and by those mailed beside it, one is completed.
 */
export async function useMailedStep(
  { oneTimeTokens }: Pick<MailedStores, 'oneTimeTokens'>,
  userId: string,
  { tokenHash, shownAt }: MailedBasis,
): Promise<boolean> {
  const secret = await oneTimeTokens.consume({ purpose: 'sign-in', tokenHash }, shownAt);
  return secret?.userId === userId;
}

/**
 * Sends a link and a code to sign in with, if an account has verified the address. The answer is the same
 * if none has.
 * @throws AuthError `EMAIL_INVALID`, `MAIL_OFF`, `TOO_MANY_MAILS`
 */
export async function requestSignIn(
  dependencies: EmailLoginDependencies,
  { email, ...context }: MailRequestContext & { email: string },
): Promise<void> {
  const address = normaliseEmail(email, dependencies.email.singleLabel);
  const request = { purpose: 'sign-in', email: address, userId: null } as const;
  await requestMail(dependencies, { ...request, ...context });
}

/** For an address that nobody has, a decoy is made: guesses at its code cost the same as at any other. */
export const answerSignIn: AnswerRequest = async (dependencies, stores, request) => {
  const subject = emailKey(request.email);
  const user = await stores.users.find({ verifiedEmailKey: subject });
  if (user?.disabledAt === null && user.email !== null) {
    await sendLink(dependencies, stores, request, { user, to: user.email, subject });
    return user.id;
  }
  const { purpose, email } = request;
  const { oneTimeTokens, lifetimes } = dependencies.email;
  const decoy = { purpose, subject, userId: null, email, lifetime: lifetimes[purpose] };
  await oneTimeTokens.issue(stores.oneTimeTokens, decoy);
  return user?.id ?? null;
};

export interface CodeProof {
  readonly email: string;
  readonly code: string;
  readonly client: ClientInfo;
}

/**
 * Signs in by the code that was mailed. A code allows five guesses, and failures count like wrong
 * passwords. An address that nobody has, a wrong code and one that was used or guessed at too often are one
 * answer, after the same statements.
 * @throws AuthError `EMAIL_INVALID`, `CODE_INVALID`, `CAPTCHA_REQUIRED`, `TOO_MANY_ATTEMPTS`, `OVERLOADED`, `MFA_REQUIRED`
 */
export async function signInWithCode(
  dependencies: EmailLoginDependencies,
  { email, code, client }: CodeProof,
): Promise<SessionAndUser> {
  const { stores } = dependencies;
  const { oneTimeTokens, singleLabel } = dependencies.email;
  const subject = emailKey(normaliseEmail(email, singleLabel));
  const user = await stores.users.find({ verifiedEmailKey: subject });
  const attempt = { userId: user?.id ?? null, name: { verifiedEmailKey: subject }, client };
  const candidate = { method: 'email_code', name: email } as const;
  const signedIn = await limitedAttempt(dependencies, attempt, async (locks) => {
    await dependencies.captcha.atSignIn(locks.failures, client);
    await dependencies.hooks.before('beforeSignIn', candidate, client);
    if (!(await oneTimeTokens.countAttempt(stores.oneTimeTokens, 'sign-in', subject)))
      return undefined;
    if (await isLocked(dependencies, locks, attempt)) return undefined;
    const proof: MailedProof = {
      userId: user?.id ?? '',
      take: (all) =>
        oneTimeTokens.consumeByCode(all.oneTimeTokens, { purpose: 'sign-in', subject, code }),
      client,
      method: 'email_code',
    };
    return signIn(dependencies, proof).catch(async (error: unknown) => {
      // The code was right, and is good for another way in.
      if (error instanceof SecondFactorRequired) {
        await oneTimeTokens.refundAttempt(stores.oneTimeTokens, 'sign-in', subject);
      }
      throw error;
    });
  });
  if (signedIn === undefined) throw new AuthError(sessionReasons.CODE_INVALID);
  await dependencies.hooks.after('afterSignIn', signedIn, client);
  return signedIn;
}

/**
 * Signs in by the link that was mailed.
 * @throws AuthError `LINK_INVALID`, `MFA_REQUIRED`
 */
export async function signInWithToken(
  dependencies: EmailLoginDependencies,
  { token, client }: { token: string; client: ClientInfo },
): Promise<SessionAndUser> {
  const { stores, email } = dependencies;
  const found = await email.oneTimeTokens.find(stores.oneTimeTokens, 'sign-in', token);
  if (found !== undefined) {
    const candidate = { method: 'email_link', name: null } as const;
    await dependencies.hooks.before('beforeSignIn', candidate, client);
  }
  const signedIn =
    found &&
    (await signIn(dependencies, {
      userId: found.userId ?? '',
      take: ({ oneTimeTokens }) => email.oneTimeTokens.consume(oneTimeTokens, 'sign-in', token),
      client,
      method: 'email_link',
    }));
  if (signedIn === undefined) {
    // Only for a real one that speaks for nobody any more: junk would fill the record.
    if (found !== undefined) {
      dependencies.audit.record({ type: 'login.failed', userId: found.userId, client });
    }
    throw new AuthError(emailAddressReasons.LINK_INVALID);
  }
  await dependencies.hooks.after('afterSignIn', signedIn, client);
  return signedIn;
}
