import type { ClientInfo } from '../../platform/client-info.js';
import type { Clock } from '../../platform/clock.js';
import type { Transact } from '../../platform/database/storage.js';
import { AuthError } from '../../platform/errors/auth-error.js';
import type { StoredOneTimeToken } from '../../platform/one-time-tokens/store.js';
import type { AuditTrail } from '../../platform/events/trail.js';
import type { User } from '../accounts/user.js';
import type { MailedDependencies } from '../email-addresses/dependencies.js';
import { emailAddressReasons } from '../email-addresses/facts.js';
import { sendLink, speaksFor } from '../email-addresses/send-link.js';
import type { DeviceChanges } from './facts.js';
import type { DeviceStores } from './report-device.js';

/** What a denied sign-in has led to. */
export interface SignInDenial {
  /** Those that were alive. */
  readonly sessionsEnded: number;
  readonly passwordResetSent: boolean;
}

/** What the reader of a mail says by its link. */
export interface DeniedSignIn {
  readonly token: string;
  readonly client: ClientInfo;
  /** The languages of the reader, as BCP 47 tags, the best first. */
  readonly locales: readonly string[];
}

export interface Devices {
  /** See `denySignIn`. */
  denySignIn(denied: DeniedSignIn): Promise<SignInDenial>;
}

export interface DenialDependencies extends Omit<MailedDependencies, 'audit' | 'transact'> {
  readonly transact: Transact<DeviceStores>;
  readonly audit: MailedDependencies['audit'] & AuditTrail<DeviceChanges>;
  readonly clock: Clock;
}

export function createDevices(dependencies: DenialDependencies): Devices {
  return { denySignIn: (denied) => denySignIn(dependencies, denied) };
}

/**
 * Ends the session of a sign-in that was not the owner's, and all that the account has begun since: whoever signed in
 * once may have done so again, on any device. What began before had its own report, and goes on until the password is
 * reset. The devices that came with these sessions are forgotten, so that they are reported again.
 *
 * All of it or nothing, once. No change of the password takes the link away from the owner, or the thief would do that
 * first.
 * @throws AuthError `LINK_INVALID`
 */
async function denySignIn(
  dependencies: DenialDependencies,
  { token, client, locales }: DeniedSignIn,
): Promise<SignInDenial> {
  const { stores, transact, email, audit } = dependencies;
  const purpose = 'deny-sign-in';
  const found = await email.oneTimeTokens.find(stores.oneTimeTokens, purpose, token);
  return transact(async (changing) => {
    // The account first, as everywhere. The consumption decides.
    const user = await changing.users.lockUser(found?.userId ?? '');
    const secret = await email.oneTimeTokens.consume(changing.oneTimeTokens, purpose, token);
    if (secret === undefined || user === undefined) {
      throw new AuthError(emailAddressReasons.LINK_INVALID);
    }
    const sessionIds = await endSince(dependencies, changing, user.id, secret.subject);
    const passwordResetSent = await mailReset(dependencies, changing, { user, secret, locales });
    const { length: sessionsEnded } = sessionIds;
    await audit.recordIn(changing, {
      ...{ type: 'login.denied', userId: user.id, sessionId: secret.subject, client },
      detail: { sessions: sessionsEnded },
      change: { userId: user.id, sessionIds, reason },
    });
    return { sessionsEnded, passwordResetSent };
  });
}

const reason = 'sign_in_denied';

async function endSince(
  { clock }: DenialDependencies,
  { sessions, devices }: DeviceStores,
  userId: string,
  sessionId: string,
): Promise<string[]> {
  const revocation = { at: clock.now(), reason } as const;
  await devices.removeSince(userId, sessionId);
  // A thief who is an administrator may be signed in as someone else.
  await sessions.revokeAllOfActor(userId, revocation);
  return sessions.revokeSince(sessionId, userId, revocation);
}

/** Only to the address of the report, if it still is the account's: a thief may have changed it meanwhile. */
async function mailReset(
  dependencies: DenialDependencies,
  stores: DeviceStores,
  { user, secret, locales }: { user: User; secret: StoredOneTimeToken; locales: readonly string[] },
): Promise<boolean> {
  const hasPassword = (await stores.users.withPassword([user.id])).has(user.id);
  if (!dependencies.email.isOn || !hasPassword || !speaksFor(secret, user)) return false;
  const link = { purpose: 'reset-password', locales } as const;
  await sendLink(dependencies, stores, link, { user, to: secret.email, subject: user.id });
  return true;
}
