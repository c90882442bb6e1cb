import type { ComponentChildren } from 'preact';
import { useLayoutEffect, useRef } from 'preact/hooks';
import { Icon } from '../ui/icons.js';
import * as icons from '../ui/icons.js';
import { application, brand } from '../ui/page.js';
import { words } from './words.js';

interface CardProps {
  readonly title: string;
  /** Of the window, where it is another one. */
  readonly pageTitle?: string;
  readonly icon?: string;
  readonly tone?: 'ok' | 'warn';
  /** Below the title. */
  readonly text?: ComponentChildren;
  /** `text` says what has happened: it is read aloud. */
  readonly isStatus?: boolean;
  readonly children?: ComponentChildren;
  /** Below the card. */
  readonly aside?: ComponentChildren;
}

/** One step: a question and what answers it. It moves the focus to its first field, or to its title. */
export function Card(props: CardProps) {
  const { title, pageTitle = title, icon, tone, text, isStatus = false, children, aside } = props;
  const card = useRef<HTMLElement>(null);
  useLayoutEffect(() => {
    document.title = `${pageTitle} · ${brand}`;
  }, [pageTitle]);
  useLayoutEffect(() => {
    const field = card.current?.querySelector<HTMLElement>('input:not(.vh)');
    (field ?? card.current?.querySelector<HTMLElement>('h1'))?.focus();
  }, []);
  const status = isStatus ? ({ role: 'status' } as const) : {};
  return (
    <>
      <section class="auth-card" ref={card}>
        {icon !== undefined && (
          <div class={tone === undefined ? 'tile big' : `tile big ${tone}`}>
            <Icon shape={icon} />
          </div>
        )}
        <h1 tabIndex={-1}>{title}</h1>
        {text !== undefined && <p {...status}>{text}</p>}
        {children}
      </section>
      {aside !== undefined && <p class="auth-aside">{aside}</p>}
    </>
  );
}

/** "to continue to Notes": only for a registered address, which the service has looked at. */
export const toContinue = application === undefined ? undefined : words.toContinue(application);

interface Way {
  readonly icon: string;
  readonly label: string;
  readonly take: () => void;
}

/** Other ways to do the same. */
export function Ways({ title, ways }: { readonly title: string; readonly ways: readonly Way[] }) {
  if (ways.length === 0) return null;
  return (
    <div class="ways">
      <h2>{title}</h2>
      <ul class="panel">
        {ways.map(({ icon, label, take }) => (
          <li key={label}>
            <button type="button" class="btn" onClick={take}>
              <Icon shape={icon} />
              <span>{label}</span>
              <Icon shape={icons.arrow} small />
            </button>
          </li>
        ))}
      </ul>
    </div>
  );
}
