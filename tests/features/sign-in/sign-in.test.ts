import { decode } from 'jsonwebtoken';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { databases } from '../../support/databases.js';
import {
  dataOf,
  goodPassword,
  refusalOf,
  type Reply,
  type TokenPair,
} from '../../support/graphql-client.js';
import {
  codeOf,
  startMailedServer,
  tokenOf,
  type MailedServer,
} from '../../support/mailed-server.js';
import { startTestServer } from '../../support/test-server.js';
import { haveTwoSteps } from '../../support/two-step-account.js';

interface Challenge {
  mfaToken: string;
  methods: string[];
  expiresIn: number;
}
type Result = { __typename: 'TokenPair' | 'MfaChallenge' } & TokenPair & Challenge;

const resultFields = `__typename
  ... on TokenPair { accessToken refreshToken user { id username } }
  ... on MfaChallenge { mfaToken methods expiresIn }`;

const tokenInvalid = { code: 'BAD_USER_INPUT', reason: 'MFA_TOKEN_INVALID' };
const codeInvalid = { code: 'BAD_USER_INPUT', reason: 'CODE_INVALID' };

const claimsOf = (token: string) =>
  decode(token, { json: true }) as unknown as { sid: string; amr: string[]; acr: string };

describe.each(databases)('signing in on $name', ({ name }) => {
  let server: MailedServer;
  let other: MailedServer['send'];
  let close: () => Promise<void>;
  beforeAll(async () => {
    server = await startMailedServer({ database: name });
    // It sends no mail, or the mailbox of the first would miss some.
    const second = await startTestServer({ sharing: server });
    other = second.send;
    close = async () => {
      await second.close();
      await server.close();
    };
  });
  afterAll(() => close());

  const signIn = (input: object, send = server.send) =>
    send<{ signIn: Result }>(
      `mutation ($input: SignInInput!) { signIn(input: $input) { ${resultFields} } }`,
      { input },
    );
  const completeMfa = (mfaToken: string, recoveryCode: string, send = server.send) =>
    send<{ completeMfa: Result }>(
      `mutation ($mfaToken: String!, $input: FactorProofInput!) {
        completeMfa(mfaToken: $mfaToken, input: $input) { ${resultFields} } }`,
      { mfaToken, input: { recoveryCode } },
    );

  let accounts = 0;
  async function account() {
    const username = `member${(accounts += 1)}`;
    const email = `${username}@example.com`;
    const pair = await server.signUpVerified(username, email);
    const input = { password: { username, password: goodPassword } };
    return { username, email, pair, input, id: pair.user.id };
  }
  async function twoStepAccount() {
    const made = await account();
    const codes = await haveTwoSteps(server, made.id);
    return { ...made, codes };
  }
  const challengeOf = (reply: Reply<{ signIn: Result }>): Challenge => {
    const { signIn: result } = dataOf(reply);
    expect(result.__typename).toBe('MfaChallenge');
    return result;
  };
  async function mailed(email: string) {
    dataOf(await server.act('requestLoginEmail', { email }));
    const mail = await server.nextMail(email);
    return { token: tokenOf(mail), code: codeOf(mail) };
  }

  test('one proof is enough without two-step sign-in: password, link or code', async () => {
    const { username, email, input } = await account();
    const { token } = await mailed(email);
    const byToken = dataOf(await signIn({ emailToken: token })).signIn;
    const { code } = await mailed(email);
    const byCode = dataOf(await signIn({ emailCode: { email, code } })).signIn;
    const byPassword = dataOf(await signIn(input)).signIn;
    for (const { __typename, user } of [byPassword, byToken, byCode]) {
      expect([__typename, user.username]).toEqual(['TokenPair', username]);
    }
    expect(claimsOf(byToken.accessToken).amr).toEqual(['email']);
    expect(claimsOf(byPassword.accessToken)).toMatchObject({ amr: ['pwd'], acr: 'aal1' });
  });

  test('exactly one proof is taken', async () => {
    const { input } = await account();
    for (const wrong of [{}, { ...input, emailToken: 'x' }, { password: null }]) {
      expect((await signIn(wrong)).errors[0]?.extensions.code).toMatch(/BAD_USER_INPUT/);
    }
  });

  test('a wrong password says nothing of two-step sign-in', async () => {
    const { username } = await twoStepAccount();
    const wrong = await signIn({ password: { username, password: 'not the password' } });
    const nobody = await signIn({ password: { username: 'nobody', password: 'not the one' } });
    expect(refusalOf(wrong)).toEqual({ code: 'UNAUTHENTICATED', reason: 'INVALID_CREDENTIALS' });
    expect(wrong.errors[0]?.message).toBe(nobody.errors[0]?.message);
  });

  test('two steps make a session of two factors, and the owner gets a mail', async () => {
    const { input, email, codes } = await twoStepAccount();
    const { mfaToken, methods, expiresIn } = challengeOf(await signIn(input));
    expect(methods).toEqual(['RECOVERY_CODE']);
    expect(expiresIn).toBe(600);
    const { completeMfa: pair } = dataOf(
      await completeMfa(mfaToken, codes[0]?.toLowerCase() ?? ''),
    );
    expect(claimsOf(pair.accessToken)).toMatchObject({
      amr: ['pwd', 'recovery', 'mfa'],
      acr: 'aal2',
    });
    expect((await server.nextMail(email)).text).toContain('Codes left: 7.');
    const sessions = '{ me { sessions { current amr acr } } }';
    type Me = { me: { sessions: { current: boolean; amr: string[]; acr: string }[] } };
    const { me } = dataOf(await server.send<Me>(sessions, {}, { token: pair.accessToken }));
    expect(me.sessions.find(({ current }) => current)).toMatchObject({ acr: 'aal2' });
  });

  test('a challenge is good for one session, and a code for one challenge', async () => {
    const { input, codes } = await twoStepAccount();
    const { mfaToken } = challengeOf(await signIn(input));
    dataOf(await completeMfa(mfaToken, codes[0] ?? ''));
    expect(refusalOf(await completeMfa(mfaToken, codes[1] ?? ''))).toEqual(tokenInvalid);
    const again = challengeOf(await signIn(input));
    expect(refusalOf(await completeMfa(again.mfaToken, codes[0] ?? ''))).toEqual(codeInvalid);
    // The refused challenge left the second code unused.
    dataOf(await completeMfa(again.mfaToken, codes[1] ?? ''));
  });

  test('a wrong code leaves the challenge as it was', async () => {
    const { input, codes } = await twoStepAccount();
    const { mfaToken } = challengeOf(await signIn(input));
    for (const wrong of ['AAAA-AAAA-AAAA-AAAA', '', '0', codes[0]?.slice(1) ?? '']) {
      expect(refusalOf(await completeMfa(mfaToken, wrong))).toEqual(codeInvalid);
    }
    dataOf(await completeMfa(mfaToken, codes[0] ?? ''));
  });

  test('of 40 completions of one challenge at two processes one makes a session', async () => {
    const { input, codes, pair } = await twoStepAccount();
    const { mfaToken } = challengeOf(await signIn(input));
    const replies = await Promise.all(
      Array.from({ length: 40 }, (_, index) =>
        completeMfa(mfaToken, codes[index % codes.length] ?? '', index % 2 ? other : server.send),
      ),
    );
    expect(replies.filter(({ errors }) => errors.length === 0)).toHaveLength(1);
    const left = await server.withStorage(async ({ recoveryCodes, sessions }) => ({
      codes: await recoveryCodes.countLeft(pair.user.id),
      sessions: (await sessions.listOf(pair.user.id, 100)).length,
    }));
    expect(left).toEqual({ codes: 7, sessions: 2 });
  });

  test('of 40 challenges completed by one recovery code one makes a session', async () => {
    const { input, codes, pair } = await twoStepAccount();
    const { mfaToken } = challengeOf(await signIn(input));
    const tokens = await Promise.all(
      Array.from({ length: 39 }, async () => challengeOf(await signIn(input)).mfaToken),
    );
    const replies = await Promise.all(
      [mfaToken, ...tokens].map((token, index) =>
        completeMfa(token, codes[0] ?? '', index % 2 ? other : server.send),
      ),
    );
    expect(replies.filter(({ errors }) => errors.length === 0)).toHaveLength(1);
    const { length } = await server.withStorage(({ sessions }) =>
      sessions.listOf(pair.user.id, 100),
    );
    expect(length).toBe(2);
  });

  test('a challenge ends with its time, the password, the account and its end', async () => {
    const { input, codes, id, email } = await twoStepAccount();
    const late = challengeOf(await signIn(input)).mfaToken;
    server.clock.advance(600);
    expect(refusalOf(await completeMfa(late, codes[0] ?? ''))).toEqual(tokenInvalid);
    const { mfaToken } = challengeOf(await signIn(input));
    dataOf(await server.act('requestPasswordReset', { email }));
    const token = tokenOf(await server.nextMail(email));
    const newPassword = 'a quite different passphrase';
    dataOf(await server.act('resetPassword', { token, newPassword }));
    expect(refusalOf(await completeMfa(mfaToken, codes[0] ?? ''))).toEqual(tokenInvalid);
    const next = { password: { ...input.password, password: newPassword } };
    const open = challengeOf(await signIn(next)).mfaToken;
    await server.withStorage(({ users }) => users.setDisabledAt(id, server.clock.now()));
    expect(refusalOf(await completeMfa(open, codes[0] ?? ''))).toEqual(tokenInvalid);
    await server.withStorage(({ users }) => users.setDisabledAt(id, null));
    // None of it has used the code up.
    dataOf(await completeMfa(open, codes[0] ?? ''));
  });

  test('no other token is one of a challenge', async () => {
    const { pair, codes, input } = await twoStepAccount();
    const { mfaToken } = challengeOf(await signIn(input));
    const changed = `${mfaToken.slice(0, 40)}${mfaToken[40] === 'A' ? 'B' : 'A'}${mfaToken.slice(41)}`;
    const junk = ['', 'x', pair.accessToken, pair.refreshToken, changed, mfaToken.slice(1)];
    for (const wrong of [...junk, 'y'.repeat(2_000)]) {
      expect(refusalOf(await completeMfa(wrong, codes[0] ?? ''))).toEqual(tokenInvalid);
    }
    expect(refusalOf(await server.me(mfaToken)).code).toBe('UNAUTHENTICATED');
    expect(refusalOf(await server.refresh(mfaToken)).code).toBe('UNAUTHENTICATED');
  });

  test('a mailed link stays good until the second step, and ends with it', async () => {
    const { email, codes } = await twoStepAccount();
    const { token, code } = await mailed(email);
    for (let again = 0; again < 7; again += 1) {
      challengeOf(await signIn({ emailCode: { email, code } }));
    }
    const { mfaToken } = challengeOf(await signIn({ emailToken: token }));
    const { completeMfa: pair } = dataOf(await completeMfa(mfaToken, codes[0] ?? ''));
    expect(claimsOf(pair.accessToken).amr).toEqual(['email', 'recovery', 'mfa']);
    expect(refusalOf(await signIn({ emailToken: token })).reason).toBe('LINK_INVALID');
    expect(refusalOf(await signIn({ emailCode: { email, code } }))).toEqual(codeInvalid);
  });

  test('of the challenges of mailed links and codes one makes a session', async () => {
    const { email, codes } = await twoStepAccount();
    const first = await mailed(email);
    const second = await mailed(email);
    const shown = [
      ...[{ emailToken: first.token }, { emailCode: { email, code: first.code } }],
      ...[{ emailToken: second.token }, { emailCode: { email, code: second.code } }],
    ];
    const challenges = [];
    for (const input of shown) challenges.push(challengeOf(await signIn(input)));
    const replies = await Promise.all(
      challenges.map(({ mfaToken }, at) => completeMfa(mfaToken, codes[at] ?? '')),
    );
    const refused = replies.filter(({ errors }) => errors.length > 0).map(refusalOf);
    expect(refused).toEqual(Array.from({ length: 3 }, () => tokenInvalid));
  });

  test('a challenge outlives its mailed link', async () => {
    const { email, codes } = await twoStepAccount();
    const { token } = await mailed(email);
    server.clock.advance(server.config.signInEmailExpires - 1);
    const { mfaToken } = challengeOf(await signIn({ emailToken: token }));
    server.clock.advance(60);
    dataOf(await completeMfa(mfaToken, codes[0] ?? ''));
  });

  test('wrong recovery codes from one network are limited, and stop no password', async () => {
    const { input, codes } = await twoStepAccount();
    const { mfaToken } = challengeOf(await signIn(input));
    const wrong = await Promise.all(
      Array.from({ length: 12 }, () => completeMfa(mfaToken, 'AAAA-AAAA-AAAA-AAAA')),
    );
    const reasons = wrong.map((reply) => refusalOf(reply).reason).sort();
    expect(reasons).toEqual([
      ...Array<string>(10).fill('CODE_INVALID'),
      ...Array<string>(2).fill('TOO_MANY_ATTEMPTS'),
    ]);
    const locked = await completeMfa(mfaToken, codes[0] ?? '');
    expect(refusalOf(locked).reason).toBe('TOO_MANY_ATTEMPTS');
    challengeOf(await signIn(input));
    server.clock.advance(900);
    dataOf(await completeMfa(challengeOf(await signIn(input)).mfaToken, codes[0] ?? ''));
  });
});
