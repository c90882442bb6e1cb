import type { UserChange } from '../accounts/user.js';
import type { ChangesOf, EventFacts } from '../../platform/events/event.js';
import { defineReasons } from '../../platform/errors/reasons.js';

export const profileReasons = defineReasons({
  DISPLAY_NAME_INVALID: {
    code: 'BAD_USER_INPUT',
    message: 'A display name must be one line of 1 to 100 visible characters.',
  },
  LOCALE_INVALID: {
    code: 'BAD_USER_INPUT',
    message: 'A locale must be a BCP 47 tag, such as en or ko-KR.',
  },
  USERNAME_CHANGED_TOO_OFTEN: {
    code: 'TOO_MANY_REQUESTS',
    message: 'You have changed your username too often. Try again later.',
  },
});

export const profileEvents = {
  'user.profile_changed': { meaning: 'A user changed the profile.', detail: ['fields'] },
  'user.username_changed': { meaning: 'A user changed the username.' },
} as const satisfies EventFacts;

export type ProfileChanges = ChangesOf<
  typeof profileEvents,
  {
    'user.profile_changed': UserChange & {
      readonly fields: readonly ('displayName' | 'locale' | 'publicMetadata')[];
    };
    'user.username_changed': UserChange;
  }
>;
