import { language } from './page.js';

interface Happened {
  readonly type: string;
  readonly method: string | null;
}

/** Types of events in both languages (docs/events.md). What stands beside a name is for that method. */
const english: Readonly<Record<string, string | undefined>> = {
  'account_recovery.begun': 'Account recovery begun',
  'account_recovery.cancelled': 'Account recovery stopped',
  'email.change_requested': 'Another address asked for',
  'email.changed': 'Address changed',
  'email.verification_requested': 'Link to confirm the address sent',
  'email.verified': 'Address confirmed',
  'factor.added': 'Authenticator app added',
  'factor.failed': 'Wrong second step',
  'factor.removed': 'Authenticator app removed',
  'factors.reset': 'Second steps reset',
  'factors.reset_cancelled': 'Reset of the second steps stopped',
  'factors.reset_requested': 'Reset of the second steps asked for',
  'identity.linked': 'Account elsewhere linked',
  'identity.proved': 'Identity confirmed',
  'identity.unlinked': 'Account elsewhere unlinked',
  'login.denied': 'Sign-in reported as not yours',
  'login.email_requested': 'Mail to sign in sent',
  'login.failed': 'Wrong password',
  'login.new_device': 'This device was new',
  'login.succeeded': 'Signed in',
  'login.succeeded email_code': 'Signed in with a mailed code',
  'login.succeeded email_link': 'Signed in with a mailed link',
  'login.succeeded handoff': 'Signed in by an application',
  'login.succeeded passkey': 'Signed in with a passkey',
  'login.succeeded recovery_code': 'Signed in with a recovery code',
  'login.succeeded social': 'Signed in with an account elsewhere',
  'login.throttled': 'Too many attempts to sign in',
  'passkey.added': 'Passkey added',
  'passkey.counter_decreased': 'Passkey refused: it may be a copy',
  'passkey.removed': 'Passkey removed',
  'password.changed': 'Password changed',
  'password.proved': 'Identity confirmed by the password',
  'password.removed': 'Password removed',
  'password.reset': 'Password set by a link',
  'password.reset_requested': 'Link for a new password sent',
  'password.set': 'Password set',
  'recovery_code.used': 'Recovery code used',
  'recovery_codes.renewed': 'Recovery codes made anew',
  'session.ended': 'Signed out',
  'session.ended_everywhere': 'Signed out everywhere',
  'session.token_reused': 'Device signed out: its token was used twice',
  'two_step.disabled': 'Two-step sign-in turned off',
  'two_step.enabled': 'Two-step sign-in turned on',
  'user.created': 'Account created',
  'user.data_exported': 'Data exported',
  'user.disabled': 'Account closed',
  'user.enabled': 'Account opened again',
  'user.impersonated': 'An administrator viewed your account',
  'user.invitation_accepted': 'Invitation accepted',
  'user.invited': 'Invited',
  'user.profile_changed': 'Profile changed',
  'user.registered': 'Account created',
  'user.reimported': 'Account changed by an import',
  'user.roles_changed': 'Roles changed',
  'user.username_changed': 'Username changed',
};

const korean: typeof english = {
  'account_recovery.begun': '계정 복구 시작',
  'account_recovery.cancelled': '계정 복구 중단',
  'email.change_requested': '이메일 주소 변경 요청',
  'email.changed': '이메일 주소 변경',
  'email.verification_requested': '주소 확인 링크 발송',
  'email.verified': '이메일 주소 확인',
  'factor.added': '인증 앱 추가',
  'factor.failed': '잘못된 2단계 확인',
  'factor.removed': '인증 앱 삭제',
  'factors.reset': '2단계 수단 초기화',
  'factors.reset_cancelled': '2단계 수단 초기화 취소',
  'factors.reset_requested': '2단계 수단 초기화 요청',
  'identity.linked': '다른 계정 연결',
  'identity.proved': '본인 확인',
  'identity.unlinked': '다른 계정 연결 해제',
  'login.denied': '본인이 아닌 로그인으로 신고',
  'login.email_requested': '로그인 메일 발송',
  'login.failed': '잘못된 비밀번호',
  'login.new_device': '처음 사용한 기기',
  'login.succeeded': '로그인',
  'login.succeeded email_code': '메일 코드로 로그인',
  'login.succeeded email_link': '메일 링크로 로그인',
  'login.succeeded handoff': '애플리케이션을 통해 로그인',
  'login.succeeded passkey': '패스키로 로그인',
  'login.succeeded recovery_code': '복구 코드로 로그인',
  'login.succeeded social': '연결된 계정으로 로그인',
  'login.throttled': '로그인 시도 횟수 초과',
  'passkey.added': '패스키 추가',
  'passkey.counter_decreased': '복사되었을 수 있는 패스키 거부',
  'passkey.removed': '패스키 삭제',
  'password.changed': '비밀번호 변경',
  'password.proved': '비밀번호로 본인 확인',
  'password.removed': '비밀번호 삭제',
  'password.reset': '링크로 비밀번호 설정',
  'password.reset_requested': '비밀번호 재설정 링크 발송',
  'password.set': '비밀번호 설정',
  'recovery_code.used': '복구 코드 사용',
  'recovery_codes.renewed': '복구 코드 재발급',
  'session.ended': '로그아웃',
  'session.ended_everywhere': '모든 기기에서 로그아웃',
  'session.token_reused': '토큰이 두 번 사용되어 기기 로그아웃',
  'two_step.disabled': '2단계 로그인 끔',
  'two_step.enabled': '2단계 로그인 켬',
  'user.created': '계정 생성',
  'user.data_exported': '데이터 내보내기',
  'user.disabled': '계정 닫음',
  'user.enabled': '계정 다시 열림',
  'user.impersonated': '관리자가 계정을 확인함',
  'user.invitation_accepted': '초대 수락',
  'user.invited': '초대',
  'user.profile_changed': '프로필 변경',
  'user.registered': '계정 생성',
  'user.reimported': '가져오기로 계정 변경',
  'user.roles_changed': '역할 변경',
  'user.username_changed': '사용자 이름 변경',
};

const table = language === 'ko' ? korean : english;

/** In words; a type that this page does not know yet is shown as it is called. */
export function eventWords({ type, method }: Happened): string {
  return (method === null ? undefined : table[`${type} ${method}`]) ?? table[type] ?? type;
}

const bad = ['factor.failed', 'login.failed', 'login.throttled', 'login.denied'];
const worse = ['passkey.counter_decreased', 'session.token_reused', 'account_recovery.begun'];
const good = /\.(?:added|linked|verified|enabled|created|registered)$/;

/** How its node on the line looks. */
export function toneOf({ type }: Happened): 'bad' | 'good' | 'you' | 'plain' {
  if (bad.includes(type) || worse.includes(type)) return 'bad';
  if (type === 'login.succeeded') return 'you';
  return good.test(type) ? 'good' : 'plain';
}
