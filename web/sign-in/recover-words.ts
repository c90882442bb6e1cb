const english = {
  title: 'Lost your passkey?',
  text: 'A recovery code opens an account that has no other way in, after some time.',
  wrong: 'The username or the code is wrong, the code was used, or the account has another way in.',
  begun: 'Come back with the same code',
  begunText: (from: string, until: string) =>
    `It opens your account from ${from} until ${until}. Until then its devices can cancel it.`,
};

const korean: typeof english = {
  title: '패스키를 잃어버리셨나요?',
  text: '다른 로그인 수단이 없는 계정은 복구 코드로 일정 시간 뒤에 열 수 있습니다.',
  wrong:
    '사용자 이름이나 코드가 맞지 않거나, 이미 사용한 코드이거나, 다른 로그인 수단이 있는 계정입니다.',
  begun: '같은 코드로 다시 와 주세요',
  begunText: (from, until) =>
    `${from}부터 ${until}까지 이 코드로 로그인할 수 있습니다. 그때까지 계정의 기기에서 취소할 수 있습니다.`,
};

/** What the recovery of an account says. */
export const recoverWords = import.meta.env.MODE === 'ko' ? korean : english;
