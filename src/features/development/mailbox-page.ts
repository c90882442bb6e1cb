import { topBar } from '../../platform/http/own-page.js';
import { icon } from '../../platform/http/icons.js';
import { markup, type Markup } from '../../platform/http/markup.js';
import type { FolderMail } from './mail-folder.js';
import type { Words } from './words.js';

interface Mailbox {
  readonly mails: readonly FolderMail[];
  /** The mail that is open; none while there are no mails. */
  readonly shown: FolderMail | undefined;
  /** Of the list, to ask for news of it. */
  readonly state: string;
}

export function mailboxPage({ mails, shown, state }: Mailbox, words: Words): Markup {
  const { mailbox } = words;
  return markup`${topBar({ ...words, title: mailbox.title })}
<main class="mailbox" id="main">
<div class="page-head"><div><h1>${mailbox.title}</h1><p>${mailbox.text}</p></div>${mails.length > 0 && clearButton(words)}</div>
<p class="vh" role="status" id="news"></p>
<div id="mails" data-state="${state}">${shown === undefined ? nothingYet(words) : both(mails, shown, words)}</div>
</main>`;
}

function clearButton({ mailbox }: Words): Markup {
  return markup`<button class="btn" type="button" id="clear">${icon('trash', true)}${mailbox.clear}</button>`;
}

function nothingYet({ mailbox, toStart }: Words): Markup {
  return markup`<div class="panel"><div class="empty">${icon('inbox')}<h2>${mailbox.none}</h2><p>${mailbox.noneText}</p><a class="btn" href="../">${toStart}</a></div></div>`;
}

function both(mails: readonly FolderMail[], shown: FolderMail, words: Words): Markup {
  const { mailbox, language } = words;
  const items = mails.map((mail) => listItem(mail, mail.id === shown.id, words));
  const tag = tagOf(shown);
  const lang = tag === undefined ? markup`` : markup` lang="${tag}"`;
  return markup`<div class="two">
<nav class="panel" aria-label="${mailbox.mails}"><ul class="mail-list">${items}</ul></nav>
<article class="panel" id="mail" tabindex="-1">
<div class="pad stack-2"><h2${lang}>${shown.subject}</h2><p class="row-meta dots"><span>${mailbox.to(shown.to)}</span>${languageOf(shown, language)}${dateOf(shown)}</p></div>
${takenOut(shown.text, words)}
<div class="mail-text stack"${lang}>${paragraphs(shown.text)}</div>
<div class="panel-foot"><span class="soft">${mailbox.asText}</span>${shown.html !== null && markup`<a class="btn" href="mailbox/html?mail=${shown.id}">${mailbox.asHtml}</a>`}<a class="btn" href="mailbox/source?mail=${shown.id}">${mailbox.source}</a></div>
</article>
</div>`;
}

function listItem({ id, subject, to, date }: FolderMail, isShown: boolean, words: Words): Markup {
  const time =
    date !== null &&
    markup`<time class="soft num" datetime="${date.toISOString()}" data-short>${date.toISOString().slice(11, 16)}</time>`;
  const current = isShown ? markup` aria-current="true"` : markup``;
  return markup`<li><a href="mailbox?mail=${id}#mail"${current}><b class="clip">${subject}</b>${time}<span class="soft clip">${words.mailbox.to(to)}</span></a></li>`;
}

/** Of a mail, unless it is none that a browser knows. */
function tagOf({ language }: FolderMail): string | undefined {
  const isTag = language !== null && /^[a-z]{2,3}(?:-[a-z0-9]{2,8})*$/i.test(language);
  return isTag ? language : undefined;
}

/** @param of the page */
function languageOf(mail: FolderMail, of: string): Markup | false {
  const tag = tagOf(mail);
  if (tag === undefined) return false;
  const name = new Intl.DisplayNames(of, { type: 'language' }).of(tag) ?? tag;
  return markup`<span>${name}</span>`;
}

/** The script shows it as the time of the reader's clock. */
function dateOf({ date }: FolderMail): Markup | false {
  if (date === null) return false;
  const text = date.toISOString();
  return markup`<span><time datetime="${text}">${text.slice(0, 16).replace('T', ' ')} UTC</time></span>`;
}

const link = /https?:\/\/[^\s<>"']+/;
const code = /^\d{4} \d{4}$/m;

/** What the mail is for: its code and its link. */
function takenOut(text: string, words: Words): Markup | false {
  const [number] = code.exec(text) ?? [];
  const [address] = link.exec(text) ?? [];
  if (number === undefined && address === undefined) return false;
  return markup`<div class="pad stack-2">${number !== undefined && codeLine(number, words)}${address !== undefined && linkLine(address, words)}</div>`;
}

function codeLine(number: string, { copy, mailbox }: Words): Markup {
  return markup`<div class="copy-line"><span class="line-up code-line"><span class="soft">${mailbox.code}</span><span class="big-code num" id="code">${number}</span></span><button class="btn" type="button" data-copy="code">${icon('copy')}<span class="vh">${mailbox.copyCode}</span><span class="btn-text" aria-hidden="true">${copy}</span></button></div>`;
}

function linkLine(address: string, { mailbox }: Words): Markup {
  return markup`<div class="copy-line"><span class="mono">${shortened(address)}</span><a class="btn" href="${address}">${mailbox.open}</a></div>`;
}

/** Characters of a token that are shown: enough to tell two apart. */
const shownToken = 4;

function shortened(address: string): string {
  if (!URL.canParse(address)) return address;
  const { pathname, search, hash } = new URL(address);
  const rest = `${search}${hash}`;
  const end = rest.indexOf('=') + 1;
  return `${pathname}${end === 0 ? rest : `${rest.slice(0, end + shownToken)}…`}`;
}

function paragraphs(text: string): Markup[] {
  return text.split(/\n{2,}/).map((paragraph) => {
    const lines = paragraph.split('\n').map((line, index) => {
      const start = index > 0 && markup`<br>`;
      return markup`${start}${lineOf(line)}`;
    });
    return markup`<p>${lines}</p>`;
  });
}

function lineOf(line: string): Markup {
  const [address] = link.exec(line) ?? [];
  if (address === undefined)
    return code.test(line) ? markup`<b class="num">${line}</b>` : markup`${line}`;
  const [before = '', after = ''] = line.split(address);
  return markup`${before}<a href="${address}">${address}</a>${after}`;
}
