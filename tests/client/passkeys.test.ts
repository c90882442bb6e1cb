import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { AuthgraphError, type SessionState } from '../../src/client/index.js';
import { createPasskeys, type Passkeys, type PasskeySession } from '../../src/client/passkeys.js';

/** What a page does around the browser's dialog. The dialog itself: tests/browser/passkeys-example.test.ts. */
type Ask = (options: { signal?: AbortSignal; mediation?: string }) => Promise<unknown>;

const get = vi.fn<Ask>();
const create = vi.fn<Ask>();
const signals = {
  signalUnknownCredential: vi.fn(() => Promise.resolve()),
  signalAllAcceptedCredentials: vi.fn(() => Promise.resolve()),
  signalCurrentUserDetails: vi.fn(() => Promise.resolve()),
};

/** What a device answers, as far as the library looks at it. */
const shown = () => ({
  id: 'AAAA',
  rawId: new ArrayBuffer(3),
  type: 'public-key',
  response: {
    authenticatorData: new ArrayBuffer(1),
    clientDataJSON: new ArrayBuffer(1),
    attestationObject: new ArrayBuffer(1),
    signature: new ArrayBuffer(1),
  },
  getClientExtensionResults: () => ({}),
});

const user = { id: '0190c0de-0000-7000-8000-000000000001', username: 'ada', email: null };

let state: SessionState;
let listeners: ((next: SessionState) => void)[];
let begun: number;
const finish = vi.fn<(variables: unknown) => Promise<unknown>>();
const begin = vi.fn<(variables: unknown, options: unknown) => void>();
const signIn = vi.fn<(input: unknown) => Promise<unknown>>();

/** A session whose service begins ceremonies, and finishes them as the test says. */
function createFakeSession(): PasskeySession {
  return {
    state: () => state,
    subscribe: (listener: (next: SessionState) => void) => {
      listeners.push(listener);
      return () => undefined;
    },
    request: (document: string, variables: unknown, options?: unknown) => {
      if (!document.includes('ceremony:')) return finish(variables);
      begin(variables, options);
      begun += 1;
      const asked = {
        challenge: `c${begun}`,
        rpId: 'example.com',
        rp: { id: 'example.com', name: 'x' },
        user: { id: 'AAAA', name: 'ada', displayName: 'ada' },
        pubKeyCredParams: [{ type: 'public-key', alg: -7 }],
        allowCredentials: [{ id: 'AAAA', type: 'public-key' }],
      };
      const ceremony = { ceremonyId: `ceremony ${begun}`, options: asked, expiresIn: 600 };
      return Promise.resolve({ ceremony });
    },
    requestSignIn: (_document: string, variables: unknown) => finish(variables),
    signIn,
    completeMfa: vi.fn(),
    stepUp: vi.fn(() => Promise.resolve(user)),
  } as unknown as PasskeySession;
}

const usedCeremonies = () =>
  signIn.mock.calls.map(
    ([input]) => (input as { passkey: { ceremonyId: string } }).passkey.ceremonyId,
  );
const failure = (name: string) => Object.assign(new Error(name), { name });
const settle = () => vi.advanceTimersByTimeAsync(0);

let passkeys: Passkeys;
beforeEach(() => {
  vi.useFakeTimers();
  vi.stubGlobal('navigator', { credentials: { get, create } });
  const isConditionalMediationAvailable = () => Promise.resolve(true);
  const known = Object.assign(() => undefined, { isConditionalMediationAvailable, ...signals });
  vi.stubGlobal('PublicKeyCredential', known);
  vi.stubGlobal('document', { querySelectorAll: () => [{}] });
  vi.stubGlobal('location', { hostname: 'app.example.com' });
  [state, listeners, begun] = [{ status: 'signedOut', reason: null }, [], 0];
  signIn.mockResolvedValue({ status: 'signedIn', user });
  get.mockImplementation(() => Promise.resolve(shown()));
  create.mockImplementation(() => Promise.resolve(shown()));
  finish.mockResolvedValue({ passkey: {}, signUp: { tokens: { user }, recoveryCodes: null } });
  passkeys = createPasskeys(createFakeSession());
});
afterEach(() => {
  passkeys.close();
  vi.useRealTimers();
  vi.unstubAllGlobals();
  vi.clearAllMocks();
});

