import type { ComponentChildren } from 'preact';
import { useEffect, useRef } from 'preact/hooks';
import { Brand } from './brand.js';
import * as icons from './icons.js';
import { Icon } from './icons.js';
import { Link, type Changes } from './location.js';
import { Menu } from './menu.js';
import { brand } from './page.js';
import { Avatar } from './panel.js';
import { StepUps } from './step-up-dialog.js';
import { Toasts } from './toast.js';
import { words } from './words.js';

interface Place {
  readonly icon: string;
  readonly label: string;
  /** The query that leads there. */
  readonly to: Changes;
  readonly isCurrent: boolean;
}

interface ShellProps {
  /** Of the navigation, such as "Account". */
  readonly label: string;
  /** Beside the brand, such as "Administration". */
  readonly where?: string;
  readonly places: readonly Place[];
  /** Who is signed in. */
  readonly name: string;
  readonly menu: Parameters<typeof Menu>[0]['items'];
  /** Above everything, such as the bar of an impersonation. */
  readonly bar?: ComponentChildren;
  readonly children: ComponentChildren;
}

/** The frame of account and administration: a bar, a navigation (drawn as rail or as bottom bar), and the page. */
export function Shell({ label, where, places, name, menu, bar, children }: ShellProps) {
  return (
    <>
      <a class="skip" href="#main">
        {words.skip}
      </a>
      {bar}
      <header class="topbar">
        <div class="where">
          <Brand />
          {where !== undefined && <span>{where}</span>}
        </div>
        <Menu class="me" items={menu}>
          <Avatar name={name} />
          <span class="vh">{words.accountMenu}</span>
          <span class="me-name">{name}</span>
          <Icon shape={icons.down} small />
        </Menu>
      </header>
      <div class="shell">
        <nav class="rail" aria-label={label}>
          <ul>
            {places.map(({ icon, label: text, to, isCurrent }) => (
              <li key={text}>
                <Link to={to} current={isCurrent}>
                  <Icon shape={icon} />
                  <span>{text}</span>
                </Link>
              </li>
            ))}
          </ul>
        </nav>
        <main id="main" tabIndex={-1}>
          {children}
        </main>
      </div>
      <StepUps />
      <Toasts />
    </>
  );
}

function useTitle(title: string): void {
  useEffect(() => {
    document.title = `${title} · ${brand}`;
  }, [title]);
}

/** The title of a place until its own head comes with what it shows: no page is without one (WCAG 2.4.6). */
export function LoadingHead({ title }: Pick<HeadProps, 'title'>) {
  useTitle(title);
  return (
    <div class="page-head">
      <h1>{title}</h1>
    </div>
  );
}

interface HeadProps {
  readonly title: string;
  /** Beside the title, such as an avatar. */
  readonly picture?: ComponentChildren;
  readonly text?: ComponentChildren;
  readonly action?: ComponentChildren;
}

let hasMoved = false;

/** The title of a place. It gets the focus when one moves there, but not when the page is loaded. */
export function PageHead({ title, picture, text, action }: HeadProps) {
  const heading = useRef<HTMLHeadingElement>(null);
  useTitle(title);
  useEffect(() => {
    if (hasMoved) heading.current?.focus();
    hasMoved = true;
  }, [title]);
  return (
    <div class="page-head">
      <div {...(picture === undefined ? {} : { class: 'head-person' })}>
        {picture}
        <div>
          <h1 ref={heading} tabIndex={-1}>
            {title}
          </h1>
          {text !== undefined && <p>{text}</p>}
        </div>
      </div>
      {action}
    </div>
  );
}
