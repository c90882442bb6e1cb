import type { AuditEvent } from '../../platform/events/event.js';
import { AuthError } from '../../platform/errors/auth-error.js';
import { administrationReasons } from './facts.js';
import { usernameKey } from '../accounts/identifiers.js';
import type { Metadata } from '../accounts/metadata.js';
import type { User, UserStore } from '../accounts/user.js';
import {
  readPage,
  type Order,
  type Page,
  type PageRequest,
  type Window,
} from '../../platform/graphql/page.js';

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
  readonly id?: string;
  readonly userId?: string;
  readonly actorId?: string;
  /** Any of these; none matches none. */
  readonly types?: readonly string[];
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

/** A requested filter: the names of events are not checked yet. */
export interface EventSearch extends Omit<EventFilter, 'types'> {
  readonly types?: readonly string[];
}

/** The accounts and what happened to them, for administrators. Nothing here checks who asks. */
export interface Directory {
  /** @throws AuthError `PAGE_INVALID`, `CURSOR_INVALID` */
  users(request: PageRequest, filter: UserFilter, order: UserOrder): Promise<Page<User>>;
  /** The latest first. @throws AuthError `PAGE_INVALID`, `CURSOR_INVALID`, `FILTER_INVALID` */
  events(request: PageRequest, search: EventSearch): Promise<Page<AuditEvent>>;
  /** The event of this id, for a viewer who may read events; otherwise `undefined`. */
  eventFor(
    viewer: { readonly roles: readonly string[] },
    id: string,
  ): Promise<AuditEvent | undefined>;
  usersByIds(ids: readonly string[]): Promise<Map<string, User>>;
  privateMetadataOf(userIds: readonly string[]): Promise<Map<string, Metadata>>;
}

export interface DirectoryOptions {
  readonly store: DirectoryStore;
  readonly users: Pick<UserStore, 'findMany'>;
  readonly profiles: Pick<Directory, 'privateMetadataOf'>;
  /** The types of events that there are. */
  readonly eventTypes: readonly string[];
  /** The role that may read events. */
  readonly adminRole: string;
}

const userOrders: Record<UserOrder['by'], Order<User>> = {
  creation: { name: 'user', keyOf: ({ id }) => id },
  username: { name: 'name', keyOf: ({ username }) => usernameKey(username) },
};
const eventOrder: Order<AuditEvent> = { name: 'event', keyOf: ({ id }) => id };

export function createDirectory({
  store,
  users,
  profiles,
  eventTypes,
  adminRole,
}: DirectoryOptions): Directory {
  return {
    users: (request, filter, order) =>
      readPage(request, userOrders[order.by], (window) => store.users({ filter, order, window })),

    async events(request, { types, ...rest }) {
      const filter = { ...rest, ...(types && { types: checkedTypes(types, eventTypes) }) };
      return readPage(request, eventOrder, (window) => store.events({ filter, window }));
    },

    async eventFor({ roles }, id) {
      if (!roles.includes(adminRole)) return undefined;
      const [event] = await store.events({ filter: { id }, window: { limit: 1, fromEnd: false } });
      return event;
    },

    async usersByIds(ids) {
      return new Map((await users.findMany(ids)).map((user) => [user.id, user]));
    },

    privateMetadataOf: (userIds) => profiles.privateMetadataOf(userIds),
  };
}

/** A misspelt name would look like an account to which nothing happens. */
function checkedTypes(names: readonly string[], eventTypes: readonly string[]): readonly string[] {
  if (names.every((name) => eventTypes.includes(name))) return names;
  const values = { types: eventTypes.join(', ') };
  throw new AuthError(administrationReasons.FILTER_INVALID, { sentence: unknownType, values });
}

const unknownType = {
  message: 'There is no such type of event. There are: {types}.',
  ko: '그런 종류의 이벤트는 없습니다. 사용할 수 있는 종류: {types}.',
};
