import { rm, writeFile } from 'node:fs/promises';
import { graphql, parse, type GraphQLSchema } from 'graphql';
import { buildSubgraphSchema } from '@apollo/subgraph';
import { afterAll, beforeAll, expect, test } from 'vitest';
import {
  applyMiddleware,
  createAccessTokenVerifier,
  createAuthContext,
} from '../../src/resource-server/index.js';
import { readGuide } from '../support/guide.js';
import { createPackageFolder } from '../support/package-folder.js';

const typeDefs = parse(`
  extend schema @link(url: "https://specs.apollo.dev/federation/v2.5", import: ["@key"])
  type Query { notes: [Note!] }
  type Note { text: String }
  type User @key(fields: "id") { id: ID! notes: [Note!] }
`);
const resolvers = {
  Query: { notes: () => [{ text: 'Buy milk' }] },
  User: { notes: () => [{ text: 'Buy milk' }] },
};

let folder: string;
let schema: GraphQLSchema;
beforeAll(async () => {
  folder = await createPackageFolder();
  const [, code = ''] =
    /^```ts\n\/\/ rules\.ts\n([\s\S]*?)^```/m.exec(readGuide('federation.md')) ?? [];
  const kit = new URL('../../src/resource-server/index.js', import.meta.url).pathname;
  await writeFile(`${folder}/rules.ts`, code.replace('authgraph/resource-server', kit));
  const { rules } = (await import(`${folder}/rules.ts`)) as { rules: never };
  schema = applyMiddleware(buildSubgraphSchema({ typeDefs, resolvers }), rules);
});
afterAll(() => rm(folder, { recursive: true }));

const authContext = createAuthContext({
  verifier: createAccessTokenVerifier({
    secret: 'kept in a store for secrets, all of it',
    issuer: 'https://auth.example',
    audience: 'authgraph',
  }),
});

function ask(source: string) {
  return graphql({ schema, source, contextValue: authContext(undefined) });
}

test('the rules of the guide let gateways read the schema of a shielded subgraph', async () => {
  const { data, errors } = await ask('{ _service { sdl } }');
  expect(errors).toBeUndefined();
  expect(JSON.stringify(data)).toContain('type User');
});

test('the rules of the guide resolve entities, and guard their fields', async () => {
  const { data, errors = [] } = await ask(
    '{ _entities(representations: [{ __typename: "User", id: "1" }]) { ... on User { id notes { text } } } notes { text } }',
  );
  expect(data).toEqual({ _entities: [{ id: '1', notes: null }], notes: null });
  expect(errors.map(({ extensions }) => extensions['reason'])).toEqual([
    'TOKEN_MISSING',
    'TOKEN_MISSING',
  ]);
});
