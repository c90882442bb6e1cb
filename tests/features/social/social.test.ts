import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { decode } from 'jsonwebtoken';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { AuthError } from '../../../src/app/embedding.js';
import { signUpAdministrator } from '../../support/administrator.js';
import { eventsOf } from '../../support/audit-events.js';
import { challengeOf, completeMfa, enroll, totpCode } from '../../support/authenticator.js';
import { dataOf, refusalOf, type TokenPair } from '../../support/graphql-client.js';
import { impersonate } from '../../support/impersonate.js';
import { status } from '../../support/json-server.js';
import { startMailedServer, type MailedServer } from '../../support/mailed-server.js';
import { startTestServer } from '../../support/test-server.js';
import { deliver, openBrowser } from '../../support/providers/browser.js';
import { startOidcStub, type OidcStub } from '../../support/providers/oidc-stub.js';
import {
  openApplication,
  pkce,
  redirectUri,
  type Application,
  type Begin,
  type Shown,
} from '../../support/providers/social-client.js';
import { socialVariables } from '../../support/providers/social-server.js';

let server: MailedServer;
let stub: OidcStub;
let app: Application;
let people = 0;
let username: string;
let email: string;
/** What the hook refuses. */
let refused: string | undefined;
const hooked: unknown[] = [];

beforeAll(async () => {
  stub = await startOidcStub({ now: () => server.clock.now() });
  const folder = await mkdtemp(join(tmpdir(), 'authgraph-social-'));
  const company = [{ id: 'company', issuer: stub.issuer }];
  const env = await socialVariables(join(folder, 'providers.json'), company);
  server = await startMailedServer({
    env: { ...env, USERNAMES: 'required', METRICS: 'on', METRICS_PORT: '0' },
    hooks: {
      beforeSignIn(candidate) {
        hooked.push(candidate);
        if (refused === 'sign-in') throw new AuthError('REGISTRATION_REFUSED');
      },
      beforeRegister(candidate) {
        hooked.push(candidate);
        if (refused === 'sign-up') throw new AuthError('REGISTRATION_REFUSED');
        return { roles: ['friend'] };
      },
    },
  });
  app = openApplication(server);
});
beforeEach(() => {
  stub.straighten();
  refused = undefined;
  hooked.length = 0;
  people += 1;
  [username, email] = [`social${people}`, `person${people}@example.com`];
  stub.person = { sub: `subject-${people}`, email, email_verified: true, name: 'Ada Lovelace' };
});
afterAll(async () => {
  await server.close();
  await stub.close();
});

async function signedIn(shown: Shown): Promise<TokenPair> {
  const result = dataOf(await app.signIn(shown)).signIn;
  if (!('accessToken' in result)) throw new Error('expected a session, got a challenge');
  return result;
}

const code = () => app.shown();
const signUp = async () => signedIn({ ...(await code()), username });
const mine = async ({ accessToken }: { accessToken: string }) =>
  dataOf(await app.me(accessToken)).me;
const reasonOf = (reply: Parameters<typeof refusalOf>[0]) => refusalOf(reply).reason;

/** Begins, and goes nowhere. */
function begin(name: Begin, token?: string, change: object = {}) {
  const { codeChallenge } = pkce();
  return app.begin(name, { provider: 'company', redirectUri, codeChallenge, ...change }, token);
}

/** A user with a password, and the code of an identity to link. */
async function owner() {
  const pair = await server.signUpVerified(username, `own-${email}`);
  const { accessToken: token } = pair;
  return { ...pair, token, linking: await app.shown({ begin: 'beginIdentityLink', token }) };
}

/** The same service with one limit, on the same database. */
async function startLimited(limit: Record<string, string>) {
  const folder = await mkdtemp(join(tmpdir(), 'authgraph-social-'));
  const company = [{ id: 'company', issuer: stub.issuer }];
  const env = await socialVariables(join(folder, 'providers.json'), company);
  return startTestServer({ sharing: server, env: { ...env, ...limit } });
}

describe('what anyone may know', () => {
  it('is the providers, and that one can sign in by them', async () => {
    const reply = await server.send<{ identityProviders: object[]; serverInfo: object }>(
      '{ identityProviders { id name } serverInfo { signInMethods } }',
    );
    expect(dataOf(reply)).toEqual({
      identityProviders: [{ id: 'company', name: 'company' }],
      serverInfo: { signInMethods: ['PASSWORD', 'EMAIL_LINK', 'EMAIL_CODE', 'SOCIAL'] },
    });
  });
});

