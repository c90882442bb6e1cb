import type { ComponentChildren } from 'preact';
import { useId, useLayoutEffect, useRef } from 'preact/hooks';
import { IconButton, onSubmit } from './button.js';
import * as icons from './icons.js';
import { Icon } from './icons.js';
import { words } from './words.js';

interface DialogProps {
  /** A question with the name of the thing: "Sign out Chrome on Android?" */
  readonly title: string;
  readonly onClose: () => void;
  /** It is at work: it stays until its outcome is known, for "Cancel" would undo nothing. */
  readonly isBusy?: boolean;
  /** What its form does. */
  readonly onSend: () => void;
  readonly children?: ComponentChildren;
  /** The buttons; the safe one first. */
  readonly foot: ComponentChildren;
}

/**
 * Asks before something happens. It is there while it is rendered: `{asked && <Dialog … />}`. The focus goes to its first
 * field, or else to the safe button, and returns when it closes.
 */
export function Dialog({ title, isBusy = false, onClose, onSend, children, foot }: DialogProps) {
  const dialog = useRef<HTMLDialogElement>(null);
  const id = useId();
  useLayoutEffect(() => {
    const element = dialog.current;
    const before = document.activeElement;
    element?.showModal();
    const first = element?.querySelector<HTMLElement>('.dialog-body input, .dialog-foot .btn');
    first?.focus();
    return () => {
      element?.close();
      if (before instanceof HTMLElement) before.focus();
    };
  }, []);
  const close = () => {
    if (!isBusy) onClose();
  };
  const closeBeside = (event: MouseEvent) => {
    if (event.target === dialog.current) close();
  };
  return (
    <dialog
      ref={dialog}
      class="dialog"
      aria-labelledby={id}
      onClick={closeBeside}
      onCancel={(event) => {
        event.preventDefault();
        close();
      }}
      // Pressed again and again, Escape closes it without asking.
      onClose={() => dialog.current?.showModal()}
    >
      <form onSubmit={onSubmit(onSend)}>
        <div class="dialog-head">
          <h2 id={id}>{title}</h2>
          <IconButton quiet label={words.close} disabled={isBusy} onClick={close}>
            <Icon shape={icons.cross} />
          </IconButton>
        </div>
        <div class="dialog-body stack">{children}</div>
        <div class="dialog-foot">{foot}</div>
      </form>
    </dialog>
  );
}
