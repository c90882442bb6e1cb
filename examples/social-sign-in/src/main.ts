import { AuthgraphError, type SessionUser } from 'authgraph/client';
import { IdentityProvidersDocument, type LoginOutcome } from 'authgraph/client/redirect';
import { redirect, session } from './session.js';

const main = document.querySelector('main') as HTMLElement;

/** Texts are texts: nothing here reads HTML. */
function element(name: string, text: string): HTMLElement {
  return Object.assign(document.createElement(name), { textContent: text });
}

function button(text: string, act: () => Promise<unknown>): HTMLElement {
  const made = element('button', text);
  made.addEventListener('click', () => void act().catch(showProblem));
  return made;
}

function showProblem(error: unknown): void {
  const text = error instanceof AuthgraphError ? error.message : 'The service cannot be reached.';
  const problem = element('p', text);
  problem.setAttribute('role', 'alert');
  main.append(problem);
}

function showAccount({ username, email }: SessionUser): void {
  const signOut = button('Sign out', async () => {
    await session.logout();
    await showProviders();
  });
  main.replaceChildren(
    element('h1', `Hello, ${username}`),
    element('p', email ?? 'no address'),
    signOut,
  );
}

async function showProviders(): Promise<void> {
  main.replaceChildren(element('h1', 'Sign in'));
  const { identityProviders } = await session.request(IdentityProvidersDocument, {});
  for (const { id, name } of identityProviders) {
    // The browser leaves this page; what comes back is for `completeLogin`.
    main.append(button(`Sign in with ${name}`, () => redirect.signInWith(id)));
  }
}

function show(outcome: LoginOutcome): void {
  switch (outcome.status) {
    case 'signedIn':
      showAccount(outcome.user);
      break;
    case 'usernameNeeded':
      askForUsername(outcome.choose);
      break;
    default:
      // A second step is in examples/passkeys; this page links nothing.
      main.replaceChildren(element('p', `Not here: ${outcome.status}`));
  }
}

/** Where usernames are required, a new account has to have one. */
function askForUsername(choose: (username: string) => Promise<LoginOutcome>): void {
  const field = document.createElement('input');
  field.setAttribute('aria-label', 'Username');
  const done = button('Choose', async () => show(await choose(field.value)));
  main.replaceChildren(element('h1', 'Choose a username'), field, done);
}

async function start(): Promise<void> {
  const outcome = await redirect.completeLogin();
  if (outcome !== null) {
    show(outcome);
    return;
  }
  const state = await session.resume();
  if (state.status === 'signedIn') showAccount(state.user);
  else await showProviders();
}

start().catch(async (error: unknown) => {
  await showProviders().catch(() => undefined);
  showProblem(error);
});
