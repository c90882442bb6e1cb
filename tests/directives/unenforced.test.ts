import { buildSubgraphSchema } from '@apollo/subgraph';
import { makeExecutableSchema } from '@graphql-tools/schema';
import {
  graphql,
  GraphQLObjectType,
  GraphQLSchema,
  GraphQLString,
  parse,
  type GraphQLFieldConfig,
} from 'graphql';
import { describe, expect, test } from 'vitest';
import {
  applyAuthDirectives,
  createAccessTokenVerifier,
  createAuthContext,
} from '../../src/directives/index.js';
import { audience, createTestKey, issuer, ringOf } from '../jwt/forge.js';

const verifier = createAccessTokenVerifier({ keys: ringOf(createTestKey()), issuer, audience });
const anonymous = () => createAuthContext({ verifier })(undefined);

const spec = 'https://specs.apollo.dev/federation/v2.9';
const subgraph = (link: string, types: string) =>
  buildSubgraphSchema({ typeDefs: parse(`extend schema @link(${link}) ${types}`) });

const everywhere =
  'SCHEMA | OBJECT | FIELD_DEFINITION | INTERFACE | UNION | INPUT_OBJECT | INPUT_FIELD_DEFINITION | ARGUMENT_DEFINITION | ENUM | ENUM_VALUE | SCALAR';
const definitions = `
  directive @authenticated on ${everywhere}
  directive @requiresScopes(scopes: [[String!]!]!) on ${everywhere}
  directive @requiresAssurance(acr: String!, maxAge: Int) on ${everywhere}
  directive @policy(policies: [[String!]!]!) on ${everywhere}
`;
const plain = (types: string) => makeExecutableSchema({ typeDefs: [definitions, types] });

describe('@policy, which nothing here enforces, is an error at start', () => {
  const policy = '@policy(policies: [["p"]])';
  test.each([
    ['a field', `type Query { a: String @authenticated b: String ${policy} }`, 'Query.b'],
    ['an object', `type Query { a: A @authenticated } type A ${policy} { b: String }`, 'A'],
    [
      'an interface',
      `type Query { a: String @authenticated } interface A ${policy} { b: String }`,
      'A',
    ],
    [
      'a field of an interface',
      `type Query { a: String @authenticated } interface A { b: String ${policy} }`,
      'A.b',
    ],
    ['an enum', `type Query { a: A @authenticated } enum A ${policy} { B }`, 'A'],
    ['a scalar', `type Query { a: A @authenticated } scalar A ${policy}`, 'A'],
    [
      'an extension',
      `type Query { a: String @authenticated } extend type Query ${policy}`,
      'Query',
    ],
    ['a field, alone', `type Query { a: String ${policy} }`, 'Query.a'],
  ])('on %s', (_what, types, where) => {
    expect(() => applyAuthDirectives(plain(types))).toThrow(`@policy on ${where} `);
  });

  test.each([
    ['imported', `url: "${spec}", import: ["@authenticated", "@policy"]`, 'policy'],
    ['renamed', `url: "${spec}", import: ["@authenticated", { name: "@policy", as: "@p" }]`, 'p'],
    ['not imported', `url: "${spec}", import: ["@authenticated"]`, 'federation__policy'],
    [
      'under the prefix of the link',
      `url: "${spec}", as: "fed", import: ["@authenticated"]`,
      'fed__policy',
    ],
  ])('%s by @link of a subgraph', (_what, link, name) => {
    const types = `type Query { a: String @authenticated b: String @${name}(policies: [["p"]]) }`;
    expect(() => applyAuthDirectives(subgraph(link, types))).toThrow(`@${name} on Query.b `);
  });

  test('in the extensions of a schema made in code', () => {
    const field = (directives: object): GraphQLFieldConfig<unknown, unknown> => ({
      type: GraphQLString,
      extensions: { directives },
    });
    const fields = { a: field({ authenticated: {} }), b: field({ policy: { policies: [['p']] } }) };
    const schema = new GraphQLSchema({ query: new GraphQLObjectType({ name: 'Query', fields }) });
    expect(() => applyAuthDirectives(schema)).toThrow('@policy on Query.b ');
  });
});

describe.each([
  '@authenticated',
  '@requiresScopes(scopes: [["a"]])',
  '@requiresAssurance(acr: "aal2")',
])('%s where it can guard no field is an error at start', (directive) => {
  test.each([
    ['a union', `union U ${directive} = A type A { b: String }`, 'U'],
    ['an input', `input I ${directive} { b: String }`, 'I'],
    ['a field of an input', `input I { b: String ${directive} }`, 'I.b'],
    ['an argument', `type A { b(c: String ${directive}): String }`, 'A.b(c:)'],
    ['an argument of an interface', `interface A { b(c: Int ${directive}): Int }`, 'A.b(c:)'],
    ['a value of an enum', `enum E { B ${directive} }`, 'E.B'],
    ['the schema', `schema ${directive} { query: Query }`, 'the schema'],
  ])('on %s', (_what, types, where) => {
    const schema = plain(`type Query { a: String @authenticated } ${types}`);
    const name = directive.replace(/\(.*/, '');
    expect(() => applyAuthDirectives(schema)).toThrow(`${name} on ${where} `);
  });
});

test.each([
  ['renamed', `url: "${spec}", import: [{ name: "@authenticated", as: "@signedIn" }]`, 'signedIn'],
  ['not imported', `url: "${spec}"`, 'federation__authenticated'],
  ['under the prefix of the link', `url: "${spec}", as: "fed"`, 'fed__authenticated'],
])('@authenticated that a subgraph has %s is in force', async (_what, link, name) => {
  const schema = applyAuthDirectives(subgraph(link, `type Query { a: String @${name} }`));
  const { errors } = await graphql({ schema, source: '{ a }', contextValue: anonymous() });
  expect(errors?.[0]?.extensions).toEqual({ code: 'UNAUTHENTICATED', reason: 'TOKEN_MISSING' });
});

test('a directive that is defined, and stands nowhere, is no mistake', () => {
  expect(() => applyAuthDirectives(plain('type Query { a: String @authenticated }'))).not.toThrow();
});
