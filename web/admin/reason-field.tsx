import type { Action } from '../ui/action.js';
import { isRefusal } from '../ui/failure.js';
import { Field } from '../ui/field.js';
import { words } from './words.js';

const text = words.act;

interface ReasonProps {
  readonly value: string;
  readonly onValue: (value: string) => void;
  readonly action: Action<void>;
}

/** Why an administrator does something: it is kept, and the user can read it. */
export function ReasonField({ value, onValue, action }: ReasonProps) {
  const isWrong = isRefusal(action.failure, 'REASON_INVALID');
  const error = words.refusals['REASON_INVALID'];
  return (
    <Field
      name="reason"
      label={text.reason}
      hint={text.reasonHint}
      {...(isWrong ? { error } : {})}
      value={value}
      onValue={(next) => {
        onValue(next);
        action.clear();
      }}
      autocomplete="off"
      readOnly={action.isBusy}
    />
  );
}
