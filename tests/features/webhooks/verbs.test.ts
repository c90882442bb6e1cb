import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { webhookEventTypes } from '../../../src/features/webhooks/event.js';
import { signUpAdministrator } from '../../support/administrator.js';
import { databases, type TestDatabases } from '../../support/databases.js';
import { dataOf, goodPassword, type Reply, type TokenPair } from '../../support/graphql-client.js';
import {
  codeOf,
  startMailedServer,
  tokenOf,
  type MailedServer,
} from '../../support/mailed-server.js';
import {
  newWebhookSecret,
  startWebhookReceiver,
  type WebhookReceiver,
} from '../../support/webhook-receiver.js';
import { webhookKind } from '../../../src/features/webhooks/job-handler.js';

const newPassword = 'a quite different passphrase';
const email = 'ada@example.com';

// In this order: the last test looks at what the others have seen.
describe('what webhooks tell of the API', { shuffle: false }, () => {
  describe.each(databases)('on $name:', testVerbs);
});

function testVerbs({ name }: TestDatabases): void {
  let server: MailedServer;
  let receiver: WebhookReceiver;
  let admin: TokenPair;
  beforeAll(async () => {
    receiver = await startWebhookReceiver();
    const crm = { url: receiver.url, secrets: [newWebhookSecret()] };
    const env = { WEBHOOKS: JSON.stringify({ crm }), WEBHOOK_ALLOW_PRIVATE: 'on' };
    server = await startMailedServer({ database: name, env });
    admin = await signUpAdministrator(server, 'ruth');
  });
  afterAll(async () => {
    await server.close();
    await receiver.close();
  });

  const labels = () =>
    server.withStorage(async ({ outbox }) =>
      (await outbox.list({ kinds: [webhookKind], limit: 1000 })).map(({ label }) => label['event']),
    );
  const seen = new Set<string>();

  /** What is told of some work, sorted; it is stored when the answer comes. */
  async function toldOf<T>(work: () => Promise<Reply<T>>): Promise<{ told: string[]; data: T }> {
    const before = (await labels()).length;
    const data = dataOf(await work());
    const after = await labels();
    const told = after.slice(0, after.length - before).map((type) => type ?? '');
    for (const type of told) seen.add(type);
    return { told: told.sort(), data };
  }
  const tells = async (work: () => Promise<Reply<unknown>>, ...types: string[]) =>
    expect((await toldOf(work)).told).toEqual(types);

  const as = (token: string) => (operation: string) => () =>
    server.send(`mutation { ${operation} }`, {}, { token });

  test('signing up, in and out', async () => {
    const { told, data } = await toldOf(() => server.register({ username: 'ada' }));
    expect(told).toEqual(['session.created', 'user.created']);
    const { refreshToken, accessToken } = data.register;
    await tells(() => server.refresh(refreshToken));
    await tells(as(accessToken)(`reauthenticate(password: "${goodPassword}") { expiresIn }`));
    await server.login('ada', 'a wrong password');
    const here = await toldOf(() => server.login('ada'));
    expect(here.told).toEqual(['session.created']);
    const there = dataOf(await server.login('ada')).login;
    await tells(as(there.accessToken)('logout'), 'session.ended');
    await tells(as(here.data.login.accessToken)('logoutEverywhere'), 'session.ended_everywhere');
    expect(await labels()).toContain('session.created');
  });

  test('addresses and passwords', async () => {
    const { told, data } = await toldOf(() => server.register({ username: 'mailed', email }));
    expect(told).toEqual(['session.created', 'user.created']);
    const own = as(data.register.accessToken);
    const verify = tokenOf(await server.nextMail(email));
    await tells(own(`verifyEmail(token: "${verify}")`), 'user.updated');

    await tells(() => server.act('requestLoginEmail', { email }));
    const mail = await server.nextMail(email);
    const code = { email, code: codeOf(mail) };
    await tells(() => server.signInBy('loginWithEmailCode', code), 'session.created');
    await tells(() => server.act('requestLoginEmail', { email }));
    const link = { token: tokenOf(await server.nextMail(email)) };
    await tells(() => server.signInBy('loginWithEmailToken', link), 'session.created');

    const change = `changePassword(currentPassword: "${goodPassword}", newPassword: "${newPassword}") { expiresIn }`;
    await tells(own(change), 'password.changed', 'session.ended_everywhere');
    await server.nextMail(email);
    await tells(() => server.act('requestPasswordReset', { email }));
    const reset = { token: tokenOf(await server.nextMail(email)), newPassword: goodPassword };
    const acts = ['password.changed', 'session.ended_everywhere'];
    await tells(() => server.act('resetPassword', reset), ...acts);
    await server.nextMail(email);

    const here = await toldOf(() => server.login('mailed'));
    const renewed = as(here.data.login.accessToken);
    await tells(renewed('removePassword { expiresIn }'), 'password.changed');
    const first = `setPassword(newPassword: "${newPassword}") { expiresIn }`;
    await tells(renewed(first), 'password.changed');
  });

  test('profiles, and leaving', async () => {
    const { accessToken } = await server.signUp('leaver');
    const own = as(accessToken);
    await tells(own('updateProfile(displayName: "L") { id }'), 'user.updated');
    await tells(own('updateProfile { id }'));
    await tells(own('changeUsername(username: "left") { id }'), 'user.updated');
    await tells(() => server.send('{ exportMyData }', {}, { token: accessToken }));
    await tells(own('deleteAccount'), 'user.deleted');
    const other = await server.signUp();
    const acts = ['session.ended_everywhere', 'user.disabled'];
    await tells(as(other.accessToken)('disableAccount'), ...acts);
  });

  test('administration', async () => {
    const { user } = await server.signUp();
    const act = as(admin.accessToken);
    const id = `id: "${user.id}"`;
    await tells(act(`setUserRoles(${id}, roles: ["editor"]) { id }`), 'user.updated');
    await tells(act(`setUserRoles(${id}, roles: ["editor"]) { id }`));
    await tells(act(`endUserSessions(${id})`), 'session.ended_everywhere');
    await tells(act(`disableUser(${id}) { id }`), 'user.disabled');
    await tells(act(`disableUser(${id}) { id }`));
    await tells(act(`enableUser(${id}) { id }`), 'user.enabled');
    const guest = 'guest@example.com';
    const invite = `inviteUser(username: "guest", email: "${guest}") { id }`;
    await tells(act(invite), 'user.created');
    const accepted = { token: tokenOf(await server.nextMail(guest)), newPassword };
    const acts = ['password.changed', 'user.updated'];
    await tells(() => server.act('acceptInvitation', accepted), ...acts);
  });

  test('everything that there is to tell has been told', () => {
    expect([...seen].sort()).toEqual([...webhookEventTypes].sort());
  });
}
