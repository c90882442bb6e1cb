import { topBar } from '../../platform/http/own-page.js';
import { icon } from '../../platform/http/icons.js';
import { markup, type Markup } from '../../platform/http/markup.js';
import type { FolderMail } from './mail-folder.js';

interface Mailbox {
  readonly mails: readonly FolderMail[];
  /** The mail that is open; none while there are no mails. */
  readonly shown: FolderMail | undefined;
  /** Of the list, to ask for news of it. */
  readonly state: string;
}

export function mailboxPage({ mails, shown, state }: Mailbox): Markup {
  return markup`${topBar('Mailbox')}
<main class="mailbox" id="main">
<div class="page-head"><div><h1>Mailbox</h1><p>Mails that were written here instead of being sent. New ones appear by themselves.</p></div>${mails.length > 0 && clearButton}</div>
<p class="vh" role="status" id="news"></p>
<div id="mails" data-state="${state}">${shown === undefined ? nothingYet : both(mails, shown)}</div>
</main>`;
}

const clearButton = markup`<button class="btn" type="button" id="clear">${icon('trash', true)}Clear all</button>`;

const nothingYet = markup`<div class="panel"><div class="empty">${icon('inbox')}<h2>No mail yet</h2><p>Ask for a sign-in link, or register with an e-mail address. The mail appears here.</p><a class="btn" href="../">Go to the start page</a></div></div>`;

function both(mails: readonly FolderMail[], shown: FolderMail): Markup {
  const items = mails.map((mail) => listItem(mail, mail.id === shown.id));
  return markup`<div class="two">
<nav class="panel" aria-label="Mails"><ul class="mail-list">${items}</ul></nav>
<article class="panel" id="mail" tabindex="-1">
<div class="pad stack-2"><h2>${shown.subject}</h2><p class="row-meta dots"><span>to ${shown.to}</span>${languageOf(shown)}${dateOf(shown)}</p></div>
${takenOut(shown.text)}
<div class="mail-text stack">${paragraphs(shown.text)}</div>
<div class="panel-foot"><span class="soft">Shown as text.</span>${shown.html !== null && markup`<a class="btn" href="mailbox/html?mail=${shown.id}">As HTML</a>`}<a class="btn" href="mailbox/source?mail=${shown.id}">Source</a></div>
</article>
</div>`;
}

function listItem({ id, subject, to, date }: FolderMail, isShown: boolean): Markup {
  const time =
    date !== null &&
    markup`<time class="soft num" datetime="${date.toISOString()}" data-short>${date.toISOString().slice(11, 16)}</time>`;
  const current = isShown ? markup` aria-current="true"` : markup``;
  return markup`<li><a href="mailbox?mail=${id}#mail"${current}><b class="clip">${subject}</b>${time}<span class="soft clip">to ${to}</span></a></li>`;
}

function languageOf({ language }: FolderMail): Markup | false {
  if (language === null || !/^[a-z]{2,3}(?:-[a-z0-9]{2,8})*$/i.test(language)) return false;
  const name = new Intl.DisplayNames('en', { type: 'language' }).of(language) ?? language;
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
function takenOut(text: string): Markup | false {
  const [number] = code.exec(text) ?? [];
  const [address] = link.exec(text) ?? [];
  if (number === undefined && address === undefined) return false;
  return markup`<div class="pad stack-2">${number !== undefined && codeLine(number)}${address !== undefined && linkLine(address)}</div>`;
}

function codeLine(number: string): Markup {
  return markup`<div class="copy-line"><span class="line-up code-line"><span class="soft">Code</span><span class="big-code num" id="code">${number}</span></span><button class="btn" type="button" data-copy="code">${icon('copy')}<span>Copy</span><span class="vh"> the code</span></button></div>`;
}

function linkLine(address: string): Markup {
  return markup`<div class="copy-line"><span class="mono">${shortened(address)}</span><a class="btn" href="${address}">Open link</a></div>`;
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
