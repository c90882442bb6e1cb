import { defineReasons } from '../../platform/errors/reasons.js';
import type { ChangesOf, EventFacts } from '../../platform/events/event.js';

export const serviceStateReasons = defineReasons({
  DAYS_INVALID: {
    code: 'BAD_USER_INPUT',
    message: 'Ask for 1 to 366 days.',
    ko: '1~366일을 요청해 주세요.',
  },
  DELIVERY_NOT_FOUND: {
    code: 'NOT_FOUND',
    message: 'No delivery that was given up has this id. List them with "deliveries".',
    ko: '이 id로 포기한 전송이 없습니다. "deliveries"로 목록을 확인해 주세요.',
  },
  ROTATION_UNDER_WAY: {
    code: 'FORBIDDEN',
    message: 'A new key is published and signs within a minute. Wait until it does.',
    ko: '새 키가 이미 공개되어 1분 안에 서명을 시작합니다. 그때까지 기다려 주세요.',
  },
  SIGNING_KEY_FIXED: {
    code: 'FORBIDDEN',
    message:
      'This service signs with HS256 and JWT_SECRET_KEY, so there is no key to rotate. Change JWT_SECRET_KEY and restart.',
    ko: '이 서비스는 HS256과 JWT_SECRET_KEY로 서명하므로 교체할 키가 없습니다. JWT_SECRET_KEY를 바꾸고 다시 시작해 주세요.',
  },
});

export const serviceStateEvents = {
  'delivery.retried': {
    meaning: 'An administrator let a mail or a webhook be attempted again that was given up.',
    detail: ['delivery', 'kind'],
  },
} as const satisfies EventFacts;

export type ServiceStateChanges = ChangesOf<typeof serviceStateEvents, object>;
