import { v7 as uuidv7 } from 'uuid';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { dataOf, refusalOf, type TokenPair } from '../support/graphql-client.js';
import { startTestServer, type TestServer } from '../support/test-server.js';

let server: TestServer;
let admin: TokenPair;
let ada: TokenPair;
let bob: TokenPair;
beforeAll(async () => {
  const hooks = {
    beforeRegister: ({ username }: { username: string }) =>
      username === 'grace' ? { roles: ['admin'] } : undefined,
  };
  server = await startTestServer({ hooks });
  admin = await server.signUp('grace');
  ada = await server.signUp('ada');
  bob = await server.signUp('bob');
});
afterAll(() => server.close());

const document = `query ($id: ID!) {
  node(id: $id) {
    __typename
    id
    ... on User { username email sessions { id } }
    ... on Session { current createdAt }
    ... on AuditEvent { type userId user { username } }
  }
}`;

type Node = Record<string, unknown> & { id: string; __typename: string };

function ask(id: string, { accessToken: token }: { accessToken: string }) {
  return server.send<{ node: Node | null }>(document, { id }, { token });
}

async function nodeOf(id: string, pair: TokenPair): Promise<Node | null> {
  return dataOf(await ask(id, pair)).node;
}

async function own({ accessToken: token }: TokenPair): Promise<{ id: string; sessions: Node[] }> {
  const reply = await server.send<{ me: { id: string; sessions: Node[] } }>(
    '{ me { id sessions { id } } }',
    {},
    { token },
  );
  return dataOf(reply).me;
}

async function lastEvent(): Promise<{ id: string; type: string }> {
  const reply = await server.send<{
    auditEvents: { edges: { node: { id: string; type: string } }[] };
  }>('{ auditEvents(first: 1) { edges { node { id type } } } }', {}, { token: admin.accessToken });
  const [edge] = dataOf(reply).auditEvents.edges;
  if (edge === undefined) throw new Error('there is no event');
  return edge.node;
}

describe('node(id:)', () => {
  test('gives the caller their own account and sessions', async () => {
    const { id, sessions } = await own(ada);
    expect(await nodeOf(id, ada)).toMatchObject({ __typename: 'User', id, username: 'ada' });
    const [session] = sessions;
    expect(await nodeOf(session?.id ?? '', ada)).toMatchObject({
      __typename: 'Session',
      id: session?.id,
      current: true,
    });
  });

  test('gives administrators events, and still no account of others', async () => {
    const event = await lastEvent();
    expect(await nodeOf(event.id, admin)).toMatchObject({ __typename: 'AuditEvent', ...event });
    expect(await nodeOf((await own(ada)).id, admin)).toBeNull();
  });

  test('hides what the caller may not read as if it were not there', async () => {
    const { id, sessions } = await own(bob);
    const event = await lastEvent();
    const ids = [id, sessions[0]?.id ?? '', event.id, uuidv7(), 'x', '', "' or 1=1", '\u0000'];
    for (const hidden of ids) expect(await nodeOf(hidden, ada)).toBeNull();
  });

  test('needs a valid token', async () => {
    const { id } = await own(ada);
    const anonymous = await server.send(document, { id });
    expect(refusalOf(anonymous)).toEqual({ code: 'UNAUTHENTICATED', reason: 'TOKEN_MISSING' });
    const forged = await ask(id, { accessToken: 'x' });
    expect(refusalOf(forged)).toEqual({ code: 'UNAUTHENTICATED', reason: 'TOKEN_INVALID' });
  });

  test('refuses an id that is too long before it looks for it', async () => {
    expect(refusalOf(await ask('a'.repeat(65), ada)).code).toBe('BAD_USER_INPUT');
  });

  test('gives no session that has ended', async () => {
    const other = dataOf(await server.login('bob')).login;
    const sessions = `{ me { sessions { id current } } }`;
    const reply = await server.send<{ me: { sessions: { id: string; current: boolean }[] } }>(
      sessions,
      {},
      { token: other.accessToken },
    );
    const id = dataOf(reply).me.sessions.find(({ current }) => current)?.id ?? '';
    expect(await nodeOf(id, bob)).toMatchObject({ id, current: false });
    await server.send('mutation { logout }', {}, { token: other.accessToken });
    expect(await nodeOf(id, bob)).toBeNull();
  });
});

describe('auditEvents', () => {
  const page = async (variables: Record<string, unknown>) => {
    const reply = await server.send<{
      auditEvents: {
        edges: { cursor: string; node: { id: string } }[];
        pageInfo: { hasNextPage: boolean; hasPreviousPage: boolean };
      };
    }>(
      `query ($first: Int, $last: Int, $after: String, $before: String) {
        auditEvents(first: $first, last: $last, after: $after, before: $before) {
          edges { cursor node { id } } pageInfo { hasNextPage hasPreviousPage }
        }
      }`,
      variables,
      { token: admin.accessToken },
    );
    return reply;
  };

  test('can be read backwards, in the same order', async () => {
    for (let count = 0; count < 3; count += 1) dataOf(await server.login('bob'));
    const all = dataOf(await page({ first: 100 })).auditEvents.edges;
    expect(all.length).toBeGreaterThan(3);
    const end = dataOf(await page({ last: 2 })).auditEvents;
    expect(end.edges).toEqual(all.slice(-2));
    expect(end.pageInfo).toEqual({ hasNextPage: false, hasPreviousPage: true });
    const before = all.at(-2)?.cursor;
    const earlier = dataOf(await page({ last: 1, before })).auditEvents;
    expect(earlier.edges).toEqual(all.slice(-3, -2));
    expect(earlier.pageInfo).toEqual({ hasNextPage: true, hasPreviousPage: true });
  });

  test('cannot be asked for both ends at once', async () => {
    expect(refusalOf(await page({ first: 1, last: 1 }))).toMatchObject({ reason: 'PAGE_INVALID' });
  });
});
