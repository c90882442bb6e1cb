import { decode } from 'jsonwebtoken';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { noPassword } from '../../../src/platform/password-hashing/hasher.js';
import { signUpAdministrator } from '../../support/administrator.js';
import { eventsOf } from '../../support/audit-events.js';
import { databases } from '../../support/databases.js';
import { dataOf, goodPassword, refusalOf, type TokenPair } from '../../support/graphql-client.js';
import { mailIsOff } from '../../support/mail-off.js';
import { startMailedServer, tokenOf, type MailedServer } from '../../support/mailed-server.js';
import { statementsOf } from '../../support/statements.js';
import { startTestServer } from '../../support/test-server.js';

const newPassword = 'a quite different passphrase';
const lastWay = { code: 'FORBIDDEN', reason: 'LAST_SIGN_IN_METHOD' };
const exists = { code: 'BAD_USER_INPUT', reason: 'PASSWORD_EXISTS' };
const revoked = { code: 'UNAUTHENTICATED', reason: 'TOKEN_REVOKED' };
const reused = { code: 'UNAUTHENTICATED', reason: 'TOKEN_REUSED' };
const invalid = { code: 'UNAUTHENTICATED', reason: 'INVALID_CREDENTIALS' };
const pair = 'accessToken refreshToken tokenType expiresIn refreshExpiresIn';
const removal = `mutation { removePassword { ${pair} } }`;

interface Proof {
  amr: string[];
  acr: string;
  auth_time: number;
}
/** What a token states of the proof of identity. */
function proofIn(token: string): Proof {
  const { amr, acr, auth_time: time } = decode(token, { json: true }) as unknown as Proof;
  return { amr, acr, auth_time: time };
}

