import { makeExecutableSchema } from '@graphql-tools/schema';
import {
  graphql,
  GraphQLObjectType,
  GraphQLSchema,
  GraphQLString,
  parse,
  subscribe,
  type ExecutionResult,
} from 'graphql';
import { describe, expect, test } from 'vitest';
import {
  applyAuthDirectives,
  authDirectiveTypeDefs,
  AuthError,
  createAccessTokenVerifier,
  createAuthContext,
  type Principal,
} from '../../src/directives/index.js';
import { accessClaims, audience, createTestKey, forge, issuer, now, ringOf } from '../jwt/forge.js';
import { createTestClock } from '../support/test-clock.js';

const pair = createTestKey('HS256', 'k1');
const clock = createTestClock();
const verifier = createAccessTokenVerifier({ keys: ringOf(pair), issuer, audience, clock });
const bearer = (changes: Record<string, unknown> = {}) =>
  `Bearer ${forge({ alg: 'HS256', typ: 'at+jwt', kid: 'k1' }, accessClaims(changes), pair.signing.key)}`;

const typeDefs = /* GraphQL */ `
  type Query {
    open: String
    me: String @authenticated
    reads: String @requiresScopes(scopes: [["posts:read", "posts:write"]])
    either: String @requiresScopes(scopes: [["posts:delete"], ["posts:read"]])
    deletes: String @requiresScopes(scopes: [["posts:read", "posts:delete"]])
    both: String @authenticated @requiresScopes(scopes: [["posts:delete"]])
    secret: Secret
    secrets: [Secret!]
    strict: Strict
    node: Node
    shade: Shade
    key: Key
    note: Note
  }
  type Mutation {
    make: Secret
  }
  type Subscription {
    ticks: Int @authenticated
  }
  type Secret @authenticated {
    text: String
  }
  type Strict @authenticated {
    text: String @requiresScopes(scopes: [["posts:delete"]])
  }
  interface Node {
    id: ID @authenticated
    name: String
  }
  type Note implements Node {
    id: ID
    name: String
  }
  interface Owned @authenticated {
    owner: String
  }
  type Thing implements Owned {
    owner: String
    size: Int
  }
  extend type Query {
    thing: Thing
  }
  enum Shade @authenticated {
    RED
  }
  scalar Key @requiresScopes(scopes: [["posts:delete"]])
`;

let made = 0;
const thing = { owner: 'ada', size: 3 };
const resolvers = {
  Query: {
    open: () => 'open',
    me: () => 'open',
    reads: () => 'open',
    either: () => 'open',
    deletes: () => 'open',
    both: () => 'open',
    secret: () => ({ text: 'secret' }),
    secrets: () => [{ text: 'secret' }],
    strict: () => ({ text: 'secret' }),
    node: () => ({ __typename: 'Note', id: '1', name: 'note' }),
    note: () => ({ id: '1', name: 'note' }),
    shade: () => 'RED',
    key: () => 'key',
    thing: () => thing,
  },
  Mutation: {
    make() {
      made += 1;
      return { text: 'made' };
    },
  },
  Subscription: {
    ticks: {
      async *subscribe() {
        await Promise.resolve();
        yield { ticks: 1 };
      },
    },
  },
};

const schema = applyAuthDirectives(
  makeExecutableSchema({ typeDefs: [authDirectiveTypeDefs, typeDefs], resolvers }),
);

async function ask(source: string, authorization?: string, confirm?: () => Promise<Principal>) {
  const contextValue =
    confirm === undefined
      ? createAuthContext({ verifier })(authorization)
      : createAuthContext({ verifier, confirm })(authorization);
  return graphql({ schema, source, contextValue });
}

function refusalsOf({ errors = [] }: ExecutionResult) {
  return Object.fromEntries(
    errors.map(({ path = [], extensions }) => [
      path.join('.'),
      `${String(extensions['code'])} ${String(extensions['reason'])}`,
    ]),
  );
}

const missing = 'UNAUTHENTICATED TOKEN_MISSING';
const scope = 'FORBIDDEN SCOPE_REQUIRED';

