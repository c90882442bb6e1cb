import { ApolloClient, ApolloLink, gql, HttpLink, InMemoryCache } from '@apollo/client';
import { cacheExchange, Client, fetchExchange } from '@urql/core';
import { authExchange } from '@urql/exchange-auth';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { authLink } from '../../src/client/apollo.js';
import type { Session } from '../../src/client/index.js';
import { authConfig } from '../../src/client/urql.js';
import { clientClock, openSession } from '../support/client-session.js';
import { goodPassword as password } from '../support/graphql-client.js';
import { startProxy, type Proxy } from '../support/proxy.js';
import { startTestServer, type TestServer } from '../support/test-server.js';

/** The recipe of the guide: the cache is emptied for another user, and mounted queries go on. */
let server: TestServer;
let proxy: Proxy;
beforeAll(async () => {
  server = await startTestServer();
  proxy = await startProxy(server.url);
  for (const username of ['ada', 'bob']) await server.register({ username });
});
afterAll(async () => {
  await proxy.close();
  await server.close();
});

const login = (session: Session, username: string) => session.login({ username, password });

function openApp() {
  const session = openSession({ at: proxy.url, clock: clientClock(server.clock) });
  const users: (string | undefined)[] = [];
  session.onUserChange((user) => users.push(user?.username));
  return { session, users };
}

/** An app with the recipe, and a query that stays mounted. */
function mount(session: Session) {
  const client = new ApolloClient({
    cache: new InMemoryCache(),
    link: ApolloLink.from([authLink(session), new HttpLink({ uri: `${proxy.url}/graphql` })]),
  });
  session.onUserChange(() => void client.resetStore().catch(() => undefined));
  const query = client.watchQuery<{ me: { username: string } | null }>({
    query: gql('query Mounted { me { id username } }'),
  });
  const failures: string[] = [];
  const subscription = query.subscribe(({ error }) => error && failures.push(error.message));
  return {
    client,
    failures,
    shown: () => query.getCurrentResult().data?.me?.username,
    isLoading: () => query.getCurrentResult().loading,
    unmount: () => subscription.unsubscribe(),
  };
}

describe('a change of the user', () => {
  test('is told for another user and for nobody, and not for the same one', async () => {
    const { session, users } = openApp();
    await session.resume();
    await login(session, 'ada');
    await session.refresh();
    await session.reauthenticate({ password });
    await login(session, 'ada');
    expect(users).toEqual(['ada']);
    await login(session, 'bob');
    await session.logout();
    await session.logout();
    expect(users).toEqual(['ada', 'bob', undefined]);
  });

  test('is told when the session has ended, and not for what a page finds', async () => {
    const { session, users } = openApp();
    await login(session, 'ada');
    expect(users).toEqual([]);
    await server.send('mutation { logout }', {}, { token: (await session.accessToken()) ?? '' });
    server.clock.advance(900);
    await session.accessToken();
    expect(users).toEqual([undefined]);
  });

  test('finds the next user settled', async () => {
    const { session } = openApp();
    await login(session, 'ada');
    const seen: unknown[] = [];
    session.onUserChange(() => seen.push([session.state(), session.usableToken()]));
    const user = await login(session, 'bob');
    expect(seen).toEqual([[{ status: 'signedIn', user }, await session.accessToken()]]);
  });

  test('is told no more to a listener that stops', async () => {
    const { session } = openApp();
    await login(session, 'ada');
    const seen: unknown[] = [];
    session.onUserChange((user) => seen.push(user))();
    await session.logout();
    expect(seen).toEqual([]);
  });
});

describe('with Apollo Client, a mounted query', () => {
  test('shows what the next user may see, and nothing of the last one', async () => {
    const { session } = openApp();
    await login(session, 'ada');
    const app = mount(session);
    await expect.poll(app.shown).toBe('ada');
    await login(session, 'bob');
    await expect.poll(app.shown).toBe('bob');
    expect(JSON.stringify(app.client.extract())).not.toContain('ada');
    await session.logout();
    await expect.poll(app.isLoading).toBe(false);
    expect(app.shown()).toBeUndefined();
    expect(JSON.stringify(app.client.extract())).not.toContain('bob');
    app.unmount();
  });

  test('that is in flight goes on when the same user has other roles', async () => {
    const { session } = openApp();
    const { id } = await login(session, 'ada');
    let release = () => {};
    const held = new Promise<void>((resolve) => {
      release = resolve;
    });
    proxy.fault = (operation) => (operation === 'Mounted' ? held : undefined);
    proxy.passed.length = 0;
    const app = mount(session);
    await expect.poll(() => proxy.count('Mounted')).toBe(1);
    await server.withStorage(({ users }) => users.setRoles(id, ['editor']));
    await login(session, 'ada');
    expect(session.state()).toMatchObject({ user: { roles: ['editor'] } });
    release();
    proxy.fault = () => undefined;
    await expect.poll(app.shown).toBe('ada');
    expect(app.failures).toEqual([]);
    expect(proxy.count('Mounted')).toBe(1);
    app.unmount();
  });

  test('that is in flight for the last user ends as the next user’s', async () => {
    const { session } = openApp();
    await login(session, 'ada');
    let release = () => {};
    const held = new Promise<void>((resolve) => {
      release = resolve;
    });
    proxy.fault = (operation) => (operation === 'Mounted' ? held : undefined);
    proxy.passed.length = 0;
    const app = mount(session);
    await expect.poll(() => proxy.count('Mounted')).toBe(1);
    await login(session, 'bob');
    release();
    proxy.fault = () => undefined;
    await expect.poll(app.shown).toBe('bob');
    expect(JSON.stringify(app.client.extract())).not.toContain('ada');
    app.unmount();
  });
});

test('with urql, the next user has another client, and sees nothing of the last one', async () => {
  const { session } = openApp();
  const createClient = () =>
    new Client({
      url: `${proxy.url}/graphql`,
      exchanges: [cacheExchange, authExchange(authConfig(session)), fetchExchange],
      preferGetMethod: false,
    });
  let client = createClient();
  session.onUserChange(() => {
    client = createClient();
  });
  const shown = async () => {
    const { data } = await client.query<{ me: { username: string } | null }>(
      'query Mounted { me { id username } }',
      {},
    );
    return data?.me?.username;
  };
  await login(session, 'ada');
  expect([await shown(), await shown()]).toEqual(['ada', 'ada']);
  await login(session, 'bob');
  expect(await shown()).toBe('bob');
  await session.logout();
  expect(await shown()).toBeUndefined();
});
