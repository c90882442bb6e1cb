import type { FactorMethod, FactorProofInput, SignInChallenge } from 'authgraph/client';
import { button, element, field, fill, form } from './dom.js';
import { passkeys, session } from './session.js';

/** The second step of a sign-in: the user's methods, the best first. */
export function showSecondStep(main: HTMLElement, challenge: SignInChallenge): void {
  const { mfaToken, methods } = challenge;
  const byCode = (input: FactorProofInput) => session.completeMfa(mfaToken, input);
  const forms: Record<FactorMethod, () => HTMLElement> = {
    PASSKEY: () => button('Use a passkey', () => passkeys.completeMfa(challenge)),
    TOTP: () =>
      form(
        (typed) => byCode({ totp: typed('code') }),
        field('Code of your authenticator app', {
          name: 'code',
          inputmode: 'numeric',
          autocomplete: 'one-time-code',
          required: true,
        }),
        element('button', {}, 'Continue'),
      ),
    RECOVERY_CODE: () =>
      element(
        'details',
        {},
        element('summary', {}, 'Use a recovery code'),
        form(
          (typed) => byCode({ recoveryCode: typed('code') }),
          field('Recovery code', { name: 'code', autocomplete: 'off', required: true }),
          element('button', { class: 'second' }, 'Continue'),
        ),
      ),
  };
  fill(
    main,
    element(
      'section',
      { class: 'card' },
      element('h1', {}, 'One more step'),
      element('p', {}, 'Your account has two-step sign-in.'),
      ...methods.map((method) => forms[method]()),
    ),
  );
  main.querySelector('input')?.focus();
}
