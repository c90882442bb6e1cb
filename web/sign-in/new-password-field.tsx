import type { Action } from '../ui/action.js';
import { isRefusal } from '../ui/failure.js';
import { PasswordField } from '../ui/field.js';
import { stepWords } from './step-words.js';

/** Refusals that are about a new password. */
export const passwordReasons = [
  'PASSWORD_TOO_COMMON',
  'PASSWORD_BREACHED',
  'PASSWORD_TOO_SHORT',
  'PASSWORD_TOO_LONG',
  'PASSWORD_INVALID',
] as const;

/** The words for a refusal that a field is about; else `undefined`. */
export function errorIn(
  { failure }: Pick<Action<never>, 'failure'>,
  reasons: readonly string[],
): string | undefined {
  if (failure?.kind !== 'refused' || !isRefusal(failure, ...reasons)) return undefined;
  return stepWords.signUp.errors[failure.reason] ?? failure.message;
}

interface NewPasswordProps {
  readonly label: string;
  readonly value: string;
  readonly onValue: (value: string) => void;
  /** The fewest characters. */
  readonly least: number;
  readonly error: string | undefined;
  readonly readOnly: boolean;
}

/** The rule turns green once it is met. Characters are counted as the service counts them. */
export function NewPasswordField({ least, value, ...rest }: NewPasswordProps) {
  const isMet = Array.from(value.normalize('NFKC')).length >= least;
  return (
    <PasswordField
      name="new-password"
      autocomplete="new-password"
      value={value}
      isMet={isMet}
      hint={isMet ? stepWords.signUp.passwordMet(least) : stepWords.signUp.passwordHint(least)}
      {...rest}
    />
  );
}
