import type { AuditEvent } from '../platform/events/event.js';
import {
  allEnded,
  credentials,
  endedEverywhere,
  oneEnded,
  othersEnded,
  rolesChanged,
  severalEnded,
  type ReasonedSignal,
  type SignalMap,
} from '../features/session-events/signals.js';
import { eventTypes, type EventType } from './facts.js';

/** What each event means for those who hold tokens, or `null`. An event that is missing here does not compile. */
export const eventSignals: SignalMap<EventType> = {
  'user.registered': null,
  'user.created': null,
  'user.imported': null,
  'user.reimported': (event) => {
    const { fields } = event.detail;
    const isPassword = Array.isArray(fields) && fields.includes('password');
    return isPassword ? allEnded('password_changed')(event) : [];
  },
  'user.invited': null,
  // Nobody is signed in yet.
  'user.invitation_accepted': null,
  'user.disabled': severalEnded('user_disabled'),
  'user.enabled': null,
  'user.roles_changed': rolesChanged,
  'user.impersonated': null,
  'user.profile_changed': null,
  'user.username_changed': credentials,
  'user.data_exported': null,
  'user.deleted': severalEnded('user_deleted'),
  'login.succeeded': null,
  'login.failed': null,
  'login.throttled': null,
  'login.email_requested': null,
  'login.new_device': null,
  'login.denied': severalEnded('sign_in_denied'),
  'identity.proved': null,
  'factor.failed': null,
  'factor.added': credentials,
  'factor.removed': credentials,
  'account_recovery.begun': null,
  'account_recovery.cancelled': null,
  'factors.reset_requested': null,
  'factors.reset_cancelled': null,
  'factors.reset': credentials,
  'recovery_codes.renewed': credentials,
  'recovery_code.used': credentials,
  'two_step.enabled': othersEnded('two_step_enabled'),
  'two_step.disabled': credentials,
  'passkey.added': credentials,
  'passkey.removed': credentials,
  'passkey.counter_decreased': null,
  'identity.linked': credentials,
  'identity.unlinked': credentials,
  'password.proved': null,
  'password.changed': othersEnded('password_changed'),
  'password.set': othersEnded('password_changed'),
  'password.removed': othersEnded('password_changed'),
  'password.reset_requested': null,
  'password.reset': allEnded('password_reset'),
  'email.verification_requested': null,
  'email.verified': credentials,
  'email.change_requested': null,
  'email.changed': credentials,
  'session.ended': oneEnded,
  'session.ended_everywhere': endedEverywhere,
  'session.token_reused': ({ sessionId }) => [
    { kind: 'ended', sessionId, reason: 'refresh_token_reused' },
  ],
  'session.refresh_retried': null,
  'delivery.retried': null,
  'client.refused': null,
  'keys.rotated': null,
  'keys.revoked': () => [{ kind: 'everyone', reason: 'keys_revoked' }],
};

/** The types that have signals. */
export const signalTypes = eventTypes.filter((type) => eventSignals[type] !== null);

/** A type that this version does not know has none. */
export function signalsOf(event: AuditEvent): readonly ReasonedSignal[] {
  const known: Readonly<Record<string, (typeof eventSignals)[EventType] | undefined>> =
    eventSignals;
  return known[event.type]?.(event) ?? [];
}
