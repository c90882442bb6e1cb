import { addressOf, byId } from './dom.js';
import { lang, words } from './words.js';

/** Shows new mails as they come, clears the folder, and writes times as the reader's clock has them. */
export function openMailbox(): void {
  localiseTimes();
  void watch();
  document.addEventListener('click', ({ target }) => {
    if ((target as Element).closest('#clear') === null) return;
    void fetch(addressOf('dev/mailbox'), { method: 'DELETE' }).then(renew);
  });
}

/** Milliseconds until the next question after one without an answer. */
const pause = 2000;

/** Asks for news again and again; each answer takes up to half a minute. */
async function watch(): Promise<void> {
  for (;;) {
    const { state = '' } = byId('mails').dataset;
    try {
      const response = await fetch(addressOf(`dev/mailbox/news?state=${state}`));
      const { changed } = (await response.json()) as { changed?: boolean };
      if (changed === true) await renew();
      else await later();
    } catch {
      await later();
    }
  }
}

function later(): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, pause));
}

/** Takes what has changed out of the page as it is now. What is open stays open, unless it is gone. */
async function renew(): Promise<void> {
  const open = document.querySelector<HTMLAnchorElement>('.mail-list [aria-current]');
  const count = document.querySelectorAll('.mail-list li').length;
  const response = await fetch(open?.href ?? location.href);
  const fresh = new DOMParser().parseFromString(await response.text(), 'text/html');
  for (const selector of ['.page-head', '#mails']) {
    const next = fresh.querySelector(selector);
    if (next !== null) document.querySelector(selector)?.replaceWith(document.adoptNode(next));
  }
  const more = document.querySelectorAll('.mail-list li').length - count;
  if (more > 0) byId('news').textContent = words.mailbox.news(more);
  localiseTimes();
}

function localiseTimes(): void {
  const short = new Intl.DateTimeFormat(lang, {
    hour: '2-digit',
    minute: '2-digit',
    hour12: false,
  });
  const long = new Intl.DateTimeFormat(lang === 'en' ? 'en-GB' : lang, {
    dateStyle: 'medium',
    timeStyle: 'short',
  });
  for (const time of document.querySelectorAll('time')) {
    const date = new Date(time.dateTime);
    time.textContent = ('short' in time.dataset ? short : long).format(date);
    time.title = long.format(date);
  }
}
