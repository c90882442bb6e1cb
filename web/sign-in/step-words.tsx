import type { ComponentChildren } from 'preact';
import { brand } from '../ui/page.js';

/** A name among other words. */
const b = (text: string): ComponentChildren => <b>{text}</b>;

const english = {
  mail: {
    askTitle: 'Sign in by mail',
    askText: 'We send a link and a code to the address that you have confirmed.',
    address: 'E-mail',
    send: 'Send the code',
    title: 'Check your mail',
    sent: (address: string) => (
      <>
        If an account has confirmed {b(address)}, a link and a code are on their way. Open the link,
        or type the code.
      </>
    ),
    code: 'Code',
    hint: 'Eight digits. It works once, for a short time.',
    wrong:
      'This code is wrong or no longer good. Compare it with the latest mail, or send a new one.',
    nothing: 'Nothing there? Look into the spam folder, or ',
    again: 'send it again',
    againEnd: '.',
    againIn: (clock: string) => `send it again in ${clock}`,
  },
  forgot: {
    title: 'Forgot your password?',
    text: 'We send a link to the address that you have confirmed.',
    send: 'Send the link',
    sent: (address: string) => (
      <>
        If an account has confirmed {b(address)}, a link to set a new password is on its way. It
        works once, for a short time.
      </>
    ),
    again: 'Send again',
    againIn: (clock: string) => `Send again in ${clock}`,
  },
  signUp: {
    title: 'Create an account',
    username: 'Username',
    usernameHint: 'Letters, digits, dot, dash and underscore.',
    email: 'E-mail',
    emailHint: 'To sign in by mail, and to get back in if you forget the password.',
    password: 'Password',
    passwordHint: (least: number) =>
      `At least ${least} characters. Several words are better than one.`,
    passwordMet: (least: number) => `At least ${least} characters`,
    create: 'Create account',
    passkey: 'Use a passkey instead of a password',
    have: 'Have an account?',
    perhapsYours: 'This username is taken, perhaps by you a moment ago. Try to sign in with it.',
    errors: {
      USERNAME_TAKEN: 'This username is taken. Choose another one.',
      USERNAME_INVALID:
        'Use letters, digits, dot, dash and underscore, with a letter or digit at both ends.',
      USERNAME_MISSING: 'Choose a username.',
      EMAIL_INVALID: 'This is no e-mail address. It looks like name@example.com.',
      EMAIL_MISSING: 'Type your e-mail address.',
      PASSWORD_TOO_COMMON:
        'This password is one of the first that are guessed. Choose another one.',
      PASSWORD_TOO_SHORT: 'This password is too short.',
      PASSWORD_TOO_LONG: 'This password is too long.',
    } as Readonly<Record<string, string | undefined>>,
  },
  codes: {
    title: 'Save your recovery codes',
    text: 'If you lose your passkey, one of them lets you back in. They are shown only now.',
    copy: 'Copy the codes',
    saved: 'I have saved the codes',
    done: 'Done',
  },
  second: {
    page: 'Second step',
    title: 'One more step',
    totpText: () => <>Type the code that your authenticator app shows for {b(brand)}.</>,
    totp: 'Code from the app',
    totpWrong: 'This code is wrong or was used already. Wait for the next one in the app.',
    recoveryTitle: 'Use a recovery code',
    recoveryText: 'Each of the ten codes that you saved works once.',
    recovery: 'Recovery code',
    recoveryHint: '16 letters and digits. Dashes and blanks do not matter.',
    recoveryWrong: 'This code is wrong or was used already. Try another one of your list.',
    recoveryNone: 'No code left? An administrator can reset your second factor.',
    passkeyTitle: 'Use your passkey',
    passkeyText:
      'Your browser asks for your fingerprint, face, PIN or security key when you go on.',
    passkeyWaiting:
      'Waiting for your browser. Confirm there with your fingerprint, face, PIN or security key.',
    passkey: 'Use a passkey',
    others: 'Other ways',
    useTotp: 'Use the authenticator app',
    useRecovery: 'Use a recovery code',
    someoneElse: 'Sign in as someone else',
    over: 'This sign-in has expired',
    overText: 'Nothing was lost. Begin again.',
  },
};

