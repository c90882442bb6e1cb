import type { User, UserChange } from '../accounts/user.js';
import type { Session } from '../sessions/session.js';
import type { ChangesOf, EventFacts } from '../../platform/events/event.js';
import { defineReasons } from '../../platform/errors/reasons.js';

export const administrationReasons = defineReasons({
  USER_NOT_FOUND: {
    code: 'NOT_FOUND',
    message: 'User not found.',
  },
  USER_DISABLED: {
    code: 'BAD_USER_INPUT',
    message: 'This account is disabled. Enable it first with "enableUser".',
  },
  FILTER_INVALID: {
    code: 'BAD_USER_INPUT',
    message: 'Unknown value in the filter.',
  },
  REASON_INVALID: {
    code: 'BAD_USER_INPUT',
    message: 'A reason must be one line of 1 to 200 visible characters. It is optional.',
  },
  IMPERSONATION_REFUSED: {
    code: 'FORBIDDEN',
    message: 'Administrators cannot be impersonated, and you cannot impersonate yourself.',
  },
  IMPERSONATION_OFF: {
    code: 'FORBIDDEN',
    message: 'Impersonation is disabled. Set IMPERSONATION_EXPIRES to enable it.',
  },
});

export const administrationEvents = {
  'user.created': { meaning: 'An operator created an account.', detail: ['roles'] },
  'user.imported': {
    meaning: 'An operator imported accounts: one event for each transaction of the import.',
    detail: ['inserted', 'existing'],
  },
  'user.invited': { meaning: 'An administrator invited a user, or once more.', detail: ['roles'] },
  'user.enabled': { meaning: 'An account was enabled.' },
  'user.roles_changed': { meaning: 'Roles were replaced.', detail: ['before', 'after'] },
  'user.impersonated': {
    meaning: 'An administrator began a session as a user.',
    detail: ['reason'],
  },
} as const satisfies EventFacts;

export type AdministrationChanges = ChangesOf<
  typeof administrationEvents,
  {
    'user.created': { readonly user: User };
    /** Without `before`, the invitation made the account. */
    'user.invited': { readonly before?: User; readonly after: User };
    'user.enabled': UserChange;
    'user.roles_changed': UserChange;
    'user.impersonated': { readonly session: Session };
  }
>;
