import { decode } from 'jsonwebtoken';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { beginEnrollment, totpCode } from '../../support/authenticator.js';
import { createAuthenticator, type Conduct } from '../../support/passkey-device.js';
import { signUpAdministrator } from '../../support/administrator.js';
import { eventsOf } from '../../support/audit-events.js';
import { dataOf, goodPassword, refusalOf, type TokenPair } from '../../support/graphql-client.js';
import {
  addPasskey,
  beginning,
  made,
  passkeyClient,
  shown,
  signUpByPasskey,
  type Ceremony,
  type PasskeyClient,
  type SignInResult,
} from '../../support/passkeys.js';
import { statementsOf } from '../../support/statements.js';
import { startTestServer, type TestServer } from '../../support/test-server.js';

let server: TestServer;
let passkeys: PasskeyClient;
let names = 0;
let name: string;

beforeAll(async () => {
  server = await startTestServer({ env: { PASSKEYS: 'on' } });
  passkeys = passkeyClient(server);
});
beforeEach(() => {
  name = `passkey-user-${(names += 1)}`;
});
afterAll(() => server.close());

const invalid = { code: 'BAD_USER_INPUT', reason: 'PASSKEY_INVALID' };
const noCeremony = { code: 'BAD_USER_INPUT', reason: 'CEREMONY_INVALID' };

const beginSignIn = () => beginning(passkeys.begin('beginPasskeySignIn'));
const beginRegistration = (token: string) =>
  beginning(passkeys.begin('beginPasskeyRegistration', { token }));
const beginProof = (token: string) => beginning(passkeys.begin('beginPasskeyProof', { token }));
const beginSignUp = (username: string) =>
  beginning(passkeys.begin('beginPasskeySignUp', {}, `(username: "${username}")`));

function pairOf(result: SignInResult): TokenPair {
  if (!('accessToken' in result)) throw new Error('expected a session, got a challenge');
  return result;
}

function claimsOf({ accessToken }: TokenPair): Record<string, unknown> {
  return decode(accessToken, { json: true }) ?? {};
}

/** What other devices, pages and people send. */
const wrongAnswers: [string, Conduct][] = [
  ['a page of another origin', { origin: 'https://evil.example' }],
  ['a page of another port', { origin: 'http://localhost:4001' }],
  ['another RP ID', { rpId: 'evil.example' }],
  ['a frame of another origin', { crossOrigin: true }],
  ['a frame that names its top', { topOrigin: 'https://evil.example' }],
  ['a device that has not verified its user', { userVerified: false }],
  ['a device that nobody has touched', { userPresent: false }],
  ['a challenge of its own', { challenge: 'bm90IG91cnM' }],
  ['another type of ceremony', { type: 'payment.get' }],
  ['a backup of what has none', { backupEligible: false, backedUp: true }],
];

