import { addressOf, byId, find } from './dom.js';
import { words } from './words.js';
import { ask, type Answer, type GraphQLError } from './graphql.js';

/** What a page says when it is done. */
interface Outcome {
  readonly title: string;
  readonly text: string;
  /** Shown to be copied. */
  readonly token?: string;
}

interface Names {
  readonly username: string;
  readonly email: string;
}

const { links } = words;

/** Whether accounts have no usernames that their users know. */
function isByEmail(): boolean {
  return find('form').dataset['name'] === 'email';
}

/** What was refused, in the words of the page. */
class Refusal extends Error {}

const actions: Readonly<Record<string, (token: string, form: FormData) => Promise<Outcome>>> = {
  'verify-email': verifyEmail,
  'reset-password': async (token, form) => {
    await run(
      'mutation ($token: String!, $newPassword: String!) { resetPassword(token: $token, newPassword: $newPassword) }',
      { token, newPassword: form.get('password') },
    );
    return {
      title: links.passwordSet,
      text: links.passwordSetText,
    };
  },
  'sign-in': async (token) => {
    const data = await run(
      'mutation ($token: String!) { loginWithEmailToken(token: $token) { accessToken user { username email } } }',
      { token },
    );
    const pair = data['loginWithEmailToken'] as { accessToken: string; user: Names };
    const { username, email } = pair.user;
    const text = links.signedInText;
    return { title: links.signedIn(isByEmail() ? email : username), text, token: pair.accessToken };
  },
  'accept-invitation': async (token, form) => {
    await run(
      'mutation ($token: String!, $newPassword: String!) { acceptInvitation(token: $token, newPassword: $newPassword) }',
      { token, newPassword: form.get('password') },
    );
    return { title: links.ready, text: links.readyText };
  },
  'keep-factors': async (token) => {
    await run('mutation ($token: String!) { cancelFactorReset(token: $token) }', { token });
    return { title: links.kept, text: links.keptText };
  },
};

/** A confirmation needs the mailbox and the account: the page signs in for it, and out again. */
async function verifyEmail(token: string, form: FormData): Promise<Outcome> {
  const credentials = { username: form.get('username'), password: form.get('password') };
  const data = await run(
    'mutation ($username: String!, $password: String!) { login(username: $username, password: $password) { accessToken } }',
    credentials,
  );
  const { accessToken } = data['login'] as { accessToken: string };
  try {
    await run('mutation ($token: String!) { verifyEmail(token: $token) }', { token }, accessToken);
    const { me } = await run('{ me { email username } }', {}, accessToken);
    const { email, username } = me as Names;
    return {
      title: links.confirmed,
      text: isByEmail() ? links.confirmedAlone(email) : links.confirmedText(email, username),
    };
  } finally {
    await ask('mutation { logout }', { token: accessToken }).catch(() => undefined);
  }
}

/** @throws Refusal */
async function run(query: string, variables: object, token?: string) {
  let answer: Answer;
  try {
    ({ answer } = await ask(query, { variables, ...(token === undefined ? {} : { token }) }));
  } catch {
    throw new Refusal(links.noAnswer);
  }
  const [error] = answer.errors ?? [];
  if (error !== undefined) throw new Refusal(wordsFor(error));
  return answer.data ?? {};
}

function wordsFor({ message, extensions }: GraphQLError): string {
  const { reason, retryAfter } = extensions ?? {};
  if (reason === 'LINK_INVALID') {
    return links.linkInvalid;
  }
  if (reason === 'INVALID_CREDENTIALS') {
    return isByEmail() ? links.wrongAddress : links.wrongName;
  }
  if (retryAfter !== undefined && reason?.startsWith('TOO_MANY')) {
    return links.tooMany(retryAfter);
  }
  return message;
}

/** The token is in the fragment, or, with a link of the operator's own, in the query. */
function tokenOfLink(): string | null {
  return (
    new URLSearchParams(location.hash.slice(1)).get('token') ??
    new URLSearchParams(location.search).get('token')
  );
}

/** Waits for a click, because mail scanners open links, and says what came of it. */
export function followLink(page: string): void {
  const action = actions[page];
  const form = find('form') as HTMLFormElement;
  const token = tokenOfLink();
  if (action === undefined) return;
  if (token === null) {
    form.hidden = true;
    showFailure(links.noToken);
    return;
  }
  preparePassword();
  form.querySelector<HTMLElement>('input')?.focus();
  form.addEventListener('submit', (event) => {
    event.preventDefault();
    const button = find('[type=submit]', form);
    if (button.getAttribute('aria-busy') === 'true') return;
    setBusy(button, true);
    byId('failure').hidden = true;
    action(token, new FormData(form))
      .then(showOutcome, (error: unknown) => {
        if (!(error instanceof Refusal)) throw error;
        showFailure(error.message);
      })
      .finally(() => setBusy(button, false));
  });
}

function preparePassword(): void {
  const field = document.getElementById('password') as HTMLInputElement | null;
  const reveal = document.getElementById('reveal');
  reveal?.addEventListener('click', () => {
    const isShown = field?.type === 'text';
    if (field !== null) field.type = isShown ? 'password' : 'text';
    reveal.setAttribute('aria-pressed', String(!isShown));
  });
}

function setBusy(button: HTMLElement, busy: boolean): void {
  const [spinner, label] = button.querySelectorAll('span');
  if (spinner === undefined || label === undefined) return;
  if (busy) {
    button.dataset['verb'] = label.textContent;
    button.setAttribute('aria-busy', 'true');
  } else button.removeAttribute('aria-busy');
  spinner.hidden = !busy;
  label.textContent = (busy ? button.dataset['busy'] : button.dataset['verb']) ?? '';
}

function showFailure(text: string): void {
  const banner = byId('failure');
  find('p', banner).textContent = text;
  banner.hidden = false;
}

function showOutcome({ title, text, token }: Outcome): void {
  // The token is used up; what is left of it need not stay in the address.
  history.replaceState(undefined, '', location.pathname);
  document.title = `${title} · Authgraph`;
  const heading = find('h1');
  heading.textContent = title;
  byId('text').textContent = text;
  const picture = byId('picture');
  picture.classList.add('ok');
  find('svg', picture).innerHTML = '<path d="M4 10.500l4 4 8-9"/>';
  const form = find('form');
  form.replaceChildren(...(token === undefined ? [] : [tokenBox(token)]), homeLink());
  heading.focus();
}

function tokenBox(token: string): HTMLElement {
  const box = document.createElement('pre');
  box.className = 'token';
  box.textContent = token;
  box.tabIndex = 0;
  return box;
}

function homeLink(): HTMLElement {
  const link = document.createElement('a');
  link.className = 'btn wide';
  link.href = addressOf('');
  link.textContent = words.toStart;
  return link;
}