test('a sign-up begins with the token of a CAPTCHA, beside the names', async () => {
  const names = { username: 'ada', captcha: 'solved' };
  await passkeys.prepare('signUp', names);
  await passkeys.signUp(names);
  expect(begin.mock.calls).toEqual([[{ username: 'ada' }, { captcha: 'solved' }]]);
});

describe('a ceremony that is prepared', () => {
  test('is begun in the task of the click', async () => {
    await passkeys.prepare('signIn');
    const signedIn = passkeys.signIn();
    expect(get).toHaveBeenCalledTimes(1);
    expect(await signedIn).toMatchObject({ status: 'signedIn' });
    expect(begun).toBe(1);
  });

  test('is renewed before it expires, and is always good for five minutes', async () => {
    await passkeys.prepare('signIn');
    await vi.advanceTimersByTimeAsync(3_600_000);
    expect(begun).toBe(1 + 3600 / 240);
    void passkeys.signIn();
    expect(get).toHaveBeenCalledTimes(1);
    await settle();
    expect(usedCeremonies()).toEqual([`ceremony ${begun}`]);
  });

  test('is used once, and kept when the user cancels', async () => {
    await passkeys.prepare('signIn');
    get.mockRejectedValueOnce(failure('NotAllowedError'));
    await expect(passkeys.signIn()).rejects.toMatchObject({ reason: 'PASSKEY_CANCELLED' });
    await passkeys.signIn();
    await passkeys.signIn();
    expect(usedCeremonies()).toEqual(['ceremony 1', 'ceremony 2']);
  });

  test('is awaited by a click that comes too early, and not fetched twice', async () => {
    void passkeys.prepare('signIn');
    await passkeys.signIn();
    expect(begun).toBe(1);
  });

  test('is no use for another user, nor for another name', async () => {
    await passkeys.prepare('signUp', { username: 'ada' });
    await passkeys.signUp({ username: 'bob' });
    await passkeys.prepare('stepUp');
    state = { status: 'signedIn', user: { ...user, emailVerified: false, roles: [] } };
    await passkeys.stepUp();
    expect(begun).toBe(4);
  });
});

describe('the error of a browser', () => {
  test.each([
    ['NotAllowedError', 'PASSKEY_CANCELLED', 'PASSKEY_CANCELLED'],
    ['AbortError', 'PASSKEY_CANCELLED', 'PASSKEY_CANCELLED'],
    ['InvalidStateError', 'PASSKEY_FAILED', 'PASSKEY_EXISTS'],
    ['NotSupportedError', 'PASSKEYS_UNSUPPORTED', 'PASSKEYS_UNSUPPORTED'],
    ['SecurityError', 'PASSKEY_DOMAIN', 'PASSKEY_DOMAIN'],
    ['UnknownError', 'PASSKEY_FAILED', 'PASSKEY_FAILED'],
  ])('%s is %s, and %s where a passkey is made', async (name, ofUse, ofMaking) => {
    const error = failure(name);
    get.mockRejectedValueOnce(error);
    create.mockRejectedValueOnce(error);
    const thrown: unknown = await passkeys.signIn().catch((caught: unknown) => caught);
    expect(thrown).toBeInstanceOf(AuthgraphError);
    expect(thrown).toMatchObject({ reason: ofUse, cause: { name } });
    await expect(passkeys.register()).rejects.toMatchObject({ reason: ofMaking });
    expect(signIn).not.toHaveBeenCalled();
  });

  test('says so without passkeys, and on a server', async () => {
    vi.stubGlobal('PublicKeyCredential', undefined);
    expect(passkeys.isSupported()).toBe(false);
    await expect(passkeys.signIn()).rejects.toMatchObject({ reason: 'PASSKEYS_UNSUPPORTED' });
    await passkeys.sync();
    expect(get).not.toHaveBeenCalled();
  });
});

