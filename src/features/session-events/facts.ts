import { defineReasons } from '../../platform/errors/reasons.js';

export const sessionEventReasons = defineReasons({
  STREAM_LIMIT: {
    code: 'TOO_MANY_REQUESTS',
    message: 'Your account has 5 open streams. Share one between tabs, or close one.',
    ko: '계정에 이미 열린 스트림이 5개 있습니다. 탭끼리 하나를 함께 쓰거나 하나를 닫아 주세요.',
  },
  POSITION_INVALID: {
    code: 'BAD_USER_INPUT',
    message: 'This position is not one of this service. Begin without one.',
    ko: '이 서비스가 만든 위치가 아닙니다. 위치 없이 시작해 주세요.',
  },
  POSITION_EXPIRED: {
    code: 'BAD_USER_INPUT',
    message: 'This position is too old. Begin without one, and read again what you keep.',
    ko: '위치가 너무 오래되었습니다. 위치 없이 시작하고, 보관 중인 내용을 다시 읽어 주세요.',
  },
});
