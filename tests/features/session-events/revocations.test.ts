import { get, type IncomingMessage } from 'node:http';
import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from 'vitest';
import { outputOf, variablesFor } from '../../cli/run.js';
import { signUpAdministrator } from '../../support/administrator.js';
import { linkTo } from '../../support/cuttable-link.js';
import { databases } from '../../support/databases.js';
import { followRevocations, type FollowedRevocations } from '../../support/follow-revocations.js';
import { dataOf, goodPassword, type TokenPair } from '../../support/graphql-client.js';
import { basic, clientEntry, serviceClient } from '../../support/service-client.js';
import { settleEvents } from '../../support/settled-events.js';
import { startTestServer, type TestServer } from '../../support/test-server.js';

const env = { SERVICE_CLIENTS: clientEntry(serviceClient.id, serviceClient.secret) };

/** Of the account whose session ends, in another session too. */
interface Scene {
  readonly server: TestServer;
  readonly own: TokenPair;
  readonly other: TokenPair;
  readonly admin: TokenPair;
}

const claimsOf = ({ accessToken }: TokenPair) =>
  JSON.parse(Buffer.from(accessToken.split('.')[1] ?? '', 'base64url').toString()) as {
    sid: string;
    sub: string;
    iat: number;
  };
const sid = (pair: TokenPair) => claimsOf(pair).sid;
const send = async ({ server }: Scene, query: string, { accessToken: token }: TokenPair) =>
  dataOf(await server.send(query, {}, { token }));
const command = ({ server: { database } }: Scene, ...args: string[]) =>
  outputOf(args, { env: variablesFor(database) });

const thisSession = ({ own }: Scene) => ({ sid: sid(own) });
const everySession = ({ server, own }: Scene) => ({
  sub: own.user.id,
  before: server.clock.now() / 1000 + 1,
});
/** A command has the time of the machine. */
const before = expect.any(Number) as number;
const othersThan = (kept: (scene: Scene) => TokenPair) => (scene: Scene) => ({
  ...everySession(scene),
  exceptSid: sid(kept(scene)),
});

/** What is done, and what services are told of it. */
const ways: Record<string, [(scene: Scene) => Promise<unknown>, (scene: Scene) => object]> = {
  'a sign-out': [(scene) => send(scene, 'mutation { logout }', scene.own), thisSession],
  'a sign-out everywhere': [
    (scene) => send(scene, 'mutation { logoutEverywhere }', scene.own),
    everySession,
  ],
  'a sign-out of all other sessions': [
    (scene) => send(scene, 'mutation { logoutOtherSessions }', scene.own),
    othersThan(({ own }) => own),
  ],
  'the end of another session': [
    (scene) => send(scene, `mutation { revokeSession(id: "${sid(scene.own)}") }`, scene.other),
    thisSession,
  ],
  'a new password': [
    (scene) =>
      send(
        scene,
        `mutation { changePassword(currentPassword: "${goodPassword}", newPassword: "a new ${goodPassword}") { expiresIn } }`,
        scene.own,
      ),
    othersThan(({ own }) => own),
  ],
  'a refresh token that is used twice': [
    async ({ server, own }) => {
      dataOf(await server.refresh(own.refreshToken));
      server.clock.advance(60);
      return server.refresh(own.refreshToken);
    },
    thisSession,
  ],
  'a revoked token (RFC 7009)': [
    ({ server, own }) =>
      fetch(`${server.url}/revoke`, {
        method: 'POST',
        headers: { authorization: basic() },
        body: new URLSearchParams({ token: own.accessToken }),
      }),
    thisSession,
  ],
  'an account that disables itself': [
    (scene) => send(scene, 'mutation { disableAccount }', scene.own),
    everySession,
  ],
  'a deleted account': [
    (scene) => send(scene, 'mutation { deleteAccount }', scene.own),
    everySession,
  ],
  'an administrator who ends the sessions': [
    (scene) => send(scene, `mutation { endUserSessions(id: "${scene.own.user.id}") }`, scene.admin),
    everySession,
  ],
  'an administrator who disables the account': [
    (scene) =>
      send(scene, `mutation { disableUser(id: "${scene.own.user.id}") { id } }`, scene.admin),
    everySession,
  ],
  'an administrator who deletes the account': [
    (scene) => send(scene, `mutation { deleteUser(id: "${scene.own.user.id}") }`, scene.admin),
    everySession,
  ],
  'other roles': [
    (scene) =>
      send(
        scene,
        `mutation { setUserRoles(id: "${scene.own.user.id}", roles: ["editor"]) { id } }`,
        scene.admin,
      ),
    everySession,
  ],
  'a command that disables the account': [
    (scene) => command(scene, 'user', 'disable', scene.own.user.username),
    (scene) => ({ ...everySession(scene), before }),
  ],
  'a command that sets roles': [
    (scene) => command(scene, 'user', 'set-roles', scene.own.user.username, 'editor'),
    (scene) => ({ ...everySession(scene), before }),
  ],
  'revoked keys': [(scene) => command(scene, 'keys', 'rotate', '--revoke-all'), () => ({ before })],
};

