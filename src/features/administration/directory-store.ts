import type { AuditEvent, EventType } from '../../platform/events/event.js';
import type { User } from '../accounts/user.js';
import type { Window } from '../../platform/graphql/page.js';

/** Which accounts to list; what is absent does not matter. Times in ms. */
export interface UserFilter {
  /** A part of the username, the display name or the e-mail address, in any case; no patterns. */
  readonly search?: string;
  readonly role?: string;
  readonly disabled?: boolean;
  readonly emailVerified?: boolean;
  /** Created at this time or later. */
  readonly createdFrom?: number;
  /** Created before this time. */
  readonly createdUntil?: number;
}

/** By creation the key of an account is its id; by name the `usernameKey`. */
export interface UserOrder {
  readonly by: 'creation' | 'username';
  readonly descending: boolean;
}

/** Which security events to list; what is absent does not matter. Times in ms. */
export interface EventFilter {
  readonly userId?: string;
  readonly actorId?: string;
  /** Any of these; none matches none. */
  readonly types?: readonly EventType[];
  readonly from?: number;
  readonly until?: number;
}

/** What lists and look-ups of many accounts need of a database. Every method is one statement. */
export interface DirectoryStore {
  /** The accounts of a window, in the order that is asked for. */
  users(query: { filter: UserFilter; order: UserOrder; window: Window }): Promise<User[]>;
  /** The security events of a window, the latest first; their key is the id. */
  events(query: { filter: EventFilter; window: Window }): Promise<AuditEvent[]>;
}
