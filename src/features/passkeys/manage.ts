import type { ClientInfo } from '../../platform/client-info.js';
import { AuthError } from '../../platform/errors/auth-error.js';
import type { User } from '../accounts/user.js';
import type { PasskeyCeremony, PasskeyResponse } from '../sessions/second-factor.js';
import { sendSecurityNotice } from '../sessions/security-notice.js';
import type { Viewer } from '../sessions/context.js';
import type { SessionAndUser } from '../sessions/session.js';
import { twoStepReasons } from '../two-step/facts.js';
import { holdViewer } from '../sessions/hold-viewer.js';
import { hasSecondFactor } from '../two-step/two-step.js';
import {
  beginCeremony,
  useUp,
  webAuthnOf,
  type PasskeyDependencies,
  type PasskeyStores,
  type RemovalDependencies,
} from './dependencies.js';
import { creationOptions } from './device-options.js';
import { passkeyReasons } from './facts.js';
import { addPasskey, checkedLabel, newPasskey } from './new-passkey.js';
import { passkeysOfAnAccount, type Passkey } from './store.js';

/** Begins to add a passkey, in this session. @throws AuthError `PASSKEYS_OFF`, `PASSKEY_LIMIT` */
export async function beginRegistration(
  { passkeySetting, stores }: PasskeyDependencies,
  { user: { id: userId, username }, session }: SessionAndUser,
): Promise<PasskeyCeremony> {
  webAuthnOf(passkeySetting);
  const passkeys = (await stores.passkeys.listOf([userId])).get(userId) ?? [];
  // Before the device makes one that nobody would take. The insert decides.
  if (passkeys.length >= passkeysOfAnAccount) throw new AuthError(passkeyReasons.PASSKEY_LIMIT);
  const subject = { purpose: 'registration', userId, sessionId: session.id } as const;
  return beginCeremony(passkeySetting, subject, (challenge) => {
    const owner = { userId, userName: username, passkeys };
    return creationOptions(passkeySetting.relyingParty, challenge, owner);
  });
}

/**
 * Adds the passkey that a device has made. Its owner gets a mail.
 * @throws AuthError `PASSKEYS_OFF`, `CEREMONY_INVALID`, also in another session, `PASSKEY_INVALID`, `PASSKEY_EXISTS`,
 * `PASSKEY_LIMIT`, `PASSKEY_LABEL_INVALID`, `TOO_MANY_CHANGES`, `TOKEN_REVOKED`, `STEP_UP_REQUIRED`
 */
export async function finishRegistration(
  dependencies: PasskeyDependencies,
  viewer: Viewer,
  { input, label, client }: { input: PasskeyResponse; label: string | null; client: ClientInfo },
): Promise<Passkey> {
  const { passkeySetting, transact, clock, rateLimits } = dependencies;
  const { id: userId, sessionId } = viewer;
  const webAuthn = webAuthnOf(passkeySetting);
  const claims = passkeySetting.ceremonies.verify(input.ceremonyId, 'registration');
  if (claims.userId !== userId || claims.sessionId !== sessionId) {
    throw new AuthError(passkeyReasons.CEREMONY_INVALID);
  }
  const named = label === null ? {} : { label: checkedLabel(label) };
  await rateLimits.countCredentialChange(userId);
  const made = await webAuthn.readCredential(input.response, claims.challenge);
  if (made === undefined) throw new AuthError(passkeyReasons.PASSKEY_INVALID);
  const { rpId } = passkeySetting.relyingParty;
  const passkey = newPasskey(made, { userId, rpId, ...named, now: clock.now() });
  return transact(async (stores) => {
    // A token of before two-step sign-in is still of one factor. It must not bring a passkey, which is two.
    const { user } = await holdViewer(stores, viewer, clock.now());
    await useUp(stores, claims);
    await addPasskey(stores, passkey);
    await report(dependencies, stores, { user, passkey, sessionId, client }, 'added');
    return passkey;
  });
}

/** @throws AuthError `PASSKEY_LABEL_INVALID`, `PASSKEY_NOT_FOUND`, for a passkey of someone else too */
export async function rename(
  { stores }: PasskeyDependencies,
  { user }: SessionAndUser,
  { id, label }: { id: string; label: string },
): Promise<Passkey> {
  const renamed = await stores.passkeys.rename(id, user.id, checkedLabel(label));
  if (renamed === undefined) throw new AuthError(passkeyReasons.PASSKEY_NOT_FOUND);
  return renamed;
}

/**
 * Removes a passkey. Its owner gets a mail.
 * @throws AuthError `PASSKEY_NOT_FOUND`, `LAST_SIGN_IN_METHOD`, `TOKEN_REVOKED`, `STEP_UP_REQUIRED`, `MFA_ENROLLMENT_REQUIRED` for the last second factor
 * while two-step sign-in is on
 */
export function remove<Stores extends PasskeyStores>(
  dependencies: RemovalDependencies<Stores>,
  viewer: Viewer,
  { id, client }: { id: string; client: ClientInfo },
): Promise<void> {
  const { transact, clock, factors, refuseLastWayIn } = dependencies;
  return transact(async (stores) => {
    const { user, session } = await holdViewer(stores, viewer, clock.now());
    const userId = user.id;
    const own = (await stores.passkeys.listOf([userId])).get(userId) ?? [];
    const passkey = own.find((each) => each.id === id);
    if (passkey === undefined) throw new AuthError(passkeyReasons.PASSKEY_NOT_FOUND);
    await stores.passkeys.remove(id, userId);
    await refuseLastWayIn(stores, userId);
    if (user.twoStepSince !== null && !(await hasSecondFactor(factors, stores, userId))) {
      throw new AuthError(twoStepReasons.MFA_ENROLLMENT_REQUIRED, { sentence: lastFactor });
    }
    const removal = { user, passkey, sessionId: session.id, client };
    await report(dependencies, stores, removal, 'removed');
  });
}

const lastFactor = {
  message: 'This is your last second factor. Add another one, or turn two-step sign-in off first.',
  ko: '마지막 두 번째 인증 수단입니다. 먼저 다른 수단을 추가하거나 2단계 로그인을 꺼 주세요.',
};

async function report(
  dependencies: Pick<PasskeyDependencies, 'email' | 'audit'>,
  stores: PasskeyStores,
  subject: { user: User; passkey: Passkey; sessionId: string; client: ClientInfo },
  what: 'added' | 'removed',
): Promise<void> {
  const { user, passkey, sessionId, client } = subject;
  const notice = { name: `passkey-${what}`, label: passkey.label } as const;
  await sendSecurityNotice(dependencies, stores.outbox, user, notice);
  const detail = { passkeyId: passkey.id };
  const event = { userId: user.id, sessionId, client, detail };
  await dependencies.audit.recordIn(stores, { type: `passkey.${what}`, ...event });
}