const korean: typeof english = {
  mail: {
    askTitle: '메일로 로그인',
    askText: '확인된 주소로 링크와 코드를 보내 드립니다.',
    address: '이메일',
    send: '코드 보내기',
    title: '메일을 확인해 주세요',
    sent: (address) => (
      <>
        {b(address)}을(를) 확인한 계정이 있으면 링크와 코드를 보냈습니다. 링크를 열거나 코드를
        입력해 주세요.
      </>
    ),
    code: '코드',
    hint: '숫자 8자리. 짧은 시간 동안 한 번만 사용할 수 있습니다.',
    wrong:
      '코드가 맞지 않거나 더 이상 사용할 수 없습니다. 가장 최근 메일의 코드를 확인하거나 새 코드를 받아 주세요.',
    nothing: '메일이 없나요? 스팸함을 확인하거나 ',
    again: '다시 받아',
    againEnd: ' 주세요.',
    againIn: (clock) => `${clock} 뒤에 다시 받아`,
  },
  forgot: {
    title: '비밀번호를 잊으셨나요?',
    text: '확인된 주소로 링크를 보내 드립니다.',
    send: '링크 보내기',
    sent: (address) => (
      <>
        {b(address)}을(를) 확인한 계정이 있으면 새 비밀번호를 설정하는 링크를 보냈습니다. 링크는
        짧은 시간 동안 한 번만 사용할 수 있습니다.
      </>
    ),
    again: '다시 보내기',
    againIn: (clock) => `${clock} 뒤 다시 보내기`,
  },
  signUp: {
    title: '계정 만들기',
    username: '사용자 이름',
    usernameHint: '영문자, 숫자, 점, 붙임표, 밑줄을 쓸 수 있습니다.',
    email: '이메일',
    emailHint: '메일로 로그인하거나, 비밀번호를 잊었을 때 다시 로그인하는 데 사용합니다.',
    password: '비밀번호',
    passwordHint: (least) => `${least}자 이상. 한 단어보다 여러 단어가 좋습니다.`,
    passwordMet: (least) => `${least}자 이상`,
    create: '계정 만들기',
    passkey: '비밀번호 대신 패스키 사용',
    have: '계정이 있으신가요?',
    perhapsYours: '이미 사용 중인 사용자 이름입니다. 방금 가입했다면 로그인해 보세요.',
    errors: {
      USERNAME_TAKEN: '이미 사용 중인 사용자 이름입니다. 다른 이름을 선택해 주세요.',
      USERNAME_INVALID:
        '영문자, 숫자, 점, 붙임표, 밑줄로 쓰고, 처음과 끝은 글자나 숫자로 해 주세요.',
      USERNAME_MISSING: '사용자 이름을 입력해 주세요.',
      EMAIL_INVALID: '이메일 주소가 아닙니다. name@example.com 형식으로 입력해 주세요.',
      EMAIL_MISSING: '이메일 주소를 입력해 주세요.',
      PASSWORD_TOO_COMMON: '가장 먼저 추측되는 비밀번호입니다. 다른 비밀번호를 선택해 주세요.',
      PASSWORD_TOO_SHORT: '비밀번호가 너무 짧습니다.',
      PASSWORD_TOO_LONG: '비밀번호가 너무 깁니다.',
    },
  },
  codes: {
    title: '복구 코드를 저장해 주세요',
    text: '패스키를 잃어버리면 코드 하나로 다시 로그인할 수 있습니다. 지금만 표시됩니다.',
    copy: '코드 복사',
    saved: '코드를 저장했습니다',
    done: '완료',
  },
  second: {
    page: '2단계',
    title: '한 단계 더 남았습니다',
    totpText: () => <>인증 앱에 표시된 {b(brand)} 코드를 입력해 주세요.</>,
    totp: '앱의 코드',
    totpWrong: '코드가 맞지 않거나 이미 사용되었습니다. 앱에 다음 코드가 나오면 입력해 주세요.',
    recoveryTitle: '복구 코드 사용',
    recoveryText: '저장해 둔 코드 10개는 각각 한 번 사용할 수 있습니다.',
    recovery: '복구 코드',
    recoveryHint: '글자와 숫자 16자리. 붙임표와 공백은 상관없습니다.',
    recoveryWrong: '코드가 맞지 않거나 이미 사용되었습니다. 목록의 다른 코드를 입력해 주세요.',
    recoveryNone: '남은 코드가 없나요? 관리자가 2단계 로그인을 초기화할 수 있습니다.',
    passkeyTitle: '패스키 사용',
    passkeyText: '계속하면 브라우저가 지문, 얼굴, PIN 또는 보안 키를 요청합니다.',
    passkeyWaiting: '브라우저를 기다리고 있습니다. 지문, 얼굴, PIN 또는 보안 키로 확인해 주세요.',
    passkey: '패스키 사용',
    others: '다른 방법',
    useTotp: '인증 앱 사용',
    useRecovery: '복구 코드 사용',
    someoneElse: '다른 계정으로 로그인',
    over: '로그인 시간이 지났습니다',
    overText: '잃어버린 것은 없습니다. 처음부터 다시 시작해 주세요.',
  },
};

/** What the steps say whose code is loaded when they are asked for. */
export const stepWords = import.meta.env.MODE === 'ko' ? korean : english;
