const english = {
  showPassword: 'Show password',
  optional: '(optional)',
  close: 'Close',
  cancel: 'Cancel',
  copy: 'Copy',
  copied: 'Copied',
  tryNow: 'Try now',
  tryAgain: 'Try again',
  tryAgainIn: (clock: string) => `Try again in ${clock}`,
  slow: 'This takes longer than usual. We are still trying.',
  offline: 'You are offline',
  offlineText: 'This page goes on by itself when the connection is back.',
  unavailable: 'The service does not answer',
  unavailableText: 'Nothing was lost, and what you typed is still here.',
  overloaded: 'Too many people sign in right now',
  overloadedText: 'Nothing was lost, and what you typed is still here.',
  nextTry: (seconds: number) =>
    seconds === 1 ? 'Next try in 1 second.' : `Next try in ${seconds} seconds.`,
  throttled: {
    TOO_MANY_ATTEMPTS: 'Too many attempts from your network',
    TOO_MANY_MAILS: 'Too many mails',
    TOO_MANY_CHANGES: 'Too many changes',
    TOO_MANY_EXPORTS: 'Too many exports',
  } as Readonly<Record<string, string | undefined>>,
  throttledOther: 'Too often',
  throttledText: (seconds: number) =>
    seconds === 1
      ? 'You can try again in 1 second. Nothing is locked.'
      : `You can try again in ${seconds} seconds. Nothing is locked.`,
  throttledOver: 'You can try again now.',
  refused: 'That did not work',
  reasons: {
    STEP_UP_REQUIRED: 'It was not confirmed that it is you. Nothing was changed.',
    FRESH_LOGIN_REQUIRED: 'It was not confirmed that it is you. Nothing was changed.',
  } as Readonly<Record<string, string | undefined>>,
  unchanged: 'The service does not answer. Nothing was changed.',
  skip: 'Skip to content',
  accountMenu: 'Account menu',
};

const korean: typeof english = {
  showPassword: '비밀번호 표시',
  optional: '(선택)',
  close: '닫기',
  cancel: '취소',
  copy: '복사',
  copied: '복사했습니다',
  tryNow: '지금 시도',
  tryAgain: '다시 시도',
  tryAgainIn: (clock) => `${clock} 뒤 다시 시도`,
  slow: '평소보다 오래 걸리고 있습니다. 계속 시도하는 중입니다.',
  offline: '오프라인 상태입니다',
  offlineText: '연결되면 이 페이지가 자동으로 이어집니다.',
  unavailable: '서비스가 응답하지 않습니다',
  unavailableText: '잃어버린 것은 없으며 입력한 내용도 그대로 있습니다.',
  overloaded: '지금은 로그인하는 사람이 너무 많습니다',
  overloadedText: '잃어버린 것은 없으며 입력한 내용도 그대로 있습니다.',
  nextTry: (seconds) => `${seconds}초 뒤에 다시 시도합니다.`,
  throttled: {
    TOO_MANY_ATTEMPTS: '이 네트워크에서 시도가 너무 많았습니다',
    TOO_MANY_MAILS: '메일을 너무 많이 보냈습니다',
    TOO_MANY_CHANGES: '너무 자주 변경했습니다',
    TOO_MANY_EXPORTS: '너무 자주 내보냈습니다',
  },
  throttledOther: '너무 자주 시도했습니다',
  throttledText: (seconds) =>
    `${seconds}초 뒤에 다시 시도할 수 있습니다. 계정은 잠기지 않았습니다.`,
  throttledOver: '이제 다시 시도할 수 있습니다.',
  refused: '처리하지 못했습니다',
  reasons: {
    STEP_UP_REQUIRED: '본인 확인을 하지 않았습니다. 변경된 것은 없습니다.',
    FRESH_LOGIN_REQUIRED: '본인 확인을 하지 않았습니다. 변경된 것은 없습니다.',
  },
  unchanged: '서비스가 응답하지 않습니다. 변경된 것은 없습니다.',
  skip: '본문으로 건너뛰기',
  accountMenu: '계정 메뉴',
};

/** What the shared parts say. The other language is not in the build. */
export const words = import.meta.env.MODE === 'ko' ? korean : english;
