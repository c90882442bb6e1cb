import type { ComponentChildren } from 'preact';
import type { Action } from '../ui/action.js';
import { FailureBanner, SlowNote } from '../ui/banner.js';
import { ActButton, Button } from '../ui/button.js';
import { Dialog } from '../ui/dialog.js';
import { words as common } from '../ui/words.js';
import { words } from './words.js';

interface ConfirmProps {
  readonly title: string;
  readonly action: Action<void>;
  /** The button that acts; the title asks with the same verb. */
  readonly verb: string;
  readonly look?: 'primary' | 'danger';
  readonly disabled?: boolean;
  readonly onClose: () => void;
  /** Where the answer was lost: what may have happened. By default that the next try finds out; see `useChange`. */
  readonly unanswered?: string;
  /** Reasons that a field shows itself. */
  readonly except?: readonly string[];
  /** What ends, what stays, and who can undo it. */
  readonly facts?: readonly string[];
  readonly children?: ComponentChildren;
}

type FailureProps = Pick<ConfirmProps, 'action' | 'except' | 'unanswered'>;

/** What went wrong with a change. */
export function ChangeFailure({
  action,
  except = [],
  unanswered = words.unanswered,
}: FailureProps) {
  const { refusals: sentences } = words;
  return <FailureBanner {...{ action, except, sentences, unanswered }} />;
}

/** A dialog with one action: it says what went wrong, and stays. */
export function Confirm(props: ConfirmProps) {
  const { title, action, verb, look = 'primary', disabled = false, onClose } = props;
  const { unanswered = words.unanswered, except = [], facts = [], children } = props;
  return (
    <Dialog
      title={title}
      isBusy={action.isBusy}
      onClose={onClose}
      onSend={() => {
        if (!disabled) action.run();
      }}
      foot={
        <>
          <Button disabled={action.isBusy} onClick={onClose}>
            {common.cancel}
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
      <ChangeFailure action={action} except={except} unanswered={unanswered} />
      {facts.length > 0 && (
        <ul class="bullets">
          {facts.map((fact) => (
            <li key={fact}>{fact}</li>
          ))}
        </ul>
      )}
      {children}
      <SlowNote action={action} />
    </Dialog>
  );
}
