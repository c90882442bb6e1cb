import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { eventsOf } from '../../support/audit-events.js';
import { databases } from '../../support/databases.js';
import { dataOf, goodPassword, type TokenPair } from '../../support/graphql-client.js';
import { startTestServer, type TestServer } from '../../support/test-server.js';

const agent = { 'user-agent': 'Audited/1.0' };

describe.each(databases)('the audit log, on $name', ({ name }) => {
  let server: TestServer;
  beforeAll(async () => {
    server = await startTestServer({ database: name });
  });
  afterAll(() => server.close());

  test('tells the life of an account: who, what, when, from where', async () => {
    const { user } = await server.signUp('audited');
    const { login } = dataOf(await server.login('audited', goodPassword, { headers: agent }));
    await server.login('audited', 'wrong wrong', { headers: agent });
    const options = { token: login.accessToken, headers: agent };
    const prove = `mutation { reauthenticate(password: "${goodPassword}") { expiresIn } }`;
    dataOf(await server.send(prove, {}, options));
    const next = 'another long phrase';
    const change = `mutation { changePassword(currentPassword: "${goodPassword}", newPassword: "${next}") { accessToken refreshToken } }`;
    dataOf(await server.send<{ changePassword: TokenPair }>(change, {}, options));
    dataOf(await server.send('mutation { logout }', {}, options));

    const events = await eventsOf(server, user.id, 7);
    expect(events.map(({ type }) => type)).toEqual([
      'user.registered',
      'login.succeeded',
      'login.new_device',
      'login.failed',
      'password.proved',
      'password.changed',
      'session.ended',
    ]);
    for (const event of events.slice(1)) {
      expect(event).toMatchObject({ userAgent: 'Audited/1.0', ipAddress: '127.0.0.1' });
      expect(event.at).toBe(server.clock.now());
    }
    expect(events.at(-1)?.detail).toEqual({ reason: 'logout' });
  });

  test('has the reuse of a refresh token and the end of all sessions', async () => {
    const first = await server.signUp();
    const { refresh: second } = dataOf(await server.refresh(first.refreshToken));
    dataOf(await server.refresh(second.refreshToken));
    await server.refresh(first.refreshToken);
    const { login } = dataOf(await server.login(first.user.username));
    const everywhere = 'mutation { logoutEverywhere }';
    dataOf(await server.send(everywhere, {}, { token: login.accessToken }));

    const events = await eventsOf(server, first.user.id, 4);
    expect(events.map(({ type }) => type)).toEqual([
      'user.registered',
      'session.token_reused',
      'login.succeeded',
      'session.ended_everywhere',
    ]);
  });

  test('names nobody for an unknown user, and never what was typed', async () => {
    const typed = 'my-password-in-the-name-field';
    await server.login(typed, 'and-another-secret');
    const lines = server.logs.filter((line) => line.includes('login.failed'));

    expect(lines.at(-1)).toContain('"userId":null');
    expect(server.logs.join('')).not.toContain(typed);
    expect(server.logs.join('')).not.toContain('and-another-secret');
  });

  test('goes to the structured log at once', async () => {
    const { user } = await server.signUp();
    const line = server.logs.find((text) => text.includes(user.id)) ?? '{}';
    expect(JSON.parse(line)).toMatchObject({
      msg: 'security event',
      event: { type: 'user.registered', userId: user.id },
    });
  });

  test('is stored to the last event when the server stops', async () => {
    const stopping = await startTestServer({ database: name, sharing: server });
    const { user } = await stopping.signUp();
    await stopping.close();

    const events = await server.withStorage(({ audit }) =>
      audit.list({ userId: user.id, limit: 9 }),
    );
    expect(events).toHaveLength(1);
  });
});
