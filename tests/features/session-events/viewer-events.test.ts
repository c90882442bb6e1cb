import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { databases } from '../../support/databases.js';
import { signUpAdministrator } from '../../support/administrator.js';
import { dataOf, goodPassword, type TokenPair } from '../../support/graphql-client.js';
import { impersonate } from '../../support/impersonate.js';
import { basic, clientEntry, serviceClient } from '../../support/service-client.js';
import { startTestServer, type TestServer } from '../../support/test-server.js';
import {
  openStream,
  refusalOfStream,
  type OpenedStream,
  type OpenOptions,
} from '../../support/viewer-events.js';

const env = {
  SERVICE_CLIENTS: clientEntry(serviceClient.id, serviceClient.secret),
  IMPERSONATION_EXPIRES: '600',
  MAX_SESSIONS_PER_USER: '8',
};

describe.each(databases)('viewerEvents ($name)', ({ name }) => {
  let server: TestServer;
  /** Another process on the same database. */
  let other: TestServer;
  let admin: TokenPair;
  const streams: OpenedStream[] = [];
  let names = 0;

  beforeAll(async () => {
    server = await startTestServer({ database: name, env, realTime: true });
    other = await startTestServer({ database: name, env, sharing: server, realTime: true });
    admin = await signUpAdministrator(server);
  });
  afterEach(async () => {
    for (const stream of streams.splice(0)) await stream.leave();
  });
  afterAll(async () => {
    await other.close();
    await server.close();
  });

  async function open(options: OpenOptions = {}, at = server): Promise<OpenedStream> {
    const stream = await openStream(at.url, options);
    streams.push(stream);
    return stream;
  }
  const follow = (pair: TokenPair, after?: string) => open({ token: pair.accessToken, after });
  const signUp = () => server.signUp(`viewer${(names += 1)}of${name}`);
  async function again({ user }: TokenPair): Promise<TokenPair> {
    return dataOf(await server.login(user.username)).login;
  }
  const idOf = async ({ accessToken: token }: TokenPair) => {
    const query = '{ me { sessions { id current } } }';
    type Me = { me: { sessions: { id: string; current: boolean }[] } };
    const { me } = dataOf(await server.send<Me>(query, {}, { token }));
    return me.sessions.find(({ current }) => current)?.id;
  };
  const run = async (pair: TokenPair, text: string, variables = {}, at = server) => {
    dataOf(await at.send(text, variables, { token: pair.accessToken }));
  };
  const asAdmin = (text: string, { user }: TokenPair, at = server) =>
    run(admin, `mutation ($id: ID!) { ${text} }`, { id: user.id }, at);
  const passwords = { old: goodPassword, next: 'another good passphrase' };
  const changePassword = `mutation ($old: String!, $next: String!) {
    changePassword(currentPassword: $old, newPassword: $next) { expiresIn } }`;

  /** The doors that end the session of a stream: what ends it, and the reason that the stream says. */
  const doors: Record<string, (pair: TokenPair) => Promise<string>> = {
    async logout(pair) {
      await run(pair, 'mutation { logout }');
      return 'logout';
    },
    async 'logout on another process'(pair) {
      await run(pair, 'mutation { logout }', {}, other);
      return 'logout';
    },
    async logoutEverywhere(pair) {
      await run(await again(pair), 'mutation { logoutEverywhere }');
      return 'logout_everywhere';
    },
    async logoutOtherSessions(pair) {
      await run(await again(pair), 'mutation { logoutOtherSessions }');
      return 'logout_everywhere';
    },
    async revokeSession(pair) {
      const id = await idOf(pair);
      await run(await again(pair), 'mutation ($id: ID!) { revokeSession(id: $id) }', { id });
      return 'revoked_by_user';
    },
    async 'a change of the password elsewhere'(pair) {
      await run(await again(pair), changePassword, passwords);
      return 'password_changed';
    },
    async 'a refresh token that is used twice'(pair) {
      await server.refresh(dataOf(await server.refresh(pair.refreshToken)).refresh.refreshToken);
      await server.refresh(pair.refreshToken);
      return 'refresh_token_reused';
    },
    async 'the most sessions of an account'(pair) {
      for (let count = 0; count < 8; count += 1) {
        // The oldest one ends.
        server.clock.advance(1);
        await again(pair);
      }
      return 'session_limit';
    },
    async 'a service that revokes the token'(pair) {
      const response = await fetch(`${server.url}/revoke`, {
        method: 'POST',
        headers: { authorization: basic() },
        body: new URLSearchParams({ token: pair.accessToken }),
      });
      expect(response.status).toBe(200);
      return 'revoked_by_service';
    },
    async 'an administrator who revokes all sessions'(pair) {
      await asAdmin('endUserSessions(id: $id)', pair, other);
      return 'revoked_by_administrator';
    },
    async 'an administrator who disables the account'(pair) {
      await asAdmin('disableUser(id: $id) { id }', pair);
      return 'user_disabled';
    },
    async 'an administrator who disables the account on another process'(pair) {
      await asAdmin('disableUser(id: $id) { id }', pair, other);
      return 'user_disabled';
    },
    async 'an administrator who deletes the account'(pair) {
      await asAdmin('deleteUser(id: $id)', pair, other);
      return 'user_deleted';
    },
    async deleteAccount(pair) {
      await run(pair, 'mutation { deleteAccount }');
      return 'user_deleted';
    },
    async disableAccount(pair) {
      await run(pair, 'mutation { disableAccount }');
      return 'user_disabled';
    },
  };

  test.each(Object.keys(doors))('a stream ends with its session: %s', async (door) => {
    const pair = await signUp();
    const stream = await follow(pair);
    const reason = await doors[door]?.(pair);
    const answers = await stream.rest();
    const events = answers.slice(0, -1).map((answer) => {
      return typeof answer === 'object' ? answer.data?.viewerEvents : answer;
    });
    expect(events.at(-1)).toMatchObject({ __typename: 'SessionEnded', current: true, reason });
    expect(answers.at(-1)).toBe('complete');
    expect(events.filter((event) => typeof event === 'object' && event.current)).toHaveLength(1);
  });

  test('a session that stays hears of others that end, and of the change behind it', async () => {
    const pair = await signUp();
    const [elsewhere, id] = [await again(pair), await idOf(pair)];
    const stream = await follow(pair);
    await run(elsewhere, 'mutation { logout }', {}, other);
    const { user } = await again(pair);
    await run(pair, 'mutation { logoutOtherSessions }');
    await run(pair, changePassword, passwords);
    const events = [];
    for (let count = 0; count < 4; count += 1) events.push(await stream.event());
    expect(events).toMatchObject([
      { __typename: 'SessionEnded', current: false, reason: 'logout' },
      { sessionId: null, current: false, reason: 'logout_everywhere' },
      { sessionId: null, current: false, reason: 'password_changed' },
      { __typename: 'CredentialsChanged', type: 'password.changed' },
    ]);
    expect(events[0]?.sessionId).not.toBe(id);
    expect(new Set(events.map((event) => event.id)).size).toBe(4);
    expect(user.id).toBe(pair.user.id);
  });

  test('new roles are told with the account as it is then', async () => {
    const pair = await signUp();
    const stream = await follow(pair);
    const text = 'setUserRoles(id: $id, roles: ["editor", "author"]) { id }';
    await asAdmin(text, pair, other);
    const { __typename: type, roles, at } = await stream.event();
    expect({ type, roles }).toEqual({ type: 'RolesChanged', roles: ['author', 'editor'] });
    expect(Math.abs(Date.parse(at) - server.clock.now())).toBeLessThan(60_000);
  });

  test('a position brings each later event once, on any process', async () => {
    const pair = await signUp();
    const stream = await follow(pair);
    for (let count = 0; count < 3; count += 1) {
      await run(await again(pair), 'mutation { logout }');
    }
    const events = [await stream.event(), await stream.event(), await stream.event()];
    await stream.leave();
    await run(await again(pair), 'mutation { logout }');
    const resumed = await open({ token: pair.accessToken, after: events[0]?.position }, other);
    await run(await again(pair), 'mutation { logout }');
    const seen = [];
    for (let count = 0; count < 4; count += 1) seen.push((await resumed.event()).id);
    expect(seen.slice(0, 2)).toEqual([events[1]?.id, events[2]?.id]);
    expect(new Set(seen).size).toBe(4);
  });

  test('the stream of an administrator who acts as a user ends with the right to do so', async () => {
    const [pair, second] = [await signUp(), await signUpAdministrator(server)];
    const acting = dataOf(await impersonate(server, second.accessToken, pair.user.id)).impersonate;
    const [stream, own] = [await open({ token: acting.accessToken }), await follow(pair)];
    await run(await again(pair), 'mutation { logout }');
    expect(await stream.event()).toMatchObject({ current: false, reason: 'logout' });
    await asAdmin('setUserRoles(id: $id, roles: []) { id }', second, other);
    expect(await stream.rest()).toMatchObject([
      { data: { viewerEvents: { __typename: 'SessionEnded', current: true } } },
      'complete',
    ]);
    await run(await again(pair), 'mutation { logout }');
    await own.event();
    // Nothing of what happened to the administrator.
    expect(await own.event()).toMatchObject({ reason: 'logout' });
  });

  test('a user has five streams in a process, and a place again once one has ended', async () => {
    const pair = await signUp();
    const five = [];
    for (let count = 0; count < 5; count += 1) five.push(await follow(pair));
    expect(await refusalOfStream(await follow(pair))).toBe('STREAM_LIMIT');
    await follow(await signUp());
    await five[0]?.leave();
    let answer: string | undefined = 'STREAM_LIMIT';
    while (answer === 'STREAM_LIMIT') {
      const stream = await follow(pair);
      const ended = await run(await again(pair), 'mutation { logout }').then(() => stream.next());
      answer = typeof ended === 'object' ? ended.errors?.[0]?.extensions.reason : ended;
    }
    expect(answer).toBeUndefined();
  });

  test('no event of another user ever reaches a stream', async () => {
    const users = [];
    for (let count = 0; count < 3; count += 1) users.push(await signUp());
    const open = await Promise.all(users.map((pair) => follow(pair)));
    const sessions = new Map<string, number>();
    let seed = 7;
    const random = (below: number) => (seed = (seed * 1103515245 + 12345) % 2 ** 31) % below;
    const counts = users.map(() => 0);
    for (let step = 0; step < 12; step += 1) {
      const index = random(users.length);
      const pair = users[index];
      if (pair === undefined) throw new Error('a user');
      const elsewhere = await again(pair);
      sessions.set((await idOf(elsewhere)) ?? '', index);
      await run(elsewhere, 'mutation { logout }', {}, random(2) === 0 ? server : other);
      counts[index] = (counts[index] ?? 0) + 1;
    }
    for (const [index, stream] of open.entries()) {
      for (let count = 0; count < (counts[index] ?? 0); count += 1) {
        const { sessionId } = await stream.event();
        expect(sessions.get(sessionId ?? '')).toBe(index);
      }
    }
    // And nothing is left: the next event is the end of each own session.
    for (const [index, stream] of open.entries()) {
      const pair = users[index];
      if (pair !== undefined) await run(pair, 'mutation { logout }');
      expect(await stream.rest()).toHaveLength(2);
    }
  });
});
