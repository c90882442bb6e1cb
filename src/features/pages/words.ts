import { parseCookie } from 'cookie';
import { preferredLocales } from '../../platform/http/client-info.js';
import { pickErrorLanguage } from '../../platform/language.js';
import type { Incoming } from '../../platform/route.js';
import type { Language } from './assets.js';

const english = {
  language: 'en' as Language,
  noScript: 'This page needs JavaScript.',
  titles: {
    login: 'Sign in',
    logout: 'Sign out',
    'verify-email': 'Confirm your address',
    'reset-password': 'New password',
    'sign-in': 'Sign in',
    'accept-invitation': 'Invitation',
    'keep-factors': 'Two-step sign-in',
    'deny-sign-in': 'Sign-in on a new device',
    account: 'Your account',
    admin: 'Administration',
  },
  signInOver: {
    title: 'This sign-in is over',
    text: 'It took too long, or it was not begun here. Go back to the application and begin again, or sign in here.',
    button: 'Sign in',
  },
};

/** What the service says before a page's script does. */
export type PageWords = typeof english;

export type PageName = keyof PageWords['titles'];

const korean: PageWords = {
  language: 'ko',
  noScript: '이 페이지를 쓰려면 JavaScript가 필요합니다.',
  titles: {
    login: '로그인',
    logout: '로그아웃',
    'verify-email': '이메일 주소 확인',
    'reset-password': '새 비밀번호',
    'sign-in': '로그인',
    'accept-invitation': '초대',
    'keep-factors': '2단계 로그인',
    'deny-sign-in': '새 기기에서의 로그인',
    account: '내 계정',
    admin: '관리',
  },
  signInOver: {
    title: '만료된 로그인입니다',
    text: '시간이 너무 오래 걸렸거나 여기에서 시작하지 않은 로그인입니다. 애플리케이션으로 돌아가 다시 시작하거나 여기에서 로그인해 주세요.',
    button: '로그인',
  },
};

/** The cookie in which a page keeps the language that someone has chosen there (`web/ui/page.ts`). */
const languageCookie = 'authgraph-language';

/** In the language that was chosen on a page, or else that of the browser. */
export function wordsFor(request: Incoming): PageWords {
  const chosen = parseCookie(request.headers.cookie ?? '')[languageCookie];
  const wanted = chosen === undefined ? preferredLocales(request) : [chosen];
  return pickErrorLanguage(wanted) === 'ko' ? korean : english;
}
