import type { ChangesOf, EventFacts } from '../../platform/events/event.js';
import type { EndedSessions } from '../sessions/facts.js';

export const deviceEvents = {
  'login.new_device': {
    meaning:
      'A user signed in on a device that the account had not used. Not recorded for the first.',
  },
  'login.denied': {
    meaning: 'A user said by a mailed link that a sign-in was not theirs, which ended sessions.',
    detail: ['sessions'],
  },
} as const satisfies EventFacts;

export type DeviceChanges = ChangesOf<typeof deviceEvents, { 'login.denied': EndedSessions }>;
