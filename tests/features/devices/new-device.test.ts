import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { signUpAdministrator } from '../../support/administrator.js';
import { challengeOf, completeMfa, enroll, signIn, totpCode } from '../../support/authenticator.js';
import { dataOf, goodPassword } from '../../support/graphql-client.js';
import { handOver, signedInPage } from '../../support/handoff.js';
import type { MailedServer } from '../../support/mailed-server.js';
import { doors } from '../sessions/doors.js';
import { by, newName, startScene, withId, type Scene } from './scene.js';

const redirectUri = 'https://app.example.com/callback';

let scene: Scene;
let server: MailedServer;
beforeAll(async () => {
  const env = { PASSKEYS: 'on', COOKIES: 'on', REDIRECT_URIS: redirectUri };
  scene = await startScene({ env });
  ({ server } = scene);
});
afterAll(() => scene.close());

describe('a new device', () => {
  test('is reported with its time, browser and address, in the language of the user', async () => {
    const { username, email, pair, id } = await scene.owner();
    const korean = 'mutation { updateProfile(locale: "ko") { id } }';
    const agent = 'Mozilla/5.0 (X11; Linux x86_64; rv:127.0) Gecko/20100101 Firefox/127.0';
    await scene.signIn(username, by(agent));
    const mail = await server.nextMail(email);
    expect(mail.subject).toBe('A new device signed in at Example');
    expect(mail.text).toMatch(/^Time: January 15, 2026 at \d\d:\d\d UTC$/m);
    expect(mail.text).toMatch(/^Device: Firefox \(Linux\)$/m);
    expect(mail.text?.replaceAll('\u2060', '')).toMatch(/^IP address: 127\.0\.0\.1$/m);
    expect(mail.text).toContain('http://localhost:4000/deny-sign-in#token=');
    expect(mail.text).toContain('for 7 days');
    dataOf(await server.send(korean, {}, { token: pair.accessToken }));
    await scene.signIn(username, by('curl/8'));
    expect((await server.nextMail(email)).subject).toBe('Example에 새 기기에서 로그인했습니다');
    expect(await scene.newDeviceEvents(id)).toHaveLength(2);
  });

  test('is not reported at the first sign-in, nor again, nor after an update', async () => {
    const { username, email, id } = await scene.owner();
    await scene.signIn(username);
    await scene.signIn(username, by('App/1.0'));
    await scene.signIn(username, by('App/1.1'));
    await scene.signIn(username);
    expect(await scene.reportsTo(email)).toBe(1);
    expect(await scene.newDeviceEvents(id)).toHaveLength(1);
  });

  test('is told by the id that a client keeps, and not by its browser', async () => {
    const { username, email } = await scene.owner();
    const other = { ...withId('one').headers, ...by('another browser').headers };
    await scene.signIn(username, withId('one'));
    await scene.signIn(username, { headers: other });
    expect(await scene.reportsTo(email)).toBe(1);
    await scene.signIn(username, withId('two'));
    expect(await scene.reportsTo(email)).toBe(2);
  });

  test('is reported three times a day', async () => {
    const { username, email, id } = await scene.owner();
    for (const device of ['a', 'b', 'c', 'd', 'e']) await scene.signIn(username, withId(device));
    expect(await scene.reportsTo(email)).toBe(3);
    expect(await scene.newDeviceEvents(id)).toHaveLength(5);
    server.clock.advance(86_400);
    await scene.signIn(username, withId('f'));
    expect(await scene.reportsTo(email)).toBe(4);
  });

  test('of an account without a confirmed address is on record, and not mailed', async () => {
    const username = newName();
    const email = `${username}@example.com`;
    const { user } = await server.signUpWithEmail(username, email);
    await scene.signIn(username, withId('one'));
    expect(await scene.newDeviceEvents(user.id)).toHaveLength(1);
    expect(await scene.reportsTo(email)).toBe(0);
  });

  test('fills no table: an account keeps the hundred that it used last', async () => {
    const { username, id } = await scene.owner();
    await server.withStorage(async ({ devices }) => {
      const earlier = server.clock.now() - 1_000_000;
      for (let n = 0; n < 100; n += 1) {
        const use = { id: `${id}-${n}`, name: null, userId: id, sessionId: `s-${n}` };
        await devices.recordUse({ ...use, at: earlier + n });
      }
    });
    await scene.signIn(username, withId('one'));
    const kept = await server.withStorage(({ devices }) => devices.listOf(id));
    expect(kept).toHaveLength(100);
    expect(kept[0]?.lastUsedAt).toBeGreaterThan(server.clock.now() - 10_000);
    expect(kept.map((device) => device.id)).not.toContain(`${id}-0`);
  });

  test.each(Object.entries(doors))('is noticed at every door: %s', async (door, { approach }) => {
    const { username, email, pair, id } = await scene.owner();
    const admin = await signUpAdministrator(server);
    const enter = await approach({ server, username, email, owner: pair, admin });
    // As if the account had never been used here.
    await scene.forget(id);
    const given = Object.values(dataOf(await enter()))[0];
    const isOthers = given?.user.id !== id;
    const expected = isOthers || door === 'impersonate' ? 0 : 1;
    expect(await scene.newDeviceEvents(id)).toHaveLength(expected);
    expect(await scene.reportsTo(email)).toBe(expected);
    if (isOthers) expect(await scene.newDeviceEvents(given?.user.id ?? '')).toEqual([]);
  });

  test('is noticed when a session is handed over to another browser', async () => {
    const { username, email, id } = await scene.owner();
    const input = { password: { username, password: goodPassword } };
    const page = await signedInPage(server, 'http://localhost:4000', input);
    /** As the application, with the headers of its browser. */
    const takeOver = async (sent: { headers: Record<string, string> }) => {
      const send: typeof server.send = (query, variables) => server.send(query, variables, sent);
      const handoff = await handOver(page, redirectUri);
      dataOf(await signIn({ ...server, send }, { handoff }));
    };
    await takeOver(withId('of the application'));
    expect(await scene.newDeviceEvents(id)).toEqual([]);
    await takeOver(by('another browser'));
    expect(await scene.newDeviceEvents(id)).toHaveLength(1);
    expect(await scene.reportsTo(email)).toBe(1);
  });

  test('is noticed at the second step, and not before', async () => {
    const { username, pair, id } = await scene.owner();
    const { secret } = await enroll(server, pair.accessToken, server.clock.now());
    await scene.forget(id);
    server.clock.advance(30);
    const password = { username, password: goodPassword };
    const { mfaToken } = await challengeOf(server, { password });
    expect(await scene.newDeviceEvents(id)).toEqual([]);
    const code = { totp: totpCode(secret, server.clock.now()) };
    dataOf(await completeMfa(server, mfaToken, code));
    expect(await scene.newDeviceEvents(id)).toHaveLength(1);
  });
});

test('nothing is remembered with NEW_DEVICE_MAIL=off', async () => {
  const quiet = await startScene({ env: { NEW_DEVICE_MAIL: 'off' } });
  const { username, email, id } = await quiet.owner();
  await quiet.signIn(username, withId('one'));
  expect(await quiet.server.withStorage(({ devices }) => devices.listOf(id))).toEqual([]);
  expect(await quiet.newDeviceEvents(id)).toEqual([]);
  expect(await quiet.reportsTo(email)).toBe(0);
  await quiet.close();
});