describe('a first sign-in', () => {
  it('begins an account with what the provider vouches for, and is recorded', async () => {
    const pair = await signUp();
    expect(decode(pair.accessToken)).toMatchObject({ amr: ['fed'], acr: 'aal1' });
    expect(pair.user).toMatchObject({ username, email, roles: ['friend'] });
    expect(await mine(pair)).toMatchObject({
      ...{ email, emailVerified: true, displayName: 'Ada Lovelace', hasPassword: false },
      identities: [{ provider: 'company', issuer: stub.issuer, email, emailVerified: true }],
    });
    expect(hooked).toEqual([{ username, email }]);
    const [registered] = await eventsOf(server, pair.user.id, 1);
    expect(registered?.type).toBe('user.registered');
    expect(reasonOf(await server.login(username))).toBe('INVALID_CREDENTIALS');
  });

  it('asks for a username where there must be one, and its code stays good meanwhile', async () => {
    const shown = await code();
    expect(reasonOf(await app.signIn(shown))).toBe('USERNAME_MISSING');
    expect(reasonOf(await app.signIn({ ...shown, username: 'a b' }))).toBe('USERNAME_INVALID');
    dataOf(await server.register({ username: `${username}-taken` }));
    const taken = await app.signIn({ ...shown, username: `${username}-taken` });
    expect(reasonOf(taken)).toBe('USERNAME_TAKEN');
    server.clock.advance(590);
    await signedIn({ ...shown, username });
    expect(reasonOf(await app.signIn({ ...shown, username }))).toBe('HANDOFF_INVALID');
  });

  it('says that its address has an account before it asks for a username', async () => {
    await server.signUpVerified(username, email);
    expect(reasonOf(await app.signIn(await code()))).toBe('ACCOUNT_EXISTS');
  });

  it('has its code for ten minutes, and a later one for one', async () => {
    const late = await code();
    server.clock.advance(600);
    expect(reasonOf(await app.signIn({ ...late, username }))).toBe('HANDOFF_INVALID');
    await signUp();
    const known = await code();
    server.clock.advance(60);
    expect(reasonOf(await app.signIn(known))).toBe('HANDOFF_INVALID');
  });

  it('sends the mail that confirms an address which the provider does not vouch for', async () => {
    stub.person = { ...stub.person, email_verified: false };
    expect(await mine(await signUp())).toMatchObject({ email, emailVerified: false });
    expect((await server.nextMail(email)).text).toContain('#token=');
  });

  it('is refused by a hook, and leaves the code as it is', async () => {
    refused = 'sign-up';
    const shown = { ...(await code()), username };
    expect(reasonOf(await app.signIn(shown))).toBe('REGISTRATION_REFUSED');
    refused = undefined;
    await signedIn(shown);
  });

  it('of one subject at several places begins one account', async () => {
    const codes = await Promise.all([code(), code(), code()]);
    const pairs = await Promise.all(codes.map((shown) => signedIn({ ...shown, username })));
    expect(new Set(pairs.map(({ user }) => user.id)).size).toBe(1);
  });
});

