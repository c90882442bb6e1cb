import { eventWords as ofAccount, toneOf as toneOfAccount } from '../ui/event-words.js';
import { language } from '../ui/page.js';

/** What both pages show: the user's own list has the method, that of administrators has it in the details. */
interface Happened {
  readonly type: string;
  readonly method?: string | null;
  readonly detail?: unknown;
}

/** Types that users do not see in their own list, or see in other words (docs/events.md). */
const english: Readonly<Record<string, string | undefined>> = {
  'client.refused': 'An application was refused',
  'delivery.retried': 'A delivery was tried again',
  'keys.revoked': 'Signing keys revoked',
  'keys.rotated': 'Signing key rotated',
  'login.denied': 'Sign-in reported as someone else’s',
  'login.new_device': 'Signed in on a new device',
  'login.throttled': 'Too many attempts',
  'session.refresh_retried': 'An answer was asked for again',
  'session.token_reused': 'A refresh token was used twice',
  'user.deleted': 'Account deleted',
  'user.disabled': 'Account disabled',
  'user.enabled': 'Account enabled',
  'user.impersonated': 'An administrator viewed the account',
  'user.imported': 'Account imported',
};

const korean: typeof english = {
  'client.refused': '애플리케이션 거부',
  'delivery.retried': '발송 다시 시도',
  'keys.revoked': '서명 키 폐기',
  'keys.rotated': '서명 키 교체',
  'login.denied': '본인이 아닌 로그인으로 신고됨',
  'login.new_device': '새 기기에서 로그인',
  'login.throttled': '시도 횟수 초과',
  'session.refresh_retried': '응답 다시 요청',
  'session.token_reused': '갱신 토큰이 두 번 사용됨',
  'user.deleted': '계정 삭제',
  'user.disabled': '계정 비활성화',
  'user.enabled': '계정 활성화',
  'user.impersonated': '관리자가 계정을 확인함',
  'user.imported': '계정 가져오기',
};

const own = language === 'ko' ? korean : english;

function methodOf({ method, detail }: Happened): string | null {
  if (method !== undefined) return method;
  if (typeof detail !== 'object' || detail === null || !('method' in detail)) return null;
  return typeof detail.method === 'string' ? detail.method : null;
}

/** In words; a type that this page does not know yet is shown as it is called. */
export function eventTitle(event: Happened): string {
  return own[event.type] ?? ofAccount({ type: event.type, method: methodOf(event) });
}

/** How its node on a line looks. */
export function toneOf({ type }: Happened): ReturnType<typeof toneOfAccount> {
  return toneOfAccount({ type, method: null });
}

const failures = ['login.failed', 'factor.failed', 'client.refused'];
const alarms = [
  'session.token_reused',
  'passkey.counter_decreased',
  'login.denied',
  'keys.revoked',
];

/** Events that somebody should look at. */
export const alarmTypes: readonly string[] = alarms;

export type Mark = 'failure' | 'slowed' | 'check' | undefined;

/** What makes an event differ from the others in a list. */
export function markOf({ type }: Happened): Mark {
  if (type === 'login.throttled') return 'slowed';
  if (failures.includes(type)) return 'failure';
  return alarms.includes(type) ? 'check' : undefined;
}

/** Groups of types, for the filter. */
export const kinds = {
  signIns: [
    'login.succeeded',
    'login.failed',
    'login.throttled',
    'login.denied',
    'login.new_device',
  ],
  failures: ['login.failed', 'login.throttled', 'factor.failed', 'client.refused', ...alarms],
  sessions: [
    'session.ended',
    'session.ended_everywhere',
    'session.token_reused',
    'session.refresh_retried',
  ],
  administration: [
    'user.roles_changed',
    'user.disabled',
    'user.enabled',
    'user.deleted',
    'user.invited',
    'user.impersonated',
    'user.imported',
    'user.reimported',
    'factors.reset_requested',
  ],
  keys: ['keys.rotated', 'keys.revoked', 'delivery.retried'],
} as const;

export type Kind = keyof typeof kinds;
