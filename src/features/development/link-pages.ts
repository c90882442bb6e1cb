import { icon, mark } from '../../platform/http/icons.js';
import { markup, type Markup } from '../../platform/http/markup.js';
import type { SendPage } from '../../platform/http/own-page.js';
import type { FeatureRoutes } from '../../platform/route.js';

interface LinkPage {
  readonly title: string;
  readonly text: string;
  readonly fields: readonly Markup[];
  /** A verb, and what the button says while it is at work. */
  readonly button: readonly [string, string];
}

const newPassword = passwordField('New password', 'new-password');

/** Where the links of mails lead by default, and what the page does once someone presses its button. */
const pages: Readonly<Record<string, LinkPage>> = {
  'verify-email': {
    title: 'Confirm your address',
    text: 'Sign in to the account that asked for this link. That confirms the address.',
    fields: [usernameField(), passwordField('Password', 'current-password')],
    button: ['Confirm address', 'Confirming…'],
  },
  'reset-password': {
    title: 'Set a new password',
    text: 'It signs your account out on every device.',
    fields: [newPassword],
    button: ['Set password', 'Setting…'],
  },
  'sign-in': {
    title: 'Sign in on this device?',
    text: 'The link in your mail is good once. It signs in this browser and no other.',
    fields: [],
    button: ['Sign in', 'Signing in…'],
  },
  'accept-invitation': {
    title: 'Welcome',
    text: 'Choose a password for your account. That also confirms your e-mail address.',
    fields: [newPassword],
    button: ['Set password', 'Setting…'],
  },
};

/**
 * Pages that finish the links of mails while there is no front end yet. They wait for a click, as mail scanners open
 * links, and take the token out of the fragment, so that it is in no log.
 */
export function createLinkPageRoutes(send: SendPage): FeatureRoutes {
  return Object.fromEntries(
    Object.entries(pages).map(([name, page]) => [
      `/${name}`,
      {
        methods: ['GET', 'HEAD'],
        handle: ({ response }) =>
          send(response, {
            title: `${page.title} · Authgraph`,
            layout: 'auth',
            name,
            root: './',
            body: linkPage(page),
          }),
      },
    ]),
  );
}

function linkPage({ title, text, fields, button: [verb, busy] }: LinkPage): Markup {
  return markup`<main class="auth-main" id="main">
<a class="brand" href="./">${mark}<span>Authgraph</span></a>
<section class="auth-card">
<div class="tile big" id="picture">${icon('envelope')}</div>
<h1 tabindex="-1">${title}</h1>
<p id="text">${text}</p>
<div class="banner danger no-action" role="alert" id="failure" hidden>${icon('warning')}<p></p></div>
<form class="auth-form">${fields}<button class="btn primary wide" type="submit" data-busy="${busy}"><span class="spin" hidden></span><span>${verb}</span></button></form>
<noscript><p class="auth-aside">This page needs JavaScript.</p></noscript>
</section>
<p class="auth-aside">A page for development. In production your front end takes its place.</p>
</main>`;
}

function usernameField(): Markup {
  return markup`<div class="field"><label class="label" for="username">Username or e-mail address</label><input class="input" id="username" name="username" autocomplete="username" autocapitalize="none" spellcheck="false" required></div>`;
}

function passwordField(label: string, autocomplete: 'current-password' | 'new-password'): Markup {
  return markup`<div class="field"><label class="label" for="password">${label}</label><div class="affix end"><input class="input" id="password" name="password" type="password" autocomplete="${autocomplete}" required><button class="btn icon" type="button" aria-label="Show password" aria-pressed="false" id="reveal">${icon('eye')}</button></div></div>`;
}