describe.each(databases)('an account, on $name,', ({ name }) => {
  let server: MailedServer;
  beforeAll(async () => {
    server = await startMailedServer({ database: name });
  });
  afterAll(() => server.close());

  const setPassword = (token: string, next = newPassword) =>
    server.send<{ setPassword: TokenPair }>(
      `mutation ($newPassword: String!) { setPassword(newPassword: $newPassword) { ${pair} } }`,
      { newPassword: next },
      { token },
    );
  const removePassword = (token: string) =>
    server.send<{ removePassword: TokenPair }>(removal, {}, { token });
  async function hasPassword(token: string): Promise<boolean> {
    const reply = await server.send<{ me: { hasPassword: boolean } }>(
      '{ me { hasPassword } }',
      {},
      { token },
    );
    return dataOf(reply).me.hasPassword;
  }
  const addressOf = (username: string) => `${username}@example.com`;

  async function signInByMail(username: string): Promise<TokenPair> {
    dataOf(await server.act('requestLoginEmail', { email: addressOf(username) }));
    const token = tokenOf(await server.nextMail(addressOf(username)));
    const reply = await server.signInBy('loginWithEmailToken', { token });
    return dataOf(reply)['loginWithEmailToken'] as TokenPair;
  }

  /** As an import leaves it, signed in by mail. */
  async function withoutPassword(username: string): Promise<TokenPair> {
    const { user } = await server.signUpVerified(username, addressOf(username));
    await server.withStorage(({ users }) => users.setPasswordHash(user.id, noPassword));
    return signInByMail(username);
  }

  test('without a password gets a first one, which ends every other session', async () => {
    const there = await withoutPassword('first');
    const here = await signInByMail('first');
    expect(await hasPassword(here.accessToken)).toBe(false);
    expect(refusalOf(await server.login('first'))).toEqual(invalid);

    const { setPassword: renewed } = dataOf(await setPassword(here.accessToken));
    expect(await hasPassword(renewed.accessToken)).toBe(true);
    dataOf(await server.refresh(renewed.refreshToken));
    expect(refusalOf(await server.me(there.accessToken))).toEqual(revoked);
    expect(refusalOf(await server.refresh(here.refreshToken))).toEqual(reused);
    dataOf(await server.login('first', newPassword));
    const mail = await server.nextMail(addressOf('first'));
    expect(mail.subject).toBe('Your password at Example was changed');
    const events = await eventsOf(server, here.user.id, 1);
    expect(events.map(({ type }) => type)).toContain('password.set');
  });

  test('with a password gets no other one by setPassword', async () => {
    const { accessToken } = await server.signUp('owner');
    expect(refusalOf(await setPassword(accessToken))).toEqual(exists);
    dataOf(await server.login('owner', goodPassword));
  });

  test('gets no first password that the policy refuses', async () => {
    const { accessToken } = await withoutPassword('policy');
    for (const [next, reason] of [
      ['', 'PASSWORD_MISSING'],
      ['x7#k', 'PASSWORD_TOO_SHORT'],
      ['qwertyuiop', 'PASSWORD_TOO_COMMON'],
      [addressOf('policy'), 'PASSWORD_TOO_COMMON'],
    ] as const) {
      expect(refusalOf(await setPassword(accessToken, next)).reason).toBe(reason);
    }
    expect(await hasPassword(accessToken)).toBe(false);
  });

  test('gets one of 8 first passwords that come at once, and that one holds', async () => {
    const { accessToken } = await withoutPassword('racer');
    const passwords = Array.from({ length: 8 }, (_unused, index) => `passphrase ${index} of many`);
    const replies = await Promise.all(passwords.map((next) => setPassword(accessToken, next)));
    const winner = replies.findIndex(({ errors }) => errors.length === 0);
    for (const [index, reply] of replies.entries()) {
      if (index !== winner) expect(refusalOf(reply)).toEqual(exists);
    }
    dataOf(await server.login('racer', passwords[winner]));
  });

  test('loses its password, which ends every other session', async () => {
    const here = await server.signUpVerified('remover', addressOf('remover'));
    const { login: there } = dataOf(await server.login('remover'));
    const { removePassword: renewed } = dataOf(await removePassword(here.accessToken));
    expect(await hasPassword(renewed.accessToken)).toBe(false);
    expect(refusalOf(await server.me(there.accessToken))).toEqual(revoked);
    const mail = await server.nextMail(addressOf('remover'));
    expect(mail.subject).toBe('Your password at Example was removed');

    const wrong = await server.login('remover', 'wrong wrong');
    expect((await server.login('remover', goodPassword)).text).toBe(wrong.text);
    expect(refusalOf(wrong)).toEqual(invalid);
    const again = dataOf(await removePassword(renewed.accessToken)).removePassword;
    dataOf(await server.me(again.accessToken));
    const types = (await eventsOf(server, here.user.id, 5)).map(({ type }) => type);
    expect(types.filter((type) => type === 'password.removed')).toHaveLength(1);
    expect(refusalOf(await server.refresh(here.refreshToken))).toEqual(reused);
  });

  test('without a password gets one by a reset', async () => {
    const { accessToken } = await server.signUpVerified('resetter', addressOf('resetter'));
    dataOf(await removePassword(accessToken));
    await server.nextMail(addressOf('resetter'));
    dataOf(await server.act('requestPasswordReset', { email: addressOf('resetter') }));
    const token = tokenOf(await server.nextMail(addressOf('resetter')));
    dataOf(await server.act('resetPassword', { token, newPassword }));
    dataOf(await server.login('resetter', newPassword));
  });

  test('keeps the password that is its last way in', async () => {
    const here = await server.signUpWithEmail('keeper', addressOf('keeper'));
    const { login: there } = dataOf(await server.login('keeper'));
    expect(refusalOf(await removePassword(here.accessToken))).toEqual(lastWay);
    dataOf(await server.me(there.accessToken));
    dataOf(await server.refresh(here.refreshToken));
    dataOf(await server.login('keeper'));
  });

  test('has a way in after a removal during a change of its address', async () => {
    const { accessToken: token } = await server.signUpVerified('mover', addressOf('mover'));
    dataOf(await server.act('changeEmail', { newEmail: 'moved@example.com' }, { token }));
    const link = tokenOf(await server.nextMail('moved@example.com'));
    const [removed, confirmed] = await Promise.all([
      removePassword(token),
      server.act('verifyEmail', { token: link }, { token }),
    ]);
    dataOf(removed);
    // The removal ends the links that it comes before.
    if (confirmed.errors.length > 0) expect(refusalOf(confirmed).reason).toBe('LINK_INVALID');
    const email = confirmed.errors.length > 0 ? addressOf('mover') : 'moved@example.com';
    const user = await server.withStorage(({ users }) => users.find({ verifiedEmailKey: email }));
    expect(user?.username).toBe('mover');
  });

  test('needs a fresh sign-in for both', async () => {
    const { accessToken } = await server.signUpVerified('stale', addressOf('stale'));
    server.clock.advance(301);
    const old = { code: 'UNAUTHENTICATED', reason: 'FRESH_LOGIN_REQUIRED' };
    expect(refusalOf(await removePassword(accessToken))).toEqual(old);
    expect(refusalOf(await setPassword(accessToken))).toEqual(old);
  });

  test('with two-step sign-in needs both factors for both', async () => {
    const { user, accessToken } = await server.signUpVerified('careful', addressOf('careful'));
    await server.withStorage(({ users }) => users.setTwoStepSince(user.id, 1));
    const weak = { code: 'UNAUTHENTICATED', reason: 'STEP_UP_REQUIRED' };
    expect(refusalOf(await removePassword(accessToken))).toEqual(weak);
    expect(refusalOf(await setPassword(accessToken))).toEqual(weak);
  });

  test('gives a token that was copied before a stronger proof nothing of it', async () => {
    await server.signUpVerified('copied', addressOf('copied'));
    const copy = await signInByMail('copied');
    server.clock.advance(60);
    const proof = `mutation { reauthenticate(password: "${goodPassword}") { accessToken } }`;
    dataOf(await server.send(proof, {}, { token: copy.accessToken }));
    const { removePassword: renewed } = dataOf(await removePassword(copy.accessToken));
    const stated = proofIn(copy.accessToken);
    expect(stated.amr).toEqual(['email']);
    expect(proofIn(renewed.accessToken)).toEqual(stated);
    expect(proofIn(renewed.refreshToken)).toEqual(stated);
  });

  test('shows administrators whether it has a password, in one statement for a page', async () => {
    const { accessToken: token } = await signUpAdministrator(server, 'ruth');
    const { accessToken } = await server.signUpVerified('shown', addressOf('shown'));
    dataOf(await removePassword(accessToken));
    const ask = '{ users(first: 100) { edges { node { username hasPassword invitedAt } } } }';
    type Page = { users: { edges: { node: { username: string; hasPassword: boolean } }[] } };
    const { result, statements } = await statementsOf(['password_hash'], () =>
      server.send<Page>(ask, {}, { token }),
    );
    const nodes = dataOf(result).users.edges.map(({ node }) => node);
    expect(nodes).toContainEqual({ username: 'shown', hasPassword: false, invitedAt: null });
    expect(nodes).toContainEqual({ username: 'ruth', hasPassword: true, invitedAt: null });
    expect(statements).toHaveLength(1);
  });
});

test('without mail a verified address is no way in', async () => {
  const server = await startTestServer({ env: mailIsOff });
  const { user, accessToken: token } = await server.signUp();
  await server.withStorage(({ users }) => users.setVerifiedEmail(user.id, 'a@example.com'));
  expect(refusalOf(await server.send(removal, {}, { token }))).toEqual(lastWay);
  await server.close();
});
