import {
  disabledOrEnabled,
  ended,
  endedEverywhere,
  passwordChanged,
  sessionCreated,
  updated,
  userCreated,
  type WebhookMap,
} from '../features/webhooks/emit.js';
import type { Changes } from './facts.js';

/** For each event, its webhooks, or `null` for none. An event that is missing here does not compile. */
export const webhooksOf: WebhookMap<Changes> = {
  'user.registered': {
    types: ['user.created', 'session.created'],
    of: ({ user, session }) => [userCreated(user), sessionCreated(session)],
  },
  'user.created': { types: ['user.created'], of: ({ user }) => [userCreated(user)] },
  // An operator has the file, and a receiver should not get millions.
  'user.imported': null,
  'user.reimported': {
    types: ['user.updated', 'password.changed', 'session.ended_everywhere'],
    of: ({ before, after, fields, ended }) => [
      ...updated(
        { before, after },
        fields.filter((field) => field !== 'password' && field !== 'privateMetadata'),
      ),
      ...(ended === undefined ? [] : [passwordChanged(after), ...endedEverywhere(ended)]),
    ],
  },
  'user.invited': {
    types: ['user.created', 'user.updated'],
    of: ({ before, after }) =>
      before === undefined ? [userCreated(after)] : updated({ before, after }, ['roles']),
  },
  'user.invitation_accepted': {
    types: ['user.updated', 'password.changed'],
    of: (change) => [...updated(change, ['email']), passwordChanged(change.after)],
  },
  'user.disabled': {
    types: ['user.disabled', 'session.ended_everywhere'],
    of: (change) => [...disabledOrEnabled(change), ...endedEverywhere(change.ended)],
  },
  'user.enabled': { types: ['user.enabled'], of: disabledOrEnabled },
  'user.roles_changed': {
    types: ['user.updated'],
    of: (change) => updated(change, ['roles']),
  },
  'user.impersonated': {
    types: ['session.created'],
    of: ({ session }) => [sessionCreated(session)],
  },
  'user.profile_changed': {
    types: ['user.updated'],
    of: (change) => updated(change, change.fields),
  },
  'user.username_changed': {
    types: ['user.updated'],
    of: (change) => updated(change, ['username']),
  },
  'user.data_exported': null,
  'user.deleted': {
    types: ['user.deleted'],
    of: ({ userId: id }) => [{ type: 'user.deleted', data: { user: { id } } }],
  },
  'login.succeeded': {
    types: ['session.created'],
    of: ({ session }) => [sessionCreated(session)],
  },
  // What changes nothing, and what anyone can cause as often as they like.
  'login.failed': null,
  'login.throttled': null,
  'login.email_requested': null,
  'login.new_device': null,
  'login.denied': { types: ['session.ended'], of: ended },
  'identity.proved': null,
  'factor.failed': null,
  'factor.added': null,
  'factor.removed': null,
  'account_recovery.begun': null,
  'account_recovery.cancelled': null,
  'factors.reset_requested': null,
  'factors.reset_cancelled': null,
  'factors.reset': null,
  'recovery_codes.renewed': null,
  'recovery_code.used': null,
  'two_step.enabled': { types: ['session.ended_everywhere'], of: endedEverywhere },
  'two_step.disabled': null,
  'passkey.added': null,
  'passkey.removed': null,
  'passkey.counter_decreased': null,
  'identity.linked': null,
  'identity.unlinked': null,
  'password.proved': null,
  'password.changed': {
    types: ['password.changed', 'session.ended_everywhere'],
    of: ({ user, ended }) => [passwordChanged(user), ...endedEverywhere(ended)],
  },
  'password.set': {
    types: ['password.changed', 'session.ended_everywhere'],
    of: ({ user, ended }) => [passwordChanged(user), ...endedEverywhere(ended)],
  },
  'password.removed': {
    types: ['password.changed', 'session.ended_everywhere'],
    of: ({ user, ended }) => [passwordChanged(user), ...endedEverywhere(ended)],
  },
  'password.reset_requested': null,
  'password.reset': {
    types: ['password.changed', 'session.ended_everywhere'],
    of: ({ user, ended }) => [passwordChanged(user), ...endedEverywhere(ended)],
  },
  'email.verification_requested': null,
  'email.verified': { types: ['user.updated'], of: (change) => updated(change, ['email']) },
  'email.change_requested': null,
  'email.changed': { types: ['user.updated'], of: (change) => updated(change, ['email']) },
  'session.ended': { types: ['session.ended'], of: ended },
  'session.ended_everywhere': { types: ['session.ended_everywhere'], of: endedEverywhere },
  'session.token_reused': { types: ['session.ended'], of: ended },
  'session.refresh_retried': null,
  'delivery.retried': null,
  'client.refused': null,
  // Everyone who verifies tokens follows the JWKS.
  'keys.rotated': null,
  'keys.revoked': null,
};