describe('a sign-up with a passkey', () => {
  it('creates an account without a password, whose session has two factors', async () => {
    const { tokens, recoveryCodes, device } = await signUpByPasskey(passkeys, name);
    expect(claimsOf(tokens)).toMatchObject({ acr: 'phr', amr: ['swk', 'user', 'mfa'] });
    expect(recoveryCodes).toHaveLength(10);
    const { me } = dataOf(await passkeys.list(tokens.accessToken));
    expect(me.passkeys).toMatchObject([{ label: 'Passkey', backedUp: true, lastUsedAt: null }]);
    for (const password of [goodPassword, '!', '']) {
      const reason = password === '' ? 'PASSWORD_MISSING' : 'INVALID_CREDENTIALS';
      expect(refusalOf(await server.login(name, password))).toMatchObject({ reason });
    }
    const again = dataOf(await passkeys.signIn(shown(await beginSignIn(), device))).signIn;
    expect(pairOf(again).user.id).toBe(tokens.user.id);
  });

  it('returns no recovery codes for an account with an address', async () => {
    const args = `(username: "${name}", email: "${name}@example.com")`;
    const begun = await beginning(passkeys.begin('beginPasskeySignUp', {}, args));
    const reply = await passkeys.finishSignUp(made(begun, createAuthenticator()));
    const { recoveryCodes, tokens } = dataOf(reply).finishPasskeySignUp;
    expect(recoveryCodes).toBeNull();
    expect(tokens.user.email).toBe(`${name}@example.com`);
  });

  it('asks for a passkey that a device can find by itself, and for no attestation', async () => {
    const { options } = await beginSignUp(name);
    expect(options).toMatchObject({
      rp: { id: 'localhost', name: 'localhost' },
      user: { name },
      authenticatorSelection: { residentKey: 'required', userVerification: 'required' },
      attestation: 'none',
      excludeCredentials: [],
    });
  });

  it('reserves no name: of two that began, the first to finish has it', async () => {
    const [first, second] = [await beginSignUp(name), await beginSignUp(name)];
    dataOf(await passkeys.finishSignUp(made(second, createAuthenticator())));
    const late = await passkeys.finishSignUp(made(first, createAuthenticator()));
    expect(refusalOf(late)).toMatchObject({ reason: 'USERNAME_TAKEN' });
    const begun = await passkeys.begin('beginPasskeySignUp', {}, `(username: "${name}")`);
    expect(refusalOf(begun)).toMatchObject({ reason: 'USERNAME_TAKEN' });
  });

  it.each(wrongAnswers)('is refused to %s', async (_who, conduct) => {
    const input = made(await beginSignUp(name), createAuthenticator(), conduct);
    expect(refusalOf(await passkeys.finishSignUp(input))).toEqual(invalid);
  });

  it('looks at no attestation that a device brings all the same', async () => {
    const input = made(await beginSignUp(name), createAuthenticator(), { attestation: 'packed' });
    dataOf(await passkeys.finishSignUp(input));
  });

  it('is refused with a credential that another account has', async () => {
    const { device } = await signUpByPasskey(passkeys, name);
    const input = made(await beginSignUp(`${name}-2`), device);
    expect(refusalOf(await passkeys.finishSignUp(input))).toMatchObject({
      reason: 'PASSKEY_EXISTS',
    });
    dataOf(await server.register({ username: `${name}-2` }));
  });
});

describe('a sign-in with a passkey', () => {
  it('needs no username, and is recorded', async () => {
    const { device, tokens } = await signUpByPasskey(passkeys, name);
    const begun = await beginSignIn();
    expect(begun.options).toMatchObject({
      rpId: 'localhost',
      userVerification: 'required',
      allowCredentials: [],
    });
    const signedIn = dataOf(await passkeys.signIn(shown(begun, device))).signIn;
    expect(claimsOf(pairOf(signedIn))).toMatchObject({ acr: 'phr', sub: tokens.user.id });
    const events = await eventsOf(server, tokens.user.id, 2);
    expect(events.at(-1)).toMatchObject({ type: 'login.succeeded', detail: { method: 'passkey' } });
    const { me } = dataOf(await passkeys.list(tokens.accessToken));
    expect(me.passkeys[0]?.lastUsedAt).not.toBeNull();
  });

  it('names the hardware of a passkey that cannot be copied', async () => {
    const device = createAuthenticator({ backupEligible: false, counts: true });
    await signUpByPasskey(passkeys, name, device);
    const signedIn = dataOf(await passkeys.signIn(shown(await beginSignIn(), device))).signIn;
    expect(claimsOf(pairOf(signedIn))).toMatchObject({ amr: ['hwk', 'user', 'mfa'] });
  });

  it.each([
    ...wrongAnswers,
    ['a device without the account', { userHandle: null }] as const,
    [
      'a device of another account',
      { userHandle: Buffer.alloc(16).toString('base64url') },
    ] as const,
    ['a passkey that was never on several devices', { backupEligible: false }] as const,
  ])('is refused to %s', async (_who, conduct) => {
    const { device } = await signUpByPasskey(passkeys, name);
    const begun = await beginSignIn();
    expect(refusalOf(await passkeys.signIn(shown(begun, device, conduct)))).toEqual(invalid);
    // The ceremony is good for the right answer.
    dataOf(await passkeys.signIn(shown(begun, device)));
  });

  it('answers alike for a credential that nobody has, after the same statements', async () => {
    const { device } = await signUpByPasskey(passkeys, name);
    const attempts = [device, createAuthenticator()].map((each) => async () => {
      const begun = await beginSignIn();
      const wrong = shown(begun, each, { challenge: 'bm90IG91cnM' });
      return statementsOf(['passkeys', 'users', 'used_tokens'], () => passkeys.signIn(wrong));
    });
    const [known, unknown] = [await attempts[0]?.(), await attempts[1]?.()];
    expect(unknown?.statements).toEqual(known?.statements);
    expect(known?.statements).toHaveLength(1);
    const bodyOf = (text = '') => text.replace(/"requestId":"[^"]*"/, '');
    expect(bodyOf(unknown?.result.text)).toBe(bodyOf(known?.result.text));
  });

  it('takes a ceremony once', async () => {
    const { device } = await signUpByPasskey(passkeys, name);
    const begun = await beginSignIn();
    dataOf(await passkeys.signIn(shown(begun, device)));
    expect(refusalOf(await passkeys.signIn(shown(begun, device)))).toEqual(noCeremony);
  });

  it('takes a ceremony for ten minutes', async () => {
    const { device } = await signUpByPasskey(passkeys, name);
    const begun = await beginSignIn();
    expect(begun.expiresIn).toBe(600);
    server.clock.advance(600_000);
    expect(refusalOf(await passkeys.signIn(shown(begun, device)))).toEqual(noCeremony);
  });

  it('is refused to a disabled account', async () => {
    const { device, tokens } = await signUpByPasskey(passkeys, name);
    await server.withStorage(({ users }) => users.setDisabledAt(tokens.user.id, 1));
    expect(refusalOf(await passkeys.signIn(shown(await beginSignIn(), device)))).toEqual(invalid);
  });

  it('writes nothing when it begins', async () => {
    const tables = ['users', 'passkeys', 'used_tokens', 'throttle_counters', 'audit_log'];
    const begin = () => Promise.all(Array.from({ length: 100 }, beginSignIn));
    const { result, statements } = await statementsOf(tables, begin);
    expect(new Set(result.map(({ ceremonyId }) => ceremonyId)).size).toBe(100);
    expect(statements).toEqual([]);
  });
});

