import type { ComponentChildren } from 'preact';
import type { Action } from '../ui/action.js';
import { FailureBanner, SlowNote } from '../ui/banner.js';
import { ActButton, Button } from '../ui/button.js';
import { Dialog } from '../ui/dialog.js';
import { words as common } from '../ui/words.js';
import { words } from './words.js';

interface ConfirmProps<Input> {
  readonly title: string;
  readonly action: Action<Input>;
  /** The button that acts; the title asks with the same verb. */
  readonly verb: string;
  readonly look?: 'primary' | 'danger';
  readonly disabled?: boolean;
  /** The safe button; "Cancel" without it. */
  readonly keep?: string;
  readonly onSend: () => void;
  readonly onClose: () => void;
  /** Reasons that a field shows itself. */
  readonly except?: readonly string[];
  readonly children?: ComponentChildren;
}

/** A dialog with one action: it says what went wrong, and stays. */
export function Confirm<Input>(props: ConfirmProps<Input>) {
  const { title, action, verb, look = 'primary', disabled = false, keep, children } = props;
  const { onSend, onClose, except = [] } = props;
  return (
    <Dialog
      title={title}
      isBusy={action.isBusy}
      onClose={onClose}
      onSend={onSend}
      foot={
        <>
          <Button disabled={action.isBusy} onClick={onClose}>
            {keep ?? common.cancel}
          </Button>
          <ActButton
            type="submit"
            action={action}
            busyText={words.busy}
            look={look}
            disabled={disabled}
          >
            {verb}
          </ActButton>
        </>
      }
    >
      <FailureBanner action={action} except={except} sentences={words.refusals} />
      {children}
      <SlowNote action={action} />
    </Dialog>
  );
}
