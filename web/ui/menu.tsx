import type { ComponentChildren } from 'preact';
import { useEffect, useRef, useState } from 'preact/hooks';
import { Icon } from './icons.js';

interface MenuItem {
  readonly icon: string;
  readonly label: string;
  readonly act: () => void;
  /** Last, below a line. */
  readonly isDanger?: boolean;
}

interface MenuProps {
  /** Of the button: its class and what is in it. */
  readonly class: string;
  readonly label?: string;
  readonly children: ComponentChildren;
  readonly items: readonly MenuItem[];
}

/** A button that opens a menu: arrows, Home, End, first letters, Escape. */
export function Menu({ class: look, label, children, items }: MenuProps) {
  const [isOpen, setOpen] = useState(false);
  const box = useRef<HTMLDivElement>(null);
  const buttons = () => [
    ...(box.current?.querySelectorAll<HTMLButtonElement>('[role=menuitem]') ?? []),
  ];
  useEffect(() => {
    if (!isOpen) return undefined;
    buttons()[0]?.focus();
    const closeOutside = ({ target }: MouseEvent) => {
      if (target instanceof Node && box.current?.contains(target) !== true) setOpen(false);
    };
    addEventListener('click', closeOutside);
    return () => removeEventListener('click', closeOutside);
  }, [isOpen]);

  const close = () => {
    setOpen(false);
    box.current?.querySelector('button')?.focus();
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (!isOpen) return;
    if (event.key === 'Escape') close();
    else if (event.key === 'Tab') setOpen(false);
    else if (moveFocus(buttons(), event.key)) event.preventDefault();
  };
  return (
    <div class="menu-at" ref={box} onKeyDown={onKeyDown}>
      <button
        type="button"
        class={look}
        aria-haspopup="menu"
        aria-expanded={isOpen}
        {...(label === undefined ? {} : { 'aria-label': label })}
        onClick={() => setOpen(!isOpen)}
      >
        {children}
      </button>
      {isOpen && <Items items={items} close={close} />}
    </div>
  );
}

function Items({ items, close }: Pick<MenuProps, 'items'> & { readonly close: () => void }) {
  const first = items.findIndex(({ isDanger = false }) => isDanger);
  return (
    <div class="menu" role="menu">
      {items.map(({ icon, label, act, isDanger = false }, at) => (
        <div key={label} role="none">
          {at === first && at > 0 && <hr />}
          <button
            type="button"
            role="menuitem"
            tabIndex={-1}
            {...(isDanger ? { class: 'danger' } : {})}
            onClick={() => {
              close();
              act();
            }}
          >
            <Icon shape={icon} />
            {label}
          </button>
        </div>
      ))}
    </div>
  );
}

/** @returns whether the key moves the focus */
function moveFocus(buttons: readonly HTMLButtonElement[], key: string): boolean {
  const at = buttons.findIndex((button) => button === document.activeElement);
  const count = buttons.length;
  const steps: Readonly<Record<string, number | undefined>> = {
    ArrowDown: (at + 1) % count,
    ArrowUp: (at - 1 + count) % count,
    Home: 0,
    End: count - 1,
  };
  const letter = key.length === 1 ? key.toLowerCase() : undefined;
  const later = [...buttons.slice(at + 1), ...buttons.slice(0, at + 1)];
  const byLetter = later.find(
    ({ innerText }) => letter !== undefined && innerText.trim().toLowerCase().startsWith(letter),
  );
  const next = steps[key] === undefined ? byLetter : buttons[steps[key]];
  next?.focus();
  return next !== undefined;
}