describe('the count of a passkey', () => {
  it('may stay 0', async () => {
    const { device } = await signUpByPasskey(passkeys, name);
    for (let round = 0; round < 2; round += 1) {
      dataOf(await passkeys.signIn(shown(await beginSignIn(), device)));
    }
  });

  it.each([
    ['the same', 7],
    ['a smaller one', 6],
    ['none', 0],
  ])('above 0 is refused when it comes again as %s, and recorded', async (_what, counter) => {
    const device = createAuthenticator({ counts: true });
    const { tokens } = await signUpByPasskey(passkeys, name, device);
    dataOf(await passkeys.signIn(shown(await beginSignIn(), device, { counter: 7 })));
    const begun = await beginSignIn();
    expect(refusalOf(await passkeys.signIn(shown(begun, device, { counter })))).toEqual(invalid);
    const events = await eventsOf(server, tokens.user.id, 3);
    expect(events.map(({ type }) => type)).toContain('passkey.counter_decreased');
    dataOf(await passkeys.signIn(shown(await beginSignIn(), device, { counter: 8 })));
  });
});

describe('a passkey of an account with a password', () => {
  it('is added in a fresh session only', async () => {
    const { refreshToken } = await server.signUp(name);
    server.clock.advance(301_000);
    const { accessToken: token } = dataOf(await server.refresh(refreshToken)).refresh;
    const reply = await passkeys.begin('beginPasskeyRegistration', { token });
    expect(refusalOf(reply)).toMatchObject({ reason: 'FRESH_LOGIN_REQUIRED' });
  });

  it('gets the name that the user gives it, or "Passkey"', async () => {
    const { accessToken: token } = await server.signUp(name);
    const input = made(await beginRegistration(token), createAuthenticator());
    const reply = await passkeys.finishRegistration(token, input, '  Phone  ');
    const { id, label } = dataOf(reply).finishPasskeyRegistration;
    expect(label).toBe('Phone');
    dataOf(await passkeys.rename(token, id, 'My phone'));
    expect(dataOf(await passkeys.list(token)).me.passkeys).toMatchObject([
      { id, label: 'My phone' },
    ]);
    for (const wrong of ['', ' ', 'a\u202eb', 'x'.repeat(65), '\0']) {
      const refused = await passkeys.rename(token, id, wrong);
      expect(refusalOf(refused)).toMatchObject({ reason: 'PASSKEY_LABEL_INVALID' });
    }
  });

  it('is added in the session that began it only, and to no other account', async () => {
    const own = await server.signUp(name);
    const other = await server.signUp(`${name}-2`);
    const begun = await beginRegistration(own.accessToken);
    const { login } = dataOf(await server.login(name));
    for (const { accessToken } of [login, other]) {
      const input = made(begun, createAuthenticator());
      expect(refusalOf(await passkeys.finishRegistration(accessToken, input))).toEqual(noCeremony);
    }
  });

  it('is not added or removed by a token that was copied before two-step sign-in', async () => {
    const { user, accessToken: copied } = await server.signUp(name);
    const begun = await beginRegistration(copied);
    const { id } = await addPasskey(passkeys, copied);
    const { beginTotpEnrollment: app } = dataOf(await beginEnrollment(server, copied));
    const code = totpCode(app.secret, server.clock.now());
    // One document, whose fields share one look at the session.
    const both = await server.send(
      `mutation { confirmTotpEnrollment(factorId: "${app.factorId}", code: "${code}") {
        recoveryCodes } removePasskey(id: "${id}") }`,
      {},
      { token: copied },
    );
    expect(refusalOf(both).reason).toBe('STEP_UP_REQUIRED');
    const input = made(begun, createAuthenticator());
    const reply = await passkeys.finishRegistration(copied, input);
    expect(refusalOf(reply).reason).toBe('STEP_UP_REQUIRED');
    const kept = await server.withStorage((storage) => storage.passkeys.listOf([user.id]));
    expect(kept.get(user.id)?.map((passkey) => passkey.id)).toEqual([id]);
  });

  it('is offered to the device, so that it is not added twice', async () => {
    const { accessToken: token } = await server.signUp(name);
    const { device } = await addPasskey(passkeys, token);
    const begun = await beginRegistration(token);
    expect(begun.options['excludeCredentials']).toMatchObject([
      { id: device.credentialId, transports: ['internal', 'hybrid'] },
    ]);
    const forced = { ...begun.options, excludeCredentials: [] };
    const input = made({ ...begun, options: forced }, device);
    const reply = await passkeys.finishRegistration(token, input);
    expect(refusalOf(reply)).toMatchObject({ reason: 'PASSKEY_EXISTS' });
  });

  it('is one of 20, also when several are added at once', async () => {
    const { accessToken: token } = await server.signUp(name);
    const begun = await Promise.all(Array.from({ length: 23 }, () => beginRegistration(token)));
    const replies = await Promise.all(
      begun.map((each) => passkeys.finishRegistration(token, made(each, createAuthenticator()))),
    );
    const refused = replies.filter(({ errors }) => errors.length > 0).map(refusalOf);
    expect(refused).toEqual(Array(3).fill({ code: 'FORBIDDEN', reason: 'PASSKEY_LIMIT' }));
    const reply = await passkeys.begin('beginPasskeyRegistration', { token });
    expect(refusalOf(reply)).toMatchObject({ reason: 'PASSKEY_LIMIT' });
  });

  it('is removed by its user only', async () => {
    const { accessToken: token } = await server.signUp(name);
    const other = await server.signUp(`${name}-2`);
    const { id, device } = await addPasskey(passkeys, token);
    for (const wrong of [id, 'nothing']) {
      const reply = await passkeys.remove(other.accessToken, wrong);
      expect(refusalOf(reply)).toMatchObject({ code: 'NOT_FOUND', reason: 'PASSKEY_NOT_FOUND' });
    }
    dataOf(await passkeys.remove(token, id));
    expect(refusalOf(await passkeys.signIn(shown(await beginSignIn(), device)))).toEqual(invalid);
  });

  it('stays as long as it is the last way in, also when two are removed at once', async () => {
    const { tokens } = await signUpByPasskey(passkeys, name);
    await addPasskey(passkeys, tokens.accessToken);
    const { me } = dataOf(await passkeys.list(tokens.accessToken));
    const replies = await Promise.all(
      me.passkeys.map(({ id }) => passkeys.remove(tokens.accessToken, id)),
    );
    const refused = replies.filter(({ errors }) => errors.length > 0).map(refusalOf);
    expect(refused).toEqual([{ code: 'FORBIDDEN', reason: 'LAST_SIGN_IN_METHOD' }]);
  });
});

