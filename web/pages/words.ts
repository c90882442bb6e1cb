const english = {
  copied: 'Copied',
  toStart: 'Go to the start page',
  start: {
    noAnswer: 'The service does not answer. Is it still running?',
    registerFailed: 'Registering failed; the first answer says why.',
    meFailed: 'Asking who you are failed; the second answer says why.',
    done: 'Registered, and asked who you are. Both answers are there.',
    noStatus: 'No answer',
    refused: (status: number) => `${status}, refused`,
  },
  mailbox: {
    news: (count: number) => (count === 1 ? 'A new mail came.' : `${count} new mails came.`),
  },
  links: {
    passwordSet: 'Password set',
    passwordSetText: 'Sign in with it from now on. Every device is signed out.',
    signedIn: (name: string) => `You are signed in as ${name}`,
    signedInText: 'This is your access token. The page keeps neither it nor anything else.',
    ready: 'Your account is ready',
    readyText: 'Sign in with your new password.',
    secondStep: 'One more step',
    secondStepText:
      'The account has two-step sign-in: type the code of its app, or a recovery code.',
    passkeyOnly:
      'This account needs a passkey. The pages of PAGES=on ask for it; this one does not.',
    wrongCode: 'The code is wrong, or was used. Type the next one.',
    tooLate: 'The sign-in took too long. Load this page again.',
    kept: 'Two-step sign-in stays on',
    keptText: 'If you did not ask for the reset, tell the people who run the service.',
    denied: 'The sign-in has ended',
    deniedText:
      'Look at what signs in to your account: passkeys, authenticator apps, and your mailbox.',
    resetSent:
      'A mail is on its way with a link to set a new password. Use it, for somebody knows the old one.',
    confirmed: 'Address confirmed',
    confirmedText: (email: string, username: string) =>
      `${email} belongs to ${username}. It can be used to sign in from now on.`,
    confirmedAlone: (email: string) => `You can sign in with ${email} from now on.`,
    noAnswer: 'The service does not answer. Nothing was lost, and what you typed is still here.',
    linkInvalid:
      'This link no longer works: it was used, it is too old, or it is for another account. Ask for a new one.',
    wrongName: 'The username or the password is wrong. Type the password again.',
    wrongAddress: 'The address or the password is wrong. Type the password again.',
    tooMany: (seconds: number) =>
      `Too many attempts from your network. You can try again in ${seconds} seconds. Nothing is locked.`,
    noToken: 'Open this page by the link in a mail: its address holds what the page needs.',
  },
};

const korean: typeof english = {
  copied: '복사했습니다',
  toStart: '시작 페이지로 가기',
  start: {
    noAnswer: '서비스가 응답하지 않습니다. 실행 중인지 확인해 주세요.',
    registerFailed: '가입하지 못했습니다. 이유는 첫 번째 응답에 있습니다.',
    meFailed: '내 정보를 조회하지 못했습니다. 이유는 두 번째 응답에 있습니다.',
    done: '가입하고 내 정보를 조회했습니다. 두 응답이 모두 표시되었습니다.',
    noStatus: '응답 없음',
    refused: (status) => `${status}, 거부됨`,
  },
  mailbox: { news: (count) => `새 메일이 ${count}통 왔습니다.` },
  links: {
    passwordSet: '비밀번호를 설정했습니다',
    passwordSetText: '이제 새 비밀번호로 로그인해 주세요. 모든 기기에서 로그아웃되었습니다.',
    signedIn: (name) => `${name} 계정으로 로그인했습니다`,
    signedInText: '액세스 토큰입니다. 이 페이지는 토큰도 다른 정보도 저장하지 않습니다.',
    ready: '계정이 준비되었습니다',
    readyText: '새 비밀번호로 로그인해 주세요.',
    secondStep: '한 단계 더 남았습니다',
    secondStepText: '2단계 로그인을 쓰는 계정입니다. 인증 앱의 코드나 복구 코드를 입력해 주세요.',
    passkeyOnly:
      '이 계정에는 패스키가 필요합니다. PAGES=on 페이지에서는 패스키를 쓸 수 있지만 이 페이지에서는 쓸 수 없습니다.',
    wrongCode: '코드가 올바르지 않거나 이미 사용되었습니다. 다음 코드를 입력해 주세요.',
    tooLate: '로그인 시간이 초과되었습니다. 이 페이지를 새로 고쳐 주세요.',
    kept: '2단계 로그인을 유지합니다',
    keptText: '초기화를 요청하지 않으셨다면 서비스 운영자에게 알려 주세요.',
    denied: '로그인이 종료되었습니다',
    deniedText: '계정에 로그인하는 수단(패스키, 인증 앱, 메일함)을 확인해 주세요.',
    resetSent:
      '새 비밀번호를 설정하는 링크를 메일로 보냈습니다. 다른 사람이 비밀번호를 알고 있으니 새로 설정해 주세요.',
    confirmed: '주소를 확인했습니다',
    confirmedText: (email, username) =>
      `${username} 계정의 주소는 ${email}입니다. 이제 이 주소로 로그인할 수 있습니다.`,
    confirmedAlone: (email) => `이제 ${email} 주소로 로그인할 수 있습니다.`,
    noAnswer: '서비스가 응답하지 않습니다. 잃어버린 것은 없으며, 입력한 내용도 그대로 있습니다.',
    linkInvalid:
      '더 이상 사용할 수 없는 링크입니다. 이미 사용했거나, 너무 오래되었거나, 다른 계정의 링크입니다. 새 링크를 요청해 주세요.',
    wrongName: '사용자 이름 또는 비밀번호가 올바르지 않습니다. 비밀번호를 다시 입력해 주세요.',
    wrongAddress: '이메일 주소 또는 비밀번호가 올바르지 않습니다. 비밀번호를 다시 입력해 주세요.',
    tooMany: (seconds) =>
      `사용 중인 네트워크에서 시도가 너무 많았습니다. ${seconds}초 뒤에 다시 시도할 수 있습니다. 잠긴 것은 없습니다.`,
    noToken: '메일에 있는 링크로 이 페이지를 열어 주세요. 필요한 정보가 그 주소에 있습니다.',
  },
};

/** The language of the page, which the service has chosen. */
export const { lang } = document.documentElement;

/** What the script of the pages says. */
export const words = lang === 'ko' ? korean : english;
