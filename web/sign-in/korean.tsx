import type { ComponentChildren } from 'preact';
import type { Words } from './english.js';

/** A name among other words. */
const b = (text: string): ComponentChildren => <b>{text}</b>;

export const korean: Words = {
  busy: {
    signIn: '로그인하는 중…',
    send: '보내는 중…',
    check: '확인하는 중…',
    create: '만드는 중…',
    set: '설정하는 중…',
    confirm: '확인하는 중…',
    keep: '취소하는 중…',
    leave: '로그아웃하는 중…',
    wait: '기다리는 중…',
    go: '이동하는 중…',
  },
  signIn: '로그인',
  signOut: '로그아웃',
  goOn: '계속',
  back: '로그인으로 돌아가기',
  toAccount: '내 계정으로 이동',
  toContinue: (application) => <>로그인 후 {b(application)}(으)로 돌아갑니다.</>,
  ended: '로그아웃되었습니다',
  endedText: '다른 기기나 관리자가 이 세션을 종료했습니다.',
  redirectUnknown: '등록되지 않은 주소입니다',
  redirectUnknownText:
    '여기서 로그인할 수는 있지만, 이 페이지로 보낸 애플리케이션으로는 돌아갈 수 없습니다.',
  identifier: {
    username: '사용자 이름 또는 이메일',
    email: '이메일',
    hint: '저장된 패스키는 입력란의 추천 목록에 나타납니다.',
    passkey: '패스키로 로그인',
    lost: '패스키를 잃어버리셨나요?',
    or: '또는 다른 계정으로',
    social: '다른 계정으로 로그인',
    newHere: '처음이신가요?',
    create: '계정 만들기',
    loading: '로그인 수단을 불러오는 중',
    chooseTitle: '사용자 이름 선택',
    chooseText: '이 서비스에서 새 계정의 이름이 됩니다.',
  },
  providerFailed: '로그인을 완료하지 못했습니다',
  providerOther: '다시 시도하거나 다른 방법을 사용해 주세요.',
  providerErrors: {
    LOGIN_CANCELLED: '취소되었습니다. 다시 시도하거나 다른 방법을 사용해 주세요.',
    PROVIDER_UNAVAILABLE:
      '제공자가 지금 응답하지 않습니다. 다른 방법을 사용하거나 나중에 다시 시도해 주세요.',
    ACCOUNT_EXISTS:
      '이 주소의 계정이 이미 있습니다. 그 계정으로 로그인한 뒤 제공자를 연결해 주세요.',
    TOO_MANY_ATTEMPTS:
      '이 네트워크에서 시도가 너무 많았습니다. 나중에 다시 시도해 주세요. 계정은 잠기지 않았습니다.',
  },
  password: {
    title: '비밀번호 입력',
    label: '비밀번호',
    change: '변경',
    changeWhat: ' 계정',
    forgot: '비밀번호 찾기',
    mail: '메일로 코드 받기',
    wrongName: '사용자 이름 또는 비밀번호가 맞지 않습니다. 다시 입력',
    wrongAddress: '이메일 주소 또는 비밀번호가 맞지 않습니다. 다시 입력',
    wrongOr: '하거나 ',
    wrongLink: '비밀번호를 재설정',
    wrongEnd: '해 주세요.',
  },
  passkeyErrors: {
    PASSKEY_CANCELLED: '패스키를 사용하지 않았습니다. 다시 시도하거나 다른 방법을 사용해 주세요.',
    PASSKEYS_UNSUPPORTED:
      '이 브라우저나 기기는 패스키를 지원하지 않습니다. 다른 방법을 사용해 주세요.',
    PASSKEY_DOMAIN: '이 주소에서는 패스키를 쓸 수 없습니다. 다른 방법을 사용해 주세요.',
    PASSKEY_FAILED: '기기가 패스키를 사용하지 못했습니다. 다른 방법을 사용해 주세요.',
    PASSKEY_INVALID: '패스키를 확인하지 못했습니다. 다른 패스키나 다른 방법을 사용해 주세요.',
    CEREMONY_INVALID: '시간이 너무 오래 걸렸습니다. 다시 시도해 주세요.',
    PASSKEY_EXISTS: '이 기기에는 이미 이 서비스의 패스키가 있습니다. 그 패스키로 로그인해 주세요.',
  },
  done: {
    title: '로그인했습니다',
    text: (name) => <>이 브라우저는 {b(name)} 계정으로 로그인되어 있습니다.</>,
  },
  onward: {
    title: (name) => `${name} 계정으로 계속`,
    text: (application) => (
      <>이미 로그인되어 있습니다. {b(application)}에도 이 계정으로 로그인합니다.</>
    ),
    other: '다른 계정 사용',
  },
};
