import type { Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { dataOf, goodPassword } from '../support/graphql-client.js';
import { expectNoBarriers, startPages, tryNow, type Pages } from '../support/pages.js';
import { silence, type Fault } from '../support/proxy.js';
import { startTestServer } from '../support/test-server.js';
import { haveTwoSteps } from '../support/two-step-account.js';

/** What runs where text becomes markup, an address or a script. */
const hostile = [
  '"><img src=x onerror=alert(1)>',
  '<script>alert(1)</script>',
  '</pre><svg onload=alert(1)>',
  'javascript:alert(1)',
  '{{constructor.constructor("alert(1)")()}}',
];

/** A webhook that nobody took. */
const givenUp = {
  kind: 'webhook',
  label: { event: 'user.created', endpoint: 'crm' },
  payload: 'sealed',
  status: 'failed',
  attempts: 8,
  createdAt: Date.now(),
  dueAt: Date.now(),
  expiresAt: null,
  finishedAt: null,
  lastError: 'connection refused',
} as const;

/** `/admin` as it is built, in a real browser. */
let pages: Pages;
let server: Pages['server'];
let mailbox: Pages['mailbox'];
let proxy: Pages['proxy'];
let origin: string;
let administrator: string;
beforeAll(async () => {
  pages = await startPages();
  ({ server, mailbox, proxy, origin } = pages);
  const { user } = await server.signUp('jonas');
  await server.withStorage(({ users }) => users.setRoles(user.id, ['admin']));
  administrator = dataOf(await server.login('jonas')).login.accessToken;
  page = await pages.openTab();
  await page.goto(`${origin}/admin?page=events&kind=failures`);
  await typePassword('jonas');
  await heading('Events');
  await page.close();
}, 180_000);
afterAll(() => pages.close());

let page: Page;
let names = 0;
let username: string;

/** The administrator signs in once. */
beforeEach(async () => {
  username = `mina${(names += 1)}`;
  // Lists have the latest first: what each test makes is later than all before, and on the first page.
  server.clock.advance(1);
  page = await pages.openTab({ keepsCookies: true });
});
afterEach(() => pages.endWith(page));

const press = (name: string | RegExp) => page.getByRole('button', { name }).click();
const heading = (name: string) => page.getByRole('heading', { name, level: 1 }).waitFor();
const toasted = (text: string | RegExp) => page.getByRole('status').getByText(text).waitFor();

async function typePassword(name: string): Promise<void> {
  await page.fill('#identifier', name);
  await page.keyboard.press('Enter');
  await page.fill('#password', goodPassword);
  await page.keyboard.press('Enter');
}

/** @param place such as `?page=people` */
async function open(place = ''): Promise<void> {
  await page.goto(`${origin}/admin${place}`);
}

async function openPerson(id: string): Promise<void> {
  await open(`?page=people&id=${id}`);
  await page.getByRole('heading', { name: 'Ways in' }).waitFor();
}

async function choose(item: string): Promise<void> {
  await press('Actions');
  await page.getByRole('menuitem', { name: item }).click();
  await page.getByRole('dialog').waitFor();
}

/** The verb of the dialog that is open. */
const confirm = (verb: string) =>
  page.getByRole('dialog').getByRole('button', { name: verb, exact: true }).click();

async function changeUser(id: string, changes: Record<string, unknown>): Promise<void> {
  const text = `mutation ($id: ID!, $displayName: String, $publicMetadata: JSON) {
    updateUser(id: $id, displayName: $displayName, publicMetadata: $publicMetadata) { id } }`;
  dataOf(await server.send(text, { id, ...changes }, { token: administrator }));
}

describe('who gets in', () => {
  test('nobody without a session; a sign-in leads back to the same place', async () => {
    await page.close();
    page = await pages.openWindow();
    await page.goto(`${origin}/admin?page=events&kind=failures`);
    await typePassword('jonas');
    await heading('Events');
    expect(page.url()).toBe(`${origin}/admin?page=events&kind=failures`);
    await expect.poll(() => page.title()).toBe('Events · Authgraph');
  });

  test('an account without the role gets a page that says so', async () => {
    await server.signUp(username);
    await page.close();
    page = await pages.openWindow();
    await page.goto(`${origin}/admin`);
    await typePassword(username);
    await heading('You are not an administrator');
    expect(await page.getByText(`You are signed in as ${username}.`).count()).toBe(1);
  });
});

describe('people', () => {
  test('are searched and filtered in the address, and the way back of the browser works', async () => {
    const { user } = await server.signUp(username);
    await server.signUp(`${username}-other`);
    await server.withStorage(({ users }) => users.setRoles(user.id, ['editor']));
    await open('?page=people');
    await page.fill('#q', username);
    await page.getByRole('link', { name: `${username}-other` }).waitFor();
    await page.waitForURL(/[?&]q=mina/);
    await page.selectOption('#role', 'editor');
    await page.getByRole('link', { name: `${username}-other` }).waitFor({ state: 'detached' });
    expect(await page.locator('tbody tr').count()).toBe(1);
    await page.selectOption('#status', 'disabled');
    await page.getByText('Nobody matches').waitFor();
    await page.goBack();
    await page.getByRole('link', { name: username, exact: true }).waitFor();
    await page.getByRole('link', { name: username, exact: true }).click();
    await heading(username);
  });

  test('come a page at a time, forwards and back', async () => {
    for (let at = 0; at < 26; at += 1) await server.signUp(`${username}row${at}`);
    await open(`?page=people&q=${username}row`);
    await page.locator('tbody tr').nth(24).waitFor();
    expect(await page.getByRole('button', { name: 'Previous' }).isDisabled()).toBe(true);
    await press('Next');
    await page.locator('tbody tr').nth(1).waitFor({ state: 'detached' });
    expect(await page.getByRole('button', { name: 'Next' }).isDisabled()).toBe(true);
    await press('Previous');
    await page.locator('tbody tr').nth(24).waitFor();
  });

  test('are invited by a mail', async () => {
    await open('?page=people');
    await press('Invite');
    await page.fill('#invite-email', 'nothing like an address');
    await page.fill('#invite-username', username);
    await page.evaluate("document.querySelector('dialog form').noValidate = true");
    await confirm('Send the invitation');
    await page.locator('#invite-email-error').waitFor();
    await page.fill('#invite-email', `${username}@example.com`);
    await confirm('Send the invitation');
    await toasted(/is on its way/);
    expect((await mailbox.next(`${username}@example.com`)).text).toContain('/accept-invitation');
    await page.getByText('Invited').waitFor();
  });
});

describe('a person', () => {
  test('is shown as text, whatever is in the names, metadata and user agents', async () => {
    for (const text of hostile) {
      server.clock.advance(1);
      const { user } = await server.signUp(`${username}.${hostile.indexOf(text)}`);
      await changeUser(user.id, { displayName: text, publicMetadata: { [text]: text } });
      const headers = { 'user-agent': text };
      const login = `mutation { login(username: "${user.username}", password: "${goodPassword}") { accessToken } }`;
      dataOf(await server.send(login, {}, { headers }));
      await open(`?page=people&id=${user.id}`);
      await heading(text);
      expect(await page.locator('.snippet').first().innerText()).toContain(JSON.stringify(text));
      expect(await page.locator('main :is(img, script, iframe), main svg[onload]').count()).toBe(0);
    }
    await page.goto(`${origin}/admin?page=events`);
    await page.locator('summary').first().click();
    await page
      .getByText(hostile.at(-1) ?? '')
      .first()
      .waitFor();
  });

  test('whose older name and metadata hide or turn text turns nothing around', async () => {
    const { user } = await server.signUp(username);
    const older = { displayName: '\u202eada', publicMetadata: { note: 'a\u202e\u200bb' } };
    await server.withStorage(({ profiles }) => profiles.update(user.id, older));
    await openPerson(user.id);
    const bidi = await page.evaluate(
      "getComputedStyle(document.querySelector('.crumbs span')).unicodeBidi",
    );
    expect(bidi).toBe('isolate');
    expect(await page.locator('.snippet').first().innerText()).toContain('a\\u202e\\u200bb');
    await press(/^View as/);
    const sentence = await page.getByRole('dialog').locator('.soft').first().innerText();
    expect(sentence).toContain('\u2068\u202eada\u2069');
  });

  test('gets other roles, and loses every session', async () => {
    const { user, accessToken } = await server.signUp(username);
    await openPerson(user.id);
    expect(await page.locator('.page-head p').innerText()).toBe('no display name');
    await choose('Change roles');
    await page.fill('#roles', 'editor bad/name');
    await confirm('Save roles');
    await page.locator('#roles-error').waitFor();
    await page.fill('#roles', 'editor, billing');
    await confirm('Save roles');
    await toasted('Roles saved');
    await page.locator('.page-head .badge').getByText('billing').waitFor();
    await press('End all');
    expect(await page.getByRole('dialog').innerText()).toContain('1 session ends now.');
    await confirm('End all sessions');
    await page.getByText('Signed in nowhere.').waitFor();
    expect((await server.send('{ me { id } }', {}, { token: accessToken })).errors).toHaveLength(1);
  });

  test('is disabled, enabled, and deleted only after the name was typed', async () => {
    const { user } = await server.signUp(username);
    await openPerson(user.id);
    await choose('Disable account');
    await page.keyboard.press('Escape');
    await page.getByRole('dialog').waitFor({ state: 'detached' });
    await choose('Disable account');
    await confirm('Disable account');
    await page.getByText('This account is disabled').waitFor();
    await choose('Enable account');
    await confirm('Enable account');
    await page.getByText('This account is disabled').waitFor({ state: 'detached' });
    await choose('Delete account');
    const forGood = page.getByRole('button', { name: 'Delete for good' });
    expect(await forGood.isDisabled()).toBe(true);
    await page.fill('#confirm', username);
    await forGood.click();
    await toasted(`The account ${username} is deleted`);
    await heading('People');
  });

  test('gets a link for a new password, and a reset of second steps by two factors', async () => {
    const email = `${username}@example.com`;
    const { user } = dataOf(await server.register({ username, email })).register;
    await mailbox.next(email);
    await server.withStorage(({ users }) => users.setVerifiedEmail(user.id, email));
    await haveTwoSteps(server, user.id);
    await openPerson(user.id);
    await choose('Send a password link');
    expect(await page.getByRole('dialog').innerText()).toContain(`goes to ${email}.`);
    await confirm('Send the link');
    await toasted('The link is on its way');
    expect((await mailbox.next(email)).text).toContain('/reset-password');
    await choose('Reset second steps');
    expect(await page.getByRole('button', { name: 'Reset second steps' }).isDisabled()).toBe(true);
    await page.fill('#reason', 'Lost the telephone');
    await confirm('Reset second steps');
    await page.getByText('This takes two-step sign-in on your own account.').waitFor();
  });
});

describe('the service', () => {
  test('shows sign-ins as a chart that says its numbers, and what needs a look', async () => {
    const day = new Date().toISOString().slice(0, 10);
    await server.withStorage(async ({ signInDays, outbox }) => {
      await signInDays.add([
        { day, outcome: 'PASSKEY', count: 4000 },
        { day, outcome: 'failed', count: 71 },
      ]);
      await outbox.add({ ...givenUp, id: crypto.randomUUID() });
    });
    await open();
    await heading('Overview');
    const chart = page.getByRole('img', { name: /^Sign-ins a day from/ });
    expect(await chart.getAttribute('aria-label')).toMatch(/between 0 and 4,\d+ .* at \d+ on/);
    expect(await chart.locator('text').count()).toBe(0);
    // Few failures leave no empty band below zero: three steps of 3 rem, and half a label.
    expect((await chart.boundingBox())?.height).toBeCloseTo(9.5 * 16, 0);
    await page.selectOption('#days', '7');
    await page.waitForURL(/days=7/);
    await page.getByRole('link', { name: '1 webhook was given up' }).click();
    await heading('Deliveries');
    await page.getByRole('cell', { name: 'connection refused', exact: true }).waitFor();
    await press('Try again');
    await toasted('It will be tried again');
    await page.getByText('Nothing is in this state').waitFor();
    await page.getByRole('link', { name: 'Mails' }).click();
    await press('Clear filters');
  });

  test('rotates its key, and shows the event with all that is known of it', async () => {
    await open('?page=keys');
    await press('Rotate');
    expect(await page.getByRole('dialog').locator('.trace li').count()).toBe(3);
    await confirm('Rotate the key');
    await page.getByText('Published', { exact: true }).waitFor();
    await page.getByRole('link', { name: 'Events' }).click();
    await page.selectOption('#kind', 'keys');
    // The list of all kinds is gone: nothing is opened in it.
    const others = page.locator('summary', { hasNotText: /Signing key|A delivery/ });
    await others.first().waitFor({ state: 'detached' });
    await page.locator('summary', { hasText: 'Signing key rotated' }).click();
    await page.getByRole('link', { name: 'jonas' }).click();
    await heading('jonas');
    expect(await page.getByRole('button', { name: /^View as/ }).count()).toBe(0);
  });

  test('says why there is no key to rotate with HS256', async () => {
    const end = await openAnother({ JWT_SECRET_KEY: 'rotate me by hand, 8f2c1d7e5b3a9604' });
    await page.getByText('This service has no signing keys').waitFor();
    expect(await page.getByRole('button', { name: 'Rotate' }).count()).toBe(0);
    await end();
  });

  test('asks an administrator whose role takes a second factor to add one', async () => {
    const end = await openAnother({ MFA_REQUIRED_ROLES: 'admin' });
    await page.getByText('takes two-step sign-in').waitFor();
    expect(await page.getByRole('link', { name: 'Your account' }).count()).toBe(1);
    await end();
  });

  /** Shows the keys of another service. */
  async function openAnother(more: Record<string, string>) {
    const env = { PAGES: 'on', PUBLIC_URL: origin, ...more };
    const other = await startTestServer({ realTime: true, env });
    const { user } = await other.signUp('jonas');
    await other.withStorage(({ users }) => users.setRoles(user.id, ['admin']));
    proxy.target = other.url;
    await page.close();
    page = await pages.openWindow();
    await page.goto(`${origin}/admin?page=keys`);
    await typePassword('jonas');
    return async () => {
      // The page would find out that its service is gone, and leave for the sign-in while it is looked at.
      await pages.endWith(page);
      proxy.target = server.url;
      await other.close();
      page = await pages.openWindow();
      await page.goto(`${origin}/login`);
    };
  }

  test('is tried again when it does not answer, and nothing typed is lost', async () => {
    await open('?page=people');
    await page.locator('tbody tr').first().waitFor();
    proxy.fault = (operation) => (operation === 'Events' ? 'down' : undefined);
    await page.getByRole('link', { name: 'Events' }).click();
    await page.getByText('The events did not load').waitFor();
    await expectNoBarriers(page);
    proxy.fault = () => undefined;
    await tryNow(page, page.locator('summary').first());
  });

  test.each([
    ['account?page=security', 'Refresh'],
    ['account?page=security', 'Account'],
    ['admin?page=keys', 'Refresh'],
    ['admin?page=keys', 'Administrator'],
    ['admin?page=people&id=1', 'Person'],
  ])('/%s has its heading before %s is answered, and without an answer', async (path, asked) => {
    let fault: Fault = silence;
    proxy.fault = (operation) => (operation === asked ? fault : undefined);
    await page.goto(`${origin}/${path}`);
    await page.getByText(/^Loading/).waitFor({ state: 'attached' });
    await expectNoBarriers(page);
    fault = 'down';
    await page.reload();
    await page.getByText('did not load').waitFor();
    await expectNoBarriers(page);
  });

  test('speaks Korean, and fits a telephone of 360 pixels', async () => {
    const { user } = await server.signUp(`${username}-${'long'.repeat(12)}`);
    await page.context().addCookies([{ name: 'authgraph-language', value: 'ko', url: origin }]);
    await page.setViewportSize({ width: 360, height: 780 });
    for (const place of ['', '?page=people', `?page=people&id=${user.id}`, '?page=events']) {
      await page.goto(`${origin}/admin${place}`);
      await page.locator('main :is(figure, tbody a, .facts, summary)').first().waitFor();
      expect(await page.evaluate('document.documentElement.scrollWidth'), place).toBe(360);
    }
    await expect.poll(() => page.title()).toBe('이벤트 · Authgraph');
    await page.context().clearCookies({ name: 'authgraph-language' });
  });

  // The last one: its clock has gone on.
  test('asks for a fresh proof, and does then what was asked for', async () => {
    const { user } = await server.signUp(username);
    await openPerson(user.id);
    server.clock.advance(server.config.freshMaxAge + 1);
    await choose('Disable account');
    await confirm('Disable account');
    await page.getByRole('heading', { name: 'Confirm that it is you' }).waitFor();
    await page.fill('#step-up-password', goodPassword);
    await page.keyboard.press('Enter');
    await page.getByText('This account is disabled').waitFor();
  });
});
