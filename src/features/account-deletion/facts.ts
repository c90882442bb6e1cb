import type { ChangesOf, EventFacts } from '../../platform/events/event.js';

export const accountDeletionEvents = {
  'user.data_exported': { meaning: 'A user exported the own data.' },
  'user.deleted': { meaning: 'An account was deleted.' },
} as const satisfies EventFacts;

export type AccountDeletionChanges = ChangesOf<
  typeof accountDeletionEvents,
  { 'user.deleted': { readonly userId: string } }
>;
