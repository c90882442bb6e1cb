import { button, element, fill } from './dom.js';

const dialog = document.querySelector('dialog') as HTMLDialogElement;

/** Recovery codes are shown once. */
export function showCodes(codes: readonly string[]): void {
  dialog.onclose = null;
  fill(
    dialog,
    element('h2', { id: 'dialog-title' }, 'Your recovery codes'),
    element('p', {}, 'Each works once, if you lose your device. They are not shown again.'),
    element('ul', { class: 'codes' }, ...codes.map((code) => element('li', {}, code))),
    button('I have kept them', () => dialog.close()),
  );
  dialog.showModal();
}
