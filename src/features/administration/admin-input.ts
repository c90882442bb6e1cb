import type {
  AuditEventFilter,
  InputMaybe,
  UserFilter as UserFilterInput,
  UserOrder as UserOrderInput,
} from '../../generated/resolver-types.js';
import type { EventSearch } from './directory.js';
import type { UserFilter, UserOrder } from './directory-store.js';

/** The filter without what was not given; `null` is not given either, and a blank search finds all. */
export function userFilterOf(input: InputMaybe<UserFilterInput> | undefined): UserFilter {
  const { search, role, disabled, emailVerified, createdFrom, createdUntil } = input ?? {};
  const sought = search?.trim() ?? '';
  return {
    ...(sought !== '' && { search: sought }),
    ...(isGiven(role) && { role }),
    ...(isGiven(disabled) && { disabled }),
    ...(isGiven(emailVerified) && { emailVerified }),
    ...(isGiven(createdFrom) && { createdFrom: createdFrom.getTime() }),
    ...(isGiven(createdUntil) && { createdUntil: createdUntil.getTime() }),
  };
}

export function userOrderOf(input: InputMaybe<UserOrderInput> | undefined): UserOrder {
  const { field, direction } = input ?? { field: 'CREATED_AT', direction: 'DESC' };
  return { by: field === 'USERNAME' ? 'username' : 'creation', descending: direction === 'DESC' };
}

export function eventSearchOf(input: InputMaybe<AuditEventFilter> | undefined): EventSearch {
  const { userId, actorId, types, from, until } = input ?? {};
  return {
    ...(isGiven(userId) && { userId }),
    ...(isGiven(actorId) && { actorId }),
    ...(isGiven(types) && { types }),
    ...(isGiven(from) && { from: from.getTime() }),
    ...(isGiven(until) && { until: until.getTime() }),
  };
}

function isGiven<T>(value: T | null | undefined): value is T {
  return value !== null && value !== undefined;
}
