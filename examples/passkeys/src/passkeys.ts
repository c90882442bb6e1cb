import type { Passkey } from 'authgraph/client/passkeys';
import { button, date, element, field, fill, form } from './dom.js';
import { passkeys } from './session.js';
import { withProof } from './step-up.js';

/** The passkeys of the account: their names, their last use, and their removal. */
export function showPasskeys(
  section: HTMLElement,
  list: readonly Passkey[],
  update: () => Promise<void>,
): void {
  // In Safari the dialog has to open in the task of the click: what it needs is there before.
  if (passkeys.isSupported()) void passkeys.prepare('register').catch(() => undefined);
  fill(
    section,
    element('h2', {}, 'Passkeys'),
    list.length === 0 && element('p', { class: 'hint' }, 'You have none yet.'),
    list.length > 0 && element('ul', {}, ...list.map((passkey) => row(passkey, update))),
    passkeys.isSupported() &&
      button('Add a passkey', async () => {
        await withProof(() => passkeys.register());
        await update();
      }),
  );
}

function row(passkey: Passkey, update: () => Promise<void>): HTMLLIElement {
  const { id, label, backedUp, createdAt, lastUsedAt } = passkey;
  const where = backedUp ? 'On several devices' : 'On one device';
  const facts = `${where} · added ${date(createdAt)} · last used ${date(lastUsedAt)}`;
  const rename = () => {
    const renaming = form(
      async (typed) => {
        await passkeys.rename(id, typed('label'));
        await update();
      },
      field('Name', { name: 'label', value: label, required: true, maxlength: '64' }),
      element('button', { class: 'second' }, 'Save'),
    );
    fill(item, renaming);
    renaming.querySelector('input')?.select();
  };
  const remove = async () => {
    await withProof(() => passkeys.remove(id));
    await update();
  };
  const item = element(
    'li',
    {},
    element('div', {}, element('strong', {}, label), element('small', {}, facts)),
    element(
      'div',
      { class: 'actions' },
      button('Rename', rename, { class: 'second', 'aria-label': `Rename ${label}` }),
      button('Remove', remove, { class: 'danger', 'aria-label': `Remove ${label}` }),
    ),
  );
  return item;
}
