import { decode } from 'jsonwebtoken';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { beginEnrollment, totpCode } from '../../support/authenticator.js';
import {
  algorithmIds,
  createAuthenticator,
  wrongAnswers,
  type Algorithm,
} from '../../support/passkey-device.js';
import { dataOf, refusalOf, type TokenPair } from '../../support/graphql-client.js';
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

describe('a sign-up with a passkey', () => {
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
});

describe('a passkey', () => {
  it.each(Object.keys(algorithmIds) as Algorithm[])(
    'of %s signs in, and no other signature does',
    async (algorithm) => {
      const device = createAuthenticator({ algorithm });
      await signUpByPasskey(passkeys, name, device);
      const begun = await beginSignIn();
      const forged = shown(begun, device, { forged: true });
      expect(refusalOf(await passkeys.signIn(forged))).toEqual(invalid);
      dataOf(await passkeys.signIn(shown(begun, device)));
    },
  );
});

describe('a sign-in with a passkey', () => {
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
      const wrong = shown(begun, each, { forged: true });
      return statementsOf(['passkeys', 'users', 'used_tokens'], () => passkeys.signIn(wrong));
    });
    const [known, unknown] = [await attempts[0]?.(), await attempts[1]?.()];
    expect(unknown?.statements).toEqual(known?.statements);
    expect(known?.statements).toHaveLength(1);
    const bodyOf = (text = '') => text.replace(/"requestId":"[^"]*"/, '');
    expect(bodyOf(unknown?.result.text)).toBe(bodyOf(known?.result.text));
  });

  it('takes a ceremony for ten minutes', async () => {
    const { device } = await signUpByPasskey(passkeys, name);
    const begun = await beginSignIn();
    const other = await beginSignIn();
    expect(begun.expiresIn).toBe(600);
    server.clock.advance(599);
    dataOf(await passkeys.signIn(shown(begun, device)));
    server.clock.advance(1);
    expect(refusalOf(await passkeys.signIn(shown(other, device)))).toEqual(noCeremony);
  });
});

describe('a passkey of an account with a password', () => {
  it('is added in a fresh session only', async () => {
    const { accessToken: token } = await server.signUp(name);
    server.clock.advance(300);
    await beginRegistration(token);
    server.clock.advance(1);
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
