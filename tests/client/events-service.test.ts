import {
  afterEach,
  beforeAll,
  beforeEach,
  describe,
  expect,
  onTestFinished,
  test,
  vi,
} from 'vitest';
import { listenToSessionEvents, type SessionEvent } from '../../src/client/events.js';
import type { Session } from '../../src/client/index.js';
import { signUpAdministrator } from '../support/administrator.js';
import { clientClock, openSession } from '../support/client-session.js';
import { linkTo } from '../support/cuttable-link.js';
import { databases } from '../support/databases.js';
import { dataOf, goodPassword as password } from '../support/graphql-client.js';
import { startBehindProxy, startProxy, type Proxy } from '../support/proxy.js';
import { startTestServer, type TestServer } from '../support/test-server.js';

/** With the streams of the real service. What else can come over them is in events.test.ts. */
describe.each(databases)('a listener on $name', ({ name }) => {
  let server: TestServer;
  let proxy: Proxy;
  beforeAll(
    () =>
      startBehindProxy(startTestServer({ database: name }), (started) => {
        ({ server, proxy } = started);
      }),
    60_000,
  );

  let names = 0;
  let username: string;
  let session: Session;
  let stop: () => void;
  let events: SessionEvent[];
  beforeEach(async () => {
    username = `${name}${(names += 1)}`;
    proxy.passed.length = 0;
    events = [];
    session = openSession({ at: proxy.url, clock: clientClock(server.clock) });
    await session.register({ username, password });
    stop = listenToSessionEvents(session, {
      url: `${proxy.url}/graphql`,
      onEvent: (event) => events.push(event),
    });
    await expect.poll(() => proxy.count('ViewerEvents')).toBe(1);
  });
  afterEach(() => stop());

  const kinds = () => events.map(({ __typename }) => __typename);
  /** Another device of the user. */
  const elsewhere = async () => dataOf(await server.login(username)).login.accessToken;

  test('is signed out by another device at once, without a refresh', async () => {
    await server.send('mutation { logoutEverywhere }', {}, { token: await elsewhere() });
    await expect
      .poll(() => session.state())
      .toEqual({
        status: 'signedOut',
        reason: 'TOKEN_REVOKED',
      });
    expect(events.at(-1)).toMatchObject({ __typename: 'SessionEnded', current: true });
    expect(proxy.count('Refresh')).toBe(0);
  });

  test('hears of what else happens to the account, and of no other', async () => {
    const other = await server.signUp();
    await server.send('mutation { logout }', {}, { token: other.accessToken });
    await server.send('mutation { logout }', {}, { token: await elsewhere() });
    await expect.poll(kinds).toEqual(['SessionEnded']);
    expect(events[0]).toMatchObject({ current: false });
    await session.changePassword({ currentPassword: password, newPassword: `${password} 2` });
    await expect.poll(kinds).toContain('CredentialsChanged');
    expect(session.state()).toMatchObject({ status: 'signedIn' });
  });

  test('hears once of what came while a line was cut that had told nothing yet', async () => {
    stop();
    const link = await linkTo(Number(new URL(server.url).port));
    onTestFinished(() => link.close());
    let chunks = 0;
    const counted: typeof fetch = async (...asked) => {
      const response = await fetch(...asked);
      const counter = new TransformStream<Uint8Array, Uint8Array>({
        transform(chunk, controller) {
          controller.enqueue(chunk);
          chunks += 1;
        },
      });
      return new Response(response.body?.pipeThrough(counter), response);
    };
    const onMissed = vi.fn();
    stop = listenToSessionEvents(session, {
      url: `http://127.0.0.1:${link.port}/graphql`,
      fetch: counted,
      onEvent: (event) => events.push(event),
      onMissed,
    });
    await expect.poll(() => chunks).toBe(1);
    link.cut();
    const end = async () => server.send('mutation { logout }', {}, { token: await elsewhere() });
    await end();
    link.mend();
    await expect.poll(kinds).toEqual(['SessionEnded']);
    await end();
    await expect.poll(kinds).toEqual(['SessionEnded', 'SessionEnded']);
    expect(new Set(events.map(({ id }) => id)).size).toBe(2);
    expect(onMissed).not.toHaveBeenCalled();
  });

  test('has the roles that are left', async () => {
    const { accessToken: token } = await signUpAdministrator(server);
    const state = session.state();
    const id = state.status === 'signedIn' ? state.user.id : '';
    const setRoles = (roles: string[]) =>
      server.send(
        'mutation ($id: ID!, $roles: [String!]!) { setUserRoles(id: $id, roles: $roles) { id } }',
        { id, roles },
        { token },
      );
    await setRoles(['editor', 'reader']);
    await session.login({ username, password });
    expect(session.state()).toMatchObject({ user: { roles: ['editor', 'reader'] } });
    stop();
    stop = listenToSessionEvents(session, { url: `${proxy.url}/graphql` });
    await expect.poll(() => proxy.count('ViewerEvents')).toBeGreaterThan(1);
    server.clock.advance(2);
    await setRoles(['reader']);
    await expect.poll(() => session.state()).toMatchObject({ user: { roles: ['reader'] } });
  });
});

test('a service with SESSION_EVENTS=off is asked once', async () => {
  const server = await startTestServer({ env: { SESSION_EVENTS: 'off' } });
  const proxy = await startProxy(server.url);
  const session = openSession({ at: proxy.url, clock: clientClock(server.clock) });
  await session.register({ username: 'ada', password });
  const stop = listenToSessionEvents(session, { url: `${proxy.url}/graphql` });
  await expect.poll(() => proxy.count('ViewerEvents')).toBe(1);
  expect(proxy.passed.at(-1)?.status).toBe(404);
  expect(session.state()).toMatchObject({ status: 'signedIn' });
  stop();
  await proxy.close();
  await server.close();
});
