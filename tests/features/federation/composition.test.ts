import { composeServices } from '@apollo/composition';
import { parse } from 'graphql';
import { afterEach, describe, expect, test } from 'vitest';
import { dataOf, refusalOf } from '../../support/graphql-client.js';
import { startTestServer, type TestServer } from '../../support/test-server.js';

let server: TestServer;
afterEach(() => server.close());

async function sdlOf(env: Record<string, string> = {}): Promise<string> {
  server = await startTestServer({ env: { SUBGRAPH: 'on', ...env } });
  const reply = await server.send<{ _service: { sdl: string } }>('{ _service { sdl } }');
  return dataOf(reply)._service.sdl;
}

/** What Federation says about Authgraph beside another subgraph. */
function composed(sdl: string, other: string) {
  const link = `extend schema @link(url: "https://specs.apollo.dev/federation/v2.5", import: ["@key", "@shareable"])`;
  const { errors = [], supergraphSdl } = composeServices([
    { name: 'authgraph', typeDefs: parse(sdl) },
    { name: 'other', typeDefs: parse(`${link}\n${other}`) },
  ]);
  return { errors: errors.map(({ message }) => message), supergraphSdl };
}

const pageInfo = `type PageInfo @shareable {
  hasNextPage: Boolean! hasPreviousPage: Boolean! startCursor: String endCursor: String
}`;

describe('composition', () => {
  test('beside a Relay subgraph, which has PageInfo and node too', async () => {
    const other = `${pageInfo}
      interface Node { id: ID! }
      type Note implements Node { id: ID! }
      type NoteConnection { edges: [NoteEdge!]! pageInfo: PageInfo! }
      type NoteEdge { node: Note! cursor: String! }
      type Query { node(id: ID!): Node notes: NoteConnection! }`;
    const sdl = await sdlOf();
    expect(composed(sdl, other).errors).toEqual([]);
  });

  test('beside scalars of the same names', async () => {
    const other = 'scalar DateTime scalar JSON type Query { now: DateTime! anything: JSON }';
    const sdl = await sdlOf();
    expect(composed(sdl, other).errors).toEqual([]);
  });

  const administration = `
    type AuditEvent { name: String! }
    enum OrderDirection { UP DOWN }
    input UserFilter { age: Int! }
    type Query { user(name: String!): String users: [String!]! auditEvents: [AuditEvent!]! order: OrderDirection }
    type Mutation { disableUser: Int inviteUser(name: String!): Int }`;

  test('beside names of the administration needs SUBGRAPH_ADMINISTRATION=off', async () => {
    const without = composed(await sdlOf({ SUBGRAPH_ADMINISTRATION: 'off' }), administration);
    expect(without.errors).toEqual([]);
    expect(without.supergraphSdl).toContain('me: User');
    await server.close();
    expect(composed(await sdlOf(), administration).errors.length).toBeGreaterThan(3);
  });
});

test('SUBGRAPH_ADMINISTRATION=off leaves nothing of the administration', async () => {
  const sdl = await sdlOf({ SUBGRAPH_ADMINISTRATION: 'off' });
  for (const name of ['ManagedUser', 'AuditEvent', 'Impersonation', 'UserFilter', 'PageInfo']) {
    expect(sdl).not.toMatch(new RegExp(`(type|input|enum) ${name}\\b`));
  }
  const reply = await server.send('{ users { pageInfo { hasNextPage } } }');
  expect(refusalOf(reply).code).toBe('GRAPHQL_VALIDATION_FAILED');
  expect(dataOf(await server.send('{ serverInfo { issuer } }'))).toBeDefined();
  const { accessToken: token } = await server.signUp();
  expect(dataOf(await server.send('{ me { username } }', {}, { token }))).toBeDefined();
});
