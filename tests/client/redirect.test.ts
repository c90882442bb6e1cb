import { createHash } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { AuthgraphError } from '../../src/client/index.js';
import { createRedirectSignIn, type RedirectOptions } from '../../src/client/redirect.js';

const loginUrl = 'https://auth.example.com/login';
const user = { id: '0190c0de-0000-7000-8000-000000000001', username: 'ada' };
const signedIn = { status: 'signedIn', user };

interface Shown {
  readonly handoff: { code: string; codeVerifier: string; username?: string };
}
const signIn = vi.fn<(input: Shown) => Promise<unknown>>();
const stepUp = vi.fn<(input: Shown) => Promise<unknown>>();
const request = vi.fn<(document: string, variables: object) => Promise<unknown>>();
const assign = vi.fn<(url: string) => void>();
let items: Map<string, string>;

/** A tab at a URL, with the sessionStorage that is there. */
function openTab(url: string) {
  const location = new URL(url);
  vi.stubGlobal('location', { ...partsOf(location), assign });
  const replaceState = (state: unknown, _unused: string, to: string) => {
    vi.stubGlobal('location', { ...partsOf(new URL(to, location)), assign });
    vi.stubGlobal('history', { state, replaceState });
  };
  vi.stubGlobal('history', { state: { scroll: 7 }, replaceState });
  vi.stubGlobal('sessionStorage', {
    getItem: (key: string) => items.get(key) ?? null,
    setItem: (key: string, text: string) => items.set(key, text),
  });
}

const partsOf = ({ href, origin, pathname, search, hash }: URL) => ({
  ...{ href, origin, pathname, search, hash },
});

const shownUrl = () => globalThis.location.href;
const create = (options: Partial<RedirectOptions> = {}) =>
  createRedirectSignIn({ signIn, stepUp, request } as never, { loginUrl, ...options });

/** Begins a sign-in on a page of the application. What the login page is given. */
async function leaveFrom(url: string, returnTo?: string) {
  openTab(url);
  await create().redirectToLogin(returnTo === undefined ? {} : { returnTo });
  const sent = new URL(assign.mock.lastCall?.[0] ?? '');
  return Object.fromEntries(sent.searchParams) as Record<string, string>;
}

const callbackUrl = (query: Record<string, string>) =>
  `https://app.example.com/callback?${new URLSearchParams(query).toString()}`;

/** Comes back from the login page. */
function comeBack(query: Record<string, string>) {
  openTab(callbackUrl(query));
  return create().completeLogin();
}

const refused = (reason: string) => new AuthgraphError({ message: 'x', extensions: { reason } });

beforeEach(() => {
  items = new Map();
  signIn.mockResolvedValue(signedIn);
});
afterEach(() => {
  vi.unstubAllGlobals();
  vi.resetAllMocks();
});

