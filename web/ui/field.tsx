import type { ComponentChildren } from 'preact';
import { useState } from 'preact/hooks';
import { IconButton } from './button.js';
import * as icons from './icons.js';
import { Icon } from './icons.js';
import { words } from './words.js';

/** Attributes of the input itself. */
interface InputProps {
  readonly type?: 'text' | 'email' | 'password' | 'search';
  /** For password managers and the browser's own list (HTML, §4.10.18.7). */
  readonly autocomplete: string;
  readonly autocapitalize?: 'none' | 'characters';
  readonly spellcheck?: boolean;
  readonly placeholder?: string;
  readonly readOnly?: boolean;
  readonly disabled?: boolean;
}

interface FieldProps extends InputProps {
  /** Also its id, by which the label and the hint find it. */
  readonly name: string;
  readonly label: ComponentChildren;
  readonly value: string;
  readonly onValue: (value: string) => void;
  readonly hint?: ComponentChildren;
  /** A rule that is met: the hint turns green, with a check. */
  readonly isMet?: boolean;
  /** It takes the place of the hint. */
  readonly error?: ComponentChildren;
  /** Beside the label, such as a link. */
  readonly beside?: ComponentChildren;
  readonly isOptional?: boolean;
  /** Beside the input, inside its border. */
  readonly end?: ComponentChildren;
}

export function Field(props: FieldProps) {
  const {
    label,
    onValue,
    hint,
    isMet = false,
    error,
    beside,
    isOptional = false,
    end,
    ...rest
  } = props;
  const { name } = rest;
  // Preact's types take one `type` of an input at a time.
  const input = rest as Omit<typeof rest, 'type'> & { readonly type?: 'text' };
  const note =
    error !== undefined ? `${name}-error` : hint !== undefined ? `${name}-hint` : undefined;
  const described = note === undefined ? {} : { 'aria-describedby': note };
  const invalid = error === undefined ? {} : ({ 'aria-invalid': true } as const);
  const box = (
    <input
      class="input"
      id={name}
      type="text"
      {...input}
      {...described}
      {...invalid}
      required={!isOptional}
      onInput={(event) => onValue(event.currentTarget.value)}
    />
  );
  return (
    <div class="field">
      <div class="field-head">
        <label class="label" for={name}>
          {label} {isOptional && <span class="soft">{words.optional}</span>}
        </label>
        {beside}
      </div>
      {end === undefined ? (
        box
      ) : (
        <div class="affix end">
          {box}
          {end}
        </div>
      )}
      <FieldNote name={name} hint={hint} isMet={isMet} error={error} />
    </div>
  );
}

type NoteProps = Pick<FieldProps, 'name' | 'hint' | 'isMet' | 'error'>;

/** The error of a field, or its hint. */
export function FieldNote({ name, hint, isMet = false, error }: NoteProps) {
  if (error !== undefined) {
    return (
      <p class="error" id={`${name}-error`}>
        <Icon shape={icons.warning} />
        <span>{error}</span>
      </p>
    );
  }
  if (hint === undefined) return null;
  return (
    <p class={isMet ? 'hint met' : 'hint'} id={`${name}-hint`}>
      {isMet && <Icon shape={icons.check} />}
      <span>{hint}</span>
    </p>
  );
}

type PasswordProps = Omit<FieldProps, 'end' | 'type' | 'autocomplete'> & {
  readonly autocomplete: 'current-password' | 'new-password';
};

/** A password, which its button shows. */
export function PasswordField(props: PasswordProps) {
  const [isShown, setShown] = useState(false);
  return (
    <Field
      {...props}
      type={isShown ? 'text' : 'password'}
      autocapitalize="none"
      spellcheck={false}
      end={
        <IconButton
          label={words.showPassword}
          aria-pressed={isShown}
          aria-controls={props.name}
          onClick={() => setShown(!isShown)}
        >
          <Icon shape={icons.eye} />
        </IconButton>
      }
    />
  );
}

/** For password managers: whose password the form is about. People do not see it. */
export function HiddenUsername({ value }: { readonly value: string }) {
  return (
    <input
      class="vh"
      type="text"
      name="username"
      autocomplete="username"
      value={value}
      readOnly
      tabIndex={-1}
      aria-hidden="true"
    />
  );
}
