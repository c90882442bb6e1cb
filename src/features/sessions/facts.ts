import type { User, UserChange } from '../accounts/user.js';
import type { RevocationReason, Session } from './session.js';
import type { ChangesOf, EventFacts } from '../../platform/events/event.js';
import { defineReasons } from '../../platform/errors/reasons.js';

export const sessionReasons = defineReasons({
  TOKEN_REUSED: {
    code: 'UNAUTHENTICATED',
    message: 'This refresh token was already used, so its session was ended. Sign in again.',
    ko: '이미 사용된 리프레시 토큰이어서 세션을 종료했습니다. 다시 로그인해 주세요.',
  },
  MFA_REQUIRED: {
    code: 'FORBIDDEN',
    message: 'This account has two-step sign-in. Sign in with a second factor.',
    ko: '2단계 로그인을 사용하는 계정입니다. 두 번째 인증 수단으로 로그인해 주세요.',
  },
  CODE_INVALID: {
    code: 'BAD_USER_INPUT',
    message: 'This code is wrong, expired or already used. Request a new one.',
    ko: '잘못되었거나 만료되었거나 이미 사용된 코드입니다. 새 코드를 요청해 주세요.',
  },
  ORIGIN_REFUSED: {
    code: 'FORBIDDEN',
    message:
      'Cookies work only on the service’s own origin and on CORS_ORIGINS. Use header mode elsewhere.',
    ko: '쿠키는 서비스의 출처와 CORS_ORIGINS에서만 사용할 수 있습니다. 그 밖에서는 헤더 방식을 사용해 주세요.',
  },
  SESSION_NOT_FOUND: {
    code: 'NOT_FOUND',
    message: 'You have no session with this id. List your sessions with "me { sessions { id } }".',
    ko: '이 id의 세션이 없습니다. "me { sessions { id } }"로 세션 목록을 확인해 주세요.',
  },
  EXPIRES_IN_INVALID: {
    code: 'BAD_USER_INPUT',
    message: 'The requested lifetime is not allowed.',
    ko: '요청한 유효 기간은 허용되지 않습니다.',
  },
  IDEMPOTENCY_KEY_INVALID: {
    code: 'BAD_USER_INPUT',
    message:
      'Create a new idempotency key for each refresh: 128 random bits in base64url (22 characters, at most 43).',
    ko: '갱신할 때마다 새 멱등성 키를 만들어 주세요: base64url로 된 128비트 난수(22자, 최대 43자).',
  },
});

/** The events of sessions, and of the sign-ins that begin them. */
export const sessionEvents = {
  'user.registered': { meaning: 'A user signed up, which begins a session.' },
  'login.succeeded': {
    meaning: 'A user signed in. `method` is absent for a password.',
    detail: ['method'],
  },
  'login.failed': { meaning: 'A sign-in was refused.', counted: true },
  'login.throttled': { meaning: 'A sign-in was refused after too many attempts.', counted: true },
  'identity.proved': {
    meaning: 'A user proved the identity again in a session, other than by the password.',
    detail: ['method'],
  },
  'session.ended': { meaning: 'A session ended.', detail: ['reason', 'sessions'] },
  'session.ended_everywhere': {
    meaning: 'All sessions of a user ended, or all but the one that is `kept`.',
    detail: ['sessions', 'kept'],
  },
  'session.token_reused': {
    meaning: 'A refresh token was used twice, which ended its session: it may be stolen.',
  },
  'session.refresh_retried': {
    meaning: 'A refresh was repeated with its idempotency key.',
    counted: true,
  },
  'user.disabled': { meaning: 'An account was disabled.', detail: ['sessions'] },
  'user.deleted': { meaning: 'An account was deleted.' },
} as const satisfies EventFacts;

/** Sessions of one user that ended, each by its id. */
export interface EndedSessions {
  readonly userId: string;
  readonly sessionIds: readonly string[];
  readonly reason: RevocationReason;
}

/** All sessions of a user that were alive, or all but one. */
export interface EndedEverywhere {
  readonly userId: string;
  /** How many ended; 0: none was alive. */
  readonly sessions: number;
  readonly reason: RevocationReason;
  /** The one that goes on, if one does. */
  readonly keptSessionId?: string;
}

/** What the events say of their changes to those who consume them. */
export type SessionChanges = ChangesOf<
  typeof sessionEvents,
  {
    'user.registered': { readonly user: User; readonly session: Session };
    'login.succeeded': { readonly session: Session };
    'session.ended': EndedSessions;
    'session.ended_everywhere': EndedEverywhere;
    'session.token_reused': EndedSessions;
    'user.disabled': UserChange & { readonly ended: EndedEverywhere };
    'user.deleted': { readonly userId: string };
  }
>;