describe('the passkeys of a user', () => {
  it('are read by administrators in one statement, and by nobody else', async () => {
    const { tokens: own } = await signUpByPasskey(passkeys, name);
    await signUpByPasskey(passkeys, `${name}-2`);
    const { accessToken: token } = await signUpAdministrator(server);
    const document = `{ users(filter: { search: "${name}" }) {
      edges { node { passkeys { label } } } } }`;
    const { result, statements } = await statementsOf(['passkeys'], () =>
      server.send(document, {}, { token }),
    );
    expect(dataOf(result)).toMatchObject({
      users: { edges: Array(2).fill({ node: { passkeys: [{ label: 'Passkey' }] } }) as unknown },
    });
    expect(statements).toHaveLength(1);
    const refused = await server.send(document, {}, { token: own.accessToken });
    expect(refusalOf(refused)).toMatchObject({ reason: 'ROLE_REQUIRED' });
  });

  it('go with the account', async () => {
    const { tokens, device } = await signUpByPasskey(passkeys, name);
    const { accessToken: token } = tokens;
    dataOf(await server.send('mutation { deleteAccount }', {}, { token }));
    expect(refusalOf(await passkeys.signIn(shown(await beginSignIn(), device)))).toEqual(invalid);
  });
});

describe('a ceremony', () => {
  it('of one purpose is of no use for another', async () => {
    const { tokens, device } = await signUpByPasskey(passkeys, name);
    const { accessToken: token } = tokens;
    const begun: Record<string, Ceremony> = {
      signIn: await beginSignIn(),
      signUp: await beginSignUp(`${name}-2`),
      registration: await beginRegistration(token),
      proof: await beginProof(token),
    };
    const fresh = () => createAuthenticator();
    const options = (await beginSignUp(`${name}-3`)).options;
    const doors = {
      signIn: ({ ceremonyId }: Ceremony) =>
        passkeys.signIn({ ceremonyId, response: device.get(begun['signIn']?.options) }),
      signUp: ({ ceremonyId }: Ceremony) =>
        passkeys.finishSignUp({ ceremonyId, response: fresh().create(options) }),
      registration: ({ ceremonyId }: Ceremony) =>
        passkeys.finishRegistration(token, { ceremonyId, response: fresh().create(options) }),
      proof: ({ ceremonyId }: Ceremony) =>
        passkeys.stepUp(token, { ceremonyId, response: device.get(begun['proof']?.options) }),
    };
    for (const [door, act] of Object.entries(doors)) {
      for (const [purpose, each] of Object.entries(begun)) {
        if (purpose === door) continue;
        expect([door, purpose, refusalOf(await act(each))]).toEqual([door, purpose, noCeremony]);
      }
    }
  });

  it.each(['', 'x', 'A'.repeat(500), '\0', 'a'.repeat(3000)])('is not %j', async (ceremonyId) => {
    const response = createAuthenticator().get({ challenge: 'x', rpId: 'localhost' });
    expect(refusalOf(await passkeys.signIn({ ceremonyId, response }))).toEqual(noCeremony);
  });

  it.each<[string, unknown]>([
    ['nothing', null],
    ['a text', 'x'],
    ['a list', []],
    ['an empty object', {}],
    ['numbers', { id: 1, rawId: 1, type: 1, response: 1 }],
    ['more than 64 kB', { id: 'a', more: Array(6).fill('x'.repeat(12_000)) }],
  ])('is not answered by %s', async (_what, response) => {
    const { ceremonyId } = await beginSignIn();
    const reply = await passkeys.signIn({ ceremonyId, response: response as object });
    if (response === null) expect(reply.errors).toHaveLength(1);
    else expect(refusalOf(reply)).toEqual(invalid);
  });
});

