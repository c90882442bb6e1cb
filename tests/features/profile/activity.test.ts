import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { eventTypes } from '../../../src/app/facts.js';
import { typesOf } from '../../../src/features/profile/event-kinds.js';
import { signUpAdministrator } from '../../support/administrator.js';
import { eventsOf } from '../../support/audit-events.js';
import { databases } from '../../support/databases.js';
import { dataOf, goodPassword, refusalOf } from '../../support/graphql-client.js';
import { impersonate } from '../../support/impersonate.js';
import { basic, clientEntry, serviceClient } from '../../support/service-client.js';
import { startTestServer, type TestServer } from '../../support/test-server.js';

interface SecurityEvent {
  id: string;
  type: string;
  count: number;
  method: string | null;
  byAdministrator: boolean;
  sessionId: string | null;
  userAgent: string | null;
  ipAddress: string | null;
}
interface Events {
  edges: { node: SecurityEvent; cursor: string }[];
  pageInfo: { hasNextPage: boolean; endCursor: string | null };
}

const sidOf = (token: string) =>
  (JSON.parse(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString()) as { sid: string })
    .sid;

describe.each(databases)('what happened to one’s account, on $name', ({ name }) => {
  let server: TestServer;
  beforeAll(async () => {
    const env = { SERVICE_CLIENTS: clientEntry(serviceClient.id, serviceClient.secret) };
    server = await startTestServer({ database: name, env });
  });
  afterAll(() => server.close());

  const ask = (token: string, args = '') => {
    const fields = 'id type count method byAdministrator sessionId userAgent ipAddress';
    const text = `{ me { securityEvents${args} { edges { node { ${fields} } cursor } pageInfo { hasNextPage endCursor } } } }`;
    return server.send<{ me: { securityEvents: Events } }>(text, {}, { token });
  };
  const activityOf = async (token: string, args?: string) =>
    dataOf(await ask(token, args)).me.securityEvents;

  test('is listed, the latest first, with devices of one’s own sessions only', async () => {
    const { accessToken: root } = await signUpAdministrator(server);
    const { user } = await server.signUp('watched');
    const stranger = { headers: { 'user-agent': 'Stranger/1.0' } };
    await server.login('watched', 'a wrong passphrase', stranger);
    await impersonate(server, root, user.id);
    const own = { headers: { 'user-agent': 'Own/1.0' } };
    const { login } = dataOf(await server.login('watched', goodPassword, own));
    await server.signUp('somebody-else');

    await eventsOf(server, user.id, 5);
    const listed = await activityOf(login.accessToken);
    const byType = new Map(listed.edges.map(({ node }) => [node.type, node]));
    expect([...byType.keys()].sort()).toEqual([
      'login.failed',
      'login.new_device',
      'login.succeeded',
      'user.impersonated',
      'user.registered',
    ]);
    const [latest, before] = listed.edges.map(({ node }) => node);
    expect(latest).toMatchObject({ type: 'login.new_device', userAgent: 'Own/1.0' });
    expect(before).toMatchObject({ type: 'login.succeeded', userAgent: 'Own/1.0' });
    expect(byType.get('login.succeeded')?.ipAddress).toBe('127.0.0.1');
    for (const type of ['login.failed', 'user.impersonated']) {
      expect(byType.get(type)).toMatchObject({ userAgent: null, ipAddress: null, sessionId: null });
    }
    expect(byType.get('user.impersonated')?.byAdministrator).toBe(true);
  });

  test('hides who ended a session by its token: a thief, and a service', async () => {
    const { accessToken, refreshToken } = await server.signUp('stolen');
    const { login } = dataOf(await server.login('stolen'));
    const { refresh } = dataOf(await server.refresh(login.refreshToken));
    await server.refresh(refresh.refreshToken);
    const headers = { 'user-agent': 'Thief/1.0' };
    const text = 'mutation ($token: String!) { refresh(refreshToken: $token) { expiresIn } }';
    const stolen = await server.send(text, { token: login.refreshToken }, { headers });
    expect(refusalOf(stolen).reason).toBe('TOKEN_REUSED');
    const { login: current } = dataOf(await server.login('stolen'));
    const revoked = await fetch(`${server.url}/revoke`, {
      method: 'POST',
      headers: { authorization: basic(), 'user-agent': 'Service/1.0' },
      body: new URLSearchParams({ token: refreshToken }),
    });
    expect(revoked.status).toBe(200);

    const listed = await activityOf(current.accessToken);
    const ends = listed.edges.filter(({ node }) => node.type.startsWith('session.'));
    const sids = [accessToken, login.accessToken].map(sidOf);
    const nobody = { byAdministrator: false, userAgent: null, ipAddress: null };
    expect(ends.map(({ node }) => node)).toMatchObject([
      { type: 'session.ended', sessionId: sids[0], ...nobody },
      { type: 'session.token_reused', sessionId: sids[1], ...nobody },
    ]);
  });

  test('comes of one kind alone, a page at a time', async () => {
    const { user, accessToken } = await server.signUp('of-kinds');
    await server.login('of-kinds', 'a wrong passphrase');
    await server.login('of-kinds');
    await server.login('of-kinds');
    await eventsOf(server, user.id, 4);
    const typesOfKind = async (args: string) =>
      (await activityOf(accessToken, args)).edges.map(({ node }) => node.type);
    expect(await typesOfKind('(kind: ACCOUNT)')).toEqual(['user.registered']);
    expect(await typesOfKind('(kind: WAY_IN)')).toEqual([]);
    const signIns = await activityOf(accessToken, '(kind: SIGN_IN, first: 2)');
    expect(signIns.pageInfo.hasNextPage).toBe(true);
    const after = signIns.pageInfo.endCursor ?? '';
    const rest = await activityOf(accessToken, `(kind: SIGN_IN, after: "${after}")`);
    const types = [...signIns.edges, ...rest.edges].map(({ node }) => node.type);
    expect(types).toContain('login.failed');
    expect(types.every((type) => type.startsWith('login.'))).toBe(true);
    expect(rest.pageInfo.hasNextPage).toBe(false);
  });

  test('comes a page at a time, and cursors of other lists are refused', async () => {
    await server.signUp('paged');
    await server.login('paged');
    const { login } = dataOf(await server.login('paged'));
    const page = await activityOf(login.accessToken, '(first: 2)');
    expect(page.edges.map(({ node }) => node.type)).toEqual(['login.succeeded', 'login.succeeded']);
    expect(page.pageInfo.hasNextPage).toBe(true);
    const rest = await activityOf(login.accessToken, `(after: "${page.pageInfo.endCursor}")`);
    expect(rest.edges.map(({ node }) => node.type)).toEqual(['user.registered']);
    expect(rest.pageInfo.hasNextPage).toBe(false);

    const foreign = Buffer.from('event:019a0000').toString('base64url');
    expect(refusalOf(await ask(login.accessToken, `(after: "${foreign}")`)).reason).toBe(
      'CURSOR_INVALID',
    );
    expect(refusalOf(await ask(login.accessToken, '(first: 101)')).reason).toBe('PAGE_INVALID');
  });
});

/** What happens to no account, or to one that nobody has any more. */
const ofNoUser = [
  'client.refused',
  'delivery.retried',
  'keys.revoked',
  'keys.rotated',
  'user.deleted',
];

test('every event of an account is of one kind', () => {
  expect([...Object.values(typesOf).flat(), ...ofNoUser].sort()).toEqual(eventTypes);
});
