import { AuthgraphError } from 'authgraph/client';

type Child = Node | string | false | null | undefined;
type Attributes = Readonly<Record<string, string | boolean | undefined>>;

/** An element with its attributes and children. Texts are texts: nothing here reads HTML. */
export function element<Name extends keyof HTMLElementTagNameMap>(
  name: Name,
  attributes: Attributes = {},
  ...children: readonly Child[]
): HTMLElementTagNameMap[Name] {
  const made = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) {
    if (value !== undefined && value !== false) made.setAttribute(key, value === true ? '' : value);
  }
  fill(made, ...children);
  return made;
}

/** Replaces what is in it. */
export function fill(room: HTMLElement, ...children: readonly Child[]): void {
  room.replaceChildren(
    ...children.filter((child) => child !== false && child !== null && child !== undefined),
  );
}

/** A field with its label. */
export function field(label: string, attributes: Attributes): HTMLLabelElement {
  return element('label', {}, element('span', {}, label), element('input', attributes));
}

/** A button that does something, once at a time, and says below what went wrong. */
export function button(
  text: string,
  act: () => unknown,
  attributes: Attributes = {},
): HTMLButtonElement {
  const made = element('button', { type: 'button', ...attributes }, text);
  made.addEventListener('click', () => void attempt(made, act));
  return made;
}

/** What was typed into the field of this name. */
export type Typed = (name: string) => string;

/** A form whose first button sends it. */
export function form(act: (typed: Typed) => unknown, ...children: Child[]): HTMLFormElement {
  const made = element('form', {}, ...children);
  made.addEventListener('submit', (event) => {
    event.preventDefault();
    const values = new FormData(made);
    const typed = (name: string) => {
      const value = values.get(name);
      return typeof value === 'string' ? value : '';
    };
    void attempt(made, () => act(typed));
  });
  return made;
}

/** `act` begins in the task of the click: Safari opens its passkey dialog in no other. */
async function attempt(at: HTMLElement, act: () => unknown): Promise<void> {
  const room = at.closest('section, dialog') ?? at;
  room.querySelectorAll(':scope > [role=alert]').forEach((old) => old.remove());
  room.setAttribute('aria-busy', 'true');
  try {
    await act();
  } catch (error) {
    const text = textOf(error);
    if (text !== undefined) room.append(element('p', { role: 'alert' }, text));
  } finally {
    room.removeAttribute('aria-busy');
  }
}

/** The dialog was closed: the browser's, or the one for a step-up. */
const changedMind: readonly unknown[] = [
  'PASSKEY_CANCELLED',
  'STEP_UP_REQUIRED',
  'FRESH_LOGIN_REQUIRED',
];

/** `undefined`: the user has changed their mind, and knows it. */
export function textOf(error: unknown): string | undefined {
  if (!(error instanceof AuthgraphError)) return 'The service cannot be reached.';
  return changedMind.includes(error.reason) ? undefined : error.message;
}

export const date = (text: string | null) =>
  text === null ? 'never' : new Date(text).toLocaleDateString(undefined, { dateStyle: 'medium' });
