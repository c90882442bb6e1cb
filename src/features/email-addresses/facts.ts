import type { UserChange } from '../accounts/user.js';
import type { ChangesOf, EventFacts } from '../../platform/events/event.js';
import { defineReasons } from '../../platform/errors/reasons.js';

export const emailAddressReasons = defineReasons({
  EMAIL_MISSING: {
    code: 'BAD_USER_INPUT',
    message: 'Your account has no e-mail address. Add one with "changeEmail".',
    ko: '계정에 이메일 주소가 없습니다. "changeEmail"로 추가해 주세요.',
  },
  LINK_INVALID: {
    code: 'BAD_USER_INPUT',
    message:
      'This link is invalid, expired or already used, or belongs to another account. Request a new one.',
    ko: '잘못되었거나 만료되었거나 이미 사용된 링크, 또는 다른 계정의 링크입니다. 새 링크를 요청해 주세요.',
  },
});

export const emailAddressEvents = {
  'login.email_requested': {
    meaning: 'A link and a code to sign in were requested.',
    counted: true,
  },
  'password.reset_requested': {
    meaning: 'A link to set a new password was requested.',
    counted: true,
  },
  'email.verification_requested': { meaning: 'A link to confirm an address was requested.' },
  'email.verified': { meaning: 'A user confirmed the address.' },
  'email.change_requested': { meaning: 'A user asked for another address.' },
  'email.changed': { meaning: 'A user confirmed another address.' },
} as const satisfies EventFacts;

export type EmailAddressChanges = ChangesOf<
  typeof emailAddressEvents,
  { 'email.verified': UserChange; 'email.changed': UserChange }
>;
