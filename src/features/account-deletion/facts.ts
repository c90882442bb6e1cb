import type { ChangesOf, EventFacts } from '../../platform/events/event.js';

export const accountDeletionEvents = {
  'user.data_exported': { meaning: 'A user exported the own data.' },
} as const satisfies EventFacts;

export type AccountDeletionChanges = ChangesOf<typeof accountDeletionEvents, object>;
