import type { Browser, BrowserContext, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { enroll, totpCode } from '../support/authenticator.js';
import { launchChromium } from '../support/chromium.js';
import { dataOf, goodPassword } from '../support/graphql-client.js';
import { openMailbox, type Mailbox } from '../support/mailbox.js';
import { tryNow } from '../support/pages.js';
import { startProxy, type Proxy } from '../support/proxy.js';
import { startTestServer, type TestServer } from '../support/test-server.js';
import { haveTwoSteps } from '../support/two-step-account.js';

/** The pages when an answer is lost, when the database is away, and when a tab is used for more than one thing. */
let proxy: Proxy;
let mailbox: Mailbox;
let server: TestServer;
let browser: Browser;

beforeAll(async () => {
  proxy = await startProxy();
  mailbox = await openMailbox();
  server = await startTestServer({
    realTime: true,
    env: {
      PAGES: 'on',
      PASSKEYS: 'on',
      USERNAMES: 'required',
      PUBLIC_URL: `http://localhost:${proxy.port}`,
      BRAND_NAME: 'N'.repeat(64),
      SMTP_URL: mailbox.url,
      MAIL_FROM: 'no-reply@example.com',
    },
  });
  proxy.target = server.url;
  browser = await launchChromium();
}, 180_000);
afterAll(async () => {
  await browser.close();
  await server.close();
  await mailbox.close();
  await proxy.close();
});

let context: BrowserContext;
let page: Page;
let names = 0;
let username: string;

beforeEach(async () => {
  username = `vera${(names += 1)}`;
  context = await browser.newContext({ viewport: { width: 320, height: 640 } });
  context.setDefaultTimeout(60_000);
  page = await context.newPage();
});
afterEach(async () => {
  proxy.fault = () => undefined;
  await context.close();
});

const open = (path: string) => page.goto(`http://localhost:${proxy.port}${path}`);
const press = (name: string | RegExp) => page.getByRole('button', { name }).last().click();
const shows = (text: string | RegExp) => page.getByText(text).first().waitFor();

/** The service answers the next request of an operation, and the answer is lost. (A browser may repeat what a proxy cuts.) */
async function loseAnswer(operation: string): Promise<void> {
  let isLost = false;
  await page.route('**/graphql', async (route) => {
    const asked = route.request().postData() ?? '';
    if (isLost || !new RegExp(`mutation ${operation}\\b`).test(asked)) return route.continue();
    isLost = true;
    await route.fetch();
    return route.abort('connectionreset');
  });
}

/** @returns waits until the page that is opened next hears of events */
function nextStream(): () => Promise<void> {
  const before = proxy.count('ViewerEvents');
  return () => expect.poll(() => proxy.count('ViewerEvents')).toBeGreaterThan(before);
}

/** The page hears by an event what a try has done whose answer it has not got. */
const accountIsRead = () =>
  page.waitForResponse((response) => /query Account\b/.test(response.request().postData() ?? ''));

async function signIn(path: string): Promise<void> {
  await server.register({ username });
  await typePassword(path);
}

async function typePassword(path: string): Promise<void> {
  await open(path);
  await page.fill('#identifier', username);
  await press('Continue');
  await page.fill('#password', goodPassword);
  await press('Sign in');
}

const next = 'walnut harbour fiddle';

async function resetLink(): Promise<string> {
  const email = `${username}@example.com`;
  const { accessToken } = dataOf(await server.register({ username, email })).register;
  const tokenOf = async () => /token=(\S+)/.exec((await mailbox.next(email)).text ?? '')?.[1];
  const verify = 'mutation ($token: String!) { verifyEmail(token: $token) }';
  const token = await tokenOf();
  dataOf(await server.send(verify, { token }, { token: accessToken }));
  const ask = 'mutation ($email: String!) { requestPasswordReset(email: $email) }';
  dataOf(await server.send(ask, { email }));
  return `/reset-password#token=${(await tokenOf()) ?? ''}`;
}

describe('an answer that is lost', () => {
  test('to a sign-up: the next try signs in to the account that it has made', async () => {
    await open('/login?step=sign-up');
    await page.fill('#username', username);
    await page.fill('#new-password', goodPassword);
    await loseAnswer('Register');
    await press('Create account');
    await press('Try now');
    await shows('How you appear');
  });

  test('to a new password: the page does not say that the old one stands', async () => {
    await open(await resetLink());
    await page.fill('#new-password', next);
    await loseAnswer('ResetPassword');
    await press('Set password');
    await tryNow(page, page.getByText('If you have just set a password, sign in with it.'));
  });

  test('to a change of the password: the next try finds the new one set', async () => {
    await signIn('/login');
    await shows('How you appear');
    await open('/account?page=security');
    await press(/Change.*Password/);
    await page.fill('#password', goodPassword);
    await page.fill('#new-password', next);
    await loseAnswer('ChangePassword');
    await page.keyboard.press('Enter');
    await press('Try now');
    await shows('Password changed');
    expect((await server.login(username, next)).errors).toEqual([]);
  });

  test('to a first app: the codes that nobody has seen are made anew', async () => {
    await signIn('/login');
    await shows('How you appear');
    const isFollowed = nextStream();
    await open('/account?page=security&step=authenticator');
    await isFollowed();
    const secret = (await page.locator('.copy-line code').innerText()).replaceAll(' ', '');
    await loseAnswer('ConfirmTotpEnrollment');
    const isRead = accountIsRead();
    await page.fill('#totp', totpCode(secret, server.clock.now()));
    await isRead;
    await press('Try now');
    await page.fill('#step-up-totp', totpCode(secret, server.clock.now() + 30_000));
    await shows('Save your recovery codes');
    expect(await page.locator('.codes li').count()).toBe(10);
  });

  test('to the end of two-step sign-in: the next try wants the same', async () => {
    const { accessToken } = dataOf(await server.register({ username })).register;
    const { secret } = await enroll(server, accessToken, server.clock.now());
    const isFollowed = nextStream();
    await typePassword('/account?page=security');
    await page.fill('#totp', totpCode(secret, server.clock.now() + 30_000));
    await press('Turn off');
    await isFollowed();
    const wanted: unknown[] = [];
    page.on('request', (request) => {
      const asked = request.postData() ?? '';
      if (!/mutation SetTwoStepSignIn\b/.test(asked)) return;
      wanted.push((JSON.parse(asked) as { variables: unknown }).variables);
    });
    await loseAnswer('SetTwoStepSignIn');
    const isRead = accountIsRead();
    await page.getByRole('dialog').getByRole('button', { name: 'Turn off' }).click();
    await isRead;
    await press('Try now');
    await shows('Two-step sign-in is off');
    expect(wanted).toEqual([{ on: false }, { on: false }]);
  });

  test('to a deletion: the page says what may have happened, and shows no sign-in', async () => {
    await signIn('/login');
    await shows('How you appear');
    await open('/account?page=data');
    await press('Delete account');
    await page.fill('#confirm', username);
    await loseAnswer('DeleteAccount');
    await press('Delete for good');
    const farewell = shows('The account is gone or closed, or this device');
    // Where events are followed, the page knows before anyone tries again.
    await Promise.race([farewell, press('Try now').catch(() => undefined)]);
    await shows('The account is gone or closed, or this device');
  });
});

/** What administrators do: where, and by which dialog. Each is recorded as an event. */
const changes: readonly {
  readonly operation: string;
  readonly event: string;
  readonly place?: string;
  /** The button or item that opens the dialog. */
  readonly opens?: string;
  readonly fill?: Readonly<Record<string, string>>;
  readonly verb: string;
  readonly says: string;
}[] = [
  {
    ...{ operation: 'RotateSigningKeys', event: 'keys.rotated', place: 'keys', opens: 'Rotate' },
    ...{ verb: 'Rotate the key', says: 'A new key is published' },
  },
  {
    ...{ operation: 'RetryDelivery', event: 'delivery.retried', place: 'deliveries&kind=WEBHOOK' },
    ...{ verb: 'Try again', says: 'It will be tried again' },
  },
  {
    ...{ operation: 'InviteUser', event: 'user.invited', place: 'people', opens: 'Invite' },
    fill: { '#invite-email': 'new@example.com', '#invite-username': 'invited' },
    ...{ verb: 'Send the invitation', says: 'The invitation to new@example.com is on its way' },
  },
  {
    ...{ operation: 'SetUserRoles', event: 'user.roles_changed', opens: 'Change roles' },
    fill: { '#roles': 'editor' },
    ...{ verb: 'Save roles', says: 'Roles saved' },
  },
  {
    ...{ operation: 'SendPasswordReset', event: 'password.reset_requested' },
    ...{ opens: 'Send a password link', verb: 'Send the link', says: 'The link is on its way' },
  },
  {
    ...{ operation: 'ResetUserFactors', event: 'factors.reset_requested' },
    ...{ opens: 'Reset second steps', fill: { '#reason': 'Lost the telephone' } },
    ...{ verb: 'Reset second steps', says: 'The reset has begun' },
  },
  {
    ...{ operation: 'EndUserSessions', event: 'session.ended_everywhere' },
    ...{ opens: 'End all sessions', verb: 'End all sessions', says: '1 session ended' },
  },
  {
    ...{ operation: 'DisableUser', event: 'user.disabled', opens: 'Disable account' },
    ...{ verb: 'Disable account', says: 'The account is disabled' },
  },
  {
    ...{ operation: 'EnableUser', event: 'user.enabled', opens: 'Enable account' },
    ...{ verb: 'Enable account', says: 'The account is enabled' },
  },
  {
    ...{ operation: 'DeleteUser', event: 'user.deleted', opens: 'Delete account' },
    fill: { '#confirm': 'subject' },
    ...{ verb: 'Delete for good', says: 'The account subject is deleted' },
  },
];

/** An administrator by two factors, signed in at a place of `/admin`. */
async function signInToAdmin(path: string): Promise<void> {
  const { user, accessToken } = dataOf(await server.register({ username })).register;
  await server.withStorage(({ users }) => users.setRoles(user.id, ['admin']));
  const { secret } = await enroll(server, accessToken, server.clock.now());
  await typePassword(path);
  await page.fill('#totp', totpCode(secret, server.clock.now() + 30_000));
  await page.locator('main table').waitFor();
}

test('an answer lost to an administrator: the next try finds the change made, once', async () => {
  const { user } = dataOf(await server.register({ username: 'subject' })).register;
  await server.withStorage(({ users }) => users.setVerifiedEmail(user.id, 's@example.com'));
  await haveTwoSteps(server, user.id);
  const webhook = { kind: 'webhook', label: { event: 'user.created', endpoint: 'crm' } } as const;
  const now = Date.now();
  const times = { createdAt: now, dueAt: now, finishedAt: now, expiresAt: null };
  const failed = { status: 'failed', attempts: 8, payload: 'sealed', lastError: null } as const;
  await server.withStorage(({ outbox }) =>
    outbox.add({ id: crypto.randomUUID(), ...webhook, ...times, ...failed }),
  );
  await page.setViewportSize({ width: 1280, height: 800 });
  await signInToAdmin('/admin?page=keys');
  let shown: string | undefined = '';
  for (const { operation, event, place, opens, fill = {}, verb, says } of changes) {
    const button = (name: string) => page.getByRole('button', { name }).last();
    if (place !== shown) await open(`/admin?page=${place ?? `people&id=${user.id}`}`);
    shown = place;
    await page.locator('main :is(tbody, .facts)').first().waitFor();
    if (opens !== undefined && place === undefined) {
      await button('Actions').click();
      await page.getByRole('menuitem', { name: opens }).click();
    } else if (opens !== undefined) await button(opens).click();
    for (const [field, value] of Object.entries(fill)) await page.fill(field, value);
    await loseAnswer(operation);
    await button(verb).click();
    await shows('It may have been done all the same.');
    await press('Try now');
    await shows(says);
    const recorded = await server.withStorage(({ audit }) => audit.list({ type: event, limit: 9 }));
    const done = recorded.filter(({ actorId }) => actorId !== null);
    expect(done, operation).toHaveLength(1);
  }
}, 300_000);

test('an invitation given up after a lost answer stands in the list of people', async () => {
  await page.setViewportSize({ width: 1280, height: 800 });
  await signInToAdmin('/admin?page=people');
  await press('Invite');
  await page.fill('#invite-email', 'one@example.com');
  await page.fill('#invite-username', 'hasty');
  await loseAnswer('InviteUser');
  await press('Send the invitation');
  await shows('It may have been done all the same.');
  // Another invitation now: what has happened before says nothing of it.
  await page.fill('#invite-email', 'two@example.com');
  await press('Send the invitation');
  await shows('This username is taken, perhaps by your last try.');
  await press('Cancel');
  await page.getByRole('link', { name: 'hasty' }).waitFor();
});

test('what is removed elsewhere counts as removed', async () => {
  await signIn('/login');
  await shows('How you appear');
  const other = dataOf(await server.login(username)).login;
  await open('/account?page=devices');
  const ends = page.getByRole('button', { name: /^Sign out.*:/ });
  await ends.nth(1).waitFor();
  dataOf(await server.send('mutation { logout }', {}, { token: other.accessToken }));
  await ends.first().click();
  await ends.nth(1).waitFor({ state: 'detached' });
});

test('a dialog stays while it is at work: cancelling would undo nothing', async () => {
  await signIn('/login');
  await shows('How you appear');
  await open('/account?page=data');
  await press('Delete account');
  await page.fill('#confirm', username);
  let arrive = (): void => undefined;
  const held = new Promise<void>((resolve) => (arrive = resolve));
  proxy.fault = (operation) => (operation === 'DeleteAccount' ? held : undefined);
  await press('Delete for good');
  await shows('One moment');
  expect(await page.getByRole('button', { name: 'Keep account' }).isDisabled()).toBe(true);
  for (let times = 0; times < 3; times += 1) await page.keyboard.press('Escape');
  // After the third one Chromium closes it without asking, and it opens again.
  const isModal = () => page.locator('dialog').evaluate((dialog) => dialog.matches(':modal'));
  await expect.poll(isModal).toBe(true);
  // The service has deleted the account: that news comes before the answer.
  await expect
    .poll(() => server.withStorage(({ users }) => users.find({ usernameKey: username })))
    .toBeUndefined();
  expect(await isModal()).toBe(true);
  arrive();
  await shows('Your account is deleted');
});

test('a second mailed link in the same tab is the one that counts', async () => {
  await open('/reset-password#token=old');
  await page.fill('#new-password', next);
  await press('Set password');
  await shows('This link no longer works');
  const link = await resetLink();
  await page.evaluate(`location.hash = '${link.replace(/^.*#/, '')}'`);
  await page.fill('#new-password', next);
  await press('Set password');
  await shows('Password set');
});

test('nobody is taken for signed out while the database is away', async () => {
  await signIn('/login');
  await shows('How you appear');
  proxy.fault = (operation) => (['', 'SignInPage'].includes(operation) ? undefined : 'down');
  for (const path of ['/login', '/verify-email#token=x']) {
    await open(path);
    await shows('The service does not answer');
    expect(await page.locator('input').count(), path).toBe(0);
  }
  proxy.fault = () => undefined;
  await tryNow(page, page.getByText(`will belong to the account ${username}`).first());
});

test('the longest brand and name fit the smallest screen', async () => {
  username = `v${'w'.repeat(60)}${(names += 1)}`;
  await signIn('/login');
  await shows('How you appear');
  expect(await page.evaluate('document.documentElement.scrollWidth')).toBe(320);
});

test('a page that is older than the service is loaded anew where a part of it is gone', async () => {
  await open('/login');
  await page.locator('#identifier').waitFor();
  let isOld = true;
  await page.route('**/pages/**', (route) =>
    isOld ? route.fulfill({ status: 404, json: {} }) : route.continue(),
  );
  page.on('request', (request) => (isOld &&= !request.isNavigationRequest()));
  await page.getByRole('link', { name: 'Create an account' }).click();
  await page.locator('#new-password').waitFor();
  expect(isOld).toBe(false);
});
