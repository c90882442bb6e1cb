import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
import {
  createSession,
  RegenerateRecoveryCodesDocument,
  SetTwoStepSignInDocument,
  type Session,
  type SessionOptions,
  type SignInChallenge,
} from '../../src/client/index.js';
import { clientClock, createMemoryStorage, openSession } from '../support/client-session.js';
import { goodPassword as password } from '../support/graphql-client.js';
import { codeOf, startMailedServer, tokenOf, type MailedServer } from '../support/mailed-server.js';
import { startBehindProxy, type Proxy } from '../support/proxy.js';
import { haveTwoSteps } from '../support/two-step-account.js';

let server: MailedServer;
let proxy: Proxy;
beforeAll(() =>
  startBehindProxy(startMailedServer(), (started) => {
    ({ server, proxy } = started);
  }),
);

let names = 0;
let username: string;
const open: Session[] = [];
beforeEach(() => {
  username = `steps${(names += 1)}`;
  proxy.passed.length = 0;
});
afterEach(() => {
  for (const session of open.splice(0)) session.close();
  vi.unstubAllGlobals();
});

function openOne(options: Partial<SessionOptions> = {}): Session {
  const session = openSession({ at: proxy.url, clock: clientClock(server.clock), ...options });
  open.push(session);
  return session;
}

/** An account with two-step sign-in. */
async function signUpWithTwoSteps(): Promise<readonly string[]> {
  const { user } = await server.signUp(username);
  return haveTwoSteps(server, user.id);
}

async function challengeOf(session: Session): Promise<SignInChallenge> {
  const outcome = await session.signIn({ password: { username, password } });
  if (outcome.status !== 'challenge') throw new Error('no second step');
  return outcome;
}

const reason = (expected: string) => ({ name: 'AuthgraphError', reason: expected });

describe('an account of one step', () => {
  test('is signed in by a password at once', async () => {
    await server.signUp(username);
    const session = openOne();
    const outcome = await session.signIn({ password: { username, password } });
    expect(outcome).toMatchObject({ status: 'signedIn', user: { username } });
    expect(session.state()).toEqual(outcome);
    await session.refresh();
  });

  test('is signed in by the link and by the code of a mail', async () => {
    const email = `${username}@example.com`;
    await server.signUpVerified(username, email);
    const enter = async (proofOf: (mail: { token: string; code: string }) => object) => {
      await server.act('requestLoginEmail', { email });
      const mail = await server.nextMail(email);
      const proof = proofOf({ token: tokenOf(mail), code: codeOf(mail) });
      return openOne().signIn(proof as Parameters<Session['signIn']>[0]);
    };
    expect(await enter(({ token }) => ({ emailToken: token }))).toMatchObject({
      user: { username },
    });
    expect(await enter(({ code }) => ({ emailCode: { email, code } }))).toMatchObject({
      user: { username },
    });
  });

  test('is not signed in by a wrong password', async () => {
    await server.signUp(username);
    const session = openOne();
    await expect(
      session.signIn({ password: { username, password: 'wrong' } }),
    ).rejects.toMatchObject(reason('INVALID_CREDENTIALS'));
    expect(session.state()).toEqual({ status: 'unknown' });
  });

  test('steps up by its password, and the next access token is fresh', async () => {
    await server.signUp(username);
    const session = openOne();
    await session.signIn({ password: { username, password } });
    server.clock.advance(1000);
    const fails = () => session.request(SetTwoStepSignInDocument, { on: true });
    await expect(fails()).rejects.toMatchObject(reason('FRESH_LOGIN_REQUIRED'));
    expect(await session.stepUp({ password })).toMatchObject({ username });
    await expect(fails()).rejects.toMatchObject(reason('MFA_ENROLLMENT_REQUIRED'));
  });
});

