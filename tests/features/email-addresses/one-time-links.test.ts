import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { signUpAdministrator } from '../../support/administrator.js';
import {
  dataOf,
  goodPassword,
  refusalOf,
  type Reply,
  type TokenPair,
} from '../../support/graphql-client.js';
import { startMailedServer, tokenOf, type MailedServer } from '../../support/mailed-server.js';
import {
  secretPurposes,
  type OneTimeTokenPurpose,
} from '../../../src/platform/one-time-tokens/store.js';

/** Where a one-time token can be shown, and the purposes that are let in there. */
const doors = {
  verifyEmail: ['verify-email', 'change-email'],
  resetPassword: ['reset-password'],
  loginWithEmailToken: ['sign-in'],
  acceptInvitation: ['invitation'],
  denySignIn: ['deny-sign-in'],
  // Its tokens are stored elsewhere.
  cancelFactorReset: [],
} as const satisfies Record<string, readonly OneTimeTokenPurpose[]>;

type Door = keyof typeof doors;

let server: MailedServer;
beforeAll(async () => {
  server = await startMailedServer();
});
afterAll(() => server.close());

let users = 0;

/** A user, and the token of a link of this purpose that was mailed to them. */
async function tokenFor(purpose: OneTimeTokenPurpose): Promise<{ pair: TokenPair; token: string }> {
  users += 1;
  const [username, email] = [`owner${users}`, `owner${users}@example.com`];
  if (purpose === 'verify-email') {
    const { mail, ...pair } = await server.signUpWithEmail(username, email);
    return { pair, token: tokenOf(mail) };
  }
  if (purpose === 'invitation') {
    const admin = await signUpAdministrator(server);
    dataOf(
      await server.send(
        `mutation { inviteUser(username: "${username}", email: "${email}") { id } }`,
        {},
        { token: admin.accessToken },
      ),
    );
    return { pair: admin, token: tokenOf(await server.nextMail(email)) };
  }
  const pair = await server.signUpVerified(username, email);
  if (purpose === 'change-email') {
    const newEmail = `new-${email}`;
    dataOf(await server.act('changeEmail', { newEmail }, { token: pair.accessToken }));
    await server.nextMail(email);
    return { pair, token: tokenOf(await server.nextMail(newEmail)) };
  }
  if (purpose === 'deny-sign-in') {
    const options = { headers: { 'user-agent': 'another device' } };
    dataOf(await server.login(username, goodPassword, options));
    return { pair, token: tokenOf(await server.nextMail(email)) };
  }
  const request = purpose === 'sign-in' ? 'requestLoginEmail' : 'requestPasswordReset';
  dataOf(await server.act(request, { email }));
  return { pair, token: tokenOf(await server.nextMail(email)) };
}

function show(door: Door, token: string, { accessToken }: TokenPair): Promise<Reply<unknown>> {
  const options = { token: accessToken };
  switch (door) {
    case 'verifyEmail':
    case 'cancelFactorReset':
      return server.act(door, { token }, options);
    case 'resetPassword':
    case 'acceptInvitation':
      return server.act(door, { token, newPassword: 'a quite different passphrase' }, options);
    case 'denySignIn':
      return server.send(`mutation { denySignIn(token: "${token}") { sessionsEnded } }`);
    case 'loginWithEmailToken':
      return server.signInBy(door, { token });
  }
}

/** Nobody is sent the token of a step-up, only its code. */
const linkPurposes = secretPurposes.filter((purpose) => purpose !== 'step-up');

describe.each(linkPurposes)('a token to %s', (purpose) => {
  test.each(Object.keys(doors) as Door[])(
    'is let in at %s only if that is its door',
    async (door) => {
      const { pair, token } = await tokenFor(purpose);
      const letIn: readonly OneTimeTokenPurpose[] = doors[door];
      const reply = await show(door, token, pair);
      if (letIn.includes(purpose)) {
        dataOf<unknown>(reply);
        return;
      }
      expect(refusalOf(reply)).toEqual({ code: 'BAD_USER_INPUT', reason: 'LINK_INVALID' });
      // It was not used up at the wrong door.
      const own = (Object.keys(doors) as Door[]).find((each) =>
        (doors[each] as readonly OneTimeTokenPurpose[]).includes(purpose),
      );
      dataOf<unknown>(await show(own ?? door, token, pair));
    },
  );

  test('is no access token and no refresh token', async () => {
    const { token } = await tokenFor(purpose);
    expect(refusalOf(await server.me(token)).reason).toBe('TOKEN_INVALID');
    expect(refusalOf(await server.refresh(token)).reason).toBe('TOKEN_INVALID');
  });
});

test.each(Object.keys(doors) as Door[])(
  'access and refresh tokens are refused at %s',
  async (door) => {
    const pair = await server.signUp();
    for (const token of [pair.accessToken, pair.refreshToken]) {
      expect(refusalOf(await show(door, token, pair)).reason).toBe('LINK_INVALID');
    }
  },
);
