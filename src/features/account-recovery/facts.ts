import { defineReasons } from '../../platform/errors/reasons.js';
import type { ChangesOf, EventFacts } from '../../platform/events/event.js';

export const accountRecoveryReasons = defineReasons({
  RECOVERY_WAITING: {
    code: 'FORBIDDEN',
    message: 'The recovery of this account waits. Sign in by the same code from {opensAt} on.',
    ko: '계정 복구가 대기 중입니다. {opensAt}부터 같은 코드로 로그인해 주세요.',
  },
});

export const accountRecoveryEvents = {
  'account_recovery.begun': {
    meaning:
      'Someone with a recovery code began to recover an account that has nothing but passkeys.',
    detail: ['opensAt'],
  },
  'account_recovery.cancelled': {
    meaning: 'A user cancelled the recoveries of the account that waited.',
    detail: ['recoveries'],
  },
} as const satisfies EventFacts;

export type AccountRecoveryChanges = ChangesOf<typeof accountRecoveryEvents, object>;