describe('a later sign-in', () => {
  it('finds the account by issuer and subject, and changes nothing of it', async () => {
    const first = await signUp();
    stub.person = { ...stub.person, email: `other-${email}`, name: 'Countess' };
    const again = await signedIn(await code());
    expect(await mine(again)).toEqual(await mine(first));
    expect(hooked.at(-1)).toEqual({ method: 'social', name: null });
    const events = await eventsOf(server, first.user.id, 2);
    expect(events.at(-1)).toMatchObject({ type: 'login.succeeded', detail: { method: 'social' } });
  });

  it('is refused by a hook, and leaves the code as it is', async () => {
    await signUp();
    const shown = await code();
    refused = 'sign-in';
    expect(reasonOf(await app.signIn(shown))).toBe('REGISTRATION_REFUSED');
    refused = undefined;
    await signedIn(shown);
  });

  it('needs the second factor of an account with two-step sign-in', async () => {
    const { accessToken, user } = await signUp();
    const { secret } = await enroll(server, accessToken, server.clock.now());
    server.clock.advance(60);
    const challenge = await challengeOf(server, { handoff: await code() });
    const totp = totpCode(secret, server.clock.now());
    const { completeMfa: pair } = dataOf(await completeMfa(server, challenge.mfaToken, { totp }));
    expect(pair.user.id).toBe(user.id);
    expect(decode(pair.accessToken)).toMatchObject({ amr: ['fed', 'otp', 'mfa'], acr: 'aal2' });
  });

  it('in two steps uses its code up, whatever challenges it was shown for', async () => {
    const { accessToken } = await signUp();
    const { recoveryCodes: codes } = await enroll(server, accessToken, server.clock.now());
    const handoff = await code();
    const challenges = [
      await challengeOf(server, { handoff }),
      await challengeOf(server, { handoff }),
    ];
    const replies = await Promise.all(
      challenges.map(({ mfaToken }, at) =>
        completeMfa(server, mfaToken, { recoveryCode: codes?.[at] ?? '' }),
      ),
    );
    const refused = replies.filter(({ errors }) => errors.length > 0).map(reasonOf);
    expect(refused).toEqual(['MFA_TOKEN_INVALID']);
    expect(reasonOf(await app.signIn(handoff))).toBe('HANDOFF_INVALID');
  });

  it('in two steps ends with its identity', async () => {
    const { token, linking } = await owner();
    const { finishIdentityLink: identity } = dataOf(await app.finishLink(token, linking));
    const { tokens, recoveryCodes: codes } = await enroll(server, token, server.clock.now());
    const { mfaToken } = await challengeOf(server, { handoff: await code() });
    dataOf(await app.unlink(tokens.accessToken, identity.id));
    const reply = await completeMfa(server, mfaToken, { recoveryCode: codes?.[0] ?? '' });
    expect(reasonOf(reply)).toBe('MFA_TOKEN_INVALID');
  });

  it('of a disabled account is refused as a code that was used, and recorded', async () => {
    const { user } = await signUp();
    await server.withStorage(({ users }) => users.setDisabledAt(user.id, server.clock.now()));
    expect(reasonOf(await app.signIn(await code()))).toBe('HANDOFF_INVALID');
  });
});