describe('the browser’s list', () => {
  /** Waits for a user who does nothing. */
  const wait: Ask = ({ signal }) =>
    new Promise((_resolve, reject) => {
      signal?.addEventListener('abort', () => reject(signal.reason as Error));
    });

  test('is offered with a new challenge before the old one expires', async () => {
    get.mockImplementation(wait);
    const stop = passkeys.autofill(vi.fn());
    await vi.advanceTimersByTimeAsync(1_000_000);
    expect(get).toHaveBeenCalledTimes(4);
    expect(get.mock.calls.every(([{ mediation }]) => mediation === 'conditional')).toBe(true);
    stop();
    await vi.advanceTimersByTimeAsync(1_000_000);
    expect(get).toHaveBeenCalledTimes(4);
    expect(vi.getTimerCount()).toBe(0);
  });

  test('makes way for a button, and comes back when that is cancelled', async () => {
    const onError = vi.fn();
    get.mockImplementation(wait);
    passkeys.autofill(vi.fn(), onError);
    await settle();
    get.mockRejectedValueOnce(failure('NotAllowedError'));
    await expect(passkeys.signIn()).rejects.toMatchObject({ reason: 'PASSKEY_CANCELLED' });
    await settle();
    expect(get.mock.calls.map(([{ mediation }]) => mediation)).toEqual([
      'conditional',
      undefined,
      'conditional',
    ]);
    expect([begun, onError.mock.calls.length]).toEqual([1, 0]);
  });

  test('is offered again after a passkey that the service refuses', async () => {
    const [onSignIn, onError] = [vi.fn(), vi.fn()];
    const extensions = { code: 'BAD_USER_INPUT', reason: 'PASSKEY_INVALID' };
    signIn.mockRejectedValueOnce(new AuthgraphError({ message: 'no', extensions }));
    passkeys.autofill(onSignIn, onError);
    await settle();
    expect(onError).toHaveBeenCalledTimes(1);
    expect(onSignIn).toHaveBeenCalledTimes(1);
    expect(usedCeremonies()).toEqual(['ceremony 1', 'ceremony 2']);
  });

  test.each([failure('NotAllowedError'), failure('SecurityError')])(
    'is not offered again and again where the browser refuses at once: %s',
    async (error) => {
      const onError = vi.fn();
      get.mockRejectedValue(error);
      passkeys.autofill(vi.fn(), onError);
      await vi.advanceTimersByTimeAsync(1_000_000);
      expect(get).toHaveBeenCalledTimes(1);
      expect(onError).toHaveBeenCalledTimes(1);
    },
  );

  test('is offered once, also by a page that asks for it twice', async () => {
    get.mockImplementation(wait);
    passkeys.autofill(vi.fn());
    await settle();
    createPasskeys(createFakeSession()).autofill(vi.fn());
    await vi.advanceTimersByTimeAsync(1_000);
    expect(get).toHaveBeenCalledTimes(2);
  });

  test('ends when someone is signed in otherwise', async () => {
    get.mockImplementation(wait);
    passkeys.autofill(vi.fn());
    await settle();
    const next = { status: 'signedIn', user } as unknown as SessionState;
    for (const listener of listeners) listener(next);
    await vi.advanceTimersByTimeAsync(1_000_000);
    expect(get).toHaveBeenCalledTimes(1);
  });
});

describe('the browser is told', () => {
  const refusedBy = (code: string, reason: string) =>
    new AuthgraphError({ message: 'no', extensions: { code, reason } });

  test.each([
    ['the service refuses', refusedBy('BAD_USER_INPUT', 'USERNAME_TAKEN'), 1],
    ['the service knows already', refusedBy('BAD_USER_INPUT', 'PASSKEY_EXISTS'), 0],
    ['was used in a ceremony that is over', refusedBy('BAD_USER_INPUT', 'CEREMONY_INVALID'), 0],
    ['an outage leaves open', refusedBy('SERVICE_UNAVAILABLE', 'DATABASE_UNAVAILABLE'), 0],
    ['a lost reply leaves open', new TypeError('fetch failed'), 0],
  ])('about a new passkey that %s only if it is lost for good', async (_what, error, times) => {
    finish.mockRejectedValueOnce(error);
    await expect(passkeys.signUp({ username: 'ada' })).rejects.toBe(error);
    expect(signals.signalUnknownCredential).toHaveBeenCalledTimes(times);
    if (times > 0) {
      const signal = { rpId: 'example.com', credentialId: 'AAAA' };
      expect(signals.signalUnknownCredential).toHaveBeenCalledWith(signal);
    }
  });

  test('which passkeys there are, and what the user is called', async () => {
    state = { status: 'signedIn', user: { ...user, emailVerified: false, roles: [] } };
    await passkeys.sync();
    const userId = 'AZDA3gAAcACAAAAAAAAAAQ';
    const all = { rpId: 'example.com', userId, allAcceptedCredentialIds: ['AAAA'] };
    expect(signals.signalAllAcceptedCredentials).toHaveBeenCalledWith(all);
    const named = { rpId: 'example.com', userId, name: 'ada', displayName: 'ada' };
    expect(signals.signalCurrentUserDetails).toHaveBeenCalledWith(named);
  });
});