describe('a proof by passkey', () => {
  it('makes a session fresh, and raises it', async () => {
    const { accessToken, refreshToken } = await server.signUp(name);
    const { device } = await addPasskey(passkeys, accessToken);
    server.clock.advance(301_000);
    const { accessToken: token } = dataOf(await server.refresh(refreshToken)).refresh;
    const begun = await beginProof(token);
    expect(begun.options['allowCredentials']).toMatchObject([{ id: device.credentialId }]);
    const { stepUp } = dataOf(await passkeys.stepUp(token, shown(begun, device)));
    expect(claimsOf(stepUp)).toMatchObject({ acr: 'phr', amr: ['pwd', 'swk', 'user', 'mfa'] });
    await beginRegistration(stepUp.accessToken);
    expect(refusalOf(await passkeys.stepUp(token, shown(begun, device)))).toEqual(noCeremony);
  });

  it('takes a device that does not say whose it is, since it was asked by name', async () => {
    const { tokens, device } = await signUpByPasskey(passkeys, name);
    const begun = await beginProof(tokens.accessToken);
    dataOf(await passkeys.stepUp(tokens.accessToken, shown(begun, device, { userHandle: null })));
  });

  it('is refused with the passkey or ceremony of someone else or of another session', async () => {
    const own = await signUpByPasskey(passkeys, name);
    const other = await signUpByPasskey(passkeys, `${name}-2`);
    const token = own.tokens.accessToken;
    const begun = await beginProof(token);
    expect(refusalOf(await passkeys.stepUp(token, shown(begun, other.device)))).toEqual(invalid);
    const second = pairOf(
      dataOf(await passkeys.signIn(shown(await beginSignIn(), own.device))).signIn,
    );
    for (const { accessToken } of [second, other.tokens]) {
      const reply = await passkeys.stepUp(accessToken, shown(begun, own.device));
      expect(refusalOf(reply)).toEqual(noCeremony);
    }
  });

  it('is not begun without a passkey', async () => {
    const { accessToken: token } = await server.signUp(name);
    const reply = await passkeys.begin('beginPasskeyProof', { token });
    expect(refusalOf(reply)).toMatchObject({ reason: 'MFA_ENROLLMENT_REQUIRED' });
  });
});

