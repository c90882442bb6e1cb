import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { eventsOf } from '../../support/audit-events.js';
import { dataOf, goodPassword, refusalOf } from '../../support/graphql-client.js';
import { tokenOf, type MailedServer } from '../../support/mailed-server.js';
import { passkeyClient, signUpByPasskey } from '../../support/passkeys.js';
import { deny, linkInvalid, newName, startScene, withId, type Scene } from './scene.js';

let scene: Scene;
let server: MailedServer;
beforeAll(async () => {
  scene = await startScene({ env: { PASSKEYS: 'on' } });
  ({ server } = scene);
});
afterAll(() => scene.close());

describe('the link that denies a sign-in', () => {
  test('ends it and what came after, keeps what was before, and mails a reset', async () => {
    const { username, email, pair, id } = await scene.owner();
    const denied = await scene.signIn(username, withId('thief'));
    const token = tokenOf(await server.nextMail(email));
    const again = await scene.signIn(username, withId('thief'));
    const reply = dataOf(await deny(server, token)).denySignIn;
    expect(reply).toEqual({ sessionsEnded: 2, passwordResetSent: true });
    for (const { accessToken, refreshToken } of [denied, again]) {
      expect(refusalOf(await server.me(accessToken)).reason).toBe('TOKEN_REVOKED');
      expect(refusalOf(await server.refresh(refreshToken)).reason).toBe('TOKEN_REVOKED');
    }
    dataOf(await server.me(pair.accessToken));
    const events = await eventsOf(server, id, 1);
    const denial = events.find(({ type }) => type === 'login.denied');
    expect(denial?.detail).toEqual({ sessions: 2 });
    const newPassword = 'a quite different passphrase';
    const reset = tokenOf(await server.nextMail(email));
    dataOf(await server.act('resetPassword', { token: reset, newPassword }));
    // It is a new device again.
    dataOf(await server.login(username, newPassword, withId('thief')));
    expect(await scene.reportsTo(email)).toBe(2);
  });

  test('survives a thief who signs out and changes the password', async () => {
    const { username, email } = await scene.owner();
    const thief = await scene.signIn(username, withId('thief'));
    const token = tokenOf(await server.nextMail(email));
    const change = `mutation { changePassword(currentPassword: "${goodPassword}", newPassword: "of the thief alone") { accessToken } }`;
    dataOf(await server.send(change, {}, { token: thief.accessToken }));
    await server.nextMail(email);
    dataOf(await server.act('logout', {}, { token: thief.accessToken }));
    const { denySignIn } = dataOf(await deny(server, token));
    expect(denySignIn).toEqual({ sessionsEnded: 0, passwordResetSent: true });
    expect((await server.nextMail(email)).subject).toContain('new password');
  });

  test('mails no reset to another address, and none without a password', async () => {
    const { username, email, id } = await scene.owner();
    await scene.signIn(username, withId('thief'));
    const token = tokenOf(await server.nextMail(email));
    const other = `new-${email}`;
    await server.withStorage(({ users: store }) => store.setVerifiedEmail(id, other));
    const ended = { sessionsEnded: 1, passwordResetSent: false };
    expect(dataOf(await deny(server, token)).denySignIn).toEqual(ended);

    const passkeys = passkeyClient(server);
    const name2 = newName();
    const { tokens } = await signUpByPasskey(passkeys, name2);
    const { id: id2 } = tokens.user;
    const address = `${name2}@example.com`;
    await server.withStorage(({ users: store }) => store.setVerifiedEmail(id2, address));
    server.clock.advance(1);
    dataOf(await server.act('requestLoginEmail', { email: address }));
    const link = tokenOf(await server.nextMail(address));
    await scene.forget(id2);
    dataOf(await server.signInBy('loginWithEmailToken', { token: link }));
    const own = tokenOf(await server.nextMail(address));
    expect(dataOf(await deny(server, own)).denySignIn).toEqual(ended);
  });

  test('is spent by no mail scanner, and ends after seven days', async () => {
    const { username, email } = await scene.owner();
    await scene.signIn(username, withId('one'));
    const first = tokenOf(await server.nextMail(email));
    for (const method of ['GET', 'HEAD']) {
      const page = await fetch(`${server.url}/deny-sign-in?token=${first}`, { method });
      expect(page.status).toBe(200);
    }
    const query = `mutation { denySignIn(token: "${first}") { sessionsEnded } }`;
    const got = await fetch(`${server.url}/graphql?query=${encodeURIComponent(query)}`, {
      headers: { 'apollo-require-preflight': 'on' },
    });
    expect(got.status).toBe(405);
    expect(dataOf(await deny(server, first)).denySignIn.sessionsEnded).toBe(1);
    await server.nextMail(email);
    await scene.signIn(username, withId('two'));
    const late = tokenOf(await server.nextMail(email));
    server.clock.advance(7 * 86_400);
    expect(refusalOf(await deny(server, late))).toEqual(linkInvalid);
  });
});
