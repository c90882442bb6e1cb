import type { ChangesOf, EventFacts } from '../../platform/events/event.js';
import { defineReasons } from '../../platform/errors/reasons.js';

export const totpReasons = defineReasons({
  FACTOR_NOT_FOUND: {
    code: 'NOT_FOUND',
    message:
      'You have no factor with this id, or its first code came too late. List yours with "me { factors { id } }".',
    ko: '이 id의 인증 수단이 없거나 첫 코드를 입력할 시간이 지났습니다. "me { factors { id } }"로 목록을 확인해 주세요.',
  },
  FACTOR_LIMIT: {
    code: 'BAD_USER_INPUT',
    message:
      'You have too many authenticator apps. Remove one, or wait until those without a first code expire.',
    ko: '인증 앱이 너무 많습니다. 하나를 제거하거나 첫 코드를 입력하지 않은 앱이 만료될 때까지 기다려 주세요.',
  },
  LABEL_INVALID: {
    code: 'BAD_USER_INPUT',
    message: 'A label must be one line of 1 to 64 visible characters.',
    ko: '이름표는 보이는 글자 1~64자로 된 한 줄이어야 합니다.',
  },
});

export const totpEvents = {
  'factor.added': { meaning: 'A user added a second factor.', detail: ['method'] },
  'factor.removed': { meaning: 'A user removed a second factor.', detail: ['method'] },
} as const satisfies EventFacts;

export type TotpChanges = ChangesOf<typeof totpEvents, object>;
