import { AuthError } from '../../platform/errors/auth-error.js';
import type { ClientInfo } from '../../platform/client-info.js';
import { emailKey } from '../accounts/identifiers.js';
import { namesInMail } from '../accounts/usernames.js';
import { emailAddressReasons } from '../email-addresses/facts.js';
import { admitMail } from '../email-addresses/mail-request.js';
import { speaksFor } from '../email-addresses/send-link.js';
import type { MailRequestContext } from '../email-addresses/verify-email.js';
import { sessionReasons } from '../sessions/facts.js';
import { recordProof } from '../sessions/lifecycle.js';
import { localesOf } from '../sessions/security-notice.js';
import { mailedProof, type SessionAndUser } from '../sessions/session.js';
import { isLocked, limitedAttempt } from '../sessions/sign-in-attempts.js';
import type { EmailLoginDependencies } from './login.js';

const purpose = 'step-up';

const notConfirmed = {
  message: 'Your account has no confirmed e-mail address. Prove your identity in another way.',
  ko: '계정에 확인된 이메일 주소가 없습니다. 다른 방법으로 본인임을 확인해 주세요.',
};

/**
 * Sends a code that proves the identity in this session, and in no other.
 * @throws AuthError `EMAIL_MISSING`, `MAIL_OFF`, `TOO_MANY_MAILS`, `STEP_UP_REQUIRED` with two-step sign-in
 */
export async function requestStepUp(
  dependencies: EmailLoginDependencies,
  { user, session }: SessionAndUser,
  { client, locales }: MailRequestContext,
): Promise<void> {
  const { email, transact } = dependencies;
  const { id: userId, email: to } = user;
  if (!email.isOn) throw new AuthError('MAIL_OFF');
  if (user.twoStepSince !== null) throw await dependencies.stepUpRefusal(userId);
  if (to === null || !user.emailVerified) {
    throw new AuthError(emailAddressReasons.EMAIL_MISSING, { sentence: notConfirmed });
  }
  await admitMail(dependencies, { purpose, email: to, client });
  await transact(async ({ oneTimeTokens, outbox }) => {
    const lifetime = email.lifetimes[purpose];
    const wanted = { purpose, subject: session.id, userId, email: to, lifetime } as const;
    const { code, expiresAt } = await email.oneTimeTokens.issue(oneTimeTokens, wanted);
    const values = { ...namesInMail(user, to), code, validity: lifetime };
    const mail = { name: purpose, to, locales: localesOf(user, locales), values } as const;
    await email.enqueueMail(outbox, mail, expiresAt);
  });
}

/** A code that was mailed. */
export interface ShownCode {
  readonly code: string;
  readonly client: ClientInfo;
}

/**
 * Proves the identity in a running session by the code of `requestStepUp`. A code allows five guesses, and failures
 * count like wrong passwords.
 * @throws AuthError `CODE_INVALID`, `TOKEN_REVOKED`, `TOO_MANY_ATTEMPTS`, `OVERLOADED`
 */
export async function stepUpWithCode(
  dependencies: EmailLoginDependencies,
  viewer: SessionAndUser,
  { code, client }: ShownCode,
): Promise<SessionAndUser> {
  const { stores, email } = dependencies;
  const { oneTimeTokens } = email;
  const subject = viewer.session.id;
  const { email: address } = viewer.user;
  const name = { verifiedEmailKey: address === null ? '' : emailKey(address) };
  const attempt = { userId: viewer.user.id, name, client };
  const proved = await limitedAttempt(dependencies, attempt, async (locks) => {
    if (!(await oneTimeTokens.countAttempt(stores.oneTimeTokens, purpose, subject))) {
      return undefined;
    }
    if (await isLocked(dependencies, locks, attempt)) return undefined;
    return consumeCode(dependencies, viewer, { code, client });
  });
  if (proved === undefined) throw new AuthError(sessionReasons.CODE_INVALID);
  return proved;
}

function consumeCode(
  { transact, clock, audit, email: { oneTimeTokens } }: EmailLoginDependencies,
  { session: { id }, user: { id: userId } }: SessionAndUser,
  { code, client }: ShownCode,
): Promise<SessionAndUser | undefined> {
  return transact(async (stores) => {
    const user = await stores.users.lockUser(userId);
    const shown = { purpose, subject: id, code } as const;
    const secret = await oneTimeTokens.consumeByCode(stores.oneTimeTokens, shown);
    if (!speaksFor(secret, user)) return undefined;
    // Two-step sign-in that was turned on since ended the code.
    const change = { id, now: clock.now(), roles: user.roles, ...mailedProof };
    const found = await recordProof(stores, change);
    const proved = { userId, sessionId: id, client, detail: { method: 'email_code' } };
    await audit.recordIn(stores, { type: 'identity.proved', ...proved });
    return found;
  });
}