/** `fetch` opens connections in advance, which the service would wait for at its stop. */
function ask(url: string): Promise<IncomingMessage> {
  const headers = { authorization: basic() };
  return new Promise((resolve, reject) => {
    get(url, { agent: false, headers }, resolve).once('error', reject);
  });
}

describe.each(databases)('the feed of revocations, on $name', ({ name }) => {
  let server: TestServer;
  let admin: TokenPair;
  const open: FollowedRevocations[] = [];
  beforeAll(async () => {
    server = await startTestServer({ database: name, env });
    admin = await signUpAdministrator(server);
  });
  afterEach(async () => {
    for (const followed of open.splice(0)) await followed.leave();
  });
  afterAll(() => server.close());

  async function follow(options?: Parameters<typeof followRevocations>[1]) {
    const followed = await followRevocations(server.url, options);
    open.push(followed);
    return followed;
  }
  /** Followed from now on. */
  async function followLive() {
    await settleEvents(server.database);
    const followed = await follow();
    await followed.untilHeartbeat();
    return followed;
  }

  test.each(Object.entries(ways))('%s reaches the services', async (_what, [act, told]) => {
    const own = await server.signUp();
    const other = dataOf(await server.login(own.user.username)).login;
    const scene: Scene = { server, own, other, admin };
    const followed = await followLive();
    await act(scene);
    expect(await followed.revocation()).toEqual(told(scene));
  });

  test('the end of a second revokes tokens of the next, which may not have seen it', async () => {
    const own = await server.signUp();
    const followed = await followLive();
    server.clock.advance(0.95);
    const second = Math.floor(server.clock.now() / 1000);
    dataOf(await server.send('mutation { logoutEverywhere }', {}, { token: own.accessToken }));
    server.clock.advance(0.05);
    expect(await followed.revocation()).toEqual({ sub: own.user.id, before: second + 2 });
  });

  /** Sessions that have ended, one after the other. */
  async function end(count: number): Promise<string[]> {
    const pairs: TokenPair[] = [];
    for (let each = 0; each < count; each += 1) {
      const pair = await server.signUp();
      dataOf(await server.send('mutation { logout }', {}, { token: pair.accessToken }));
      pairs.push(pair);
    }
    await settleEvents(server.database);
    return pairs.map(sid);
  }
  const sidsOf = (revocations: object[]) =>
    revocations.map((each) => (each as { sid: string }).sid);

  test('begins with what tokens may still live of, and goes on from a position', async () => {
    const [old] = await end(1);
    server.clock.advance(server.config.jwtAccessTokenMaxExpires + 1);
    const recent = await end(3);
    const first = await follow();
    expect(first.response.headers.get('content-type')).toBe('text/event-stream; charset=utf-8');
    const all = sidsOf(await first.untilHeartbeat());
    expect(all.slice(-3)).toEqual(recent);
    expect(all).not.toContain(old);
    const position = first.position();
    await first.leave();
    const later = await end(3);
    const second = await follow({ after: position });
    expect(sidsOf(await second.untilHeartbeat())).toEqual(later);
    const [live] = await end(1);
    expect(await second.revocation()).toEqual({ sid: live });
  });

  test('tells how long tokens live with each heartbeat', async () => {
    const followed = await follow();
    for (;;) {
      const { type, data, id } = await followed.next();
      if (type !== 'heartbeat') continue;
      expect([JSON.parse(data), id]).toEqual([{ lifetime: 86_400 }, followed.position()]);
      return;
    }
  });

  test('a position that is too old is answered 410', async () => {
    const followed = await followLive();
    server.clock.advance(2 * 86_400);
    const { response } = await follow({ after: followed.position() });
    expect([response.status, await response.json()]).toEqual([
      410,
      { error: 'invalid_request', error_description: expect.stringContaining('too old') as string },
    ]);
  });

  test.each([
    ['a position that is none', '?after=yesterday', {}, 400],
    ['two positions', '?after=a&after=b', {}, 400],
    ['no secret', '', { authorization: '' }, 401],
    ['a wrong secret', '', { authorization: basic('notes-api', 'x'.repeat(32)) }, 401],
    ['a token of a user', '', { authorization: 'Bearer x' }, 401],
    [
      'a secret in the address',
      `?client_id=${serviceClient.id}&client_secret=${serviceClient.secret}`,
      { authorization: '' },
      401,
    ],
  ])('%s is refused', async (_what, query, change, status) => {
    const headers = { authorization: basic(), ...change };
    const response = await fetch(`${server.url}/revocations${query}`, { headers });
    expect(response.status).toBe(status);
    expect(await response.json()).toMatchObject({
      error: status === 400 ? 'invalid_request' : 'invalid_client',
    });
    expect(response.headers.has('www-authenticate')).toBe(status === 401);
  });

  test('one service has a hundred feeds here at most', async () => {
    const all = await Promise.all(
      Array.from({ length: 100 }, () => ask(`${server.url}/revocations`)),
    );
    expect(new Set(all.map(({ statusCode }) => statusCode))).toEqual(new Set([200]));
    const { response } = await follow();
    expect([response.status, response.headers.get('retry-after')]).toEqual([503, '30']);
    expect(await response.json()).toMatchObject({ error: 'temporarily_unavailable' });
    all.pop()?.destroy();
    const next = async () => {
      const response = await ask(`${server.url}/revocations`);
      all.push(response);
      return response.statusCode;
    };
    await expect.poll(next).toBe(200);
    all.forEach((each) => each.destroy());
  });
});

