import { decode } from 'jsonwebtoken';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { databases } from '../../support/databases.js';
import { dataOf, goodPassword, refusalOf, type TokenPair } from '../../support/graphql-client.js';
import { codeOf, startMailedServer, type MailedServer } from '../../support/mailed-server.js';
import { haveTwoSteps } from '../../support/two-step-account.js';

interface Claims {
  sid: string;
  amr: string[];
  acr: string;
  auth_time: number;
}
const claimsOf = (token: string) => decode(token, { json: true }) as unknown as Claims;

const stepUpRequired = { code: 'UNAUTHENTICATED', reason: 'STEP_UP_REQUIRED' };

describe.each(databases)('stepping up on $name', ({ name }) => {
  let server: MailedServer;
  beforeAll(async () => (server = await startMailedServer({ database: name })));
  afterAll(() => server.close());

  let accounts = 0;
  let username: string;
  let email: string;
  let pair: TokenPair;
  beforeEach(async () => {
    username = `person${(accounts += 1)}`;
    email = `${username}@example.com`;
    pair = await server.signUpVerified(username, email);
  });

  const stepUp = (input: object, token = pair.accessToken) =>
    server.send<{ stepUp: TokenPair }>(
      'mutation ($input: StepUpInput!) { stepUp(input: $input) { accessToken refreshToken } }',
      { input },
      { token },
    );
  const exportData = (token: string) => server.send('{ exportMyData }', {}, { token });
  const changePassword = (token: string) =>
    server.send<{ changePassword: TokenPair }>(
      `mutation { changePassword(currentPassword: "${goodPassword}", newPassword: "${goodPassword} 2") {
        accessToken refreshToken } }`,
      {},
      { token },
    );

  test('the password makes a proof of one factor fresh', async () => {
    server.clock.advance(301);
    expect(refusalOf(await exportData(pair.accessToken)).reason).toBe('FRESH_LOGIN_REQUIRED');
    const { stepUp: fresh } = dataOf(await stepUp({ password: goodPassword }));
    dataOf(await exportData(fresh.accessToken));
    expect(claimsOf(fresh.accessToken)).toMatchObject({ acr: 'aal1', amr: ['pwd'] });
    expect(refusalOf(await stepUp({ password: 'not the password' })).reason).toBe(
      'INVALID_CREDENTIALS',
    );
  });

  test('a mailed code is good in the session that asked for it, once', async () => {
    const { login: elsewhere } = dataOf(await server.login(username));
    dataOf(await server.act('requestStepUpEmail', {}, { token: pair.accessToken }));
    const mail = await server.nextMail(email);
    const code = codeOf(mail);
    const signIn = await server.signInBy('loginWithEmailCode', { email, code });
    expect(refusalOf(signIn).reason).toBe('CODE_INVALID');
    const wrongSession = await stepUp({ emailCode: code }, elsewhere.accessToken);
    expect(refusalOf(wrongSession).reason).toBe('CODE_INVALID');
    server.clock.advance(301);
    const { stepUp: fresh } = dataOf(await stepUp({ emailCode: code }));
    expect(claimsOf(fresh.accessToken)).toMatchObject({ acr: 'aal1', amr: ['email'] });
    dataOf(await exportData(fresh.accessToken));
    expect(refusalOf(await stepUp({ emailCode: code })).reason).toBe('CODE_INVALID');
    expect(mail.text).not.toContain('#token=');
  });

  test('a mailed code allows five guesses', async () => {
    dataOf(await server.act('requestStepUpEmail', {}, { token: pair.accessToken }));
    const code = codeOf(await server.nextMail(email));
    const wrong = code === '0000 0000' ? '1111 1111' : '0000 0000';
    for (let guess = 0; guess < 5; guess += 1) {
      expect(refusalOf(await stepUp({ emailCode: wrong })).reason).toBe('CODE_INVALID');
    }
    expect(refusalOf(await stepUp({ emailCode: code })).reason).toBe('CODE_INVALID');
  });

  test('without a confirmed address no code is sent', async () => {
    const { register: plain } = dataOf(await server.register({ username: `${username}-plain` }));
    const reply = await server.act('requestStepUpEmail', {}, { token: plain.accessToken });
    expect(refusalOf(reply).reason).toBe('EMAIL_MISSING');
  });

  describe('with two-step sign-in', () => {
    let codes: readonly string[];
    beforeEach(async () => {
      codes = await haveTwoSteps(server, pair.user.id);
    });

    test('one factor is not fresh, and the refusal says what would be', async () => {
      const refused = await exportData(pair.accessToken);
      expect(refusalOf(refused)).toEqual(stepUpRequired);
      expect(refused.errors[0]?.extensions).toMatchObject({
        stepUp: { acrValues: ['aal2', 'phr'], maxAge: 300, methods: ['recoveryCode'] },
      });
      expect(refused.headers.get('www-authenticate')).toMatch(
        /error="insufficient_user_authentication".*acr_values="aal2 phr", max_age="300"/,
      );
    });

    test('no proof of one factor changes the session', async () => {
      const before = await row();
      const { accessToken: token } = pair;
      const reauthenticate = `mutation { reauthenticate(password: "${goodPassword}") { accessToken } }`;
      const refused = [
        await server.send(reauthenticate, {}, { token }),
        await stepUp({ password: goodPassword }),
        await server.act('requestStepUpEmail', {}, { token }),
        await stepUp({ emailCode: '1234 5678' }),
        await changePassword(token),
      ];
      expect(refused.map(refusalOf)).toEqual(refused.map(() => stepUpRequired));
      expect(await row()).toEqual(before);
    });

    test('a second factor raises the session, and not the tokens from before', async () => {
      server.clock.advance(100);
      const { stepUp: raised } = dataOf(await stepUp({ recoveryCode: codes[0] }));
      const claims = claimsOf(raised.accessToken);
      expect(claims).toMatchObject({ acr: 'aal2', amr: ['pwd', 'recovery', 'mfa'] });
      expect(claims.auth_time).toBe(claimsOf(pair.accessToken).auth_time + 100);
      dataOf(await exportData(raised.accessToken));
      expect(refusalOf(await exportData(pair.accessToken))).toEqual(stepUpRequired);
      const copy = dataOf(await server.refresh(pair.refreshToken)).refresh;
      expect(claimsOf(copy.accessToken)).toMatchObject({ acr: 'aal1', amr: ['pwd'] });
      expect(refusalOf(await exportData(copy.accessToken))).toEqual(stepUpRequired);
      server.clock.advance(301);
      expect(refusalOf(await exportData(raised.accessToken))).toEqual(stepUpRequired);
    });

    test('a new password leaves the level and its time as they were', async () => {
      const { stepUp: raised } = dataOf(await stepUp({ recoveryCode: codes[0] }));
      server.clock.advance(60);
      const { changePassword: changed } = dataOf(await changePassword(raised.accessToken));
      const kept = ({ acr, amr, auth_time: time }: Claims) => ({ acr, amr, time });
      expect(kept(claimsOf(changed.accessToken))).toEqual(kept(claimsOf(raised.accessToken)));
    });

    test('a wrong code is refused and counted, and one code serves once', async () => {
      const wrong = await stepUp({ recoveryCode: 'AAAA-AAAA-AAAA-AAAA' });
      expect(refusalOf(wrong).reason).toBe('CODE_INVALID');
      dataOf(await stepUp({ recoveryCode: codes[0] }));
      expect(refusalOf(await stepUp({ recoveryCode: codes[0] })).reason).toBe('CODE_INVALID');
    });

    const row = async () =>
      server.withStorage(async ({ sessions }) => {
        const { sid } = claimsOf(pair.accessToken);
        const { session } = (await sessions.findWithUser(sid)) ?? {};
        return session;
      });
  });
});
