import type { Metadata } from '../accounts/metadata.js';
import type { UserChange } from '../accounts/user.js';
import type { ChangesOf, EventFacts } from '../../platform/events/event.js';
import { defineReasons } from '../../platform/errors/reasons.js';

export const profileReasons = defineReasons({
  DISPLAY_NAME_INVALID: {
    code: 'BAD_USER_INPUT',
    message: 'A display name must be one line of 1 to 100 visible characters.',
    ko: '표시 이름은 보이는 글자 1~100자로 된 한 줄이어야 합니다.',
  },
  LOCALE_INVALID: {
    code: 'BAD_USER_INPUT',
    message: 'A locale must be a BCP 47 tag, such as en or ko-KR.',
    ko: '로캘은 en이나 ko-KR과 같은 BCP 47 태그여야 합니다.',
  },
  USERNAME_CHANGED_TOO_OFTEN: {
    code: 'TOO_MANY_REQUESTS',
    message: 'You have changed your username too often. Try again later.',
    ko: '사용자 이름을 너무 자주 변경했습니다. 나중에 다시 시도해 주세요.',
  },
});

/** What to change; what is absent stays as it is. */
export interface ProfileChange {
  readonly displayName?: string | null;
  readonly locale?: string | null;
  readonly publicMetadata?: Metadata;
}

export const profileEvents = {
  'user.profile_changed': {
    meaning: 'A user, or an administrator, changed the profile.',
    detail: ['fields'],
  },
  'user.username_changed': { meaning: 'A user changed the username.' },
} as const satisfies EventFacts;

export type ProfileChanges = ChangesOf<
  typeof profileEvents,
  {
    'user.profile_changed': UserChange & {
      /** The last by an administrator. */
      readonly fields: readonly ('displayName' | 'locale' | 'publicMetadata' | 'privateMetadata')[];
    };
    'user.username_changed': UserChange;
  }
>;