describe('a passkey as second factor', () => {
  async function accountWithTwoSteps() {
    const { accessToken } = await server.signUp(name);
    const { id, device } = await addPasskey(passkeys, accessToken);
    const begun = await beginProof(accessToken);
    const { stepUp } = dataOf(await passkeys.stepUp(accessToken, shown(begun, device)));
    const token = stepUp.accessToken;
    dataOf(
      await server.send('mutation { setTwoStepSignIn(on: true) { recoveryCodes } }', {}, { token }),
    );
    const { refresh } = dataOf(await server.refresh(stepUp.refreshToken));
    return { id, device, token: refresh.accessToken };
  }

  async function challenged() {
    const result = dataOf(await passkeys.signInByPassword(name, goodPassword)).signIn;
    if (!('mfaToken' in result) || result.passkey === null) throw new Error('expected a challenge');
    return { ...result, passkey: result.passkey };
  }

  it('completes a sign-in by password', async () => {
    const { device } = await accountWithTwoSteps();
    const { mfaToken, methods, passkey } = await challenged();
    expect(methods).toEqual(['PASSKEY', 'RECOVERY_CODE']);
    const reply = await passkeys.completeMfa(mfaToken, shown(passkey, device));
    expect(claimsOf(pairOf(dataOf(reply).completeMfa))).toMatchObject({
      acr: 'phr',
      amr: ['pwd', 'swk', 'user', 'mfa'],
    });
    const again = await passkeys.completeMfa(mfaToken, shown(passkey, device));
    expect(refusalOf(again)).toMatchObject({ reason: 'MFA_TOKEN_INVALID' });
    const other = await challenged();
    expect(refusalOf(await passkeys.completeMfa(other.mfaToken, shown(passkey, device)))).toEqual(
      noCeremony,
    );
  });

  it('signs in alone, as two factors', async () => {
    const { device } = await accountWithTwoSteps();
    const { signIn } = dataOf(await passkeys.signIn(shown(await beginSignIn(), device)));
    expect(claimsOf(pairOf(signIn))).toMatchObject({ acr: 'phr' });
  });

  it('is refused to wrong answers, after which the challenge stays', async () => {
    const { device } = await accountWithTwoSteps();
    const { mfaToken, passkey } = await challenged();
    for (const [, conduct] of wrongAnswers) {
      const wrong = await passkeys.completeMfa(mfaToken, shown(passkey, device, conduct));
      expect(refusalOf(wrong)).toEqual(invalid);
    }
    dataOf(await passkeys.completeMfa(mfaToken, shown(passkey, device)));
  });

  it('stays while it is the last one', async () => {
    const { id, token } = await accountWithTwoSteps();
    const reply = await passkeys.remove(token, id);
    expect(refusalOf(reply)).toMatchObject({ reason: 'MFA_ENROLLMENT_REQUIRED' });
  });
});