describe('a sign-in on the page of the service', () => {
  test('sends the user there with a challenge, and comes back with its verifier', async () => {
    const wanted = await leaveFrom('https://app.example.com/notes?page=2#top');
    expect(Object.keys(wanted)).toEqual(['redirect_uri', 'code_challenge', 'state']);
    expect(wanted['redirect_uri']).toBe('https://app.example.com/callback');
    const outcome = await comeBack({ code: 'a+b c', state: wanted['state'] ?? '' });
    expect(outcome).toEqual({ ...signedIn, returnTo: '/notes?page=2#top' });
    const { code, codeVerifier } = signIn.mock.lastCall?.[0].handoff ?? {};
    expect(code).toBe('a+b c');
    expect(codeVerifier).toMatch(/^[A-Za-z0-9_-]{43}$/);
    const digest = createHash('sha256')
      .update(codeVerifier ?? '')
      .digest('base64url');
    expect(wanted['code_challenge']).toBe(digest);
    expect(shownUrl()).toBe('https://app.example.com/notes?page=2#top');
    expect(globalThis.history.state).toEqual({ scroll: 7 });
  });

  test('leaves no code in the URL, before the service is asked and when it refuses', async () => {
    const { state = '' } = await leaveFrom('https://app.example.com/a');
    signIn.mockImplementation(() => {
      expect(shownUrl()).toBe('https://app.example.com/a');
      return Promise.reject(refused('HANDOFF_INVALID'));
    });
    await expect(comeBack({ code: 'c', state })).rejects.toMatchObject({
      reason: 'HANDOFF_INVALID',
    });
    expect(signIn).toHaveBeenCalledTimes(1);
    expect(await create().completeLogin()).toBeNull();
  });

  test('is finished once, and by the tab that began it', async () => {
    const { state = '' } = await leaveFrom('https://app.example.com/a');
    const other = { code: 'c', state: 'of-someone-else' };
    await expect(comeBack(other)).rejects.toMatchObject({ reason: 'LOGIN_UNKNOWN' });
    expect(shownUrl()).toBe('https://app.example.com/');
    await comeBack({ code: 'c', state });
    await expect(comeBack({ code: 'c', state })).rejects.toMatchObject({ reason: 'LOGIN_UNKNOWN' });
    expect(signIn).toHaveBeenCalledTimes(1);
  });

  test.each(['constructor', 'toString', '__proto__'])(
    'of the state "%s" began nowhere',
    async (state) => {
      const unknown = { reason: 'LOGIN_UNKNOWN' };
      await expect(comeBack({ code: 'c', state })).rejects.toMatchObject(unknown);
      await leaveFrom('https://app.example.com/a');
      await expect(comeBack({ code: 'c', state })).rejects.toMatchObject(unknown);
      expect(signIn).not.toHaveBeenCalled();
    },
  );

  test('is finished once when the application asks twice, as React does', async () => {
    const { state = '' } = await leaveFrom('https://app.example.com/a');
    openTab(callbackUrl({ code: 'c', state }));
    const { completeLogin } = create();
    const both = await Promise.all([completeLogin(), completeLogin()]);
    expect(both).toEqual([both[1], both[0]]);
    expect(both[0]).toMatchObject(signedIn);
    expect(signIn).toHaveBeenCalledTimes(1);
    expect(await completeLogin()).toBeNull();
  });

  test('goes on with two steps where the account has them', async () => {
    const { state = '' } = await leaveFrom('https://app.example.com/a');
    const challenge = { status: 'challenge', mfaToken: 'm', methods: ['TOTP'] };
    signIn.mockResolvedValue(challenge);
    expect(await comeBack({ code: 'c', state })).toEqual({ ...challenge, returnTo: '/a' });
  });

  test('asks for the username of a new account, with the same code', async () => {
    const { state = '' } = await leaveFrom('https://app.example.com/a');
    signIn.mockRejectedValueOnce(refused('USERNAME_MISSING'));
    const outcome = await comeBack({ code: 'c', state });
    if (outcome?.status !== 'usernameNeeded') throw new Error('expected a question');
    signIn.mockRejectedValueOnce(refused('USERNAME_TAKEN'));
    await expect(outcome.choose('ada')).rejects.toMatchObject({ reason: 'USERNAME_TAKEN' });
    signIn.mockRejectedValueOnce(refused('USERNAME_MISSING'));
    await expect(outcome.choose('')).rejects.toMatchObject({ reason: 'USERNAME_MISSING' });
    expect(await outcome.choose('grace')).toEqual({ ...signedIn, returnTo: '/a' });
    const shown = signIn.mock.calls.map(([{ handoff }]) => handoff);
    expect(shown.map(({ username }) => username)).toEqual([undefined, 'ada', '', 'grace']);
    expect(new Set(shown.map(({ code, codeVerifier }) => code + codeVerifier)).size).toBe(1);
  });

  test.each([
    ['PROVIDER_REFUSED', 'PROVIDER_REFUSED'],
    ['access_denied', 'LOGIN_CANCELLED'],
    ['server_error', 'LOGIN_REFUSED'],
    ['<script>', 'LOGIN_REFUSED'],
    ['', 'LOGIN_REFUSED'],
  ])('that ends with the error "%s" is %s', async (error, reason) => {
    const { state = '' } = await leaveFrom('https://app.example.com/a');
    await expect(comeBack({ error, state })).rejects.toMatchObject({ reason });
    expect(signIn).not.toHaveBeenCalled();
    expect(shownUrl()).toBe('https://app.example.com/a');
  });

  test('is not begun where the browser keeps nothing', async () => {
    openTab('https://app.example.com/');
    const getItem = () => null;
    const setItem = () => {
      throw new Error('blocked');
    };
    vi.stubGlobal('sessionStorage', { getItem, setItem });
    await expect(create().redirectToLogin()).rejects.toThrow('blocked');
    expect(assign).not.toHaveBeenCalled();
  });

  test('keeps the last five that were begun, whatever else is in the storage', async () => {
    items.set('authgraph.redirect', '{"not":"ours"}');
    const states = [];
    for (let count = 0; count < 6; count += 1) {
      states.push((await leaveFrom('https://app.example.com/a'))['state'] ?? '');
    }
    const [first = '', ...others] = states;
    const unknown = { reason: 'LOGIN_UNKNOWN' };
    await expect(comeBack({ code: 'c', state: first })).rejects.toMatchObject(unknown);
    for (const state of others) await comeBack({ code: 'c', state });
    expect(signIn).toHaveBeenCalledTimes(5);
  });
});

