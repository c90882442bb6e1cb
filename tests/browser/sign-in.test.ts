import { createHash } from 'node:crypto';
import type axe from 'axe-core';
import type { Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { signUpAdministrator } from '../support/administrator.js';
import { enroll, totpCode } from '../support/authenticator.js';
import { dataOf, goodPassword } from '../support/graphql-client.js';
import {
  addDevice,
  expectNoBarriers,
  startPages,
  tryNow,
  watchList,
  type Pages,
} from '../support/pages.js';
import { startSocialServer } from '../support/providers/social-server.js';
import { haveTwoSteps } from '../support/two-step-account.js';

const callback = 'https://notes.example.com/callback';

/** `/login` and the pages of mailed links as they are built, in a real browser with a virtual authenticator. */
let pages: Pages;
let server: Pages['server'];
let mailbox: Pages['mailbox'];
let provider: Pages['provider'];
let origin: string;
beforeAll(async () => {
  pages = await startPages({ USERNAMES: 'required', REDIRECT_URIS: callback });
  ({ server, mailbox, provider, origin } = pages);
}, 180_000);
afterAll(() => pages.close());

let page: Page;
let names = 0;
let username: string;
const emailOf = (name: string) => `${name}@example.com`;

beforeEach(async () => {
  username = `mina${(names += 1)}`;
  page = await pages.openTab();
});
afterEach(() => pages.endWith(page));

const press = (name: string | RegExp) => page.getByRole('button', { name }).click();
/** A sign-in ends at the account. */
const signedIn = () => page.getByText('How you appear').waitFor();
async function signOut(): Promise<void> {
  await press(/^Account menu/);
  await page.getByRole('menuitem', { name: 'Sign out' }).click();
}

async function openLogin(): Promise<void> {
  await page.goto(`${origin}/login`);
  await page.locator('#identifier').waitFor();
}

async function typePassword(name: string, password: string): Promise<void> {
  await openLogin();
  await page.keyboard.type(name);
  await page.keyboard.press('Enter');
  await page.locator('#password').waitFor();
  await page.keyboard.type(password);
  await page.keyboard.press('Enter');
}

/** An account with a confirmed address. */
async function addAccount(name = username) {
  const email = emailOf(name);
  const { accessToken, user } = dataOf(await server.register({ username: name, email })).register;
  const token = /token=(\S+)/.exec(await pages.linkOf(email))?.[1];
  const verify = 'mutation ($token: String!) { verifyEmail(token: $token) }';
  dataOf(await server.send(verify, { token }, { token: accessToken }));
  return { accessToken, id: user.id };
}

describe('a password', () => {
  test('signs in by the keyboard alone, and a wrong one says what to do', async () => {
    await addAccount();
    await typePassword(username, 'not this one');
    const error = page.locator('#password-error');
    await error.waitFor();
    expect(await error.innerText()).toMatch(/^The username or the password is wrong/);
    expect(await page.inputValue('#password')).toBe('not this one');
    await page.fill('#password', goodPassword);
    expect(await error.count()).toBe(0);
    await page.keyboard.press('Enter');
    await signedIn();
    const [cookie] = (await page.context().cookies()).filter(({ name }) =>
      name.includes('refresh'),
    );
    expect(cookie).toMatchObject({ httpOnly: true, sameSite: 'Strict', secure: false });
    await page.reload();
    await signedIn();
  });

  test('stands in a form that password managers read', async () => {
    await openLogin();
    expect(await page.getAttribute('#identifier', 'autocomplete')).toBe('username webauthn');
    await page.fill('#identifier', 'someone');
    await press('Continue');
    const form = page.locator('form:has(#password)');
    expect(await form.locator('[autocomplete=username]').inputValue()).toBe('someone');
    expect(await form.locator('[autocomplete=current-password]').count()).toBe(1);
  });

  test('the way back of the browser leads to the name, which is still there', async () => {
    await openLogin();
    await page.fill('#identifier', 'someone');
    await press('Continue');
    await page.locator('#password').waitFor();
    await expect.poll(() => page.title()).toBe('Enter your password · Authgraph');
    await page.goBack();
    expect(await page.inputValue('#identifier')).toBe('someone');
    expect(await page.evaluate('document.activeElement.id')).toBe('identifier');
  });
});

describe('text of strangers', () => {
  const hostile = [
    '"><img src=x onerror=alert(1)>',
    '<script>alert(1)</script>',
    "</title><svg onload=alert('1')>",
    'javascript:alert(1)',
    '{{constructor.constructor("alert(1)")()}}',
  ];
  /** A dialog would end the run. */
  const expectText = async (text: string) => {
    await page.getByText(text).first().waitFor();
    expect(await page.locator('body :is(img, iframe, script:not([src]), [onload])').count()).toBe(
      0,
    );
  };

  test.each(hostile)('is text in all names and refusals: %s', async (text) => {
    const named = { id: 'company', name: text, issuer: provider.issuer };
    const env = { PAGES: 'on', PUBLIC_URL: origin, BRAND_NAME: text };
    const other = await startSocialServer([named], { realTime: true, env });
    pages.proxy.target = other.url;
    try {
      await openLogin();
      await expect.poll(() => page.title()).toBe(`Sign in · ${text}`);
      expect(await page.locator('.brand').innerText()).toBe(text);
      expect(await page.getByRole('button', { name: text }).count()).toBe(1);
      await page.fill('#identifier', text);
      await press('Continue');
      await page.locator('.who .clip').waitFor();
      await expectText(text);
      expect(await page.locator('.who .clip').innerText()).toBe(text);
      const refused = { message: `No: ${text}`, extensions: { code: 'FORBIDDEN', reason: text } };
      await page.route('**/graphql', (route) =>
        route.fulfill({ json: { data: null, errors: [refused] } }),
      );
      await page.fill('#password', goodPassword);
      await press('Sign in');
      await expectText(`No: ${text}`);
      await page.unroute('**/graphql');
    } finally {
      pages.proxy.target = server.url;
      await other.close();
    }
  });

  test('runs from no part of the address, neither of /login nor of a mailed link', async () => {
    const places = hostile
      .map(encodeURIComponent)
      .flatMap((text) => [
        `login?problem=${text}&redirect_uri=${text}&state=${text}&step=${text}&to=${text}#${text}`,
        `login?error=${text}&error_description=${text}&state=${text}`,
        `verify-email?token=${text}`,
        `accept-invitation#token=${text}`,
      ]);
    for (const place of places) {
      await page.goto(`${origin}/${place}`);
      await page.locator('#app form').or(page.locator('.tile')).first().waitFor();
      expect(await page.locator('body :is(img, iframe, script:not([src]), [onload])').count()).toBe(
        0,
      );
    }
    expect(new URL(page.url()).origin).toBe(origin);
  });
});

describe('two steps', () => {
  test('a code of the app signs in by itself when it is full; a wrong one stays', async () => {
    const { secret } = await addApp();
    await typePassword(username, goodPassword);
    await page.locator('#totp').waitFor();
    expect(await page.evaluate('document.activeElement.id')).toBe('totp');
    await page.keyboard.type('000000');
    await page.locator('#totp-error').waitFor();
    expect(await page.inputValue('#totp')).toBe('000 000');
    await page.fill('#totp', totpCode(secret, server.clock.now() + 30_000));
    await signedIn();
  });

  test('a recovery code signs in where there is no app', async () => {
    const { recoveryCodes } = await addApp();
    await typePassword(username, goodPassword);
    await press('Use a recovery code');
    await page.fill('#recovery', recoveryCodes[0] ?? '');
    await press('Continue');
    await signedIn();
  });

  test('a passkey comes first where there is one, and waits for its button', async () => {
    const { id } = await addAccount();
    const device = await addDevice(page);
    await typePassword(username, goodPassword);
    await signedIn();
    await page.goto(`${origin}/account?page=security`);
    await press('Add a passkey');
    await page.getByText('Passkey added').waitFor();
    await haveTwoSteps(server, id);
    await device.stopAnswering();
    await page.context().clearCookies();
    await typePassword(username, goodPassword);
    await page.getByRole('heading', { name: 'Use your passkey' }).waitFor();
    const completed = pages.proxy.count('CompleteMfa');
    await device.answer();
    await press('Use a passkey');
    await signedIn();
    expect(pages.proxy.count('CompleteMfa')).toBe(completed + 1);
  });
});

test('a step stays until the code of the next one has come, also after a failure', async () => {
  await addApp();
  let isHeld = true;
  let tries = 0;
  await page.route(/\/(?:forgot|second-step)-[^/]+\.js$/, async (route) => {
    tries += 1;
    if (tries === 1) return route.abort();
    while (isHeld) await page.waitForTimeout(20);
    return route.continue();
  });
  await openLogin();
  await page.fill('#identifier', username);
  await press('Continue');
  await page.locator('#password').waitFor();
  await expect.poll(() => tries).toBe(1);
  await page.evaluate(`window.emptied = 0;
    new MutationObserver(() => { window.emptied += document.querySelector('.auth-card > *') ? 0 : 1; })
      .observe(document.body, { childList: true, subtree: true });`);
  await page.getByRole('link', { name: 'Forgot password' }).click();
  await page.waitForURL(/step=forgot/);
  await expect.poll(() => tries).toBe(2);
  // After three seconds it says that this takes longer than usual.
  const slow = page.getByText('This takes longer than usual');
  expect(await page.locator('#password').or(slow).first().isVisible()).toBe(true);
  isHeld = false;
  await page.getByRole('heading', { name: 'Forgot your password?' }).waitFor();
  await page.goBack();
  await page.fill('#password', goodPassword);
  await press('Sign in');
  await page.locator('#totp').waitFor();
  expect(await page.evaluate('window.emptied')).toBe(0);
});

/** Two-step sign-in with an authenticator app. */
async function addApp() {
  const { accessToken, id } = await addAccount();
  const { secret, recoveryCodes } = await enroll(server, accessToken, server.clock.now());
  return { id, secret, recoveryCodes: recoveryCodes ?? [] };
}

describe('mails', () => {
  test('a mailed code signs in, also pasted with blanks', async () => {
    await addAccount();
    await openLogin();
    await page.fill('#identifier', emailOf(username));
    await press('Continue');
    await press('Mail me a code instead');
    await press('Send the code');
    const { text = '' } = await mailbox.next(emailOf(username));
    const code = /\b(\d{4}) ?(\d{4})\b/.exec(text) ?? [];
    await page.fill('#code', ` ${code[1] ?? ''} ${code[2] ?? ''} `);
    await signedIn();
  });

  test('a mailed link signs in by a button, and takes its token out of the address', async () => {
    await addAccount();
    await server.send(`mutation { requestLoginEmail(email: "${emailOf(username)}") }`);
    await page.goto(await pages.linkOf(emailOf(username)));
    await page.getByText('Sign in on this device?').waitFor();
    const addresses: string[] = [];
    page.on('framenavigated', (frame) => addresses.push(frame.url()));
    await press('Sign in');
    await signedIn();
    expect(addresses[0]).toBe(`${origin}/sign-in`);
  });

  test('a forgotten password is replaced, and its link is good once', async () => {
    await addAccount();
    await openLogin();
    await page.fill('#identifier', emailOf(username));
    await press('Continue');
    await page.getByText('Forgot password?').click();
    await press('Send the link');
    await page.getByText('a link to set a new password is on its way').waitFor();
    const link = await pages.linkOf(emailOf(username));
    await page.goto(link);
    await page.fill('#new-password', 'password');
    await press('Set password');
    await page.locator('#new-password-error').waitFor();
    await page.fill('#new-password', 'another kettle orbit');
    await press('Set password');
    await page.getByText('Every device is signed out').waitFor();
    await page.goto('about:blank');
    await page.goto(link);
    await page.fill('#new-password', 'a third kettle orbit');
    await press('Set password');
    await page.getByText('This link no longer works').waitFor();
  });

  test('an address is confirmed by its link, once its account is signed in', async () => {
    await server.register({ username, email: emailOf(username) });
    await page.goto(await pages.linkOf(emailOf(username)));
    await page.fill('#identifier', username);
    await press('Continue');
    await page.fill('#password', goodPassword);
    await press('Sign in');
    await press('Confirm address');
    await page.getByText('Address confirmed').waitFor();
  });

  test('an invitation is accepted by a password, and its link is good once', async () => {
    const { accessToken: token } = await signUpAdministrator(server, `${username}-boss`);
    const invite = `mutation { inviteUser(username: "${username}", email: "${emailOf(username)}") { id } }`;
    dataOf(await server.send(invite, {}, { token }));
    const link = await pages.linkOf(emailOf(username));
    await page.goto(link);
    await page.getByText('Choose a password for your account').waitFor();
    await page.fill('#new-password', goodPassword);
    await press('Set password');
    await page.getByText('Your account is ready').waitFor();
    expect(page.url()).not.toContain('token');
    await page.getByRole('link', { name: 'Sign in' }).click();
    await page.fill('#identifier', emailOf(username));
    await press('Continue');
    await page.fill('#password', goodPassword);
    await press('Sign in');
    await signedIn();
    await page.goto(link);
    await page.fill('#new-password', 'another kettle orbit');
    await press('Set password');
    await page.getByText('This link no longer works').waitFor();
  });

  test('a reset of second factors is cancelled by a click, and the link is used up', async () => {
    const { id } = await addApp();
    const boss = await signUpAdministrator(server, `${username}-boss`);
    const { tokens } = await enroll(server, boss.accessToken, server.clock.now());
    const { accessToken: token } = tokens;
    const reset = `mutation { resetUserFactors(id: "${id}", reason: "Lost") { factorResetAt } }`;
    const pending = () => server.send(`{ user(id: "${id}") { factorResetAt } }`, {}, { token });
    dataOf(await server.send(reset, {}, { token }));
    expect(await pending()).not.toMatchObject({ data: { user: { factorResetAt: null } } });
    const link = await pages.linkOf(emailOf(username));
    await page.goto(link);
    await page.getByText('Keep two-step sign-in?').waitFor();
    await press('Cancel the reset');
    await page.getByText('Two-step sign-in stays on').waitFor();
    expect(await pending()).toMatchObject({ data: { user: { factorResetAt: null } } });
    expect(page.url()).not.toContain('token');
    await page.goto('about:blank');
    await page.goto(link);
    await press('Cancel the reset');
    await page.getByText('This link no longer works').waitFor();
  });

  test('a sign-in of somebody else is ended by a click, and a new password is at hand', async () => {
    await addAccount();
    // The session of the sign-up began before, and goes on.
    server.clock.advance(1);
    const options = { headers: { 'user-agent': 'The device of somebody else' } };
    const { accessToken: token } = dataOf(
      await server.login(username, goodPassword, options),
    ).login;
    const link = await pages.linkOf(emailOf(username));
    await page.goto(link);
    await page.getByText('Was this sign-in not yours?').waitFor();
    expect((await server.send('{ me { id } }', {}, { token })).errors).toEqual([]);
    await press('Sign it out');
    await page.getByText('1 session has ended. A link to set a new password').waitFor();
    // What a thief has added is not taken away by a new password.
    await page.getByText('passkeys, providers and apps that were added stay').waitFor();
    const { errors } = await server.send('{ me { id } }', {}, { token });
    expect(errors[0]?.extensions.reason).toBe('TOKEN_REVOKED');
    await page.goto(await pages.linkOf(emailOf(username)));
    await page.locator('#new-password').waitFor();
    await page.goto(link);
    await press('Sign it out');
    await page.getByText('This link no longer works').waitFor();
  });
});

describe('a new account', () => {
  test('says at each field what is wrong with it, and signs in when it is there', async () => {
    await addAccount();
    await openLogin();
    await page.getByText('Create an account').click();
    await page.fill('#username', username);
    await page.fill('#new-password', goodPassword);
    await press('Create account');
    await page.locator('#username-error').waitFor();
    await page.fill('#username', `${username}-2`);
    await press('Create account');
    await signedIn();
  });

  test('takes a passkey in place of a password, with recovery codes, and signs in by it', async () => {
    await watchList(page);
    const device = await addDevice(page);
    await openLogin();
    await page.getByText('Create an account').click();
    await page.fill('#username', username);
    await press('Use a passkey instead of a password');
    await page.getByText('Save your recovery codes').waitFor();
    expect(await page.locator('.codes li').count()).toBe(10);
    expect(await page.getByRole('button', { name: 'Done' }).isDisabled()).toBe(true);
    const [code = ''] = await page.locator('.codes li').allInnerTexts();
    await page.getByLabel('I have saved the codes').check();
    await press('Done');
    await signedIn();
    await device.stopAnswering();
    // Our own page needs no other click.
    await signOut();
    await page.getByText('You are signed out').waitFor();
    await openLogin();
    await page.waitForFunction('list.isOpen');
    await device.answer();
    await press('Sign in with a passkey');
    await signedIn();
    await signOut();
    await page.getByText('You are signed out').waitFor();
    // The browser's own list, in which the device answers at once.
    await page.goto(`${origin}/login`);
    await signedIn();

    await page.context().clearCookies();
    await page.goto(`${origin}/login?step=recover`);
    await page.fill('#username', username);
    await page.fill('#recovery', code);
    await press('Continue');
    await page.getByText('Come back with the same code').waitFor();
  });
});

describe('an application that sends someone to the page', () => {
  const verifier = 'a-verifier-of-forty-three-characters-or-more';
  const challenge = createHash('sha256').update(verifier).digest('base64url');
  const addressWith = (redirectUri: string) => {
    const query = { redirect_uri: redirectUri, code_challenge: challenge, state: 'x & y' };
    return `${origin}/login?${new URLSearchParams(query).toString()}`;
  };

  beforeEach(() =>
    page.route('https://notes.example.com/**', (route) =>
      route.fulfill({
        contentType: 'text/html',
        body: '<!doctype html><html lang="en"><title>Notes</title><main><h1>Notes</h1></main>',
      }),
    ),
  );

  /** What the application does with the redirect. */
  async function exchange(): Promise<string> {
    await page.waitForURL(/^https:\/\/notes\.example\.com\/callback\?/);
    const { searchParams } = new URL(page.url());
    expect(searchParams.get('state')).toBe('x & y');
    const handoff = { code: searchParams.get('code'), codeVerifier: verifier };
    const reply = await server.send<{ signIn: { user: { username: string } } }>(
      'mutation ($input: SignInInput!) { signIn(input: $input) { ... on TokenPair { user { username } } } }',
      { input: { handoff } },
    );
    return dataOf(reply).signIn.user.username;
  }

  test('gets its code after a sign-in, and after a click of someone who was signed in', async () => {
    await addAccount();
    await page.goto(addressWith(callback));
    await page.getByText('to continue to notes.example.com').waitFor();
    await page.fill('#identifier', username);
    await page.keyboard.press('Enter');
    await page.fill('#password', goodPassword);
    await page.keyboard.press('Enter');
    expect(await exchange()).toBe(username);

    await page.goto(addressWith(callback));
    await page.getByText(`Continue as ${username}`).waitFor();
    await press('Continue');
    expect(await exchange()).toBe(username);
  });

  test('gets nothing at an address that is not registered, and the page says so', async () => {
    await addAccount();
    await page.goto(addressWith('https://evil.example/callback'));
    await page.getByText('This address is not registered').waitFor();
    await page.fill('#identifier', username);
    await page.keyboard.press('Enter');
    await page.fill('#password', goodPassword);
    await page.keyboard.press('Enter');
    await signedIn();
    expect(new URL(page.url()).origin).toBe(origin);
  });

  test('gets people back after a sign-out, which takes a click', async () => {
    await addAccount();
    await typePassword(username, goodPassword);
    await signedIn();
    await page.goto(`${origin}/logout?redirect_uri=${encodeURIComponent(callback)}`);
    await page.getByText('Sign out?').waitFor();
    await press('Sign out');
    await page.waitForURL(callback);
  });
});

describe('a provider of identity', () => {
  test('signs up with a username that is chosen, and in again without another question', async () => {
    provider.person = { sub: username };
    await openLogin();
    await press('company');
    await page.getByText('Choose a username').waitFor();
    await page.fill('#username', username);
    await press('Create account');
    await signedIn();
    expect(page.url()).toBe(`${origin}/account`);
    await signOut();
    await page.getByText('You are signed out').waitFor();
    await openLogin();
    await press('company');
    await signedIn();
  });

  test('that says no leads back to the page as it was, which says so', async () => {
    await page.goto(`${origin}/login?redirect_uri=${encodeURIComponent(callback)}`);
    await page.locator('#identifier').waitFor();
    const refuse = ({ state }: { state?: string }) => ({ error: 'access_denied', state });
    await provider.bent({ callback: refuse }, async () => {
      await press('company');
      await page.getByText('It was cancelled').waitFor();
    });
    await page.getByText('to continue to notes.example.com').waitFor();
  });

  test('whose answer did not begin in this tab leads to sign-in', async () => {
    await page.goto(`${origin}/login?code=x&state=y`);
    await page.getByText('That sign-in was not completed').waitFor();
    expect(page.url()).toBe(`${origin}/login?problem=LOGIN_UNKNOWN`);
  });

  test.each(['error=no&state=toString', 'problem=__proto__'])(
    'that leads here a tab which did not ask, by %s, leads to /login',
    async (query) => {
      await page.goto(`${origin}/login?${query}`);
      await page.locator('#identifier').waitFor();
      await page.getByRole('alert').waitFor();
      expect(new URL(page.url()).pathname).toBe('/login');
    },
  );
});

describe('what goes wrong on the way', () => {
  const refuse = (extensions: object) =>
    page.route('**/graphql', (route) =>
      route.fulfill({ json: { data: null, errors: [{ message: 'No.', extensions }] } }),
    );

  beforeEach(async () => {
    await openLogin();
    await page.fill('#identifier', 'someone');
    await press('Continue');
    await page.fill('#password', goodPassword);
  });

  test('too many attempts: the button counts down, and what was typed stays', async () => {
    await refuse({ code: 'TOO_MANY_REQUESTS', reason: 'TOO_MANY_ATTEMPTS', retryAfter: 9 });
    await press('Sign in');
    await page.getByText('Too many attempts from your network').waitFor();
    expect(await page.getByRole('button', { name: /^Try again in 0:0/ }).isDisabled()).toBe(true);
    await page.getByText('You can try again now').waitFor();
    expect(await page.inputValue('#password')).toBe(goodPassword);
  });

  test('an outage: the page tries again by itself, and at once by its button', async () => {
    await refuse({ code: 'SERVICE_UNAVAILABLE', reason: 'DATABASE_UNAVAILABLE' });
    await press('Sign in');
    await page.getByText('The service does not answer').waitFor();
    await page.getByText(/Next try in \d seconds/).waitFor();
    await page.unroute('**/graphql');
    await tryNow(page, page.locator('#password-error'));
  });

  test('no network: the buttons wait, and the page says that it goes on by itself', async () => {
    await page.context().setOffline(true);
    await page.getByText('You are offline').waitFor();
    expect(await page.getByRole('button', { name: 'Sign in' }).isDisabled()).toBe(true);
    await page.context().setOffline(false);
    await press('Sign in');
    await page.locator('#password-error').waitFor();
  });
});

/** What colours and width decide; all else is the same in each. */
const appearance: axe.RunOptions = {
  runOnly: { type: 'rule', values: ['color-contrast', 'target-size'] },
};

test.each(['en', 'ko'])(
  'every page fits the smallest screen and both themes, in %s',
  async (locale) => {
    await page.close();
    page = await pages.openWindow({ locale, viewport: { width: 320, height: 640 } });
    const steps = ['', '?step=sign-up', '?step=mail', '?step=forgot', '?step=recover'];
    const links = ['verify-email', 'reset-password', 'sign-in', 'keep-factors', 'deny-sign-in'];
    const paths = [
      ...steps.map((step) => `login${step}`),
      ...links.map((link) => `${link}#token=x`),
    ];
    for (const path of [...paths, 'logout']) {
      await page.goto(`${origin}/${path}`);
      await page.locator('#app form').or(page.locator('.tile')).first().waitFor();
      expect(await page.getAttribute('html', 'lang'), path).toBe(locale);
      expect(await page.evaluate('document.documentElement.scrollWidth'), path).toBe(320);
      // Colours are the same in both languages.
      if (locale === 'ko') continue;
      for (const colorScheme of ['light', 'dark'] as const) {
        await page.emulateMedia({ colorScheme });
        await expectNoBarriers(page, appearance, `${path} ${colorScheme}`);
      }
    }
  },
);

test('signing out takes a click', async () => {
  await addAccount();
  await typePassword(username, goodPassword);
  await signedIn();
  await page.goto(`${origin}/logout`);
  await page.getByText('Sign out?').waitFor();
  await press('Sign out');
  await page.getByText('You are signed out').waitFor();
  await openLogin();
});
