import { makeExecutableSchema } from '@graphql-tools/schema';
import { describe, expect, test } from 'vitest';
import {
  allOf,
  allow,
  applyMiddleware,
  isAuthenticated,
  rule,
  shield,
  type ShieldRule,
} from '../../src/resource-server/index.js';

const schema = makeExecutableSchema({
  typeDefs: `
    type Query { note(input: NoteInput): Note node: Node any: Any shade: Shade at: Time }
    interface Node { id: ID }
    type Note implements Node { id: ID text: String }
    union Any = Note
    input NoteInput { text: String }
    enum Shade { RED }
    scalar Time
  `,
});

const noRules = [undefined, null, true, () => true, 'isAuthenticated', { resolve: () => true }];

type Tree = Parameters<typeof shield>[0];
const start = (tree: unknown, options?: Parameters<typeof shield>[1]) =>
  applyMiddleware(schema, shield(tree as Tree, options));

describe.each([
  ['allow', { fallbackRule: allow }],
  ['its default', undefined],
  ['a rule', { fallbackRule: isAuthenticated }],
])('with %s as the fallback', (_what, options) => {
  test.each([
    ['Node', 'an interface'],
    ['Any', 'a union'],
    ['NoteInput', 'an input'],
    ['Shade', 'an enum'],
    ['Time', 'a scalar'],
    ['__Type', 'introspection'],
  ])('a rule on %s, which shield would never ask, is an error at start', (typeName, kind) => {
    for (const rules of [isAuthenticated, { id: isAuthenticated }, { '*': allow }, {}]) {
      const begin = () => start({ Query: allow, [typeName]: rules }, options);
      expect(begin).toThrow(TypeError);
      expect(begin).toThrow(new RegExp(`${typeName} .*${kind}`));
    }
  });

  test.each([...noRules, { nested: isAuthenticated }])(
    'a field whose rule is %o does not open its type: it is an error at start',
    (value) => {
      const begin = () => start({ Note: { id: isAuthenticated, text: value } }, options);
      expect(begin).toThrow(/Note\.text/);
    },
  );

  test.each([...noRules, [isAuthenticated]])(
    'a type whose rules are %o is an error at start that names it',
    (value) => {
      expect(() => start({ Query: allow, Note: value }, options)).toThrow(/Note/);
    },
  );
});

test.each(noRules)(
  'a fallback rule that is %o is an error, and does not open everything',
  (fallbackRule) => {
    const options = { fallbackRule } as unknown as { fallbackRule: ShieldRule };
    expect(() => start({ Query: allow }, options)).toThrow(/fallbackRule/);
  },
);

test.each([undefined, null, true, [isAuthenticated]])('%o instead of rules is an error', (tree) => {
  expect(() => start(tree)).toThrow(TypeError);
});

test('rules on object types, on their fields and on everything are accepted', () => {
  const own = rule('own')(() => true);
  for (const tree of [
    isAuthenticated,
    {},
    { Query: {}, Note: isAuthenticated },
    { Query: { '*': own, note: allOf(isAuthenticated, own) }, Note: { text: own } },
  ]) {
    expect(() => start(tree)).not.toThrow();
  }
});
