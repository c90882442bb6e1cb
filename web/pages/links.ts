import { addressOf, byId, find } from './dom.js';
import { words } from './words.js';
import { ask } from './graphql.js';
import { isByEmail, Refusal, run } from './refusal.js';
import { SecondStep, signIn, type Names } from './sign-in.js';

/** What a page says when it is done. */
interface Outcome {
  readonly title: string;
  readonly text: string;
  /** Shown to be copied. */
  readonly token?: string;
}

const { links } = words;

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
  'sign-in': async (emailToken, form) => {
    const { accessToken: token, user } = await signIn({ emailToken }, form);
    const name = isByEmail() ? user.email : user.username;
    return { title: links.signedIn(name), text: links.signedInText, token };
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
  'deny-sign-in': async (token) => {
    const data = await run(
      'mutation ($token: String!) { denySignIn(token: $token) { passwordResetSent } }',
      { token },
    );
    const { passwordResetSent } = data['denySignIn'] as { passwordResetSent: boolean };
    // A thief may have added what no new password takes away.
    const text = passwordResetSent ? `${links.resetSent} ${links.deniedText}` : links.deniedText;
    return { title: links.denied, text };
  },
};

/** A confirmation needs the mailbox and the account: the page signs in for it, and out again. */
async function verifyEmail(token: string, form: FormData): Promise<Outcome> {
  const password = { username: form.get('username'), password: form.get('password') };
  const { accessToken } = await signIn({ password }, form);
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
  // Another link that is opened in this tab changes the fragment alone.
  addEventListener('hashchange', () => location.reload());
  preparePassword();
  form.querySelector<HTMLElement>('input:enabled')?.focus();
  form.addEventListener('submit', (event) => {
    event.preventDefault();
    const button = find('[type=submit]', form);
    if (button.getAttribute('aria-busy') === 'true') return;
    setBusy(button, true);
    byId('failure').hidden = true;
    action(token, new FormData(form))
      .then(showOutcome, (error: unknown) => {
        if (error instanceof SecondStep) showSecondStep(form);
        else if (error instanceof Refusal) showFailure(error.message);
        else throw error;
      })
      .finally(() => setBusy(button, false));
  });
}

/** A field for a code in place of what was typed, which is sent no more. */
function showSecondStep(form: HTMLFormElement): void {
  for (const field of form.querySelectorAll<HTMLElement>('.field')) {
    const isCode = field.id === 'second-step';
    field.hidden = !isCode;
    for (const input of field.querySelectorAll('input')) input.disabled = !isCode;
  }
  find('h1').textContent = links.secondStep;
  byId('text').textContent = links.secondStepText;
  byId('code').focus();
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
