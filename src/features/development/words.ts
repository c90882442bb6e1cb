import type { ErrorLanguage } from '../../platform/errors/auth-error.js';
import { preferredLocales } from '../../platform/http/client-info.js';
import { pickErrorLanguage } from '../../platform/language.js';
import type { Incoming } from '../../platform/route.js';
import { englishLinks, koreanLinks } from './link-words.js';

const english = {
  language: 'en' as ErrorLanguage,
  copy: 'Copy',
  toStart: 'Go to the start page',
  skip: 'Skip to the content',
  development: 'Development',
  start: {
    title: 'Authgraph · development',
    version: 'Version',
    healthy: 'Healthy',
    notReady: 'Not ready',
    endpoint: 'GraphQL endpoint',
    copyEndpoint: 'Copy the endpoint',
    around: 'Try and look',
    /** Around `NODE_ENV=production`. */
    gone: [
      'This page is for development only. With ',
      ' it is gone, and so are Sandbox, GraphiQL and the mailbox.',
    ],
    both: 'Register, then ask who you are',
    bothText: 'Creates an account with a made-up name, and uses its access token.',
    run: 'Run both',
    runAgain: 'Run again',
    noScript: 'The button needs JavaScript. The requests themselves work from anywhere.',
    answer: 'Answer',
    first: {
      request: '1. Register',
      answer: 'First answer',
      hint: 'Comes here when you run it.',
      copyRequest: 'Copy the first request',
      copyAnswer: 'Copy the first answer',
    },
    second: {
      request: '2. Who am I?',
      answer: 'Second answer',
      hint: 'Uses the access token of the first answer.',
      copyRequest: 'Copy the second request',
      copyAnswer: 'Copy the second answer',
    },
    sandboxText: 'Loads from Apollo’s servers',
    graphiqlText: 'Works offline',
    mails: (count: number) => (count === 1 ? '1 mail caught here' : `${count} mails caught here`),
    keys: 'Public keys',
    health: 'Health',
    documentationText: 'Guides, errors, configuration',
  },
  mailbox: {
    title: 'Mailbox',
    text: 'Mails that were written here instead of being sent. New ones appear by themselves.',
    clear: 'Clear all',
    none: 'No mail yet',
    noneText: 'Ask for a sign-in link, or register with an e-mail address. The mail appears here.',
    mails: 'Mails',
    to: (address: string) => `to ${address}`,
    asText: 'Shown as text.',
    asHtml: 'As HTML',
    source: 'Source',
    code: 'Code',
    copyCode: 'Copy the code',
    open: 'Open link',
  },
  documentation: {
    title: 'Documentation',
    chapters: 'Chapters',
    titles: [
      'Start',
      'Guides',
      'Configuration',
      'Errors',
      'Events',
      'Command line',
      'Architecture',
    ],
  },
  links: englishLinks,
};

/** What the pages of development say. */
export type Words = typeof english;

const korean: Words = {
  language: 'ko',
  copy: '복사',
  toStart: '시작 페이지로 가기',
  skip: '본문으로 건너뛰기',
  development: '개발용',
  start: {
    title: 'Authgraph · 개발',
    version: '버전',
    healthy: '정상',
    notReady: '준비되지 않음',
    endpoint: 'GraphQL 엔드포인트',
    copyEndpoint: '엔드포인트 복사',
    around: '둘러보기',
    gone: [
      '개발할 때만 있는 페이지입니다. ',
      '에서는 Sandbox, GraphiQL, 메일함과 함께 사라집니다.',
    ],
    both: '가입하고 내 정보 조회하기',
    bothText: '임의의 이름으로 계정을 만들고 그 계정의 액세스 토큰을 사용합니다.',
    run: '모두 실행',
    runAgain: '다시 실행',
    noScript: '이 버튼을 쓰려면 JavaScript가 필요합니다. 요청은 다른 도구로도 보낼 수 있습니다.',
    answer: '응답',
    first: {
      request: '1. 가입',
      answer: '첫 번째 응답',
      hint: '실행하면 여기에 표시됩니다.',
      copyRequest: '첫 번째 요청 복사',
      copyAnswer: '첫 번째 응답 복사',
    },
    second: {
      request: '2. 내 정보',
      answer: '두 번째 응답',
      hint: '첫 번째 응답의 액세스 토큰을 사용합니다.',
      copyRequest: '두 번째 요청 복사',
      copyAnswer: '두 번째 응답 복사',
    },
    sandboxText: 'Apollo 서버에서 불러옵니다',
    graphiqlText: '오프라인에서도 작동합니다',
    mails: (count) => `받아 둔 메일 ${count}통`,
    keys: '공개 키',
    health: '상태',
    documentationText: '가이드, 오류, 설정(영어)',
  },
  mailbox: {
    title: '메일함',
    text: '발송하지 않고 여기에 저장한 메일입니다. 새 메일은 자동으로 나타납니다.',
    clear: '모두 지우기',
    none: '아직 메일이 없습니다',
    noneText: '로그인 링크를 요청하거나 이메일 주소로 가입하면 메일이 여기에 나타납니다.',
    mails: '메일 목록',
    to: (address) => `받는 사람 ${address}`,
    asText: '텍스트 보기',
    asHtml: 'HTML로 보기',
    source: '원본',
    code: '코드',
    copyCode: '코드 복사',
    open: '링크 열기',
  },
  documentation: {
    title: '문서',
    chapters: '목차',
    titles: ['시작', '가이드', '설정', '오류', '이벤트', '명령줄', '구조'],
  },
  links: koreanLinks,
};

/** In the language of a browser. */
export function wordsFor(request: Incoming): Words {
  return pickErrorLanguage(preferredLocales(request)) === 'ko' ? korean : english;
}
