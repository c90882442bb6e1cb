import type { User, UserChange } from '../accounts/user.js';
import type { EndedEverywhere } from '../sessions/facts.js';
import type { ProfileChange } from '../profile/facts.js';
import type { Session } from '../sessions/session.js';
import type { ChangesOf, EventFacts } from '../../platform/events/event.js';
import { defineReasons } from '../../platform/errors/reasons.js';

export const administrationReasons = defineReasons({
  USER_NOT_FOUND: {
    code: 'NOT_FOUND',
    message: 'User not found.',
    ko: '사용자를 찾을 수 없습니다.',
  },
  USER_DISABLED: {
    code: 'BAD_USER_INPUT',
    message: 'This account is disabled. Enable it first with "enableUser".',
    ko: '비활성화된 계정입니다. 먼저 "enableUser"로 활성화해 주세요.',
  },
  OWN_ACCOUNT: {
    code: 'FORBIDDEN',
    message: 'This is your own account. Use "deleteAccount".',
    ko: '자신의 계정입니다. "deleteAccount"를 사용해 주세요.',
  },
  FILTER_INVALID: {
    code: 'BAD_USER_INPUT',
    message: 'Unknown value in the filter.',
    ko: '필터에 알 수 없는 값이 있습니다.',
  },
  REASON_INVALID: {
    code: 'BAD_USER_INPUT',
    message: 'A reason must be one line of 1 to 200 visible characters. It is optional.',
    ko: '사유는 보이는 글자 1~200자로 된 한 줄이어야 합니다. 생략할 수 있습니다.',
  },
  IMPERSONATION_REFUSED: {
    code: 'FORBIDDEN',
    message: 'Administrators cannot be impersonated, and you cannot impersonate yourself.',
    ko: '관리자나 자기 자신으로는 대신 로그인할 수 없습니다.',
  },
  FACTOR_RESET_REFUSED: {
    code: 'FORBIDDEN',
    message:
      'The second factors of an administrator are reset by an operator, with "authgraph user reset-factors".',
    ko: '관리자의 인증 수단은 운영자가 "authgraph user reset-factors"로 초기화합니다.',
  },
  IMPERSONATION_OFF: {
    code: 'FORBIDDEN',
    message: 'Impersonation is disabled. Set IMPERSONATION_EXPIRES to enable it.',
    ko: '다른 사용자로 로그인하는 기능이 꺼져 있습니다. 사용하려면 IMPERSONATION_EXPIRES를 설정해 주세요.',
  },
});

export const administrationEvents = {
  'user.created': { meaning: 'An operator created an account.', detail: ['roles'] },
  'user.imported': {
    meaning: 'An operator imported accounts: one event for each transaction of the import.',
    detail: ['inserted', 'existing'],
  },
  'user.reimported': { meaning: 'An import changed an account.', detail: ['fields'] },
  'user.invited': { meaning: 'An administrator invited a user, or once more.', detail: ['roles'] },
  'user.enabled': { meaning: 'An account was enabled.' },
  'user.roles_changed': { meaning: 'Roles were replaced.', detail: ['before', 'after'] },
  'user.impersonated': {
    meaning: 'An administrator began a session as a user.',
    detail: ['reason'],
  },
  'factors.reset_requested': {
    meaning: 'An administrator asked for a reset of the second factors of a user.',
    detail: ['reason'],
  },
  'factors.reset_cancelled': { meaning: 'A reset was cancelled by the link of its mail.' },
  'factors.reset': { meaning: 'Authenticator apps and recovery codes of a user were removed.' },
} as const satisfies EventFacts;

export type AdministrationChanges = ChangesOf<
  typeof administrationEvents,
  {
    'user.created': { readonly user: User };
    /** With `ended`, the password was replaced, and all sessions ended. */
    'user.reimported': UserChange & {
      readonly fields: readonly (keyof ProfileChange | 'email' | 'password' | 'privateMetadata')[];
      readonly ended?: EndedEverywhere;
    };
    /** Without `before`, the invitation made the account. */
    'user.invited': { readonly before?: User; readonly after: User };
    'user.enabled': UserChange;
    'user.roles_changed': UserChange;
    'user.impersonated': { readonly session: Session };
  }
>;
