import { decode } from 'jsonwebtoken';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { createAuthenticator, wrongAnswers } from '../../support/passkey-device.js';
import { signUpAdministrator } from '../../support/administrator.js';
import { eventsOf } from '../../support/audit-events.js';
import { databases } from '../../support/databases.js';
import { dataOf, goodPassword, refusalOf, type TokenPair } from '../../support/graphql-client.js';
import {
  addPasskey,
  beginning,
  made,
  passkeyClient,
  shown,
  signUpByPasskey,
  type PasskeyClient,
  type SignInResult,
} from '../../support/passkeys.js';
import { statementsOf } from '../../support/statements.js';
import { startTestServer, type TestServer } from '../../support/test-server.js';

const invalid = { code: 'BAD_USER_INPUT', reason: 'PASSKEY_INVALID' };
const noCeremony = { code: 'BAD_USER_INPUT', reason: 'CEREMONY_INVALID' };

function pairOf(result: SignInResult): TokenPair {
  if (!('accessToken' in result)) throw new Error('expected a session, got a challenge');
  return result;
}

function claimsOf({ accessToken }: TokenPair): Record<string, unknown> {
  return decode(accessToken, { json: true }) ?? {};
}

/** What accounts and sessions become by passkeys. Without a database: passkeys.test.ts. */
describe.each(databases)('on $name,', (kind) => {
  let server: TestServer;
  let passkeys: PasskeyClient;
  let names = 0;
  let name: string;

  beforeAll(async () => {
    server = await startTestServer({ database: kind.name, env: { PASSKEYS: 'on' } });
    passkeys = passkeyClient(server);
  });
  beforeEach(() => {
    name = `passkey-user-${(names += 1)}`;
  });
  afterAll(() => server.close());

  const beginSignIn = () => beginning(passkeys.begin('beginPasskeySignIn'));
  const beginRegistration = (token: string) =>
    beginning(passkeys.begin('beginPasskeyRegistration', { token }));
  const beginProof = (token: string) => beginning(passkeys.begin('beginPasskeyProof', { token }));
  const beginSignUp = (username: string) =>
    beginning(passkeys.begin('beginPasskeySignUp', {}, `(username: "${username}")`));

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
      expect(events.at(-1)).toMatchObject({
        type: 'login.succeeded',
        detail: { method: 'passkey' },
      });
      const { me } = dataOf(await passkeys.list(tokens.accessToken));
      expect(me.passkeys[0]?.lastUsedAt).not.toBeNull();
    });

    it('takes a ceremony once', async () => {
      const { device } = await signUpByPasskey(passkeys, name);
      const begun = await beginSignIn();
      dataOf(await passkeys.signIn(shown(begun, device)));
      expect(refusalOf(await passkeys.signIn(shown(begun, device)))).toEqual(noCeremony);
    });

    it('is refused to a disabled account', async () => {
      const { device, tokens } = await signUpByPasskey(passkeys, name);
      await server.withStorage(({ users }) => users.setDisabledAt(tokens.user.id, 1));
      expect(refusalOf(await passkeys.signIn(shown(await beginSignIn(), device)))).toEqual(invalid);
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

  describe('a proof by passkey', () => {
    it('makes a session fresh, and raises it', async () => {
      const { accessToken: token } = await server.signUp(name);
      const { device } = await addPasskey(passkeys, token);
      server.clock.advance(301);
      const stale = await passkeys.begin('beginPasskeyRegistration', { token });
      expect(refusalOf(stale).reason).toBe('FRESH_LOGIN_REQUIRED');
      expect(stale.errors[0]?.message).toContain('"stepUp"');
      const begun = await beginProof(token);
      expect(begun.options['allowCredentials']).toMatchObject([{ id: device.credentialId }]);
      const { stepUp } = dataOf(await passkeys.stepUp(token, shown(begun, device)));
      expect(claimsOf(stepUp)).toMatchObject({ acr: 'phr', amr: ['pwd', 'swk', 'user', 'mfa'] });
      await beginRegistration(stepUp.accessToken);
      expect(refusalOf(await passkeys.stepUp(token, shown(begun, device)))).toEqual(noCeremony);
    });

    it('is lowered by a password, which is one factor', async () => {
      const { accessToken: token } = await server.signUp(name);
      const { device } = await addPasskey(passkeys, token);
      const { signIn } = dataOf(await passkeys.signIn(shown(await beginSignIn(), device)));
      const { accessToken } = pairOf(signIn);
      const document = `mutation { reauthenticate(password: "${goodPassword}") { accessToken } }`;
      const { reauthenticate } = dataOf(
        await server.send<{ reauthenticate: TokenPair }>(document, {}, { token: accessToken }),
      );
      expect(claimsOf(reauthenticate)).toMatchObject({ acr: 'aal1', amr: ['pwd'] });
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
        await server.send(
          'mutation { setTwoStepSignIn(on: true) { recoveryCodes } }',
          {},
          { token },
        ),
      );
      const { refresh } = dataOf(await server.refresh(stepUp.refreshToken));
      return { id, device, token: refresh.accessToken };
    }

    async function challenged() {
      const result = dataOf(await passkeys.signInByPassword(name, goodPassword)).signIn;
      if (!('mfaToken' in result) || result.passkey === null)
        throw new Error('expected a challenge');
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
});
