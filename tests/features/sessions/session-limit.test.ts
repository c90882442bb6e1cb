import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { newSession } from '../../contract/storage-contract.js';
import { signUpAdministrator } from '../../support/administrator.js';
import { eventsOf } from '../../support/audit-events.js';
import { databases } from '../../support/databases.js';
import { dataOf, refusalOf } from '../../support/graphql-client.js';
import { statementsOf } from '../../support/statements.js';
import { startTestServer, type TestServer } from '../../support/test-server.js';

interface Listed {
  id: string;
  current: boolean;
}

describe.each(databases)('the sessions of a user, on $name', ({ name }) => {
  let server: TestServer;
  beforeAll(async () => {
    server = await startTestServer({ database: name, env: { MAX_SESSIONS_PER_USER: '3' } });
  });
  afterAll(() => server.close());

  async function sessionsOf(token: string, page = ''): Promise<Listed[]> {
    const query = `{ me { sessions${page} { id current } } }`;
    const reply = await server.send<{ me: { sessions: Listed[] } }>(query, {}, { token });
    return dataOf(reply).me.sessions;
  }

  async function signInAgain(username: string): Promise<string> {
    server.clock.advance(1);
    return dataOf(await server.login(username)).login.accessToken;
  }

  /** Sessions beside those that a sign-in makes, as earlier versions left them. */
  async function addSessions(userId: string, count: number): Promise<void> {
    const now = server.clock.now();
    const userAgent = 'u'.repeat(256);
    await server.withStorage(({ transact }) =>
      transact(async ({ sessions }) => {
        for (let index = 0; index < count; index += 1) {
          const times = { createdAt: now, lastUsedAt: now - index, expiresAt: now + 9_000_000 };
          await sessions.insert(newSession(userId, { ...times, userAgent }));
        }
      }),
    );
  }

  test('are at most MAX_SESSIONS_PER_USER: the oldest ends, and that is recorded', async () => {
    const { accessToken: first, user } = await server.signUp();
    const [{ id: firstId } = { id: '' }] = await sessionsOf(first);
    const second = await signInAgain(user.username);
    await signInAgain(user.username);
    const last = await signInAgain(user.username);

    expect(refusalOf(await server.me(first)).reason).toBe('TOKEN_REVOKED');
    dataOf(await server.me(second));
    expect(await sessionsOf(last)).toHaveLength(3);
    const events = await eventsOf(server, user.id, 5);
    const ended = events.filter(({ type }) => type === 'session.ended');
    expect(ended).toMatchObject([{ sessionId: firstId, detail: { reason: 'session_limit' } }]);
    expect(ended[0]).toMatchObject({ userAgent: 'node', ipAddress: '127.0.0.1' });
  });

  test('that there were before end with the next sign-in, in one event', async () => {
    const { accessToken, user } = await server.signUp();
    await addSessions(user.id, 10);
    expect(await sessionsOf(accessToken)).toHaveLength(3);
    const token = await signInAgain(user.username);
    expect(await sessionsOf(token)).toHaveLength(3);
    const alive = await server.withStorage(({ sessions }) =>
      sessions.listAliveOf([user.id], server.clock.now()),
    );
    expect(alive).toHaveLength(3);
    const events = await eventsOf(server, user.id, 3);
    expect(events.find(({ type }) => type === 'session.ended')).toMatchObject({
      sessionId: null,
      detail: { reason: 'session_limit', sessions: 9 },
    });
  });

  test('are read once for each query, whatever its aliases', async () => {
    const { accessToken: token, user } = await server.signUp();
    await addSessions(user.id, 30);
    const aliases = Array.from({ length: 14 }, (_unused, index) => `s${index}: sessions { id }`);
    const query = `{ a: me { ${aliases.join(' ')} } b: me { ${aliases.join(' ')} } }`;
    const { result, statements } = await statementsOf(['sessions'], () =>
      server.send<Record<'a' | 'b', Record<string, Listed[]>>>(query, {}, { token }),
    );
    expect(Object.values(dataOf(result).a).map((each) => each.length)).toEqual(
      Array.from(aliases, () => 3),
    );
    // One looks up who asks.
    expect(statements).toHaveLength(2);
  });

  test('are read anew after each mutation of a document', async () => {
    const { user } = await server.signUp();
    const token = await signInAgain(user.username);
    const own = await sessionsOf(token);
    const other = own.find(({ current }) => !current)?.id ?? '';
    const change = (locale: string) =>
      `updateProfile(locale: "${locale}") { s: sessions { id } t: sessions { id } }`;
    const document = `mutation { a: ${change('en')} revokeSession(id: "${other}") b: ${change('ko')} }`;
    const reply = await server.send<Record<'a' | 'b', { s: Listed[]; t: Listed[] }>>(
      document,
      {},
      { token },
    );
    const { a, b } = dataOf(reply);
    expect([a.s.length, a.t.length, b.s.length, b.t.length]).toEqual([2, 2, 1, 1]);
  });

  test('come in pages, by first and by the id of the last one', async () => {
    const { accessToken: token, user } = await server.signUp();
    await addSessions(user.id, 2);
    const all = (await sessionsOf(token)).map(({ id }) => id);
    const page = async (args: string) => (await sessionsOf(token, args)).map(({ id }) => id);
    expect(await page('(first: 2)')).toEqual(all.slice(0, 2));
    expect(await page(`(first: 2, after: "${all[1]}")`)).toEqual(all.slice(2));
    expect(await page(`(after: "${all[0]}")`)).toEqual(all.slice(1));
    expect(await page(`(first: 100, after: "${all[2]}")`)).toEqual([]);
    expect(await page('(first: null, after: null)')).toEqual(all);
  });

  test.each([
    ['(first: 0)', 'PAGE_INVALID'],
    ['(first: -1)', 'PAGE_INVALID'],
    ['(first: 101)', 'PAGE_INVALID'],
    ['(after: "")', 'CURSOR_INVALID'],
    ['(after: "01890000-0000-7000-8000-000000000000")', 'CURSOR_INVALID'],
  ])('refuse the page %s with %s', async (page, reason) => {
    const { accessToken: token } = await server.signUp();
    const reply = await server.send(`{ me { sessions${page} { id } } }`, {}, { token });
    expect(refusalOf(reply)).toEqual({ code: 'BAD_USER_INPUT', reason });
  });

  test('of a managed user are cut and paged alike', async () => {
    const { accessToken: token } = await signUpAdministrator(server);
    const { user } = await server.signUp();
    await addSessions(user.id, 10);
    const query = `query ($id: ID!) { user(id: $id) { all: sessions { id } one: sessions(first: 1) { id } } }`;
    const reply = await server.send<{ user: Record<'all' | 'one', Listed[]> }>(
      query,
      { id: user.id },
      { token },
    );
    const { all, one } = dataOf(reply).user;
    expect(all).toHaveLength(3);
    expect(one).toEqual(all.slice(0, 1));
  });

  test('30 aliases of 624 sessions that there were before are a short answer', async () => {
    const { accessToken: token, user } = await server.signUp();
    await addSessions(user.id, 623);
    const fields = 'id current createdAt lastUsedAt expiresAt userAgent ipAddress';
    const aliases = Array.from(
      { length: 30 },
      (_unused, index) => `s${index}: sessions { ${fields} }`,
    );
    const reply = await server.send(`{ me { ${aliases.join(' ')} } }`, {}, { token });
    dataOf(reply);
    expect(reply.text.length).toBeLessThan(60_000);
  });
});
