import { randomBytes } from 'node:crypto';
import { firstStepsOf, firstUser } from '../../platform/first-steps.js';
import { icon, mark } from '../../platform/http/icons.js';
import { Markup, markup } from '../../platform/http/markup.js';
import type { Words } from './words.js';

/** What the page says of the service. */
export interface RunningService {
  readonly version: string;
  /** SQLite or PostgreSQL. */
  readonly database: string;
  /** Whether the database answers. */
  readonly isReady: boolean;
  readonly endpoint: string;
  /** Whether people sign up by an address alone (USERNAMES=off). */
  readonly byEmail: boolean;
  readonly sandbox: boolean;
  readonly graphiql: boolean;
  readonly documentation: boolean;
  /** How many mails the mailbox holds; `undefined` where there is none. */
  readonly mails: number | undefined;
}

export function startPage(service: RunningService, words: Words): Markup {
  const { start } = words;
  const [before = '', after = ''] = start.gone;
  return markup`<main class="devstart" id="main">
<div class="devstart-head">
<div class="stack-2"><h1 class="brand">${mark}<span>Authgraph</span></h1>
<p class="line-up soft"><span class="dots"><span>${start.version} ${service.version}</span><span>${service.database}</span><span>Node ${process.versions.node}</span></span>
<span class="badge warn">${icon('code')}${words.development}</span>${health(service, words)}</p></div>
<div class="stack-2"><span class="label" id="endpoint-label">${start.endpoint}</span>
<div class="copy-line" role="group" aria-labelledby="endpoint-label"><code id="endpoint">${service.endpoint}</code><button class="btn" type="button" data-copy="endpoint">${icon('copy')}<span class="vh">${start.copyEndpoint}</span><span class="btn-text" aria-hidden="true">${words.copy}</span></button></div></div>
</div>
<div class="stack-8">
${firstRequests(service, words)}
<section class="stack"><h2>${start.around}</h2><ul class="cards">${cards(service, words)}</ul></section>
<p class="soft">${before}<span class="mono">NODE_ENV=production</span>${after}</p>
</div>
</main>`;
}

function health({ isReady }: RunningService, { start }: Words): Markup {
  return markup`<span id="health"><span class="badge ok"${hiddenUnless(isReady)}>${icon('check')}${start.healthy}</span><span class="badge danger"${hiddenUnless(!isReady)}>${icon('warning')}${start.notReady}</span></span>`;
}

function hiddenUnless(shown: boolean): Markup {
  return new Markup(shown ? '' : ' hidden');
}

/** Both requests beside their answers. The script puts the answers in, and another name with each run. */
function firstRequests({ byEmail }: RunningService, { start }: Words): Markup {
  const { name } = firstStepsOf(byEmail);
  const username = `${firstUser.username}-${randomBytes(2).toString('hex')}`;
  const register = markup`<span class="tk-k">mutation</span> {
  register(
    ${name}: <span class="tk-s">"<span id="username">${username}</span>${byEmail ? '@example.com' : ''}"</span>
    password: <span class="tk-s">"${firstUser.password}"</span>
  ) {
    accessToken
    expiresIn
  }
}`;
  const me = markup`<span class="tk-p" id="authorization"># Authorization: Bearer …</span>
<span class="tk-k">query</span> {
  me {
    id
    ${name}
    sessions { userAgent current }
  }
}`;
  return markup`<section class="stack">
<div class="group-head"><div><h2>${start.both}</h2><p>${start.bothText}</p></div>
<button class="btn primary" type="button" id="run"><span class="line-up">${icon('play', true)}${start.run}</span><span class="line-up" hidden>${icon('again', true)}${start.runAgain}</span></button></div>
<noscript><p class="soft">${start.noScript}</p></noscript>
<p class="vh" role="status" id="run-status"></p>
<div class="pair">
${request('first', start, register)}
${answer('first', start)}
${request('second', start, me)}
${answer('second', start)}
</div>
</section>`;
}

type Which = 'first' | 'second';

function request(which: Which, { [which]: words }: Words['start'], text: Markup): Markup {
  return markup`<section class="snippet" aria-label="${words.request}"><div class="snippet-head"><span>${words.request}</span>${copyButton(`${which}-request`, words.copyRequest)}</div><pre id="${which}-request">${text}</pre></section>`;
}

function answer(which: Which, { [which]: words, answer: title }: Words['start']): Markup {
  return markup`<section class="snippet" aria-label="${words.answer}" id="${which}-answer"><div class="snippet-head"><span>${title}</span><span class="line-up num" hidden><span class="badge ok" hidden>${icon('check')}<span></span></span><span class="badge danger" hidden>${icon('warning')}<span></span></span><span class="time"></span>${copyButton(`${which}-text`, words.copyAnswer)}</span></div><div class="empty"><p>${words.hint}</p></div><pre id="${which}-text" hidden></pre></section>`;
}

function copyButton(what: string, label: string): Markup {
  return markup`<button class="btn quiet icon" type="button" data-copy="${what}">${icon('copy', true)}<span class="vh">${label}</span></button>`;
}

function cards(service: RunningService, { start, mailbox, documentation }: Words): Markup[] {
  const { mails } = service;
  return [
    service.sandbox && card('sandbox', 'play', 'Apollo Sandbox', start.sandboxText),
    service.graphiql && card('graphiql', 'terminal', 'GraphiQL', start.graphiqlText),
    mails !== undefined && card('dev/mailbox', 'inbox', mailbox.title, start.mails(mails)),
    card('.well-known/jwks.json', 'key', start.keys, '/.well-known/jwks.json'),
    card('health/ready', 'pulse', start.health, '/health/ready'),
    service.documentation && card('dev/docs', 'book', documentation.title, start.documentationText),
  ].filter((each) => each !== false);
}

function card(href: string, picture: Parameters<typeof icon>[0], title: string, text: string) {
  const leaves = href === 'sandbox';
  return markup`<li><a class="link-card" href="${href}">${icon(picture)}<span><b>${title}</b><span class="soft">${text}</span></span>${icon(leaves ? 'out' : 'arrow', true)}</a></li>`;
}
