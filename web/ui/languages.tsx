import { language, speak } from './page.js';

const names = { en: 'English', ko: '한국어' } as const;

/** The languages of the pages; the present one is no button. */
export function Languages() {
  return (
    <footer class="auth-foot" aria-label={language === 'ko' ? '언어' : 'Language'}>
      {(['en', 'ko'] as const).map((tag) =>
        tag === language ? (
          <span key={tag} lang={tag} aria-current="true">
            {names[tag]}
          </span>
        ) : (
          <button key={tag} type="button" lang={tag} onClick={() => speak(tag)}>
            {names[tag]}
          </button>
        ),
      )}
    </footer>
  );
}
