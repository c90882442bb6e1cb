import { defineReasons } from '../../platform/errors/reasons.js';

export const emailLoginReasons = defineReasons({
  CODE_INVALID: {
    code: 'BAD_USER_INPUT',
    message: 'This code is wrong, expired or already used. Request a new one.',
    ko: '잘못되었거나 만료되었거나 이미 사용된 코드입니다. 새 코드를 요청해 주세요.',
  },
});