describe('linking', () => {
  it('adds a way in, is mailed and recorded, and can be taken back', async () => {
    const { token, user, linking } = await owner();
    const { finishIdentityLink: identity } = dataOf(await app.finishLink(token, linking));
    expect(identity).toMatchObject({ provider: 'company', email, emailVerified: true });
    expect((await server.nextMail(`own-${email}`)).text).toContain('at company was linked');
    expect((await signedIn(await code())).user.id).toBe(user.id);
    // The address of the account is its own.
    expect((await mine({ accessToken: token })).email).toBe(`own-${email}`);
    dataOf(await app.unlink(token, identity.id));
    expect((await server.nextMail(`own-${email}`)).text).toContain('at company was unlinked');
    expect((await mine({ accessToken: token })).identities).toEqual([]);
    const types = (await eventsOf(server, user.id, 5)).map(({ type }) => type);
    expect(types).toEqual(expect.arrayContaining(['identity.linked', 'identity.unlinked']));
    expect(reasonOf(await app.unlink(token, identity.id))).toBe('IDENTITY_NOT_FOUND');
  });

  it('is finished in the session that began it only, once', async () => {
    const { token, linking } = await owner();
    const other = dataOf(await server.login(username)).login.accessToken;
    expect(reasonOf(await app.finishLink(other, linking))).toBe('HANDOFF_INVALID');
    expect(reasonOf(await app.signIn({ ...linking, username: 'x' }))).toBe('HANDOFF_INVALID');
    expect(reasonOf(await app.stepUp(token, linking))).toBe('HANDOFF_INVALID');
    const { finishIdentityLink: first } = dataOf(await app.finishLink(token, linking));
    expect(reasonOf(await app.finishLink(token, linking))).toBe('HANDOFF_INVALID');
    const again = await app.shown({ begin: 'beginIdentityLink', token });
    expect(dataOf(await app.finishLink(token, again)).finishIdentityLink).toEqual(first);
  });

  it('is done as often as a profile is changed, whatever it links', async () => {
    const { token } = await owner();
    const limited = await startLimited({ LIMIT_PROFILE_CHANGES: '1' });
    const client = openApplication(limited);
    const link = async () =>
      client.finishLink(token, await client.shown({ begin: 'beginIdentityLink', token }));
    dataOf(await link());
    expect(reasonOf(await link())).toBe('TOO_MANY_CHANGES');
    await limited.close();
  });

  it('of an identity that another account has is refused', async () => {
    await signUp();
    people += 1;
    username = `social${people}`;
    const { token, linking } = await owner();
    expect(reasonOf(await app.finishLink(token, linking))).toBe('IDENTITY_TAKEN');
  });

  it('needs a fresh proof, and never an administrator', async () => {
    const { token, user } = await owner();
    const admin = await signUpAdministrator(server, `admin${people}`);
    const { impersonate: acting } = dataOf(await impersonate(server, admin.accessToken, user.id));
    const asUser = await begin('beginIdentityLink', acting.accessToken);
    expect(reasonOf(asUser)).toBe('IMPERSONATED');
    server.clock.advance(890);
    const stale = await begin('beginIdentityLink', token);
    expect(reasonOf(stale)).toBe('FRESH_LOGIN_REQUIRED');
  });

  it('ends at 20 identities', async () => {
    const { token, user, linking } = await owner();
    await server.withStorage(async ({ identities }) => {
      for (let at = 0; at < 20; at += 1) {
        const id = `01890000-0000-7000-8000-${String(people * 100 + at).padStart(12, '0')}`;
        const names = { provider: 'company', issuer: 'https://x.example', subject: id };
        const times = { createdAt: 1, lastUsedAt: null };
        const row = { id, userId: user.id, ...names, email: null, emailVerified: false, ...times };
        await identities.add(row);
      }
    });
    expect(reasonOf(await app.finishLink(token, linking))).toBe('IDENTITY_LIMIT');
  });

  it('can be undone as long as another way in is left', async () => {
    stub.person = { sub: `subject-${people}` };
    const pair = await signUp();
    const [identity] = (await mine(pair)).identities;
    const reply = await app.unlink(pair.accessToken, identity?.id ?? '');
    expect(reasonOf(reply)).toBe('LAST_SIGN_IN_METHOD');
    expect((await mine(pair)).identities).toHaveLength(1);
  });
});

describe('a proof in a session', () => {
  it('makes it fresh as of the sign-in at the provider', async () => {
    const pair = await signUp();
    server.clock.advance(600);
    const token = dataOf(await server.refresh(pair.refreshToken)).refresh.accessToken;
    stub.bend({ claims: (own) => ({ ...own, auth_time: Number(own['auth_time']) - 60 }) });
    const shown = await app.shown({ begin: 'beginIdentityProof', token });
    const { stepUp } = dataOf(await app.stepUp(token, shown));
    const { auth_time: authTime } = decode(stepUp.accessToken, { json: true }) ?? {};
    expect(authTime).toBe(Math.floor(server.clock.now() / 1000) - 60);
    const events = await eventsOf(server, pair.user.id, 2);
    expect(events.at(-1)).toMatchObject({ type: 'identity.proved', detail: { method: 'social' } });
  });

  it('needs an identity that is linked to the account', async () => {
    const { token } = await owner();
    const reply = await begin('beginIdentityProof', token);
    expect(reasonOf(reply)).toBe('IDENTITY_NOT_FOUND');
  });

  it('is looked at as often as a password from one address', async () => {
    const { accessToken: token } = await signUp();
    const limited = await startLimited({ LIMIT_LOGIN_ATTEMPTS_PER_ADDRESS: '1' });
    const client = openApplication(limited);
    const prove = async () =>
      client.stepUp(token, await client.shown({ begin: 'beginIdentityProof', token }));
    dataOf(await prove());
    expect(reasonOf(await prove())).toBe('TOO_MANY_ATTEMPTS');
    await limited.close();
  });

  it('changes nothing where the account has two-step sign-in', async () => {
    const { accessToken } = await signUp();
    const shown = await app.shown({ begin: 'beginIdentityProof', token: accessToken });
    const { tokens } = await enroll(server, accessToken, server.clock.now());
    const reply = await app.stepUp(tokens.accessToken, shown);
    expect(reasonOf(reply)).toBe('STEP_UP_REQUIRED');
  });
});

