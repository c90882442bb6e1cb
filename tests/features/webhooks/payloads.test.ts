import { randomBytes } from 'node:crypto';
import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { eventFacts, eventTypes, type EventType } from '../../../src/app/facts.js';
import { detailNames } from '../../../src/platform/events/refusals.js';
import { openCore } from '../../../src/app/core.js';
import { createOutbox, payloadPurpose } from '../../../src/platform/outbox/outbox.js';
import { createCipher } from '../../../src/platform/encryption/cipher.js';
import { resolveSecret } from '../../../src/app/config.js';
import { webhookKind, type WebhookMessage } from '../../../src/features/webhooks/job-handler.js';
import { signUpAdministrator } from '../../support/administrator.js';
import { databases } from '../../support/databases.js';
import { enroll, signIn, stepUp } from '../../support/authenticator.js';
import { dataOf, goodPassword, refusalOf, type TokenPair } from '../../support/graphql-client.js';
import { createAuthenticator } from '../../support/passkey-device.js';
import { beginning, made, passkeyClient, shown, signUpByPasskey } from '../../support/passkeys.js';
import { startOidcStub, type OidcStub } from '../../support/providers/oidc-stub.js';
import { openApplication } from '../../support/providers/social-client.js';
import { socialVariables } from '../../support/providers/social-server.js';
import { startMailedServer, tokenOf, type MailedServer } from '../../support/mailed-server.js';
import { newMessage } from '../../contract/storage-contract.js';
import { createDeliveries } from '../../../src/features/service-state/deliveries.js';
import { importUsers } from '../../../src/features/administration/import.js';
import { revokeAllKeys, rotateKeys } from '../../../src/features/signing-keys/key-rotation.js';
import type { AuditEvent } from '../../../src/platform/events/event.js';
import { recordingOf } from '../../support/recording.js';
import { basic, clientEntry, serviceClient } from '../../support/service-client.js';
import { newWebhookSecret } from '../../support/webhook-receiver.js';

const typeOf = ({ type }: AuditEvent) => type;
const newPassword = 'a quite different passphrase';

