import { button, element, fill } from './dom.js';
import { showPasskeys } from './passkeys.js';
import { passkeys, session } from './session.js';
import { showTwoStep } from './two-step.js';

/** What the user can see and change. */
export function showAccount(main: HTMLElement): void {
  const state = session.state();
  const username = state.status === 'signedIn' ? state.user.username : '';
  const [passkeySection, twoStepSection] = [element('section'), element('section')];
  const update = async () => {
    const list = await passkeys.list();
    showPasskeys(passkeySection, list, update);
    await showTwoStep(twoStepSection, { hasPasskey: list.length > 0, update });
  };
  fill(
    main,
    element(
      'header',
      {},
      element('h1', {}, username),
      button('Sign out', () => session.logout(), { class: 'second' }),
    ),
    passkeySection,
    twoStepSection,
  );
  // The browser’s own list shows what the account has.
  void update().then(passkeys.sync);
}
