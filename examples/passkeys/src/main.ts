import { showAccount } from './account.js';
import { element, fill } from './dom.js';
import { session } from './session.js';
import { showSignIn } from './sign-in.js';

const main = document.querySelector('main') as HTMLElement;
let shown: string | undefined;

/** One view for whoever is signed in, in this tab or another. */
function show(): void {
  const state = session.state();
  const next = state.status === 'signedIn' ? state.user.id : state.status;
  if (next === shown) return;
  shown = next;
  if (state.status === 'signedIn') showAccount(main);
  else if (state.status === 'signedOut') showSignIn(main);
  else fill(main, element('p', {}, 'One moment …'));
}

session.subscribe(show);
show();
session.resume().catch(() => {
  fill(main, element('p', { role: 'alert' }, 'The service cannot be reached.'));
});
