import { defineReasons } from '../../platform/errors/reasons.js';
import type { ChangesOf, EventFacts } from '../../platform/events/event.js';
import type { EndedEverywhere } from '../sessions/facts.js';

export const twoStepReasons = defineReasons({
  MFA_ENROLLMENT_REQUIRED: {
    code: 'FORBIDDEN',
    message: 'This requires a second factor, and your account has none. Add one first.',
    ko: '두 번째 인증 수단이 필요하지만 계정에 없습니다. 먼저 추가해 주세요.',
  },
});

export const twoStepEvents = {
  'two_step.enabled': {
    meaning: 'Two-step sign-in was turned on, which ends all other sessions.',
    detail: ['sessions'],
  },
  'two_step.disabled': { meaning: 'Two-step sign-in was turned off.' },
  'recovery_codes.renewed': { meaning: 'A user made new recovery codes.' },
  'recovery_code.used': { meaning: 'A recovery code was used.', detail: ['left'] },
} as const satisfies EventFacts;

export type TwoStepChanges = ChangesOf<
  typeof twoStepEvents,
  { 'two_step.enabled': EndedEverywhere }
>;
