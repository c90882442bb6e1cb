import type { EventType } from '../platform/events/event.js';

interface EventFact {
  /** What happened, as a sentence. */
  readonly meaning: string;
  /** The names in `detail`; absent: it is empty. */
  readonly detail?: readonly string[];
}

/** What docs/events.md says of each event. One that is missing here does not compile. */
export const eventCatalogue: Readonly<Record<EventType, EventFact>> = {
  'user.registered': { meaning: 'A user signed up, which begins a session.' },
  'user.created': { meaning: 'An operator created an account.', detail: ['roles'] },
  'user.imported': {
    meaning: 'An operator imported accounts: one event for each transaction of the import.',
    detail: ['inserted', 'existing'],
  },
  'user.invited': { meaning: 'An administrator invited a user, or once more.', detail: ['roles'] },
  'user.invitation_accepted': { meaning: 'An invited user chose a password.' },
  'user.disabled': { meaning: 'An account was disabled.', detail: ['sessions'] },
  'user.enabled': { meaning: 'An account was enabled.' },
  'user.roles_changed': { meaning: 'Roles were replaced.', detail: ['before', 'after'] },
  'user.impersonated': {
    meaning: 'An administrator began a session as a user.',
    detail: ['reason'],
  },
  'user.profile_changed': { meaning: 'A user changed the profile.', detail: ['fields'] },
  'user.username_changed': { meaning: 'A user changed the username.' },
  'user.data_exported': { meaning: 'A user exported the own data.' },
  'user.deleted': { meaning: 'An account was deleted.' },
  'login.succeeded': {
    meaning: 'A user signed in. `method` is absent for a password.',
    detail: ['method'],
  },
  'login.failed': { meaning: 'A sign-in was refused.', detail: ['accounts', 'addresses'] },
  'login.throttled': {
    meaning: 'A sign-in was refused after too many attempts.',
    detail: ['accounts', 'addresses'],
  },
  'login.email_requested': {
    meaning: 'A link and a code to sign in were requested.',
    detail: ['accounts', 'addresses'],
  },
  'password.proved': { meaning: 'A user proved the password again.' },
  'password.changed': { meaning: 'A user changed the password.' },
  'password.reset_requested': {
    meaning: 'A link to set a new password was requested.',
    detail: ['accounts', 'addresses'],
  },
  'password.reset': { meaning: 'A password was set by a link.', detail: ['sessions'] },
  'email.verification_requested': { meaning: 'A link to confirm an address was requested.' },
  'email.verified': { meaning: 'A user confirmed the address.' },
  'email.change_requested': { meaning: 'A user asked for another address.' },
  'email.changed': { meaning: 'A user confirmed another address.' },
  'session.ended': { meaning: 'A session ended.', detail: ['reason', 'sessions'] },
  'session.ended_everywhere': {
    meaning: 'All sessions of a user ended.',
    detail: ['sessions'],
  },
  'session.token_reused': {
    meaning: 'A refresh token was used twice, which ended its session: it may be stolen.',
  },
  'session.refresh_retried': {
    meaning: 'A refresh was repeated with its idempotency key.',
    detail: ['accounts', 'addresses'],
  },
  'client.refused': {
    meaning: 'A service client gave wrong credentials.',
    detail: ['name', 'accounts', 'addresses'],
  },
  'keys.rotated': { meaning: 'An operator added a signing key.', detail: ['kid'] },
  'keys.revoked': {
    meaning: 'An operator added a signing key and revoked all earlier ones.',
    detail: ['kid'],
  },
};