describe('@authenticated', () => {
  test('refuses whoever has no token, with code and reason, and leaves the rest open', async () => {
    const result = await ask('{ open me }');
    expect(result.data).toEqual({ open: 'open', me: null });
    expect(refusalsOf(result)).toEqual({ me: missing });
  });

  test('refuses an expired token with its reason', async () => {
    const result = await ask('{ open me }', bearer({ exp: now }));
    expect(refusalsOf(result)).toEqual({ me: 'UNAUTHENTICATED TOKEN_EXPIRED' });
  });

  test('lets a valid token in', async () => {
    expect(await ask('{ me secret { text } }', bearer())).toEqual({
      data: { me: 'open', secret: { text: 'secret' } },
    });
  });

  test('at a type protects every field that returns it, before it is resolved', async () => {
    const result = await ask('mutation { make { __typename text } }');
    expect(refusalsOf(result)).toEqual({ make: missing });
    expect(made).toBe(0);
    const query = await ask('{ secret { __typename } secrets { text } shade }');
    expect(refusalsOf(query)).toEqual({ secret: missing, secrets: missing, shade: missing });
  });

  test('at an interface or its field protects the types that implement it', async () => {
    const result = await ask('{ node { id name } note { id name } thing { owner } }');
    expect(result.data).toMatchObject({
      node: { id: null, name: 'note' },
      note: { id: null, name: 'note' },
    });
    expect(refusalsOf(result)).toEqual({
      'node.id': missing,
      'note.id': missing,
      'thing.owner': missing,
    });
  });

  test('stops a subscription before it begins', async () => {
    const document = parse('subscription { ticks }');
    const anonymous = createAuthContext({ verifier })(undefined);
    const refused = await subscribe({ schema, document, contextValue: anonymous });
    expect(refusalsOf(refused as ExecutionResult)).toEqual({ ticks: missing });

    const contextValue = createAuthContext({ verifier })(bearer());
    const events = await subscribe({ schema, document, contextValue });
    if (!(Symbol.asyncIterator in events)) throw new Error('expected events');
    expect((await events.next()).value).toEqual({ data: { ticks: 1 } });
  });

  test('tells an outage as SERVICE_UNAVAILABLE', async () => {
    const result = await ask('{ me }', bearer(), () => Promise.reject(new Error('ECONNREFUSED')));
    expect(refusalsOf(result)).toEqual({ me: 'SERVICE_UNAVAILABLE DATABASE_UNAVAILABLE' });
  });
});

describe('@requiresScopes', () => {
  test('needs every scope of one of its lists', async () => {
    const result = await ask('{ reads either deletes key }', bearer());
    expect(result.data).toEqual({ reads: 'open', either: 'open', deletes: null, key: null });
    expect(refusalsOf(result)).toEqual({ deletes: scope, key: scope });
  });

  test('needs a token, although @authenticated does not stand there', async () => {
    expect(refusalsOf(await ask('{ reads }'))).toEqual({ reads: missing });
  });

  test('counts besides what stands at the type and the field', async () => {
    const result = await ask('{ both strict { text } }', bearer());
    expect(refusalsOf(result)).toEqual({ both: scope, 'strict.text': scope });
    const allowed = await ask('{ both strict { text } }', bearer({ scope: 'posts:delete' }));
    expect(allowed).toEqual({ data: { both: 'open', strict: { text: 'secret' } } });
  });

  test.each(['[]', '[[]]', '[["a"], []]', '[[""]]'])('with %s is a mistake', (scopes) => {
    const wrong = `type Query { a: String @requiresScopes(scopes: ${scopes}) }`;
    const executable = makeExecutableSchema({ typeDefs: [authDirectiveTypeDefs, wrong] });
    expect(() => applyAuthDirectives(executable)).toThrow('Query.a');
  });
});

test('directives of a federated schema count under full names, without a definition', async () => {
  const federated = applyAuthDirectives(
    makeExecutableSchema({
      typeDefs: `type Query { me: String @federation__authenticated
        reads: String @federation__requiresScopes(scopes: [["posts:delete"]]) }
        directive @federation__authenticated on FIELD_DEFINITION
        directive @federation__requiresScopes(scopes: [[S!]!]!) on FIELD_DEFINITION
        scalar S`,
    }),
  );
  const contextValue = createAuthContext({ verifier })(bearer());
  const result = await graphql({ schema: federated, source: '{ me reads }', contextValue });
  expect(refusalsOf(result)).toEqual({ reads: scope });
  const anonymous = createAuthContext({ verifier })(undefined);
  const refused = await graphql({
    schema: federated,
    source: '{ me }',
    contextValue: anonymous,
  });
  expect(refusalsOf(refused)).toEqual({ me: missing });
});

test('a schema made in code has its directives in the extensions', async () => {
  const field = { type: GraphQLString, extensions: { directives: { authenticated: {} } } };
  const inCode = new GraphQLSchema({
    query: new GraphQLObjectType({ name: 'Query', fields: { me: field } }),
  });
  const contextValue = createAuthContext({ verifier })(undefined);
  const result = await graphql({
    schema: applyAuthDirectives(inCode),
    source: '{ me }',
    contextValue,
  });
  expect(refusalsOf(result)).toEqual({ me: missing });
});

test('a schema without any of the directives is a mistake: a step before has lost them', () => {
  const bare = makeExecutableSchema({ typeDefs: 'type Query { me: String }' });
  expect(() => applyAuthDirectives(bare)).toThrow(TypeError);
});

test('a context without "auth" refuses, and tells the developer what is missing', async () => {
  for (const contextValue of [undefined, {}]) {
    const { errors = [] } = await graphql({ schema, source: '{ me }', contextValue });
    expect(errors[0]?.message).toContain('createAuthContext');
  }
});

test('an error is the same class as that of the kit with the rules', async () => {
  const { AuthError: ofTheRules } = await import('../../src/resource-server/index.js');
  expect(AuthError).toBe(ofTheRules);
});