describe('a provider', () => {
  const authorizationUrl = 'https://provider.example/authorize?x=1';
  const identity = { id: 'i', provider: 'google', email: null };
  const begin = {
    signInWith: 'beginSocialSignIn',
    linkIdentity: 'beginIdentityLink',
    proveIdentity: 'beginIdentityProof',
  };
  type Verb = keyof typeof begin;

  async function leaveFor(verb: Verb): Promise<string> {
    openTab('https://app.example.com/account');
    request.mockResolvedValueOnce({ redirect: { authorizationUrl, expiresIn: 600 } });
    expect(await create({})[verb]('google')).toBeUndefined();
    expect(assign).toHaveBeenLastCalledWith(authorizationUrl);
    const [document, variables] = request.mock.lastCall ?? [];
    expect(document).toContain(begin[verb]);
    expect(variables).toMatchObject({
      provider: 'google',
      redirectUri: 'https://app.example.com/callback',
      codeChallenge: expect.stringMatching(/^[A-Za-z0-9_-]{43}$/) as string,
    });
    return (variables as { state: string }).state;
  }

  test('signs in, and asks a new account for its username', async () => {
    const state = await leaveFor('signInWith');
    signIn.mockRejectedValueOnce(refused('USERNAME_MISSING'));
    const outcome = await comeBack({ code: 'c', state });
    expect(outcome).toMatchObject({ status: 'usernameNeeded', returnTo: '/account' });
  });

  test('is linked to the account of the session', async () => {
    const state = await leaveFor('linkIdentity');
    request.mockResolvedValueOnce({ identity });
    const outcome = await comeBack({ code: 'c', state });
    expect(outcome).toEqual({ status: 'linked', identity, returnTo: '/account' });
    const input = { code: 'c', codeVerifier: expect.any(String) as string };
    expect(request).toHaveBeenLastCalledWith(expect.stringContaining('finishIdentityLink'), {
      input,
    });
    expect(signIn).not.toHaveBeenCalled();
  });

  test('proves the identity in the session', async () => {
    const state = await leaveFor('proveIdentity');
    stepUp.mockResolvedValueOnce(user);
    expect(await comeBack({ code: 'c', state })).toEqual({ ...signedIn, returnTo: '/account' });
    expect(stepUp.mock.lastCall?.[0].handoff.code).toBe('c');
    expect(signIn).not.toHaveBeenCalled();
  });

  test('that the service refuses is not gone to, and nothing is kept', async () => {
    openTab('https://app.example.com/');
    request.mockRejectedValueOnce(refused('PROVIDER_UNKNOWN'));
    await expect(create().signInWith('x')).rejects.toMatchObject({ reason: 'PROVIDER_UNKNOWN' });
    expect(assign).not.toHaveBeenCalled();
    expect(items.size).toBe(0);
  });
});