describe('what is refused before anyone is sent away', () => {
  it.each([
    ['an unknown provider', { provider: 'google' }, 'PROVIDER_UNKNOWN'],
    ['a page that is not registered', { redirectUri: 'https://evil.example' }, 'REDIRECT_REFUSED'],
    ['a challenge that is none', { codeChallenge: 'plain' }, 'CODE_CHALLENGE_INVALID'],
    ['a state of 513 characters', { state: 'a'.repeat(513) }, 'INPUT_TOO_LONG'],
  ])('%s', async (_what, args, reason) => {
    expect(reasonOf(await begin('beginSocialSignIn', undefined, args))).toBe(reason);
  });
});

describe('an answer of the provider', () => {
  it('leads to the application with its state, and is kept nowhere', async () => {
    const { callback: answer } = await app.visit();
    const response = await deliver(server.url, answer);
    expect(response.status).toBe(303);
    expect(response.headers.get('cache-control')).toBe('no-store');
    expect(response.headers.get('referrer-policy')).toBe('no-referrer');
    const { searchParams } = new URL(response.headers.get('location') ?? '');
    expect([...searchParams.keys()]).toEqual(['code', 'state']);
    expect(searchParams.get('state')).toBe('of-the-application');
    // The provider gives nothing for a code a second time.
    const again = await deliver(server.url, answer);
    expect(again.headers.get('location')).toContain('error=PROVIDER_REFUSED');
  });

  it('comes with the longest state that an application can have', async () => {
    const { codeChallenge } = pkce();
    const state = '\u0001'.repeat(512);
    const wanted = { provider: 'company', redirectUri, codeChallenge, state };
    const { authorizationUrl } = dataOf(
      await app.begin('beginSocialSignIn', wanted),
    ).beginSocialSignIn;
    const response = await deliver(server.url, await openBrowser().visit(authorizationUrl));
    const { searchParams } = new URL(response.headers.get('location') ?? '');
    expect(searchParams.get('state')).toBe(state);
  });

  it('that means nothing is logged for operators, without what was sent', async () => {
    stub.bend({ answers: { token: status(500) } });
    expect((await app.comeBack()).error).toBe('PROVIDER_UNAVAILABLE');
    const line = server.logs.find((each) => each.includes('an identity provider did not answer'));
    expect(JSON.parse(line ?? '{}')).toMatchObject({ level: 40, reason: 'it answers 500' });
  });

  it('is counted among the metrics', async () => {
    const page = await (await fetch(server.metricsUrl ?? '')).text();
    for (const outcome of ['identified', 'refused', 'unavailable']) {
      const line = `authgraph_identity_provider_answers_total{provider="company",outcome="${outcome}"}`;
      expect(page).toContain(line);
    }
  });

  it('to no request of ours is answered here, in the language of its reader', async () => {
    const headers = { 'accept-language': 'ko' };
    const response = await fetch(`${server.url}/callback/company?code=1&state=2`, { headers });
    expect(response.status).toBe(400);
    const { errors } = (await response.json()) as { errors: { message: string }[] };
    expect(errors).toMatchObject([{ extensions: { reason: 'PROVIDER_ANSWER_INVALID' } }]);
    expect(errors[0]?.message).toContain('애플리케이션');
  });

  it('to no request of ours gives a browser one sentence where pages are off', async () => {
    const headers = { accept: 'text/html,*/*;q=0.8', 'accept-language': 'ko' };
    const url = `${server.url}/callback/company?code=1&state=%3Cscript%3E`;
    const response = await fetch(url, { headers });
    expect(response.status).toBe(400);
    expect(response.headers.get('content-type')).toBe('text/plain; charset=utf-8');
    const sentence =
      '만료되었거나 이 서비스에서 시작하지 않은 로그인입니다. 애플리케이션으로 돌아가 다시 시작해 주세요.\n';
    expect(await response.text()).toBe(sentence);
  });

  it('comes to a path of a provider that is on, by GET or a form', async () => {
    expect((await fetch(`${server.url}/callback/google`)).status).toBe(404);
    const url = `${server.url}/callback/company`;
    expect((await fetch(url, { method: 'PUT' })).status).toBe(405);
    expect((await fetch(url, { method: 'POST', body: '{}' })).status).toBe(415);
    const body = new URLSearchParams({ state: 'a'.repeat(200_000) });
    expect((await fetch(url, { method: 'POST', body })).status).toBe(413);
  });
});
