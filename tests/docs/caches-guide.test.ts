import { rm, writeFile } from 'node:fs/promises';
import { gql, type InMemoryCache } from '@apollo/client';
import { Client, fetchExchange, gql as urqlDocument } from '@urql/core';
import type { cacheExchange } from '@urql/exchange-graphcache';
import { buildSchema, isObjectType } from 'graphql';
import type { Environment, FetchFunction } from 'relay-runtime';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { readTypeDefs } from '../../src/platform/package-folder.js';
import { readGuide } from '../support/guide.js';
import { createPackageFolder } from '../support/package-folder.js';
import { startTestServer, type TestServer } from '../support/test-server.js';

/** The code of the guide, as it is written. */
interface Guide {
  readonly cache: InMemoryCache;
  readonly exchange: ReturnType<typeof cacheExchange>;
  readonly createEnvironment: (fetchQuery: FetchFunction) => Environment;
}

let folder: string;
let guide: Guide;
let server: TestServer;
beforeAll(async () => {
  folder = await createPackageFolder();
  const blocks = [...readGuide('caches.md').matchAll(/^```ts\n([\s\S]*?)^```/gm)];
  const modules = blocks.map(async ([, code = ''], index) => {
    const file = `${folder}/cache-${index}.ts`;
    await writeFile(file, code);
    return (await import(file)) as Partial<Guide>;
  });
  guide = Object.assign({}, ...(await Promise.all(modules))) as Guide;
  server = await startTestServer();
});
afterAll(async () => {
  await rm(folder, { recursive: true });
  await server.close();
});

/** Two parts of a page that ask for different fields of the same objects. */
const first = '{ serverInfo { issuer lifetimes { session } limits { usernameMaxLength } } }';
const second = '{ serverInfo { cookieMode lifetimes { fresh } limits { textMaxLength } } }';

test('Apollo Client keeps what two queries read of objects without an id', async () => {
  const warned = vi.spyOn(console, 'warn').mockImplementation(() => undefined);
  for (const query of [first, second]) {
    const { data } = await server.send<Record<string, unknown>>(withTypenames(query));
    guide.cache.writeQuery({ query: gql(query), data });
  }
  for (const query of [first, second]) {
    expect(guide.cache.readQuery({ query: gql(query) })).toMatchObject({ serverInfo: {} });
  }
  expect(warned).not.toHaveBeenCalled();
  warned.mockRestore();
});

function withTypenames(query: string): string {
  return query.replace(/\{ (?=\w)/g, '{ __typename ');
}

test('urql keeps them too, and warns of nothing', async () => {
  const warned = vi.spyOn(console, 'warn').mockImplementation(() => undefined);
  const url = `${server.url}/graphql`;
  const client = new Client({
    url,
    preferGetMethod: false,
    exchanges: [guide.exchange, fetchExchange],
  });
  for (const query of [first, second]) await client.query(urqlDocument(query), {}).toPromise();
  for (const query of [first, second]) {
    const kept = client.readQuery<object>(urqlDocument(query), {});
    expect(kept?.data).toMatchObject({ serverInfo: {} });
  }
  expect(warned).not.toHaveBeenCalled();
  warned.mockRestore();
});

test('the keys for urql name every type without an id that a cache can meet', () => {
  const types = Object.values(buildSchema(readTypeDefs().join('\n')).getTypeMap());
  const roots = ['Query', 'Mutation', 'Subscription'];
  const keyless = types.filter(
    (type) =>
      isObjectType(type) &&
      !type.name.startsWith('__') &&
      !roots.includes(type.name) &&
      !('id' in type.getFields()),
  );
  const text = readGuide('caches.md');
  expect(keyless.filter(({ name }) => !text.includes(`${name}: embedded`))).toEqual([]);
});

describe('Relay', () => {
  const id = '01890a5d-ac96-774b-bcce-b302099a8057';
  const scalar = (name: string) => ({ kind: 'ScalarField', name, alias: null, args: null });
  const linked = (name: string, concreteType: string, ...fields: string[]) => ({
    kind: 'LinkedField',
    ...{ name, concreteType, alias: null, args: null, plural: false, storageKey: null },
    selections: fields.map(scalar),
  });
  const selections = [
    linked('me', 'User', '__typename', 'id', 'username'),
    linked('user', 'ManagedUser', '__typename', 'id', 'username'),
  ];
  /** As Relay's compiler writes it. */
  const request = {
    kind: 'Request',
    fragment: {
      ...{ kind: 'Fragment', name: 'Q', type: 'Query', metadata: null, abstractKey: null },
      ...{ argumentDefinitions: [], selections },
    },
    operation: { kind: 'Operation', name: 'Q', argumentDefinitions: [], selections },
    params: {
      id: null,
      cacheID: 'Q',
      name: 'Q',
      operationKind: 'query',
      metadata: {},
      text: '{ me }',
    },
  };

  test('tells User and ManagedUser apart, though they share an id', async () => {
    const { createOperationDescriptor, fetchQuery } = await import('relay-runtime');
    const data = {
      me: { __typename: 'User', id, username: 'ada' },
      user: { __typename: 'ManagedUser', id, username: 'ada as an administrator sees her' },
    };
    const environment = guide.createEnvironment(() => Promise.resolve({ data }));
    const warned = vi.spyOn(console, 'error').mockImplementation(() => undefined);
    await fetchQuery(environment, request as never, {}).toPromise();
    const operation = createOperationDescriptor(request as never, {});
    const release = environment.retain(operation);
    expect(environment.lookup(operation.fragment).data).toMatchObject(data);
    expect(warned).not.toHaveBeenCalled();
    release.dispose();
    warned.mockRestore();
  });
});
