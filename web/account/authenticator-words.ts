const english = {
  title: 'Set up an authenticator app',
  failed: 'The key did not load',
  loading: 'Making a key',
  scan: 'Scan this with the app',
  scanText: 'Any app for time-based codes will do. If you cannot scan, type this key into the app:',
  qr: 'QR code for your authenticator app. The key beside it is the same.',
  copyKey: 'Copy the key',
  open: 'Open in an app on this phone',
  leftBefore: 'The key is shown only here, for ',
  leftAfter: ' more minutes.',
  over: 'The time is over. Make a new key, and scan it.',
  newKey: 'Make a new key',
  type: 'Type the code that it shows',
  digits: 'Six digits',
  wrong: 'This code is wrong. Wait for the next one, and look at the clock of the phone.',
  added: 'Authenticator app added',
};

const korean: typeof english = {
  title: '인증 앱 설정',
  failed: '키를 불러오지 못했습니다',
  loading: '키를 만드는 중',
  scan: '앱으로 스캔해 주세요',
  scanText: '시간 기반 코드를 쓰는 앱이면 됩니다. 스캔할 수 없으면 이 키를 앱에 입력해 주세요.',
  qr: '인증 앱을 위한 QR 코드입니다. 옆의 키와 같습니다.',
  copyKey: '키 복사',
  open: '이 휴대전화의 앱에서 열기',
  leftBefore: '키는 여기에만 표시됩니다. 남은 시간: ',
  leftAfter: '',
  over: '시간이 지났습니다. 새 키를 만들어 스캔해 주세요.',
  newKey: '새 키 만들기',
  type: '앱에 표시된 코드 입력',
  digits: '숫자 6자리',
  wrong: '코드가 맞지 않습니다. 다음 코드를 기다리고 휴대전화의 시각을 확인해 주세요.',
  added: '인증 앱을 추가했습니다',
};

/** What setting up an app says. */
export const authenticatorWords = import.meta.env.MODE === 'ko' ? korean : english;
