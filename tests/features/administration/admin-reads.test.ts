import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { signUpAdministrator } from '../../support/administrator.js';
import { databases } from '../../support/databases.js';
import { dataOf, refusalOf, type TokenPair } from '../../support/graphql-client.js';
import { statementsOf } from '../../support/statements.js';
import { startTestServer, type TestServer } from '../../support/test-server.js';

interface Connection<Node> {
  edges: { node: Node; cursor: string }[];
  pageInfo: {
    hasNextPage: boolean;
    hasPreviousPage: boolean;
    startCursor: string | null;
    endCursor: string | null;
  };
}
interface Managed {
  id: string;
  username: string;
  sessions?: { id: string; current: boolean }[];
}
interface Event {
  type: string;
  userId: string | null;
  user: Managed | null;
  actor: Managed | null;
}

const pageInfo = 'pageInfo { hasNextPage hasPreviousPage startCursor endCursor }';
const roleRequired = { code: 'FORBIDDEN', reason: 'ROLE_REQUIRED' };

describe.each(databases)('administrators, on $name,', ({ name }) => {
  let server: TestServer;
  let admin: TokenPair;
  beforeAll(async () => {
    server = await startTestServer({ database: name });
    admin = await signUpAdministrator(server, 'ruth');
    for (const letter of ['c', 'A', 'e', 'B', 'd']) {
      server.clock.advance(1);
      await server.signUp(`list.${letter}`);
    }
  });
  afterAll(() => server.close());

  const users = (variables: Record<string, unknown>, token = admin.accessToken) =>
    server.send<{ users: Connection<Managed> }>(
      `query ($first: Int, $after: String, $last: Int, $before: String, $filter: UserFilter, $orderBy: UserOrder) {
        users(first: $first, after: $after, last: $last, before: $before, filter: $filter, orderBy: $orderBy) {
          edges { cursor node { id username } } ${pageInfo} } }`,
      variables,
      { token },
    );
  const pageOf = async (variables: Record<string, unknown>) => {
    const { users: page } = dataOf(await users(variables));
    return { ...page, names: page.edges.map(({ node }) => node.username) };
  };
  const events = async (variables: Record<string, unknown>) =>
    dataOf(
      await server.send<{ auditEvents: Connection<Event> }>(
        `query ($first: Int, $after: String, $filter: AuditEventFilter) {
          auditEvents(first: $first, after: $after, filter: $filter) { ${pageInfo} edges { cursor node {
            id at type userId user { username } actorId actor { username } sessionId userAgent ipAddress detail
          } } } }`,
        variables,
        { token: admin.accessToken },
      ),
    ).auditEvents;

  const only = { filter: { search: 'LIST.' } };
  const byName = { orderBy: { field: 'USERNAME', direction: 'ASC' } };

  test('see accounts, the latest first, and page through all of them', async () => {
    const first = await pageOf({ ...only, first: 2 });
    expect(first.names).toEqual(['list.d', 'list.B']);
    expect(first.pageInfo).toEqual({
      hasNextPage: true,
      hasPreviousPage: false,
      startCursor: first.edges[0]?.cursor,
      endCursor: first.edges[1]?.cursor,
    });
    const second = await pageOf({ ...only, first: 2, after: first.pageInfo.endCursor });
    const third = await pageOf({ ...only, first: 2, after: second.pageInfo.endCursor });
    expect([...second.names, ...third.names]).toEqual(['list.e', 'list.A', 'list.c']);
    expect(third.pageInfo).toMatchObject({ hasNextPage: false, hasPreviousPage: true });
  });

  test('see accounts in the order of their names, from either end', async () => {
    expect((await pageOf({ ...only, ...byName })).names).toEqual([
      'list.A',
      'list.B',
      'list.c',
      'list.d',
      'list.e',
    ]);
    const last = await pageOf({ ...only, ...byName, last: 2 });
    expect(last.names).toEqual(['list.d', 'list.e']);
    const before = { ...only, ...byName, last: 2, before: last.pageInfo.startCursor };
    expect((await pageOf(before)).names).toEqual(['list.B', 'list.c']);
  });

  test('see no account twice, and miss none, while accounts come and go', async () => {
    const order = { field: 'CREATED_AT', direction: 'ASC' };
    const first = await pageOf({ ...only, orderBy: order, first: 2 });
    server.clock.advance(1);
    await server.signUp('list.f');
    const cursorOwner = first.edges[1]?.node.id ?? '';
    await server.withStorage(({ users: store }) => store.delete(cursorOwner));
    const rest = await pageOf({ ...only, orderBy: order, after: first.pageInfo.endCursor });
    expect(rest.names).toEqual(['list.e', 'list.B', 'list.d', 'list.f']);
  });

  test.each([
    [{ first: 101 }, 'PAGE_INVALID'],
    [{ first: 0 }, 'PAGE_INVALID'],
    [{ first: 1, last: 1 }, 'PAGE_INVALID'],
    [{ after: 'junk' }, 'CURSOR_INVALID'],
    [{ before: '' }, 'CURSOR_INVALID'],
  ])('cannot list accounts by %j', async (variables, reason) => {
    expect(refusalOf(await users(variables))).toEqual({ code: 'BAD_USER_INPUT', reason });
  });

  test('find nothing on an empty page, and no cursors', async () => {
    const page = await pageOf({ filter: { search: '% no pattern *' } });
    expect(page.edges).toEqual([]);
    expect(page.pageInfo).toEqual({
      hasNextPage: false,
      hasPreviousPage: false,
      startCursor: null,
      endCursor: null,
    });
  });

  test('find accounts by role, state and time', async () => {
    expect((await pageOf({ filter: { role: 'admin' } })).names).toEqual(['ruth']);
    expect((await pageOf({ filter: { disabled: true } })).names).toEqual([]);
    expect((await pageOf({ filter: { emailVerified: true, role: null } })).names).toEqual([]);
    const created = new Date(server.clock.now()).toISOString();
    expect((await pageOf({ filter: { createdUntil: created, search: 'ruth' } })).names).toEqual([
      'ruth',
    ]);
    expect((await pageOf({ filter: { createdFrom: created, search: 'ruth' } })).names).toEqual([]);
  });

  test.each([
    '2026-02-31T00:00:00Z',
    '2026-01-01',
    '1',
    '',
    'yesterday',
    '2026-01-01T25:00:00Z',
    1,
  ])('are told that %j is no time', async (time) => {
    const { code } = refusalOf(await users({ filter: { createdFrom: time } }));
    expect(code).toBe('BAD_USER_INPUT');
  });

  test('see one account whole, by its id', async () => {
    const { user } = dataOf(
      await server.register({ username: 'whole', email: 'whole@example.com' }),
    ).register;
    await server.withStorage(({ profiles }) =>
      profiles.setPrivateMetadata(user.id, { remark: 'vip' }),
    );
    const query = `query ($id: ID!) { user(id: $id) { id username displayName locale email emailVerified roles
      createdAt disabledAt publicMetadata privateMetadata sessions { current userAgent } } }`;
    const found = await server.send<{ user: unknown }>(
      query,
      { id: user.id },
      { token: admin.accessToken },
    );
    expect(dataOf(found).user).toEqual({
      id: user.id,
      username: 'whole',
      displayName: null,
      locale: null,
      email: 'whole@example.com',
      emailVerified: false,
      roles: [],
      createdAt: new Date(server.clock.now()).toISOString(),
      disabledAt: null,
      publicMetadata: {},
      privateMetadata: { remark: 'vip' },
      sessions: [{ current: false, userAgent: 'node' }],
    });
    const missing = await server.send(query, { id: 'nobody' }, { token: admin.accessToken });
    expect(dataOf(missing)).toEqual({ user: null });
  });

  test('see their own session marked among all others', async () => {
    const query = '{ users { edges { node { username sessions { current } } } } }';
    const reply = await server.send<{ users: Connection<Managed> }>(
      query,
      {},
      { token: admin.accessToken },
    );
    const current = dataOf(reply).users.edges.filter(({ node }) =>
      node.sessions?.some((session) => session.current),
    );
    expect(current.map(({ node }) => node.username)).toEqual(['ruth']);
  });

  test('see security events, the latest first, with the accounts that still are', async () => {
    const { user, accessToken } = await server.signUp('eventful');
    server.clock.advance(60);
    await server.login('eventful', 'wrong wrong');
    dataOf(await server.send('mutation { deleteAccount }', {}, { token: accessToken }));
    const filter = { userId: user.id };
    const first = await events({ first: 2, filter });
    expect(first.edges.map(({ node }) => node.type)).toEqual(['user.deleted', 'login.failed']);
    expect(first.edges[0]?.node).toMatchObject({ userId: user.id, user: null, actor: null });
    const second = await events({ first: 2, filter, after: first.pageInfo.endCursor });
    expect(second.edges.map(({ node }) => node.type)).toEqual(['user.registered']);
    expect(second.pageInfo.hasNextPage).toBe(false);

    const failed = await events({ filter: { ...filter, types: ['login.failed'] } });
    expect(failed.edges).toHaveLength(1);
    const from = new Date(server.clock.now()).toISOString();
    expect((await events({ filter: { ...filter, from } })).edges).toHaveLength(2);
    expect((await events({ filter: { ...filter, until: from } })).edges).toHaveLength(1);
    const ofRuth = await events({ filter: { userId: admin.user.id } });
    expect(ofRuth.edges[0]?.node).toMatchObject({ user: { username: 'ruth' } });
  });

  test('are told that a type of event is none', async () => {
    const query = '{ auditEvents(filter: { types: ["login.faild"] }) { edges { cursor } } }';
    const reply = await server.send(query, {}, { token: admin.accessToken });
    expect(refusalOf(reply)).toEqual({ code: 'BAD_USER_INPUT', reason: 'FILTER_INVALID' });
    expect(reply.errors[0]?.message).toContain('login.failed');
  });

  test('ask the database for a page in as many statements as for one account', async () => {
    const query = `query ($first: Int) { users(first: $first) { edges { node {
      id sessions { id } again: sessions { id } privateMetadata } } } }`;
    const tables = ['users', 'sessions'];
    const read = (first: number) =>
      statementsOf(tables, () =>
        server.send<{ users: Connection<Managed> }>(query, { first }, { token: admin.accessToken }),
      );
    const [one, many] = [await read(1), await read(100)];
    expect(dataOf(many.result).users.edges.length).toBeGreaterThan(5);
    // Who asks, the page, the sessions, the private metadata.
    expect(many.statements).toHaveLength(4);
    expect(one.statements).toHaveLength(4);
  });

  test('accounts, sessions and events are read together, without a statement for each', async () => {
    const query = `query ($first: Int) {
      users(first: $first) { edges { node { id sessions { id impersonated } privateMetadata } } }
      auditEvents(first: $first) { edges { node {
        type user { username sessions { id } privateMetadata } actor { username sessions { id } } } } } }`;
    const tables = ['users', 'sessions', 'audit_events'];
    const read = async (first: number) => {
      const { result, statements } = await statementsOf(tables, () =>
        server.send<{ users: Connection<Managed>; auditEvents: Connection<Event> }>(
          query,
          { first },
          { token: admin.accessToken },
        ),
      );
      return { ...dataOf(result), statements };
    };
    const [few, many] = [await read(1), await read(50)];
    expect(many.users.edges.length).toBeGreaterThan(5);
    expect(many.auditEvents.edges.length).toBeGreaterThan(5);
    // Who asks, two pages, the accounts of the events; sessions and private metadata of the one and the other.
    expect(few.statements.length).toBeLessThanOrEqual(8);
    expect(many.statements.length).toBeLessThanOrEqual(8);
  });

  test('ask the database for the accounts of many events in one statement', async () => {
    const query =
      '{ auditEvents(first: 100) { edges { node { user { username } actor { id } } } } }';
    const { result, statements } = await statementsOf(['users', 'sessions', 'audit_events'], () =>
      server.send<{ auditEvents: Connection<Event> }>(query, {}, { token: admin.accessToken }),
    );
    const named = dataOf(result).auditEvents.edges.filter(({ node }) => node.user !== null);
    expect(named.length).toBeGreaterThan(5);
    // Who asks, the page, the accounts.
    expect(statements).toHaveLength(3);
  });

  describe.each([
    '{ users { edges { node { id } } } }',
    `{ user(id: "x") { id privateMetadata } }`,
    '{ auditEvents { edges { node { id } } } }',
  ])('%s', (query) => {
    test('is for nobody else', async () => {
      const { accessToken } = await server.signUp();
      expect(refusalOf(await server.send(query, {}, { token: accessToken }))).toEqual(roleRequired);
      expect(refusalOf(await server.send(query)).reason).toBe('TOKEN_MISSING');
    });

    test('ends at once with the role, and needs a sign-in to begin', async () => {
      const other = await signUpAdministrator(server);
      const ask = () => server.send(query, {}, { token: other.accessToken });
      dataOf(await ask());
      await server.withStorage(({ users: store }) => store.setRoles(other.user.id, []));
      expect(refusalOf(await ask())).toEqual(roleRequired);

      const promoted = await server.signUp();
      await server.withStorage(({ users: store }) => store.setRoles(promoted.user.id, ['admin']));
      const reply = await server.send(query, {}, { token: promoted.accessToken });
      expect(refusalOf(reply)).toEqual(roleRequired);
      await server.withStorage(({ users: store }) => store.setRoles(promoted.user.id, []));
    });
  });

  test('are the only ones who reach private metadata: no field of "me" leads there', async () => {
    const { accessToken } = await server.signUp();
    for (const query of ['{ me { privateMetadata } }', '{ me { id ...on ManagedUser { id } } }']) {
      const reply = await server.send(query, {}, { token: accessToken });
      expect(refusalOf(reply).code).toBe('GRAPHQL_VALIDATION_FAILED');
    }
  });
});

test('ADMIN_ROLE names another role, and the usual one then opens nothing', async () => {
  const server = await startTestServer({ env: { ADMIN_ROLE: 'users:admin' } });
  const query = '{ users { edges { node { username } } } }';
  const admin = await signUpAdministrator(server);
  dataOf(await server.send(query, {}, { token: admin.accessToken }));

  const { user } = await server.signUp('usual');
  await server.withStorage(({ users }) => users.setRoles(user.id, ['admin']));
  const { login } = dataOf(await server.login('usual'));
  expect(refusalOf(await server.send(query, {}, { token: login.accessToken }))).toEqual(
    roleRequired,
  );
  await server.close();
});
