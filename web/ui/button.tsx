import type { ButtonHTMLAttributes, ComponentChildren } from 'preact';
import type { Action } from './action.js';
import { useOnline } from './online.js';
import { clockTime, useCountdown } from './time.js';
import { words } from './words.js';

type Look = 'primary' | 'danger' | 'danger-quiet' | 'quiet';

interface ButtonProps extends Omit<ButtonHTMLAttributes, 'class' | 'disabled' | 'icon'> {
  readonly look?: Look | undefined;
  readonly wide?: boolean;
  readonly disabled?: boolean;
  /** A verb with an ellipsis; it takes the place of the children while the button is at work. */
  readonly busy?: string | undefined;
  readonly children: ComponentChildren;
}

/** A button that is not of a form, or, with `type="submit"`, one that is. */
export function Button({ look, wide = false, busy, children, ...rest }: ButtonProps) {
  const isBusy = busy !== undefined;
  const marked = isBusy ? ({ 'aria-busy': true, 'aria-disabled': true } as const) : {};
  return (
    <button type="button" class={classesOf(look, wide)} {...rest} {...marked}>
      {isBusy ? (
        <>
          <span class="spin" aria-hidden="true" />
          {busy}
        </>
      ) : (
        children
      )}
    </button>
  );
}

export function classesOf(look: Look | undefined, wide: boolean): string {
  return ['btn', look, wide && 'wide'].filter(Boolean).join(' ');
}

interface IconButtonProps extends Omit<ButtonHTMLAttributes, 'class' | 'icon'> {
  readonly quiet?: boolean;
  /** It holds its object: "Sign out: Chrome on Android". */
  readonly label: string;
}

/** A button that is only a picture. */
export function IconButton({ quiet = false, label, children, ...rest }: IconButtonProps) {
  return (
    <button
      type="button"
      class={quiet ? 'btn quiet icon' : 'btn icon'}
      aria-label={label}
      {...rest}
    >
      {children}
    </button>
  );
}

interface ActButtonProps<Input> extends Omit<ButtonProps, 'busy' | 'action'> {
  readonly action: Action<Input>;
  /** Such as "Signing in…". */
  readonly busyText: string;
}

/**
 * The button of an action. It is busy while the action is at work, waits where the service says how long, and says
 * "Try now" after a failure that may pass. As `type="submit"` its form runs the action; else give it `onClick`.
 */
export function ActButton<Input>(props: ActButtonProps<Input>) {
  const { action, busyText, children, disabled = false, ...rest } = props;
  const { failure } = action;
  const isOnline = useOnline();
  const wait = useCountdown(failure?.kind === 'throttled' ? failure.until : undefined);
  const mayTryNow = failure?.kind === 'unavailable' || failure?.kind === 'overloaded';
  return (
    <Button
      {...rest}
      disabled={disabled || !isOnline || wait > 0}
      busy={action.isBusy ? busyText : undefined}
    >
      {wait > 0 ? (
        <span class="num">{words.tryAgainIn(clockTime(wait))}</span>
      ) : mayTryNow ? (
        words.tryNow
      ) : (
        children
      )}
    </Button>
  );
}

/** What a form does when it is sent: never the browser's own, which the policy forbids. */
export function onSubmit(send: () => void) {
  return (event: Event) => {
    event.preventDefault();
    send();
  };
}
