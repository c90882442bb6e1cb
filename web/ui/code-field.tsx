import type { ComponentChildren } from 'preact';
import { useLayoutEffect, useRef } from 'preact/hooks';
import { FieldNote } from './field.js';

interface CodeFieldProps {
  readonly name: string;
  readonly label: string;
  /** How many digits: six of an app, eight of a mail. */
  readonly size: 6 | 8;
  /** Digits only. */
  readonly value: string;
  readonly onValue: (digits: string) => void;
  /** The last digit is there. */
  readonly onFull: (digits: string) => void;
  readonly hint?: ComponentChildren;
  /** The code stays, selected. */
  readonly error?: ComponentChildren;
  readonly readOnly?: boolean;
}

/** Keeps digits, also those of other scripts' keyboards. */
export function digitsOf(text: string, size: number): string {
  return text.normalize('NFKC').replace(/\D/g, '').slice(0, size);
}

/** `4829 1370`: one input above drawn cells, so that pasting, filling in and screen readers see one field. */
export function CodeField(props: CodeFieldProps) {
  const { name, label, size, value, onValue, onFull, hint, error, readOnly = false } = props;
  const input = useRef<HTMLInputElement>(null);
  useLayoutEffect(() => {
    if (error === undefined) return;
    input.current?.focus();
    input.current?.select();
  }, [error]);
  const take = (text: string) => {
    const digits = digitsOf(text, size);
    if (input.current !== null) input.current.value = grouped(digits, size);
    onValue(digits);
    if (digits.length === size && digits !== value) onFull(digits);
  };
  const note =
    error !== undefined ? `${name}-error` : hint !== undefined ? `${name}-hint` : undefined;
  const classes = ['code', size === 6 && 'six', error !== undefined && 'is-wrong'];
  return (
    <div class="field">
      <label class="label" for={name}>
        {label}
      </label>
      <div class={classes.filter(Boolean).join(' ')}>
        <Cells size={size} filled={value.length} />
        <input
          ref={input}
          class="code-input"
          id={name}
          name={name}
          inputMode="numeric"
          autocomplete="one-time-code"
          value={grouped(value, size)}
          readOnly={readOnly}
          required
          {...(note === undefined ? {} : { 'aria-describedby': note })}
          {...(error === undefined ? {} : { 'aria-invalid': true })}
          onInput={(event) => take(event.currentTarget.value)}
        />
      </div>
      <FieldNote name={name} hint={hint} error={error} />
    </div>
  );
}

/** Two halves with a gap, which is a cell of its own. */
function Cells({ size, filled }: { readonly size: number; readonly filled: number }) {
  const half = size / 2;
  const cells = Array.from({ length: size }, (_, at) => (
    <i key={at} {...(at === filled ? { class: 'next' } : {})} />
  ));
  cells.splice(half, 0, <i key="gap" class="gap" />);
  return (
    <span class="code-cells" aria-hidden="true">
      {cells}
    </span>
  );
}

function grouped(digits: string, size: number): string {
  const half = size / 2;
  return digits.length > half ? `${digits.slice(0, half)} ${digits.slice(half)}` : digits;
}
