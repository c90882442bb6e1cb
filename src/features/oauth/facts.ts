import type { ChangesOf, EventFacts } from '../../platform/events/event.js';

export const oauthEvents = {
  'client.refused': {
    meaning: 'A service client gave wrong credentials.',
    detail: ['name'],
    counted: true,
  },
} as const satisfies EventFacts;

export type OAuthChanges = ChangesOf<typeof oauthEvents, object>;
