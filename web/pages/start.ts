import { addressOf, byId, find } from './dom.js';
import { ask, type Answer } from './graphql.js';
import { highlight } from './highlight.js';
import { words } from './words.js';

/** The button of the start page: register, and ask who that is. Both requests are sent as the page shows them. */
export function startRuns(): void {
  byId('endpoint').textContent = addressOf('graphql');
  const button = byId('run');
  let ran = false;
  button.addEventListener('click', () => {
    if (button.getAttribute('aria-busy') === 'true') return;
    button.setAttribute('aria-busy', 'true');
    if (ran) byId('username').textContent = `ada-${randomHex()}`;
    ran = true;
    void run().finally(() => {
      button.removeAttribute('aria-busy');
      button.classList.remove('primary');
      const [first, again] = button.querySelectorAll('span');
      if (first !== undefined) first.hidden = true;
      if (again !== undefined) again.hidden = false;
    });
  });
  document.addEventListener('visibilitychange', () => {
    if (document.visibilityState === 'visible') void showHealth();
  });
}

function randomHex(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(2));
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
}

async function run(): Promise<void> {
  const status = byId('run-status');
  const registered = await step('first');
  const token = tokenOf(registered);
  const header = byId('authorization');
  if (token === undefined) {
    status.textContent = words.start.registerFailed;
    return;
  }
  header.textContent = `# Authorization: Bearer ${token.slice(0, 20)}…`;
  header.dataset['text'] = `# Authorization: Bearer ${token}`;
  const known = await step('second', token);
  status.textContent =
    known?.data?.['me'] === undefined || known.data['me'] === null
      ? words.start.meFailed
      : words.start.done;
}

async function step(which: 'first' | 'second', token?: string): Promise<Answer | undefined> {
  const query = byId(`${which}-request`).textContent;
  const began = performance.now();
  try {
    const { status, answer } = await ask(query, token === undefined ? {} : { token });
    show(which, { status, ms: performance.now() - began, answer });
    return answer;
  } catch {
    const message = words.start.noAnswer;
    show(which, {
      status: undefined,
      ms: performance.now() - began,
      answer: { errors: [{ message }] },
    });
    return undefined;
  }
}

interface Shown {
  readonly status: number | undefined;
  readonly ms: number;
  readonly answer: Answer;
}

function show(which: 'first' | 'second', { status, ms, answer }: Shown): void {
  const section = byId(`${which}-answer`);
  find('.empty', section).hidden = true;
  find('.line-up', section).hidden = false;
  const failed = answer.errors !== undefined;
  for (const badge of section.querySelectorAll<HTMLElement>('.badge')) {
    badge.hidden = badge.classList.contains('ok') === failed;
    find('span', badge).textContent = statusText(status, failed);
  }
  find('.time', section).textContent = `${Math.round(ms)} ms`;
  const pre = byId(`${which}-text`);
  pre.hidden = false;
  pre.dataset['text'] = JSON.stringify(answer, undefined, 2);
  pre.replaceChildren(...highlight(shortened(answer)));
}

function statusText(status: number | undefined, failed: boolean): string {
  if (status === undefined) return words.start.noStatus;
  return failed ? words.start.refused(status) : String(status);
}

/** Characters of a token that are shown. Copying gives all of it. */
const shownToken = 36;

function shortened(answer: Answer): string {
  const cut = (key: string, value: unknown) =>
    key === 'accessToken' && typeof value === 'string' ? `${value.slice(0, shownToken)}…` : value;
  return JSON.stringify(answer, cut, 2);
}

function tokenOf(answer: Answer | undefined): string | undefined {
  const registered = answer?.data?.['register'] as { accessToken?: string } | null | undefined;
  return registered?.accessToken;
}

async function showHealth(): Promise<void> {
  const isReady = await fetch(addressOf('health/ready')).then(
    ({ ok }) => ok,
    () => false,
  );
  const [healthy, failing] = byId('health').querySelectorAll<HTMLElement>('.badge');
  if (healthy !== undefined) healthy.hidden = !isReady;
  if (failing !== undefined) failing.hidden = isReady;
}
