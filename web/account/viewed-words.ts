const english = {
  label: 'Impersonation',
  sees: (by: string, name: string) => `${by}, you see what ${name} sees.`,
  until: (at: string, left: string) => `Until ${at} (${left} left).`,
  limits: 'You can change the profile, and nothing else.',
  reason: (text: string) => `Reason on record: ${text}`,
  end: 'End',
  busy: 'Ending…',
};

const korean: typeof english = {
  label: '대신 보기',
  sees: (by, name) => `${by} 님이 ${name}에게 보이는 화면을 보고 있습니다.`,
  until: (at, left) => `${at}까지(${left} 남음).`,
  limits: '프로필만 바꿀 수 있습니다.',
  reason: (text) => `기록된 사유: ${text}`,
  end: '종료',
  busy: '종료하는 중…',
};

export const viewedWords = import.meta.env.MODE === 'ko' ? korean : english;
