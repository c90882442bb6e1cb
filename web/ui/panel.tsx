import type { ComponentChildren } from 'preact';
import { Icon } from './icons.js';

interface RowProps {
  readonly icon?: string;
  readonly title: ComponentChildren;
  readonly badges?: ComponentChildren;
  /** A sentence, or `Dots`. */
  readonly children?: ComponentChildren;
  readonly actions?: ComponentChildren;
  /** The actions stay at the right on a telephone. */
  readonly keep?: boolean;
}

/** A row of a panel: `<ul class="panel">`. */
export function Row({ icon, title, badges, children, actions, keep = false }: RowProps) {
  const classes = ['row', icon === undefined && 'bare', keep && 'keep'].filter(Boolean).join(' ');
  return (
    <li class={classes}>
      {icon !== undefined && <Icon shape={icon} />}
      <div>
        <div class="row-title">
          <span>{title}</span>
          {badges}
        </div>
        {children !== undefined && <div class="row-meta">{children}</div>}
      </div>
      {actions !== undefined && <div class="row-acts">{actions}</div>}
    </li>
  );
}

/** Facts in a line; a dot never begins or ends one. */
export function Dots({ facts }: { readonly facts: readonly ComponentChildren[] }) {
  const shown = facts.filter((fact) => fact !== undefined && fact !== null && fact !== false);
  return (
    <p class="dots">
      {shown.map((fact, at) => (
        <span key={at}>{fact}</span>
      ))}
    </p>
  );
}

interface BadgeProps {
  readonly tone?: 'accent' | 'ok' | 'warn' | 'danger';
  readonly icon?: string;
  readonly children: ComponentChildren;
}

/** What differs from the normal state; never a button. */
export function Badge({ tone, icon, children }: BadgeProps) {
  return (
    <span class={tone === undefined ? 'badge' : `badge ${tone}`}>
      {icon !== undefined && <Icon shape={icon} />}
      {children}
    </span>
  );
}

interface GroupProps {
  readonly title: string;
  readonly text?: ComponentChildren;
  readonly action?: ComponentChildren;
  readonly children: ComponentChildren;
}

/** A heading with what belongs to it. */
export function Group({ title, text, action, children }: GroupProps) {
  return (
    <section>
      <div class="group-head">
        <div>
          <h2>{title}</h2>
          {text !== undefined && <p>{text}</p>}
        </div>
        {action}
      </div>
      {children}
    </section>
  );
}

/** The letters of an avatar: of two words, or of one. */
export function Avatar({
  name,
  large = false,
}: {
  readonly name: string;
  readonly large?: boolean;
}) {
  const [first = '', second] = name.trim().split(/\s+/);
  const letters = /^\p{Script=Hangul}/u.test(first)
    ? first.slice(0, 1)
    : [first, second].map((word) => Array.from(word ?? '')[0] ?? '').join('');
  return (
    <span class={large ? 'avatar large' : 'avatar'} aria-hidden="true">
      {letters.toUpperCase()}
    </span>
  );
}
