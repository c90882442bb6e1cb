import { createStepUp, type StepUpInput, type StepUpRequest } from 'authgraph/client';
import { button, element, field, fill, form } from './dom.js';
import { passkeys, session } from './session.js';

/** What asks for a proof is done once more after it. */
export const { run: withProof } = createStepUp(session, askForProof);

const dialog = document.querySelector('dialog') as HTMLDialogElement;

/** Resolves to `false` when the dialog is closed. */
function askForProof({ methods }: StepUpRequest): Promise<boolean> {
  return new Promise((resolve) => {
    const finish = async (proof: Promise<unknown>) => {
      await proof;
      resolve(true);
      dialog.close();
    };
    dialog.onclose = () => resolve(false);
    fill(
      dialog,
      element('h2', { id: 'dialog-title' }, 'Is it you?'),
      element('p', {}, 'For this change, prove who you are once more.'),
      ...proofs(methods, finish),
      button('Cancel', () => dialog.close(), { class: 'link' }),
    );
    dialog.showModal();
  });
}

/** Without `methods` one factor is enough, and the service does not say which the user has. */
function proofs(methods: readonly string[], finish: (proof: Promise<unknown>) => Promise<void>) {
  const one = methods.length === 0;
  const byText = (name: 'totp' | 'recoveryCode' | 'password', label: string, type = 'text') =>
    form(
      (typed) => finish(session.stepUp({ [name]: typed(name) } as StepUpInput)),
      field(label, { name, type, autocomplete: autocompleteOf[name], required: true }),
      element('button', { class: 'second' }, 'Continue'),
    );
  if (passkeys.isSupported()) void passkeys.prepare('stepUp').catch(() => undefined);
  return [
    passkeys.isSupported() &&
      (one || methods.includes('passkey')) &&
      button('Use a passkey', () => finish(passkeys.stepUp())),
    methods.includes('totp') && byText('totp', 'Code of your authenticator app'),
    one && byText('password', 'Password', 'password'),
    methods.includes('recoveryCode') && byText('recoveryCode', 'Recovery code'),
  ];
}

const autocompleteOf = {
  totp: 'one-time-code',
  password: 'current-password',
  recoveryCode: 'off',
};
