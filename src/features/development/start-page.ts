import { randomBytes } from 'node:crypto';
import { firstStepsOf, firstUser } from '../../platform/first-steps.js';
import { icon, mark } from '../../platform/http/icons.js';
import { Markup, markup } from '../../platform/http/markup.js';

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

export function startPage(service: RunningService): Markup {
  return markup`<main class="devstart" id="main">
<div class="devstart-head">
<div class="stack-2"><h1 class="brand">${mark}<span>Authgraph</span></h1>
<p class="line-up soft"><span class="dots"><span>Version ${service.version}</span><span>${service.database}</span><span>Node ${process.versions.node}</span></span>
<span class="badge warn">${icon('code')}Development</span>${health(service)}</p></div>
<div class="stack-2"><span class="label" id="endpoint-label">GraphQL endpoint</span>
<div class="copy-line" role="group" aria-labelledby="endpoint-label"><code id="endpoint">${service.endpoint}</code><button class="btn" type="button" data-copy="endpoint">${icon('copy')}<span class="vh">Copy the endpoint</span><span class="btn-text" aria-hidden="true">Copy</span></button></div></div>
</div>
<div class="stack-8">
${firstRequests(service)}
<section class="stack"><h2>Try and look</h2><ul class="cards">${cards(service)}</ul></section>
<p class="soft">This page is for development only. With <span class="mono">NODE_ENV=production</span> it is gone, and so are Sandbox, GraphiQL and the mailbox.</p>
</div>
</main>`;
}

function health({ isReady }: RunningService): Markup {
  return markup`<span id="health"><span class="badge ok"${hiddenUnless(isReady)}>${icon('check')}Healthy</span><span class="badge danger"${hiddenUnless(!isReady)}>${icon('warning')}Not ready</span></span>`;
}

function hiddenUnless(shown: boolean): Markup {
  return new Markup(shown ? '' : ' hidden');
}

/** Both requests beside their answers. The script puts the answers in, and another name with each run. */
function firstRequests({ byEmail }: RunningService): Markup {
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
<div class="group-head"><div><h2>Register, then ask who you are</h2><p>Creates an account with a made-up name, and uses its access token.</p></div>
<button class="btn primary" type="button" id="run"><span class="line-up">${icon('play', true)}Run both</span><span class="line-up" hidden>${icon('again', true)}Run again</span></button></div>
<noscript><p class="soft">The button needs JavaScript. The requests themselves work from anywhere.</p></noscript>
<p class="vh" role="status" id="run-status"></p>
<div class="pair">
${request('1. Register', 'first', register)}
${answer('first', 'Comes here when you run it.')}
${request('2. Who am I?', 'second', me)}
${answer('second', 'Uses the access token of the first answer.')}
</div>
</section>`;
}

function request(title: string, which: string, text: Markup): Markup {
  return markup`<section class="snippet" aria-label="${title}"><div class="snippet-head"><span>${title}</span>${copyButton(`${which}-request`, `Copy the ${which} request`)}</div><pre id="${which}-request">${text}</pre></section>`;
}

function answer(which: string, hint: string): Markup {
  const title = which === 'first' ? 'First answer' : 'Second answer';
  return markup`<section class="snippet" aria-label="${title}" id="${which}-answer"><div class="snippet-head"><span>Answer</span><span class="line-up num" hidden><span class="badge ok" hidden>${icon('check')}<span></span></span><span class="badge danger" hidden>${icon('warning')}<span></span></span><span class="time"></span>${copyButton(`${which}-text`, `Copy the ${which} answer`)}</span></div><div class="empty"><p>${hint}</p></div><pre id="${which}-text" hidden></pre></section>`;
}

function copyButton(what: string, label: string): Markup {
  return markup`<button class="btn quiet icon" type="button" data-copy="${what}">${icon('copy', true)}<span class="vh">${label}</span></button>`;
}

function cards(service: RunningService): Markup[] {
  const { mails } = service;
  const count = mails === 1 ? '1 mail' : `${mails ?? 0} mails`;
  return [
    service.sandbox && card('sandbox', 'play', 'Apollo Sandbox', 'Loads from Apollo’s servers'),
    service.graphiql && card('graphiql', 'terminal', 'GraphiQL', 'Works offline'),
    mails !== undefined && card('dev/mailbox', 'inbox', 'Mailbox', `${count} caught here`),
    card('.well-known/jwks.json', 'key', 'Public keys', '/.well-known/jwks.json'),
    card('health/ready', 'pulse', 'Health', '/health/ready'),
    service.documentation &&
      card('dev/docs', 'book', 'Documentation', 'Guides, errors, configuration'),
  ].filter((each) => each !== false);
}

function card(href: string, picture: Parameters<typeof icon>[0], title: string, text: string) {
  const leaves = href === 'sandbox';
  return markup`<li><a class="link-card" href="${href}">${icon(picture)}<span><b>${title}</b><span class="soft">${text}</span></span>${icon(leaves ? 'out' : 'arrow', true)}</a></li>`;
}