describe.each(databases)('the webhooks of a change, on $name', ({ name }) => {
  let server: MailedServer;
  let stub: OidcStub;
  beforeAll(async () => {
    stub = await startOidcStub({ now: () => server.clock.now() });
    const file = join(await mkdtemp(join(tmpdir(), 'providers-')), 'providers.json');
    // Nothing listens there: what is to be sent waits.
    const crm = { url: 'http://127.0.0.1:9/', secrets: [newWebhookSecret()] };
    server = await startMailedServer({
      database: name,
      env: {
        WEBHOOKS: JSON.stringify({ crm }),
        WEBHOOK_ALLOW_PRIVATE: 'on',
        MAX_SESSIONS_PER_USER: '2',
        IMPERSONATION_EXPIRES: '600',
        REFRESH_GRACE: '0',
        PASSKEYS: 'on',
        ACCOUNT_RECOVERY_DELAY: '0',
        ...(await socialVariables(file, [{ id: 'company', issuer: stub.issuer }])),
        LIMIT_LOGIN_FAILURES_PER_ADDRESS: '2',
        SERVICE_CLIENTS: clientEntry(serviceClient.id, serviceClient.secret),
      },
    });
  });
  afterAll(() => Promise.all([server.close(), stub.close()]));

  test('they have these payloads, in this order, and there are no others', async () => {
    const admin = await signUpAdministrator(server, 'ruth');
    const names = new Map<string, string>();
    const told: string[] = [];
    let seen = 0;

    /** Notes what is told from here on, with names for ids and times. */
    async function note(title: string): Promise<void> {
      const cipher = createCipher({ secret: resolveSecret(server.config), ...payloadPurpose });
      const outbox = createOutbox({ cipher, clock: server.clock });
      const bodies = await server.withStorage(async (storage) => {
        const all = await storage.outbox.list({ kinds: [webhookKind], limit: 1000 });
        return all.reverse().map((job) => (outbox.decrypt(job) as WebhookMessage).body);
      });
      told.push(`# ${title}`);
      for (const body of bodies.slice(seen)) {
        const { type, data } = JSON.parse(body) as { type: string; data: unknown };
        const text = JSON.stringify(data)
          .replace(/[0-9a-f]{8}-[0-9a-f-]{27}/g, (id) => {
            if (!names.has(id)) names.set(id, `id${names.size + 1}`);
            return names.get(id) ?? '';
          })
          .replace(/\d{4}-\d\d-\d\dT[\d:.]+Z/g, 'time');
        told.push(`${type} ${text}`);
      }
      seen = bodies.length;
    }
    const as = (token: string) => async (operation: string) =>
      void dataOf(await server.send(`mutation { ${operation} }`, {}, { token }));

    await note('before');
    const ada = dataOf(await server.register({ username: 'ada', email: 'ada@example.com' }));
    await note('register');
    const own = as(ada.register.accessToken);
    await own(`verifyEmail(token: "${tokenOf(await server.nextMail('ada@example.com'))}")`);
    await note('verifyEmail');
    await own('updateProfile(displayName: "A", locale: "en") { id }');
    await own('updateProfile(displayName: "A") { id }');
    await note('updateProfile, and once more');
    await own('changeUsername(username: "adah") { id }');
    await own('changeUsername(username: "adah") { id }');
    await note('changeUsername, and once more');
    // Which session is the oldest is seen by its time.
    server.clock.advance(1);
    dataOf(await server.login('adah'));
    server.clock.advance(1);
    const third = dataOf(await server.login('adah')).login;
    await note('two logins, of which the second ends the first session');
    const latest = as(third.accessToken);
    await latest(
      `changePassword(currentPassword: "${goodPassword}", newPassword: "${newPassword}") { expiresIn }`,
    );
    await note('changePassword');
    await server.act('requestPasswordReset', { email: 'ada@example.com' });
    await server.nextMail('ada@example.com');
    const resetToken = tokenOf(await server.nextMail('ada@example.com'));
    await server.act('resetPassword', { token: resetToken, newPassword: goodPassword });
    await note('resetPassword');
    const stolen = dataOf(await server.login('adah')).login;
    dataOf(await server.refresh(stolen.refreshToken));
    await server.refresh(stolen.refreshToken);
    await server.refresh(stolen.refreshToken);
    await note('a sign-in whose refresh token is reused');
    const last = dataOf(await server.login('adah')).login;
    await as(last.accessToken)('logout');
    await note('login and logout');
    const { login } = dataOf(await server.login('adah'));
    await as(login.accessToken)('logoutEverywhere');
    await note('login and logoutEverywhere');

    const act = as(admin.accessToken);
    const id = `id: "${ada.register.user.id}"`;
    await act(`setUserRoles(${id}, roles: ["editor"]) { id }`);
    await act(`setUserRoles(${id}, roles: ["editor"]) { id }`);
    await note('setUserRoles, and once more');
    await act(`impersonate(userId: "${ada.register.user.id}") { expiresIn }`);
    await note('impersonate');
    await act(`endUserSessions(${id})`);
    await act(`endUserSessions(${id})`);
    await note('endUserSessions, and once more');
    dataOf(await server.login('adah'));
    await act(`disableUser(${id}) { id }`);
    await act(`disableUser(${id}) { id }`);
    await note('login, disableUser, and once more');
    await act(`enableUser(${id}) { id }`);
    await act(`enableUser(${id}) { id }`);
    await note('enableUser, and once more');
    const guest = 'guest@example.com';
    await act(`inviteUser(username: "guest", email: "${guest}") { id }`);
    await server.nextMail(guest);
    await act(`inviteUser(username: "guest", email: "${guest}") { id }`);
    await server.nextMail(guest);
    await act(`inviteUser(username: "guest", email: "${guest}", roles: ["editor"]) { id }`);
    const token = tokenOf(await server.nextMail(guest));
    await note('inviteUser, again, and with roles');
    await server.act('acceptInvitation', { token, newPassword });
    await note('acceptInvitation');

    const core = await openCore(server.config, { clock: server.clock });
    await core.users.create({ username: 'made', password: goodPassword, roles: ['editor'] });
    await core.users.setRoles('made', []);
    await core.users.disable('made');
    await core.users.enable('made');
    await core.close();
    await note('what an operator does');
    const made = dataOf(await server.login('made')).login;
    await as(made.accessToken)('disableAccount');
    await note('login and disableAccount');
    const leaver = await server.signUp('leaver');
    await as(leaver.accessToken)('deleteAccount');
    await note('register and deleteAccount');
    expect(told.join('\n')).toMatchInlineSnapshot(`
      "# before
      user.created {"user":{"id":"id1","username":"ruth","roles":[],"emailVerified":false,"disabled":false,"createdAt":"time"}}
      session.created {"session":{"id":"id2","userId":"id1","actorId":null,"createdAt":"time","expiresAt":"time"}}
      session.created {"session":{"id":"id3","userId":"id1","actorId":null,"createdAt":"time","expiresAt":"time"}}
      # register
      user.created {"user":{"id":"id4","username":"ada","roles":[],"emailVerified":false,"disabled":false,"createdAt":"time"}}
      session.created {"session":{"id":"id5","userId":"id4","actorId":null,"createdAt":"time","expiresAt":"time"}}
      # verifyEmail
      user.updated {"user":{"id":"id4","username":"ada","roles":[],"emailVerified":true,"disabled":false,"createdAt":"time"},"changed":["email"]}
      # updateProfile, and once more
      user.updated {"user":{"id":"id4","username":"ada","roles":[],"emailVerified":true,"disabled":false,"createdAt":"time"},"changed":["displayName","locale"]}
      # changeUsername, and once more
      user.updated {"user":{"id":"id4","username":"adah","roles":[],"emailVerified":true,"disabled":false,"createdAt":"time"},"changed":["username"]}
      # two logins, of which the second ends the first session
      session.created {"session":{"id":"id6","userId":"id4","actorId":null,"createdAt":"time","expiresAt":"time"}}
      session.created {"session":{"id":"id7","userId":"id4","actorId":null,"createdAt":"time","expiresAt":"time"}}
      session.ended {"session":{"id":"id5","userId":"id4"},"reason":"session_limit"}
      # changePassword
      password.changed {"user":{"id":"id4","username":"adah","roles":[],"emailVerified":true,"disabled":false,"createdAt":"time"}}
      session.ended_everywhere {"user":{"id":"id4"},"sessions":1,"keptSessionId":"id7","reason":"password_changed"}
      # resetPassword
      password.changed {"user":{"id":"id4","username":"adah","roles":[],"emailVerified":true,"disabled":false,"createdAt":"time"}}
      session.ended_everywhere {"user":{"id":"id4"},"sessions":1,"keptSessionId":null,"reason":"password_reset"}
      # a sign-in whose refresh token is reused
      session.created {"session":{"id":"id8","userId":"id4","actorId":null,"createdAt":"time","expiresAt":"time"}}
      session.ended {"session":{"id":"id8","userId":"id4"},"reason":"refresh_token_reused"}
      # login and logout
      session.created {"session":{"id":"id9","userId":"id4","actorId":null,"createdAt":"time","expiresAt":"time"}}
      session.ended {"session":{"id":"id9","userId":"id4"},"reason":"logout"}
      # login and logoutEverywhere
      session.created {"session":{"id":"id10","userId":"id4","actorId":null,"createdAt":"time","expiresAt":"time"}}
      session.ended_everywhere {"user":{"id":"id4"},"sessions":1,"keptSessionId":null,"reason":"logout_everywhere"}
      # setUserRoles, and once more
      user.updated {"user":{"id":"id4","username":"adah","roles":["editor"],"emailVerified":true,"disabled":false,"createdAt":"time"},"changed":["roles"]}
      # impersonate
      session.created {"session":{"id":"id11","userId":"id4","actorId":"id1","createdAt":"time","expiresAt":"time"}}
      # endUserSessions, and once more
      session.ended_everywhere {"user":{"id":"id4"},"sessions":1,"keptSessionId":null,"reason":"revoked_by_administrator"}
      # login, disableUser, and once more
      session.created {"session":{"id":"id12","userId":"id4","actorId":null,"createdAt":"time","expiresAt":"time"}}
      user.disabled {"user":{"id":"id4","username":"adah","roles":["editor"],"emailVerified":true,"disabled":true,"createdAt":"time"}}
      session.ended_everywhere {"user":{"id":"id4"},"sessions":1,"keptSessionId":null,"reason":"user_disabled"}
      # enableUser, and once more
      user.enabled {"user":{"id":"id4","username":"adah","roles":["editor"],"emailVerified":true,"disabled":false,"createdAt":"time"}}
      # inviteUser, again, and with roles
      user.created {"user":{"id":"id13","username":"guest","roles":[],"emailVerified":false,"disabled":false,"createdAt":"time"}}
      user.updated {"user":{"id":"id13","username":"guest","roles":["editor"],"emailVerified":false,"disabled":false,"createdAt":"time"},"changed":["roles"]}
      # acceptInvitation
      user.updated {"user":{"id":"id13","username":"guest","roles":["editor"],"emailVerified":true,"disabled":false,"createdAt":"time"},"changed":["email"]}
      password.changed {"user":{"id":"id13","username":"guest","roles":["editor"],"emailVerified":true,"disabled":false,"createdAt":"time"}}
      # what an operator does
      user.created {"user":{"id":"id13","username":"guest","roles":[],"emailVerified":false,"disabled":false,"createdAt":"time"}}
      user.updated {"user":{"id":"id13","username":"guest","roles":["editor"],"emailVerified":false,"disabled":false,"createdAt":"time"},"changed":["roles"]}
      user.updated {"user":{"id":"id13","username":"guest","roles":["editor"],"emailVerified":true,"disabled":false,"createdAt":"time"},"changed":["email"]}
      password.changed {"user":{"id":"id13","username":"guest","roles":["editor"],"emailVerified":true,"disabled":false,"createdAt":"time"}}
      # login and disableAccount
      session.created {"session":{"id":"id14","userId":"id15","actorId":null,"createdAt":"time","expiresAt":"time"}}
      user.disabled {"user":{"id":"id15","username":"made","roles":[],"emailVerified":false,"disabled":true,"createdAt":"time"}}
      session.ended_everywhere {"user":{"id":"id15"},"sessions":1,"keptSessionId":null,"reason":"user_disabled"}
      # register and deleteAccount
      user.created {"user":{"id":"id16","username":"leaver","roles":[],"emailVerified":false,"disabled":false,"createdAt":"time"}}
      session.created {"session":{"id":"id17","userId":"id16","actorId":null,"createdAt":"time","expiresAt":"time"}}
      user.deleted {"user":{"id":"id16"}}"
    `);
  });

  test('second factors, passkeys and a password that is given up are on record', async () => {
    const { accessToken } = await server.signUpVerified('mia', 'mia@example.com');
    const { tokens, factorId, recoveryCodes } = await enroll(
      server,
      accessToken,
      server.clock.now(),
    );
    let token = tokens.accessToken;
    expect(refusalOf(await stepUp(server, token, { totp: 'none' })).reason).toBe('CODE_INVALID');
    token = dataOf(await stepUp(server, token, { recoveryCode: recoveryCodes?.[0] })).stepUp
      .accessToken;
    const send = async <T>(text: string) => dataOf(await server.send<T>(text, {}, { token }));
    await send('mutation { regenerateRecoveryCodes { codes } }');

    const passkeys = passkeyClient(server);
    const device = createAuthenticator({ counts: true });
    const begun = await beginning(passkeys.begin('beginPasskeyRegistration', { token }));
    const finished = dataOf(await passkeys.finishRegistration(token, made(begun, device)));
    const { id } = finished.finishPasskeyRegistration;
    const proof = await beginning(passkeys.begin('beginPasskeyProof', { token }));
    const copied = await passkeys.stepUp(token, shown(proof, device, { counter: 1 }));
    expect(refusalOf(copied).reason).toBe('PASSKEY_INVALID');

    const remove = 'mutation { removePassword { accessToken } }';
    ({ accessToken: token } = (await send<{ removePassword: TokenPair }>(remove)).removePassword);
    const set = `mutation { setPassword(newPassword: "${newPassword}") { accessToken } }`;
    ({ accessToken: token } = (await send<{ setPassword: TokenPair }>(set)).setPassword);
    await send(`mutation { removePasskey(id: "${id}") }`);
    await send(`mutation { removeFactor(id: "${factorId}") { recoveryCodes } }`);
  });

  test('an identity that is linked and unlinked is on record', async () => {
    const { accessToken: token } = await server.signUpVerified('liz', 'liz@example.com');
    const app = openApplication(server);
    const shown = await app.shown({ begin: 'beginIdentityLink', token });
    const { id } = dataOf(await app.finishLink(token, shown)).finishIdentityLink;
    dataOf(await app.unlink(token, id));
  });

  test('a recovery that is begun and cancelled is on record', async () => {
    const { tokens, recoveryCodes } = await signUpByPasskey(passkeyClient(server), 'rae');
    const input = { username: 'rae', code: recoveryCodes?.[0] };
    const begin =
      'mutation ($input: RecoveryCodeSignIn!) { beginAccountRecovery(input: $input) { opensAt } }';
    dataOf(await server.send(begin, { input }));
    const { accessToken: token } = tokens;
    dataOf(await server.send('mutation { cancelAccountRecovery }', {}, { token }));
  });

  test('a recovery is told by the session that it opens, and its begin by nothing', async () => {
    const { tokens, recoveryCodes } = await signUpByPasskey(passkeyClient(server), 'ray');
    const cipher = createCipher({ secret: resolveSecret(server.config), ...payloadPurpose });
    const outbox = createOutbox({ cipher, clock: server.clock });
    const told = () =>
      server.withStorage(async (storage) => {
        const all = await storage.outbox.list({ kinds: [webhookKind], limit: 1000 });
        const bodies = all.reverse().map((job) => (outbox.decrypt(job) as WebhookMessage).body);
        const own = bodies.filter((body) => body.includes(tokens.user.id));
        return own.map((body) => (JSON.parse(body) as { type: string }).type);
      });
    const before = await told();
    const input = { username: 'ray', code: recoveryCodes?.[0] };
    const begin =
      'mutation ($input: RecoveryCodeSignIn!) { beginAccountRecovery(input: $input) { opensAt } }';
    dataOf(await server.send(begin, { input }));
    expect(await told()).toEqual(before);
    dataOf(await signIn(server, { recoveryCode: input }));
    expect(await told()).toEqual([...before, 'session.created']);
  });

  test('a reset of lost second factors is on record, and its end', async () => {
    const email = 'lost@example.com';
    const owner = await server.signUpVerified('lost', email);
    const now = server.clock.now();
    await enroll(server, owner.accessToken, now);
    const admin = await signUpAdministrator(server, 'zoe');
    const { accessToken: token } = (await enroll(server, admin.accessToken, now)).tokens;
    const reset = `mutation { resetUserFactors(id: "${owner.user.id}", reason: "a lost phone") { id } }`;
    dataOf(await server.send(reset, {}, { token }));
    for (;;) {
      const mail = await server.nextMail(email);
      if (!mail.text?.includes('#token=')) continue;
      dataOf(await server.act('cancelFactorReset', { token: tokenOf(mail) }));
      break;
    }
    const core = await openCore(server.config, { clock: server.clock });
    await core.users.resetFactors('lost');
    await core.close();
  });

  test('a sign-in on a new device is on record, and its denial ends sessions', async () => {
    const email = 'nia@example.com';
    await server.signUpVerified('nia', email);
    server.clock.advance(1);
    const options = { headers: { 'user-agent': 'another device' } };
    dataOf(await server.login('nia', goodPassword, options));
    const token = tokenOf(await server.nextMail(email));
    const deny = `mutation { denySignIn(token: "${token}") { sessionsEnded } }`;
    dataOf(await server.send(deny));
    await server.nextMail(email);
    await server.withStorage(async ({ outbox }) => {
      const waiting = await outbox.list({ kinds: [webhookKind], limit: 1000 });
      expect(
        waiting.filter(({ label }) => label['event'] === 'session.ended').length,
      ).toBeGreaterThan(0);
    });
  });

  test('what has no webhook is on record too: refusals, requests, keys and imports', async () => {
    const email = 'eve@example.com';
    const eve = await server.signUpVerified('eve', email);
    const token = eve.accessToken;
    const act = async (name: string, variables: Record<string, string> = {}) =>
      void dataOf(await server.act(name, variables, { token }));
    const send = async (text: string) => void dataOf(await server.send(text, {}, { token }));
    await send(`mutation { reauthenticate(password: "${goodPassword}") { expiresIn } }`);
    await send('{ exportMyData }');
    await act('requestLoginEmail', { email });
    await server.nextMail(email);
    const newEmail = 'eve@example.net';
    await act('changeEmail', { newEmail });
    await act('verifyEmail', { token: tokenOf(await server.nextMail(newEmail)) });
    const idempotencyKey = randomBytes(16).toString('base64url');
    const refresh = () => server.refresh(eve.refreshToken, undefined, { idempotencyKey });
    dataOf(await refresh());
    dataOf(await refresh());
    const headers = { authorization: basic(serviceClient.id, 'a wrong secret') };
    const body = new URLSearchParams({ token });
    await fetch(`${server.url}/introspect`, { method: 'POST', headers, body });
    for (const wrong of ['wrong', 'wrong too', 'throttled']) await server.login('eve', wrong);
    await server.withStorage(async (storage) => {
      const { clock } = server;
      const recording = { ...recordingOf(storage, clock), clock };
      const secret = resolveSecret(server.config);
      const rotation = { store: storage.keys, secret, algorithm: 'ES256' } as const;
      await rotateKeys({ ...rotation, tokenLifetime: 900, ...recording });
      await revokeAllKeys({ ...rotation, tokenLifetime: 900, ...recording });
      const line = { line: 1, value: { username: 'eve', displayName: 'Eve' } };
      const update = { adminRole: 'admin', overwritePasswords: false };
      await importUsers(Readable.from([line]), { ...recording, update });
      const failed = newMessage({ status: 'failed' });
      await storage.outbox.add(failed);
      const kinds = { MAIL: [failed.kind], WEBHOOK: [] };
      const deliveries = createDeliveries({ store: storage.outbox, ...recording, kinds });
      await deliveries.retry(failed.id, {});
      const recorded = async () => new Set((await storage.audit.list({ limit: 1000 })).map(typeOf));
      await expect.poll(recorded).toEqual(new Set(eventTypes));
    });
  });

  test('the catalogue names every field that events of any type have', async () => {
    const events = await server.withStorage(({ audit }) => audit.list({ limit: 1000 }));
    expect([...new Set(events.map(typeOf))].sort()).toEqual(eventTypes);
    for (const { type, detail } of events) {
      const named = detailNames(eventFacts[type as EventType]);
      expect([type, Object.keys(detail).filter((name) => !named.includes(name))]).toEqual([
        type,
        [],
      ]);
    }
  });
});