describe('an account of two steps', () => {
  test('gives a challenge, which a second factor completes', async () => {
    const [code = ''] = await signUpWithTwoSteps();
    const session = openOne();
    const challenge = await challengeOf(session);
    expect(challenge).toMatchObject({ methods: ['RECOVERY_CODE'], expiresIn: 600 });
    expect(session.state()).toEqual({ status: 'unknown' });
    expect(session.usableToken()).toBeUndefined();

    const wrong = session.completeMfa(challenge.mfaToken, { recoveryCode: 'AAAA-AAAA' });
    await expect(wrong).rejects.toMatchObject(reason('CODE_INVALID'));
    const outcome = await session.completeMfa(challenge.mfaToken, { recoveryCode: code });
    expect(outcome).toMatchObject({ status: 'signedIn', user: { username } });
    expect(session.state()).toEqual(outcome);
    expect(proxy.count('CompleteMfa')).toBe(2);
  });

  test('is refused by login, which knows no second step', async () => {
    await signUpWithTwoSteps();
    const session = openOne();
    await expect(session.login({ username, password })).rejects.toMatchObject(
      reason('MFA_REQUIRED'),
    );
    expect(session.state()).toEqual({ status: 'unknown' });
  });

  test('leaves who is signed in as they are until the second step', async () => {
    await signUpWithTwoSteps();
    const session = openOne();
    const before = await session.register({ username: `${username}-first`, password });
    await challengeOf(session);
    expect(session.state()).toEqual({ status: 'signedIn', user: before });
    await session.refresh();
  });

  test('steps up once for each proof, and a wrong one uses no refresh', async () => {
    const session = openOne();
    const { id } = await session.register({ username, password });
    const [code = ''] = await haveTwoSteps(server, id);
    await expect(session.request(RegenerateRecoveryCodesDocument, {})).rejects.toMatchObject({
      ...reason('STEP_UP_REQUIRED'),
      stepUp: { acrValues: ['aal2', 'phr'], methods: ['recoveryCode'] },
    });
    proxy.passed.length = 0;
    await expect(session.stepUp({ recoveryCode: 'AAAA-AAAA' })).rejects.toMatchObject(
      reason('CODE_INVALID'),
    );
    await session.stepUp({ recoveryCode: code });
    expect(proxy.passed.map(({ operation }) => operation)).toEqual(['StepUp', 'StepUp']);
    await session.refresh();
    const { regenerateRecoveryCodes } = await session.request(RegenerateRecoveryCodesDocument, {});
    expect(regenerateRecoveryCodes.codes).toHaveLength(10);
  });

  test('keeps the tokens of an operation that changes what a sign-in needs', async () => {
    const [code = ''] = await signUpWithTwoSteps();
    const session = openOne();
    const { mfaToken } = await challengeOf(session);
    await session.completeMfa(mfaToken, { recoveryCode: code });
    const data = await session.requestTokens(SetTwoStepSignInDocument, { on: false });
    expect(session.usableToken()).toBe(data.change.tokens.accessToken);
    await session.refresh();
    await openOne().login({ username, password });
  });
});

describe.each(['storage', 'cookies'] as const)('two tabs with a session in %s', (mode) => {
  beforeEach(() => {
    vi.stubGlobal('document', {});
    vi.stubGlobal('navigator', {});
    cookie = undefined;
    shared = { ...createMemoryStorage(), shared: true };
  });
  let shared: ReturnType<typeof createMemoryStorage> & { shared: true };
  let cookie: string | undefined;

  /** As a browser keeps the cookie, for both tabs. */
  const fetchWithCookie: typeof fetch = async (input, init) => {
    const headers = new Headers(init?.headers);
    headers.set('origin', appOrigin);
    if (cookie !== undefined) headers.set('cookie', cookie);
    const response = await fetch(input, { ...init, headers });
    for (const set of response.headers.getSetCookie()) cookie = set.split(';')[0];
    return response;
  };
  const openTab = () =>
    mode === 'storage'
      ? openOne({ storage: shared })
      : openOne({ at: cookieServer.url, cookies: true, fetch: fetchWithCookie } as object);

  const appOrigin = 'https://app.example.com';
  let cookieServer: MailedServer;
  beforeAll(async () => {
    const env = { COOKIES: 'on', CORS_ORIGINS: appOrigin };
    cookieServer = await startMailedServer({ sharing: server, env });
  });
  afterAll(() => cookieServer.close());

  test('share the second step and the step-up, and go on with it', async () => {
    const codes = await signUpWithTwoSteps();
    const [one, other] = [openTab(), openTab()];
    await other.resume();
    const challenge = await challengeOf(one);
    expect(other.state()).toMatchObject({ status: 'signedOut' });
    await one.completeMfa(challenge.mfaToken, { recoveryCode: codes[0] ?? '' });
    await expect.poll(() => other.state()).toEqual(one.state());
    const { regenerateRecoveryCodes } = await other.request(RegenerateRecoveryCodesDocument, {});

    server.clock.advance(800);
    await expect(other.request(RegenerateRecoveryCodesDocument, {})).rejects.toMatchObject(
      reason('STEP_UP_REQUIRED'),
    );
    await one.stepUp({ recoveryCode: regenerateRecoveryCodes.codes[0] ?? '' });
    await expect.poll(() => other.usableToken()).toBe(one.usableToken());
    await other.request(RegenerateRecoveryCodesDocument, {});
    await other.refresh();
    await one.request(RegenerateRecoveryCodesDocument, {});
  });
});

test('a step that this version does not know asks for an update, and signs nobody in', async () => {
  const answers = { result: { __typename: 'DeviceApproval', code: '1' } };
  const answered = () => Promise.resolve(new Response(JSON.stringify({ data: answers })));
  const session = createSession({ url: 'https://auth.example.com/graphql', fetch: answered });
  const signedIn = session.signIn({ emailToken: 'any' });
  await expect(signedIn).rejects.toMatchObject({
    ...reason('UPDATE_REQUIRED'),
    message: expect.stringContaining('Update the application') as string,
  });
  expect(session.state()).toEqual({ status: 'unknown' });
});

test.each([null, {}, { result: null }, { result: 'text' }, { result: { accessToken: 1 } }])(
  'a sign-in that is answered by %j is no sign-in',
  async (data) => {
    const answered = () => Promise.resolve(new Response(JSON.stringify({ data })));
    const session = createSession({ url: 'https://auth.example.com/graphql', fetch: answered });
    await expect(session.signIn({ emailToken: 'any' })).rejects.toMatchObject({
      code: 'SERVICE_UNAVAILABLE',
    });
    expect(session.state()).toEqual({ status: 'unknown' });
  },
);
