import type { ChangesOf, EventFacts } from '../../platform/events/event.js';
import { defineReasons } from '../../platform/errors/reasons.js';

export const signInReasons = defineReasons({
  MFA_TOKEN_INVALID: {
    code: 'BAD_USER_INPUT',
    message: 'This sign-in has expired or was completed already. Sign in again from the beginning.',
    ko: '만료되었거나 이미 완료된 로그인입니다. 처음부터 다시 로그인해 주세요.',
  },
  ONE_PROOF_REQUIRED: {
    code: 'BAD_USER_INPUT',
    message: 'Give exactly one proof of identity.',
    ko: '본인 확인 수단을 하나만 보내 주세요.',
  },
});

export const signInEvents = {
  'factor.failed': {
    meaning: 'A wrong second factor was shown.',
    detail: ['method'],
    counted: true,
  },
} as const satisfies EventFacts;

export type SignInChanges = ChangesOf<typeof signInEvents, object>;
