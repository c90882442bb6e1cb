import {
  RegenerateRecoveryCodesDocument,
  SecurityDocument,
  SetTwoStepSignInDocument,
} from 'authgraph/client';
import { showApps } from './apps.js';
import { button, element, fill } from './dom.js';
import { showCodes } from './recovery-codes.js';
import { session } from './session.js';
import { withProof } from './step-up.js';

/** Two-step sign-in, its authenticator apps and recovery codes. */
export async function showTwoStep(
  section: HTMLElement,
  { hasPasskey, update }: { hasPasskey: boolean; update: () => Promise<void> },
): Promise<void> {
  const { me } = await session.request(SecurityDocument, {});
  if (me === null) return;
  const { twoStepSignIn: isOn, recoveryCodesLeft, factors } = me;
  const set = async (on: boolean) => {
    // Its tokens are of another level: the session keeps them.
    const { change } = await withProof(() =>
      session.requestTokens(SetTwoStepSignInDocument, { on }),
    );
    if (change.recoveryCodes !== null) showCodes(change.recoveryCodes);
    await update();
  };
  const renew = async () => {
    const renewed = await withProof(() => session.request(RegenerateRecoveryCodesDocument, {}));
    showCodes(renewed.regenerateRecoveryCodes.codes);
    await update();
  };
  fill(
    section,
    element(
      'h2',
      {},
      'Two-step sign-in ',
      element('small', { class: 'state' }, isOn ? 'on' : 'off'),
    ),
    element(
      'p',
      { class: 'hint' },
      isOn
        ? `A password needs a second factor. ${recoveryCodesLeft} recovery codes are left.`
        : 'A password is enough to sign in.',
    ),
    showApps(factors, update),
    element(
      'div',
      { class: 'actions' },
      isOn && button('New recovery codes', renew, { class: 'second' }),
      isOn && button('Turn off', () => set(false), { class: 'danger' }),
      !isOn && hasPasskey && button('Turn on with a passkey', () => set(true), { class: 'second' }),
    ),
  );
}