test.each([
  ['SESSION_EVENTS=off', { ...env, SESSION_EVENTS: 'off' }],
  ['no service', {}],
])('with %s there is no feed', async (_what, variables) => {
  const server = await startTestServer({ env: variables });
  const { response } = await followRevocations(server.url);
  await server.close();
  expect(response.status).toBe(404);
});

test('a feed does not hold up the stop of the service, and is counted until then', async () => {
  // Longer than a test may take.
  const drain = { SHUTDOWN_TIMEOUT: '300' };
  const metricsOn = { METRICS: 'on', METRICS_PORT: '0' };
  const server = await startTestServer({ env: { ...env, ...drain, ...metricsOn } });
  const followed = await followRevocations(server.url);
  await followed.untilHeartbeat();
  const metrics = await (await fetch(`${server.metricsUrl}`)).text();
  expect(metrics).toContain('\nauthgraph_event_streams 1\n');
  await Promise.all([server.close(), expect(followed.next()).rejects.toThrow('ended')]);
});

test('a feed ends while the database is away, and goes on from its position afterwards', async () => {
  const database = await databases.find(({ name }) => name === 'postgres')?.createMigrated();
  const url = new URL(database?.url ?? '');
  const link = await linkTo(Number(url.port));
  url.port = String(link.port);
  vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] });
  const server = await startTestServer({ env: { ...env, DATABASE_URL: url.href } });
  const { accessToken: token } = await server.signUp();
  const followed = await followRevocations(server.url);
  await followed.untilHeartbeat();

  link.cut();
  const isAway = () => server.logs.some((line) => line.includes('events could not be read'));
  await expect.poll(isAway).toBe(true);
  vi.advanceTimersByTime(15_000);
  await expect(followed.next()).rejects.toThrow('ended');
  const after = followed.position();
  expect((await followRevocations(server.url, { after })).response.status).toBe(503);

  link.mend();
  dataOf(await server.send('mutation { logout }', {}, { token }));
  const again = await followRevocations(server.url, { after });
  expect(again.response.status).toBe(200);
  expect(await again.revocation()).toHaveProperty('sid');
  await again.leave();
  vi.useRealTimers();
  await server.close();
  await link.close();
  await database?.drop();
});
