import { afterAll, beforeAll, expect, test } from 'vitest';
import { eventsOf } from '../../support/audit-events.js';
import { dataOf } from '../../support/graphql-client.js';
import {
  codeOf,
  startMailedServer,
  tokenOf,
  type MailedServer,
} from '../../support/mailed-server.js';

let server: MailedServer;
beforeAll(async () => {
  server = await startMailedServer();
});
afterAll(() => server.close());

test('what happens by mail is recorded: who, what, from where', async () => {
  const [email, newEmail] = ['ada@example.com', 'ada@example.net'];
  const { user, accessToken: token } = await server.signUpVerified('ada', email);
  dataOf(await server.act('changeEmail', { newEmail }, { token }));
  const link = tokenOf(await server.nextMail(newEmail));
  dataOf(await server.act('verifyEmail', { token: link }, { token }));
  dataOf(await server.act('requestLoginEmail', { email: newEmail }));
  const code = codeOf(await server.nextMail(newEmail));
  await server.signInBy('loginWithEmailCode', { email: newEmail, code: '0000 0000' });
  dataOf(await server.signInBy('loginWithEmailCode', { email: newEmail, code }));
  dataOf(await server.act('requestPasswordReset', { email: newEmail }));
  const reset = tokenOf(await server.nextMail(newEmail));
  dataOf(await server.act('resetPassword', { token: reset, newPassword: 'another long phrase' }));

  const events = await eventsOf(server, user.id, 10);
  expect(events.map(({ type }) => type)).toEqual([
    'user.registered',
    'email.verification_requested',
    'email.verified',
    'email.change_requested',
    'email.changed',
    'login.email_requested',
    'login.failed',
    'login.succeeded',
    'password.reset_requested',
    'password.reset',
  ]);
  for (const event of events) {
    expect(event).toMatchObject({ userAgent: 'node', ipAddress: '127.0.0.1' });
  }
  expect(events.at(-1)?.detail).toEqual({ sessions: 2 });
  expect(events.find(({ type }) => type === 'login.succeeded')?.detail).toEqual({
    method: 'email_code',
  });
});

test('a request for an unknown address names nobody, and not the address', async () => {
  dataOf(await server.act('requestPasswordReset', { email: 'somebody-unknown@example.com' }));
  await server.mailIsDone();
  const line = server.logs.findLast((each) => each.includes('password.reset_requested'));
  expect(line).toContain('"userId":null');
  expect(server.logs.join('')).not.toContain('somebody-unknown');
});
