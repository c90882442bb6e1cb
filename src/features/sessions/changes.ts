import type { User } from '../accounts/user.js';
import type { AuditTrail, EventStores } from '../../platform/events/trail.js';
import type { EventType } from '../../platform/events/event.js';
import type { RevocationReason, Session } from './session.js';

/** An account before and after a change of it; `before` was read under its lock. */
export interface UserChange {
  readonly before: User;
  readonly after: User;
}

/** Sessions of one user that ended, each by its id. */
export interface EndedSessions {
  readonly userId: string;
  readonly sessionIds: readonly string[];
  readonly reason: RevocationReason;
}

/** All sessions of a user that were alive, or all but one. */
export interface EndedEverywhere {
  readonly userId: string;
  /** How many ended; 0: none was alive. */
  readonly sessions: number;
  readonly reason: RevocationReason;
  /** The one that goes on, if one does. */
  readonly keptSessionId?: string;
}

/** A new password, and what ended with the old one. */
interface PasswordChange {
  readonly user: User;
  readonly ended: EndedEverywhere;
}

/**
 * What an event says of its change to those who consume it, besides what is stored. Events that are not named here
 * change nothing that anyone acts on.
 */
interface Described {
  readonly 'user.registered': { readonly user: User; readonly session: Session };
  readonly 'user.created': { readonly user: User };
  /** Without `before`, the invitation made the account. */
  readonly 'user.invited': { readonly before?: User; readonly after: User };
  readonly 'user.invitation_accepted': UserChange;
  readonly 'user.disabled': UserChange & { readonly ended: EndedEverywhere };
  readonly 'user.enabled': UserChange;
  readonly 'user.roles_changed': UserChange;
  readonly 'user.impersonated': { readonly session: Session };
  readonly 'user.profile_changed': UserChange & {
    readonly fields: readonly ('displayName' | 'locale' | 'publicMetadata')[];
  };
  readonly 'user.username_changed': UserChange;
  readonly 'user.deleted': { readonly userId: string };
  readonly 'login.succeeded': { readonly session: Session };
  readonly 'password.changed': PasswordChange;
  readonly 'password.reset': PasswordChange;
  readonly 'email.verified': UserChange;
  readonly 'email.changed': UserChange;
  readonly 'session.ended': EndedSessions;
  readonly 'session.ended_everywhere': EndedEverywhere;
  readonly 'session.token_reused': EndedSessions;
}

/** The change of each event; `null`: none. */
export type Changes = {
  readonly [Type in EventType]: Type extends keyof Described ? Described[Type] : null;
};

/** Where the verbs record what they do. */
export type Events = AuditTrail<Changes>;

/** The stores of a transaction in which accounts or sessions change. */
export type { EventStores };
