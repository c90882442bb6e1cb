import { icon, mark } from '../../platform/http/icons.js';
import { markup, type Markup } from '../../platform/http/markup.js';
import type { SendPage } from '../../platform/http/own-page.js';
import type { FeatureRoutes } from '../../platform/route.js';
import { wordsFor, type Words } from './words.js';

/** Where the links of mails lead by default. */
const names = [
  'verify-email',
  'reset-password',
  'sign-in',
  'accept-invitation',
  'keep-factors',
  'deny-sign-in',
] as const;

/** Where a click is all that is asked for. */
const withoutFields: readonly string[] = ['keep-factors', 'deny-sign-in'];

/**
 * Pages that finish the links of mails while there is no front end yet. They wait for a click, as mail scanners open
 * links, and take the token out of the fragment, so that it is in no log.
 * @param byEmail whether people have an address alone (USERNAMES=off)
 */
export function createLinkPageRoutes(send: SendPage, byEmail: boolean): FeatureRoutes {
  return Object.fromEntries(
    names.map((name) => [
      `/${name}`,
      {
        methods: ['GET', 'HEAD'],
        handle({ request, response }) {
          const words = wordsFor(request);
          return send(response, {
            language: words.language,
            title: `${words.links.pages[name].title} · Authgraph`,
            layout: 'auth',
            name,
            root: './',
            body: linkPage(name, words, byEmail),
          });
        },
      },
    ]),
  );
}

function linkPage(name: (typeof names)[number], { links }: Words, byEmail: boolean): Markup {
  const { title, text, button } = links.pages[name];
  const [verb = '', busy = ''] = button;
  return markup`<main class="auth-main" id="main">
<a class="brand" href="./">${mark}<span>Authgraph</span></a>
<section class="auth-card">
<div class="tile big" id="picture">${icon('envelope')}</div>
<h1 tabindex="-1">${title}</h1>
<p id="text">${text}</p>
<div class="banner danger no-action" role="alert" id="failure" hidden>${icon('warning')}<p></p></div>
<form class="auth-form" data-name="${byEmail ? 'email' : 'username'}">${fieldsOf(name, links, byEmail)}<button class="btn primary wide" type="submit" data-busy="${busy}"><span class="spin" hidden></span><span>${verb}</span></button></form>
<noscript><p class="auth-aside">${links.noScript}</p></noscript>
</section>
<p class="auth-aside">${links.aside}</p>
</main>`;
}

function fieldsOf(
  name: (typeof names)[number],
  links: Words['links'],
  byEmail: boolean,
): readonly Markup[] {
  if (withoutFields.includes(name)) return [];
  if (name === 'sign-in') return [codeField(links.code)];
  if (name !== 'verify-email') return [passwordField(links, 'new-password')];
  return [
    usernameField(byEmail ? links.email : links.username),
    passwordField(links, 'current-password'),
    codeField(links.code),
  ];
}

/** For the second step of accounts that have one; hidden until then. */
function codeField(label: string): Markup {
  return markup`<div class="field" id="second-step" hidden><label class="label" for="code">${label}</label><input class="input" id="code" name="code" autocomplete="one-time-code" autocapitalize="none" spellcheck="false" required disabled></div>`;
}

function usernameField(label: string): Markup {
  return markup`<div class="field"><label class="label" for="username">${label}</label><input class="input" id="username" name="username" autocomplete="username" autocapitalize="none" spellcheck="false" required></div>`;
}

function passwordField(
  links: Words['links'],
  autocomplete: 'current-password' | 'new-password',
): Markup {
  const label = autocomplete === 'new-password' ? links.newPassword : links.password;
  return markup`<div class="field"><label class="label" for="password">${label}</label><div class="affix end"><input class="input" id="password" name="password" type="password" autocomplete="${autocomplete}" required><button class="btn icon" type="button" aria-label="${links.reveal}" aria-pressed="false" id="reveal">${icon('eye')}</button></div></div>`;
}
