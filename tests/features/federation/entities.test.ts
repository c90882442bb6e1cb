import { isIntrospectionType, isObjectType } from 'graphql';
import { v7 as uuidv7 } from 'uuid';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { inputMaxima, type Services } from '../../../src/app/features.js';
import { createSubgraphSchema } from '../../../src/app/schema.js';
import { administrationFields, permissionsUnder } from '../../../src/app/permissions.js';
import { subgraphPermissions } from '../../../src/features/federation/subgraph.js';
import { dataOf, refusalOf, type TokenPair } from '../../support/graphql-client.js';
import { testPolicy } from '../../support/access-policy.js';
import { startTestServer, type TestServer } from '../../support/test-server.js';

const query = `query ($of: [_Any!]!) { _entities(representations: $of) { ... on User { id username } } }`;

let server: TestServer;
let reader: TokenPair;
let other: TokenPair;
beforeAll(async () => {
  const env = {
    SUBGRAPH: 'on',
    SUBGRAPH_USER_SCOPE: 'users:read',
    ROLE_SCOPES: '{"reader":["users:read"]}',
  };
  const hooks = {
    beforeRegister: ({ username }: { username: string }) =>
      username === 'reader' ? { roles: ['reader'] } : undefined,
  };
  server = await startTestServer({ env, hooks });
  reader = await server.signUp('reader');
  other = await server.signUp('other');
});
afterAll(() => server.close());

const resolve = (of: unknown[], { accessToken: token }: TokenPair) =>
  server.send<{ _entities: unknown[] }>(query, { of }, { token });

const user = (id: unknown) => ({ __typename: 'User', id });

describe('_entities', () => {
  test('answers each place of the list, whatever the others are', async () => {
    const reply = await resolve(
      [user(other.user.id), user(uuidv7()), user(reader.user.id), user(other.user.id)],
      reader,
    );
    expect(dataOf(reply)._entities).toEqual([
      { id: other.user.id, username: 'other' },
      null,
      { id: reader.user.id, username: 'reader' },
      { id: other.user.id, username: 'other' },
    ]);
  });

  test('wants the scope for others, and says so at their places', async () => {
    const reply = await resolve([user(other.user.id), user(reader.user.id)], other);
    expect(reply.data?._entities).toEqual([{ id: other.user.id, username: 'other' }, null]);
    expect(refusalOf(reply)).toEqual({ code: 'FORBIDDEN', reason: 'SCOPE_REQUIRED' });
    expect(reply.errors[0]?.path).toEqual(['_entities', 1]);
  });

  test('does not say who exists to whom has no scope', async () => {
    const known = await resolve([user(reader.user.id)], other);
    const unknown = await resolve([user(uuidv7())], other);
    expect(known.text).toBe(unknown.text);
  });

  test('knows no disabled account', async () => {
    const disabled = await server.signUp('disabled');
    await server.withStorage(({ users }) => users.setDisabledAt(disabled.user.id, 1));
    expect(dataOf(await resolve([user(disabled.user.id)], reader))._entities).toEqual([null]);
  });

  test.each([
    ['another type', { __typename: 'Session', id: '01890a5d-ac96-774b-bcce-b302099a8057' }],
    ['a made-up session', { __typename: 'Session', session: { id: 'x' }, current: true }],
    ['a made-up user', { __typename: 'User', user: { username: 'root' }, viewerSessionId: 'x' }],
    ['a type that is none', { __typename: '__proto__', id: 'x' }],
    ['no type', { id: '01890a5d-ac96-774b-bcce-b302099a8057' }],
    ['an id that is none', { __typename: 'User', id: "' OR 1=1" }],
    ['an id with a NUL', { __typename: 'User', id: '\0' }],
    ['a list for an id', { __typename: 'User', id: ['01890a5d-ac96-774b-bcce-b302099a8057'] }],
    ['a text', 'User'],
    ['a list', []],
  ])('refuses %s', async (_what, representation) => {
    const reply = await resolve([representation], reader);
    expect(refusalOf(reply)).toEqual({ code: 'BAD_USER_INPUT', reason: 'ENTITY_INVALID' });
    expect(reply.data?._entities).toEqual([null]);
  });

  test('resolves nothing for a session that has ended', async () => {
    const gone = await server.signUp('gone');
    dataOf(await server.send('mutation { logout }', {}, { token: gone.accessToken }));
    const reply = await resolve([user(gone.user.id)], gone);
    expect(refusalOf(reply)).toEqual({ code: 'UNAUTHENTICATED', reason: 'TOKEN_REVOKED' });
  });
});

describe('_service', () => {
  const sdl = '{ _service { sdl } }';

  test('tells the schema with the key of User, like introspection', async () => {
    const reply = await server.send<{ _service: { sdl: string } }>(sdl);
    expect(dataOf(reply)._service.sdl).toMatch(/type User\s+@key\(fields: "id"\)/);
  });

  test('is closed where introspection is', async () => {
    const closed = await startTestServer({ env: { SUBGRAPH: 'on', INTROSPECTION: 'off' } });
    const reply = await closed.send(sdl);
    expect(refusalOf(reply)).toEqual({ code: 'FORBIDDEN', reason: 'NOT_ALLOWED' });
    expect(reply.text).not.toContain('@key');
    await closed.close();
  });

  test('is not there without SUBGRAPH=on, nor is _entities', async () => {
    const plain = await startTestServer();
    for (const field of ['_service { sdl }', '_entities(representations: []) { __typename }']) {
      const reply = await plain.send(`{ ${field} }`);
      expect(reply.errors[0]?.extensions.code).toBe('GRAPHQL_VALIDATION_FAILED');
    }
    await plain.close();
  });
});

test.each([
  ['with', () => ({})],
  ['without', administrationFields],
] as const)('each field of a subgraph %s administration has one decision', async (_with, leave) => {
  const services = { accounts: {}, email: {}, sessions: {}, refreshTokens: {} } as Services;
  const directory = { findAll: () => Promise.resolve(new Map()) };
  const policy = testPolicy;
  const maxima = inputMaxima({ passwordMaxLength: 256, metadataMaxSize: 2048 });
  const options = { directory, userScope: undefined, introspection: false, leftOut: leave(policy) };
  const subgraph = await createSubgraphSchema(services, policy, maxima, options);
  const types = Object.values(subgraph.getTypeMap());
  const fieldsOfSchema = types.flatMap((type) =>
    isObjectType(type) && !isIntrospectionType(type)
      ? Object.keys(type.getFields()).map((field) => `${type.name}.${field}`)
      : [],
  );
  const table = subgraphPermissions(permissionsUnder(policy), subgraph, options);
  const fieldsOfTable = Object.entries(table).flatMap(([type, fields]) =>
    Object.keys(fields).map((field) => `${type}.${field}`),
  );
  expect(fieldsOfTable.sort()).toEqual(fieldsOfSchema.sort());
});
