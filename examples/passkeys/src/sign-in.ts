import type { SignInOutcome } from 'authgraph/client';
import { button, element, field, fill, form, textOf } from './dom.js';
import { showCodes } from './recovery-codes.js';
import { passkeys, session } from './session.js';
import { showSecondStep } from './second-step.js';

/** Sign-in by a passkey or a password: in the browser's list, by button, by form. */
export function showSignIn(main: HTMLElement): void {
  const finished = (outcome: SignInOutcome) => {
    if (outcome.status === 'challenge') showSecondStep(main, outcome);
  };
  const card = element(
    'section',
    { class: 'card' },
    element('h1', {}, 'Sign in'),
    form(
      async (typed) => {
        const [username, password] = [typed('username'), typed('password')];
        finished(await session.signIn({ password: { username, password } }));
      },
      // The browser offers passkeys in the list of this field.
      field('Username', { name: 'username', autocomplete: 'username webauthn', required: true }),
      field('Password', {
        name: 'password',
        type: 'password',
        autocomplete: 'current-password',
        required: true,
      }),
      element('button', {}, 'Sign in'),
    ),
    passkeys.isSupported() && element('p', { class: 'or' }, 'or'),
    passkeys.isSupported() &&
      button('Sign in with a passkey', async () => finished(await passkeys.signIn()), {
        class: 'second',
      }),
    element(
      'footer',
      {},
      'New here? ',
      button('Create an account', () => showSignUp(main), { class: 'link' }),
    ),
  );
  fill(main, card);
  passkeys.autofill(finished, (error) => {
    const problem = textOf(error);
    if (problem !== undefined) card.append(element('p', { role: 'alert' }, problem));
  });
}

/** Sign-up by a passkey, or by a password. */
function showSignUp(main: HTMLElement): void {
  const signUp = form(
    async (typed) => {
      const username = typed('username');
      if (typed('password') !== '') {
        await session.register({ username, password: typed('password') });
      } else {
        const { recoveryCodes } = await passkeys.signUp({ username });
        if (recoveryCodes !== null) showCodes(recoveryCodes);
      }
    },
    field('Username', { name: 'username', autocomplete: 'username', required: true }),
    element('button', {}, 'Sign up with a passkey'),
  );
  const [nameField, submit] = [signUp.querySelector('input'), signUp.querySelector('button')];
  // In Safari the click has to find it ready.
  nameField?.addEventListener('change', () => {
    void passkeys.prepare('signUp', { username: nameField.value }).catch(() => undefined);
  });
  const byPassword = button(
    'Use a password instead',
    () => {
      const attributes = { name: 'password', type: 'password', autocomplete: 'new-password' };
      submit?.before(field('Password', { ...attributes, required: true }));
      submit?.replaceChildren('Sign up');
      byPassword.remove();
    },
    { class: 'link' },
  );
  const back = button('Sign in', () => showSignIn(main), { class: 'link' });
  fill(
    main,
    element(
      'section',
      { class: 'card' },
      element('h1', {}, 'Create an account'),
      signUp,
      byPassword,
      element('footer', {}, 'You have one? ', back),
    ),
  );
  nameField?.focus();
}