describe('a page', () => {
  test.each([
    'https://app.example.com/',
    'https://app.example.com/callback',
    'https://app.example.com/callback?code=c',
    'https://app.example.com/callback?state=s',
    'https://app.example.com/callback?error=x',
    'https://app.example.com/callback#code=c&state=s',
    'https://app.example.com/callback?code=%E0%A4%A&stat=s',
  ])('at %s completes nothing, and keeps its URL', async (url) => {
    openTab(url);
    expect(await create().completeLogin()).toBeNull();
    expect(shownUrl()).toBe(url);
  });
});

describe('the way back', () => {
  const away = [
    ...['https://evil.example', '//evil.example', '/\\evil.example', '\\\\evil.example', '\\/evil'],
    ...[
      'https:evil.example',
      'https:/evil',
      '/\t/evil.example',
      '/\n/evil.example',
      '\t//evil.example',
    ],
    ...['/.//evil.example', '/..//evil.example', '/a/..//evil.example', '/%2e//evil.example'],
    ...['/.\\/evil.example', '/./\\evil.example', '///evil.example', '/\\/evil.example'],
    ...[
      'javascript:alert(1)',
      'data:text/html,x',
      'evil.example',
      '.evil.example',
      '@evil.example',
    ],
    ...[' //evil.example', 'https://app.example.com@evil.example/', 'https://app.example.com/', ''],
  ];

  test.each(away.map((path) => [JSON.stringify(path), path]))(
    'is / for %s',
    async (_name, path) => {
      const { state = '' } = await leaveFrom('https://app.example.com/a', path);
      const outcome = await comeBack({ code: 'c', state });
      expect(outcome?.returnTo).toBe('/');
      expect(shownUrl()).toBe('https://app.example.com/');
    },
  );

  test.each(away.map((path) => [JSON.stringify(path), path]))(
    'is / for %s that someone has stored',
    async (_name, path) => {
      const { state = '' } = await leaveFrom('https://app.example.com/a');
      const pending = { purpose: 'signIn', codeVerifier: 'v', returnTo: path };
      const stored = JSON.stringify({ [state]: pending });
      items.set('authgraph.redirect', stored);
      expect((await comeBack({ code: 'c', state }))?.returnTo).toBe('/');
    },
  );

  test.each([
    ['/', '/'],
    ['/notes?page=2#top', '/notes?page=2#top'],
    ['/a/../b', '/b'],
    ['/%2F%2Fevil.example', '/%2F%2Fevil.example'],
    ['/search?next=//evil.example', '/search?next=//evil.example'],
    ['/@evil.example', '/@evil.example'],
    ['/ü', '/%C3%BC'],
  ])('of %s is %s', async (path, returnTo) => {
    const { state = '' } = await leaveFrom('https://app.example.com/a', path);
    expect((await comeBack({ code: 'c', state }))?.returnTo).toBe(returnTo);
  });
});

describe('a native app', () => {
  const redirectUri = 'com.example.app:/callback';
  const digest = (bytes: Uint8Array) => crypto.subtle.digest('SHA-256', Uint8Array.from(bytes));

  test('opens the page, and signs in by the URL that comes back', async () => {
    const open = vi.fn((url: string) => {
      const state = /state=([^&]+)/.exec(url)?.[1] ?? '';
      return Promise.resolve(`${redirectUri}?code=c%2Bd&state=${state}`);
    });
    const { redirectToLogin } = create({ redirectUri, open, digest });
    const outcome = await redirectToLogin({ returnTo: 'Notes' });
    expect(outcome).toEqual({ ...signedIn, returnTo: 'Notes' });
    expect(signIn.mock.lastCall?.[0].handoff.code).toBe('c+d');
    expect(open.mock.lastCall?.[0]).toContain(encodeURIComponent(redirectUri));
    expect(open).toHaveBeenCalledWith(expect.any(String), redirectUri);
  });

  test.each([
    ['LOGIN_CANCELLED', null],
    ['LOGIN_UNKNOWN', `${redirectUri}?code=c&state=other`],
    ['LOGIN_UNKNOWN', redirectUri],
  ])('says %s when %s comes back', async (reason, url) => {
    const { redirectToLogin } = create({ redirectUri, digest, open: () => Promise.resolve(url) });
    await expect(redirectToLogin()).rejects.toMatchObject({ reason });
    expect(signIn).not.toHaveBeenCalled();
  });
});
