import type { ComponentChildren } from 'preact';
import { brand } from '../ui/page.js';

/** A name among other words. */
const b = (text: string): ComponentChildren => <b>{text}</b>;

const english = {
  logout: {
    title: 'Sign out?',
    text: (name: string) => <>You are signed in as {b(name)} in this browser.</>,
    done: 'You are signed out',
    doneText: 'You can close this page.',
    nobody: 'Nobody is signed in in this browser.',
    stay: 'Stay signed in',
    back: (application: string) => `Go to ${application}`,
  },
  link: {
    noToken: 'Open this page by the link in a mail',
    noTokenText: 'Its address holds what the page needs.',
    used: 'This link no longer works',
    usedText: 'It was used, it is too old, or a newer one has taken its place. Ask for a new one.',
    usedPassword:
      'Each link is good once, for a short time. If you have just set a password, sign in with it. If not, ask for a new link.',
    newLink: 'Send a new link',
    mailTitle: 'Sign in on this device?',
    mailText: 'The link in your mail is good once. It signs in this browser and no other.',
    notYou: 'Not you? Close this page: nobody is signed in.',
    newPassword: 'Set a new password',
    newPasswordText: 'It signs your account out on every device.',
    newPasswordLabel: 'New password',
    setPassword: 'Set password',
    passwordSet: 'Password set',
    passwordSetText: 'Sign in with it from now on. Every device is signed out.',
    welcome: 'Welcome',
    welcomeText: () => (
      <>Choose a password for your account at {b(brand)}. That also confirms your e-mail address.</>
    ),
    ready: 'Your account is ready',
    readyText: 'Sign in with your new password.',
    verify: 'Confirm your address',
    verifyText: (name: string) => (
      <>
        The address that got this mail will belong to the account {b(name)}. You can then sign in
        with it.
      </>
    ),
    verifySignIn: 'Sign in to the account that asked for this link. That confirms the address.',
    confirm: 'Confirm address',
    confirmed: 'Address confirmed',
    confirmedText: 'It is yours. You can use it to sign in from now on.',
    other: 'This link is for another account',
    otherText: (name: string) => (
      <>
        Or it was used, or is too old. You are signed in as {b(name)}. Sign in to the account that
        asked for the link; the link stays good.
      </>
    ),
    otherSignIn: 'Sign in to the other account',
    otherStay: (name: string) => `Stay signed in as ${name}`,
    keep: 'Keep two-step sign-in?',
    keepText: 'An administrator was asked to reset your second factors. This cancels the reset.',
    cancelReset: 'Cancel the reset',
    kept: 'Two-step sign-in stays on',
    keptText: 'If you did not ask for the reset, tell the people who run the service.',
    deny: 'Was this sign-in not yours?',
    denyText: 'Then sign it out. A link to set a new password comes by mail.',
    denyButton: 'Sign it out',
    denied: 'It is signed out',
    deniedText: (count: number) =>
      count === 1 ? '1 session has ended.' : `${count} sessions have ended.`,
    deniedMail: 'A link to set a new password is on its way to you.',
    deniedRest:
      'Then look at what signs in to your account: passkeys, providers and apps that were added stay.',
  },
};

const korean: typeof english = {
  logout: {
    title: '로그아웃할까요?',
    text: (name) => <>이 브라우저는 {b(name)} 계정으로 로그인되어 있습니다.</>,
    done: '로그아웃했습니다',
    doneText: '이 페이지를 닫아도 됩니다.',
    nobody: '이 브라우저에는 로그인한 계정이 없습니다.',
    stay: '로그인 유지',
    back: (application) => `${application}(으)로 이동`,
  },
  link: {
    noToken: '메일에 있는 링크로 이 페이지를 열어 주세요',
    noTokenText: '필요한 정보가 그 주소에 있습니다.',
    used: '더 이상 사용할 수 없는 링크입니다',
    usedText:
      '이미 사용했거나, 너무 오래되었거나, 더 새로운 링크가 있습니다. 새 링크를 요청해 주세요.',
    usedPassword:
      '링크는 짧은 시간 동안 한 번만 사용할 수 있습니다. 방금 설정했다면 새 비밀번호로 로그인하고, 아니면 새 링크를 요청해 주세요.',
    newLink: '새 링크 보내기',
    mailTitle: '이 기기에서 로그인할까요?',
    mailText: '메일의 링크는 한 번만 사용할 수 있으며, 이 브라우저에서만 로그인됩니다.',
    notYou: '본인이 아니신가요? 이 페이지를 닫아 주세요. 아무도 로그인되지 않습니다.',
    newPassword: '새 비밀번호 설정',
    newPasswordText: '설정하면 모든 기기에서 로그아웃됩니다.',
    newPasswordLabel: '새 비밀번호',
    setPassword: '비밀번호 설정',
    passwordSet: '비밀번호를 설정했습니다',
    passwordSetText: '이제 새 비밀번호로 로그인해 주세요. 모든 기기에서 로그아웃되었습니다.',
    welcome: '환영합니다',
    welcomeText: () => (
      <>{b(brand)} 계정의 비밀번호를 정해 주세요. 이메일 주소도 함께 확인됩니다.</>
    ),
    ready: '계정이 준비되었습니다',
    readyText: '새 비밀번호로 로그인해 주세요.',
    verify: '이메일 주소 확인',
    verifyText: (name) => (
      <>이 메일을 받은 주소가 {b(name)} 계정의 주소가 됩니다. 그 주소로 로그인할 수 있습니다.</>
    ),
    verifySignIn: '이 링크를 요청한 계정으로 로그인하면 주소가 확인됩니다.',
    confirm: '주소 확인',
    confirmed: '주소를 확인했습니다',
    confirmedText: '이제 이 주소로 로그인할 수 있습니다.',
    other: '다른 계정의 링크입니다',
    otherText: (name) => (
      <>
        또는 더 이상 사용할 수 없는 링크입니다. 지금은 {b(name)} 계정으로 로그인되어 있습니다.
        링크를 요청한 계정으로 로그인해 주세요. 링크는 그대로 사용할 수 있습니다.
      </>
    ),
    otherSignIn: '다른 계정으로 로그인',
    otherStay: (name) => `${name} 계정 유지`,
    keep: '2단계 로그인을 유지할까요?',
    keepText: '관리자가 2단계 로그인 초기화를 요청받았습니다. 이 초기화를 취소합니다.',
    cancelReset: '초기화 취소',
    kept: '2단계 로그인을 유지합니다',
    keptText: '초기화를 요청하지 않으셨다면 서비스 운영자에게 알려 주세요.',
    deny: '본인의 로그인이 아닌가요?',
    denyText: '그 기기에서 로그아웃합니다. 새 비밀번호를 설정하는 링크를 메일로 보내 드립니다.',
    denyButton: '로그아웃시키기',
    denied: '로그아웃했습니다',
    deniedText: (count) => `세션 ${count}개를 종료했습니다.`,
    deniedMail: '새 비밀번호를 설정하는 링크를 메일로 보냈습니다.',
    deniedRest:
      '그동안 추가된 패스키, 외부 로그인, 인증 앱은 그대로 있으니 계정에서 확인해 주세요.',
  },
};

/** What the pages of mailed links say, and that of signing out. */
export const linkWords = import.meta.env.MODE === 'ko' ? korean : english;
