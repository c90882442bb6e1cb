import {
  accountDeletionEvents,
  type AccountDeletionChanges,
} from '../features/account-deletion/facts.js';
import { accountReasons } from '../features/accounts/facts.js';
import {
  accountRecoveryEvents,
  accountRecoveryReasons,
  type AccountRecoveryChanges,
} from '../features/account-recovery/facts.js';
import {
  administrationEvents,
  administrationReasons,
  type AdministrationChanges,
} from '../features/administration/facts.js';
import { captchaReasons } from '../features/captcha/facts.js';
import { deviceEvents, type DeviceChanges } from '../features/devices/facts.js';
import {
  emailAddressEvents,
  emailAddressReasons,
  type EmailAddressChanges,
} from '../features/email-addresses/facts.js';
import { federationReasons } from '../features/federation/facts.js';
import { handoffReasons } from '../features/handoff/facts.js';
import { oauthEvents, type OAuthChanges } from '../features/oauth/facts.js';
import { passkeyEvents, passkeyReasons, type PasskeyChanges } from '../features/passkeys/facts.js';
import {
  passwordEvents,
  passwordReasons,
  type PasswordChanges,
} from '../features/passwords/facts.js';
import { profileEvents, profileReasons, type ProfileChanges } from '../features/profile/facts.js';
import { sessionEventReasons } from '../features/session-events/facts.js';
import { sessionEvents, sessionReasons, type SessionChanges } from '../features/sessions/facts.js';
import {
  serviceStateEvents,
  serviceStateReasons,
  type ServiceStateChanges,
} from '../features/service-state/facts.js';
import { signInEvents, signInReasons, type SignInChanges } from '../features/sign-in/facts.js';
import { signingKeyEvents, type SigningKeyChanges } from '../features/signing-keys/facts.js';
import { socialEvents, socialReasons, type SocialChanges } from '../features/social/facts.js';
import { totpEvents, totpReasons, type TotpChanges } from '../features/totp/facts.js';
import { twoStepEvents, twoStepReasons, type TwoStepChanges } from '../features/two-step/facts.js';
import { platformReasons } from '../platform/errors/reasons.js';
import { joinTables } from '../platform/facts.js';

// No package is loaded from here, not even for types: `authgraph/client` has its types from here. Options are in
// `options.ts`, for they are made of zod's schemas.

/** Every `extensions.reason`, with its code and sentence. A reason of two parts does not compile. */
export const reasons = joinTables([
  platformReasons,
  accountReasons,
  sessionReasons,
  sessionEventReasons,
  passwordReasons,
  captchaReasons,
  emailAddressReasons,
  signInReasons,
  twoStepReasons,
  totpReasons,
  passkeyReasons,
  handoffReasons,
  accountRecoveryReasons,
  socialReasons,
  profileReasons,
  administrationReasons,
  serviceStateReasons,
  federationReasons,
]);

export type ErrorReason = keyof typeof reasons;

/** Every event of the audit log. A type of two features does not compile. */
export const eventFacts = joinTables([
  sessionEvents,
  passwordEvents,
  emailAddressEvents,
  signInEvents,
  deviceEvents,
  twoStepEvents,
  totpEvents,
  passkeyEvents,
  accountRecoveryEvents,
  socialEvents,
  profileEvents,
  accountDeletionEvents,
  administrationEvents,
  oauthEvents,
  signingKeyEvents,
  serviceStateEvents,
]);

export type EventType = keyof typeof eventFacts;

/** In the order of the alphabet, for people who look for one. */
export const eventTypes: readonly EventType[] = (Object.keys(eventFacts) as EventType[]).sort();

/** What each event says of its change; a feature that is missing here does not compile. */
export type Changes = Pick<
  SessionChanges &
    PasswordChanges &
    EmailAddressChanges &
    SignInChanges &
    DeviceChanges &
    TwoStepChanges &
    TotpChanges &
    PasskeyChanges &
    AccountRecoveryChanges &
    SocialChanges &
    ProfileChanges &
    AccountDeletionChanges &
    AdministrationChanges &
    OAuthChanges &
    SigningKeyChanges &
    ServiceStateChanges,
  EventType
>;
