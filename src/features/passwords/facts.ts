import type { User, UserChange } from '../accounts/user.js';
import type { EndedEverywhere } from '../sessions/facts.js';
import type { ChangesOf, EventFacts } from '../../platform/events/event.js';
import { defineReasons } from '../../platform/errors/reasons.js';

export const passwordReasons = defineReasons({
  INVALID_CREDENTIALS: {
    code: 'UNAUTHENTICATED',
    message: 'The username or the password is wrong.',
    ko: '사용자 이름 또는 비밀번호가 올바르지 않습니다.',
  },
  PASSWORD_EXISTS: {
    code: 'BAD_USER_INPUT',
    message: 'Your account has a password. Replace it with "changePassword".',
    ko: '계정에 이미 비밀번호가 있습니다. "changePassword"로 변경해 주세요.',
  },
  PASSWORD_BREACHED: {
    code: 'BAD_USER_INPUT',
    message:
      'This password is known from a data breach. Choose another one, and change it wherever you use it.',
    ko: '유출된 적이 있는 비밀번호입니다. 다른 비밀번호를 선택하고, 같은 비밀번호를 쓰는 모든 곳에서 변경해 주세요.',
  },
  REGISTRATION_REFUSED: {
    code: 'FORBIDDEN',
    message: 'This service did not accept the registration.',
    ko: '이 서비스가 가입을 받아들이지 않았습니다.',
  },
});

export const passwordEvents = {
  'user.invitation_accepted': { meaning: 'An invited user chose a password.' },
  'password.proved': { meaning: 'A user proved the password again.' },
  'password.changed': { meaning: 'A user changed the password.' },
  'password.set': { meaning: 'A user set a first password.' },
  'password.removed': { meaning: 'A user removed the password.' },
  'password.reset': { meaning: 'A password was set by a link.', detail: ['sessions'] },
} as const satisfies EventFacts;

/** A new password, and what ended with the old one. */
interface PasswordChange {
  readonly user: User;
  readonly ended: EndedEverywhere;
}

export type PasswordChanges = ChangesOf<
  typeof passwordEvents,
  {
    'user.invitation_accepted': UserChange;
    'password.changed': PasswordChange;
    'password.set': PasswordChange;
    'password.removed': PasswordChange;
    'password.reset': PasswordChange;
  }
>;
