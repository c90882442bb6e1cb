/** What the pages say that the links of mails lead to. */
export const englishLinks = {
  username: 'Username or e-mail address',
  email: 'E-mail address',
  password: 'Password',
  newPassword: 'New password',
  code: 'Code',
  reveal: 'Show password',
  noScript: 'This page needs JavaScript.',
  aside: 'A page for development. In production your front end takes its place.',
  pages: {
    'verify-email': {
      title: 'Confirm your address',
      text: 'Sign in to the account that asked for this link. That confirms the address.',
      button: ['Confirm address', 'Confirming…'],
    },
    'reset-password': {
      title: 'Set a new password',
      text: 'It signs your account out on every device.',
      button: ['Set password', 'Setting…'],
    },
    'sign-in': {
      title: 'Sign in on this device?',
      text: 'The link in your mail is good once. It signs in this browser and no other.',
      button: ['Sign in', 'Signing in…'],
    },
    'accept-invitation': {
      title: 'Welcome',
      text: 'Choose a password for your account. That also confirms your e-mail address.',
      button: ['Set password', 'Setting…'],
    },
    'keep-factors': {
      title: 'Keep two-step sign-in?',
      text: 'Cancel the reset that an administrator was asked for.',
      button: ['Cancel the reset', 'Cancelling…'],
    },
    'deny-sign-in': {
      title: 'Was it not you?',
      text: 'End the sign-in that the mail is about, and all that came after it.',
      button: ['It was not me', 'Ending it…'],
    },
  },
};

export const koreanLinks: typeof englishLinks = {
  username: '사용자 이름 또는 이메일 주소',
  email: '이메일 주소',
  password: '비밀번호',
  newPassword: '새 비밀번호',
  code: '코드',
  reveal: '비밀번호 표시',
  noScript: '이 페이지를 쓰려면 JavaScript가 필요합니다.',
  aside: '개발용 페이지입니다. 운영 환경에서는 직접 만든 프런트엔드가 이 역할을 합니다.',
  pages: {
    'verify-email': {
      title: '이메일 주소 확인',
      text: '이 링크를 요청한 계정으로 로그인하면 주소가 확인됩니다.',
      button: ['주소 확인', '확인하는 중…'],
    },
    'reset-password': {
      title: '새 비밀번호 설정',
      text: '설정하면 모든 기기에서 로그아웃됩니다.',
      button: ['비밀번호 설정', '설정하는 중…'],
    },
    'sign-in': {
      title: '이 기기에서 로그인할까요?',
      text: '메일의 링크는 한 번만 사용할 수 있으며, 이 브라우저에서만 로그인됩니다.',
      button: ['로그인', '로그인하는 중…'],
    },
    'accept-invitation': {
      title: '환영합니다',
      text: '계정의 비밀번호를 정해 주세요. 이메일 주소도 함께 확인됩니다.',
      button: ['비밀번호 설정', '설정하는 중…'],
    },
    'keep-factors': {
      title: '2단계 로그인을 유지할까요?',
      text: '관리자가 요청받은 초기화를 취소합니다.',
      button: ['초기화 취소', '취소하는 중…'],
    },
    'deny-sign-in': {
      title: '본인이 로그인하지 않았나요?',
      text: '메일에 적힌 로그인과 그 뒤의 모든 로그인을 종료합니다.',
      button: ['본인이 아닙니다', '종료하는 중…'],
    },
  },
};
