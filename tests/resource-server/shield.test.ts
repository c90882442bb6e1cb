import { createRequire } from 'node:module';
import { makeExecutableSchema } from '@graphql-tools/schema';
import { graphql } from 'graphql';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';

const util = createRequire(import.meta.url)('node:util') as Record<string, unknown>;
const original = util['isUndefined'];

/** As in Node 23 and later, in whatever Node this runs. */
beforeEach(() => {
  vi.resetModules();
  Reflect.deleteProperty(util, 'isUndefined');
});
afterEach(() => {
  util['isUndefined'] = original;
});

describe('where Node has no util.isUndefined', () => {
  test.each([
    ['chain', true, true, { secret: 'open' }],
    ['chain', true, false, { secret: null }],
    ['race', false, true, { secret: 'open' }],
    ['race', false, false, { secret: null }],
  ] as const)('%s decides for rules that answer %s and %s', async (name, first, second, data) => {
    const kit = await import('../../src/resource-server/index.js');
    const answering = (title: string, answer: boolean) =>
      kit.rule(title, { cache: 'no_cache' })(() => (answer ? true : new Error('refused')));
    const rules = [answering('first', first), answering('second', second)] as const;

    const schema = kit.applyMiddleware(
      makeExecutableSchema({
        typeDefs: 'type Query { secret: String }',
        resolvers: { Query: { secret: () => 'open' } },
      }),
      kit.shield({ Query: { secret: kit[name](...rules) } }),
    );
    const result = await graphql({ schema, source: '{ secret }', contextValue: {} });
    expect(result.data).toEqual(data);
    expect(result.errors?.map(({ message }) => message) ?? []).toEqual(
      data.secret === null ? ['refused'] : [],
    );
  });
});
