import { Button } from '../ui/button.js';
import { words } from './words.js';

interface RemoveProps {
  readonly isLastWay: boolean;
  /** Of the sentence that says why. */
  readonly id: string;
  readonly verb: string;
  /** What is removed. */
  readonly what: string;
  readonly act: () => void;
}

/** Removes a way into the account. The button of the last one stays, does nothing, and says why (`LastWay`). */
export function RemoveButton({ isLastWay, id, verb, what, act }: RemoveProps) {
  const marked = isLastWay ? ({ 'aria-disabled': true, 'aria-describedby': id } as const) : {};
  return (
    <Button {...marked} onClick={() => isLastWay || act()}>
      {verb}
      <span class="vh">: {what}</span>
    </Button>
  );
}

export function LastWay({ id }: { readonly id: string }) {
  return <p id={id}>{words.lastWay}</p>;
}
