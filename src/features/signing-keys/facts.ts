import type { ChangesOf, EventFacts } from '../../platform/events/event.js';

export const signingKeyEvents = {
  'keys.rotated': { meaning: 'An operator added a signing key.', detail: ['kid'] },
  'keys.revoked': {
    meaning: 'An operator added a signing key and revoked all earlier ones.',
    detail: ['kid'],
  },
} as const satisfies EventFacts;

export type SigningKeyChanges = ChangesOf<typeof signingKeyEvents, object>;
