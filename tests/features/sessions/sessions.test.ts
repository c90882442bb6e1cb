import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { databases } from '../../support/databases.js';
import { dataOf, goodPassword, refusalOf } from '../../support/graphql-client.js';
import { startTestServer, type TestServer } from '../../support/test-server.js';

interface SessionRow {
  id: string;
  current: boolean;
  createdAt: string;
  lastUsedAt: string;
  expiresAt: string;
  userAgent: string | null;
  ipAddress: string | null;
}

const revoked = { code: 'UNAUTHENTICATED', reason: 'TOKEN_REVOKED' };

describe.each(databases)('sessions, on $name', ({ name }) => {
  let server: TestServer;
  beforeAll(async () => {
    server = await startTestServer({ database: name });
  });
  afterAll(() => server.close());

  async function sessionsOf(token: string): Promise<SessionRow[]> {
    const fields = 'id current createdAt lastUsedAt expiresAt userAgent ipAddress';
    const query = `{ me { sessions { ${fields} } } }`;
    const reply = await server.send<{ me: { sessions: SessionRow[] } }>(query, {}, { token });
    return dataOf(reply).me.sessions;
  }

  const revokeSession = (id: string, token: string) =>
    server.send<{ revokeSession: boolean }>(
      'mutation ($id: ID!) { revokeSession(id: $id) }',
      { id },
      { token },
    );

  const logout = (token: string) =>
    server.send<{ logout: boolean }>('mutation { logout }', {}, { token });

  test('are listed to their owner with device and times, the current one marked', async () => {
    const phone = await server.signUp('phone-owner');
    server.clock.advance(60);
    const headers = { 'user-agent': 'Laptop/1.0' };
    const { login: laptop } = dataOf(await server.login('phone-owner', goodPassword, { headers }));

    const [latest, earlier, ...others] = await sessionsOf(laptop.accessToken);
    expect(others).toEqual([]);
    expect(latest).toMatchObject({
      current: true,
      userAgent: 'Laptop/1.0',
      ipAddress: '127.0.0.1',
    });
    expect(earlier).toMatchObject({ current: false });
    const lifetime = Date.parse(latest?.expiresAt ?? '') - Date.parse(latest?.createdAt ?? '');
    expect(lifetime).toBe(2_592_000_000);
    expect((await sessionsOf(phone.accessToken)).map(({ current }) => current)).toEqual([
      false,
      true,
    ]);
  });

  test('the last use of a session is its last refresh', async () => {
    const first = await server.signUp();
    const [before] = await sessionsOf(first.accessToken);
    server.clock.advance(120);
    const { refresh } = dataOf(await server.refresh(first.refreshToken));

    const [after] = await sessionsOf(refresh.accessToken);
    const moved = Date.parse(after?.lastUsedAt ?? '') - Date.parse(before?.lastUsedAt ?? '');
    expect(moved).toBe(120_000);
    expect(after?.id).toBe(before?.id);
  });

  test('logout ends this session only, and twice is as good as once', async () => {
    const here = await server.signUp('two-devices');
    const { login: there } = dataOf(await server.login('two-devices'));

    expect(dataOf(await logout(here.accessToken)).logout).toBe(true);
    expect(dataOf(await logout(here.accessToken)).logout).toBe(true);
    expect(refusalOf(await server.me(here.accessToken))).toEqual(revoked);
    dataOf(await server.me(there.accessToken));
  });

  test('logout needs a token that we signed', async () => {
    const reply = await logout('junk');
    expect(refusalOf(reply)).toEqual({ code: 'UNAUTHENTICATED', reason: 'TOKEN_INVALID' });
  });

  test('logoutEverywhere ends all sessions of the user, no one else’s, and counts them', async () => {
    const other = await server.signUp();
    const mine = await server.signUp('everywhere');
    const { login } = dataOf(await server.login('everywhere'));

    const reply = await server.send<{ logoutEverywhere: number }>(
      'mutation { logoutEverywhere }',
      {},
      { token: mine.accessToken },
    );
    expect(dataOf(reply).logoutEverywhere).toBe(2);
    expect(refusalOf(await server.refresh(login.refreshToken))).toEqual(revoked);
    dataOf(await server.me(other.accessToken));
  });

  test('logoutOtherSessions ends all sessions of the user but this one', async () => {
    const other = await server.signUp();
    const mine = await server.signUp('others');
    const logins = [await server.login('others'), await server.login('others')].map(dataOf);
    const endOthers = () =>
      server.send<{ logoutOtherSessions: number }>(
        'mutation { logoutOtherSessions }',
        {},
        { token: mine.accessToken },
      );

    expect(dataOf(await endOthers()).logoutOtherSessions).toBe(2);
    for (const { login } of logins) {
      expect(refusalOf(await server.refresh(login.refreshToken))).toEqual(revoked);
    }
    dataOf(await server.me(mine.accessToken));
    dataOf(await server.me(other.accessToken));
    expect(dataOf(await endOthers()).logoutOtherSessions).toBe(0);
  });

  test('revokeSession ends one session of one’s own, and says when it had already ended', async () => {
    await server.signUp('owner');
    const { login: lost } = dataOf(await server.login('owner'));
    const { login: kept } = dataOf(await server.login('owner'));
    const [current] = (await sessionsOf(lost.accessToken)).filter((session) => session.current);
    const id = current?.id ?? '';

    expect(dataOf(await revokeSession(id, kept.accessToken)).revokeSession).toBe(true);
    expect(dataOf(await revokeSession(id, kept.accessToken)).revokeSession).toBe(false);
    expect(refusalOf(await server.me(lost.accessToken))).toEqual(revoked);
    dataOf(await server.me(kept.accessToken));
  });

  test.each(['not-an-id', '', '\u0000', '01890000-0000-7000-8000-000000000000'])(
    'revokeSession of the unknown id "%s" is NOT_FOUND',
    async (id) => {
      const { accessToken } = await server.signUp();
      const refused = { code: 'NOT_FOUND', reason: 'SESSION_NOT_FOUND' };
      expect(refusalOf(await revokeSession(id, accessToken))).toEqual(refused);
    },
  );

  test('revokeSession of someone else’s session is NOT_FOUND, and does not end it', async () => {
    const victim = await server.signUp();
    const [session] = await sessionsOf(victim.accessToken);
    const { accessToken } = await server.signUp();

    const reply = await revokeSession(session?.id ?? '', accessToken);
    expect(refusalOf(reply)).toEqual({ code: 'NOT_FOUND', reason: 'SESSION_NOT_FOUND' });
    dataOf(await server.me(victim.accessToken));
  });

  test('many protected fields in one request look the session up once', async () => {
    const { accessToken } = await server.signUp();
    const query = '{ a: me { id } b: me { id } c: me { id sessions { id } } }';
    const reply = await server.send<Record<string, { id: string }>>(
      query,
      {},
      { token: accessToken },
    );

    const { a, b, c } = dataOf(reply);
    expect(a?.id).toBe(b?.id);
    expect(a?.id).toBe(c?.id);
  });
});
