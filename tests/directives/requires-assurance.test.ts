import { buildSubgraphSchema } from '@apollo/subgraph';
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
  assuranceDirectiveTypeDefs,
  authDirectiveTypeDefs,
  createAccessTokenVerifier,
  createAuthContext,
} from '../../src/directives/index.js';
import { accessClaims, audience, createTestKey, forge, issuer, now, ringOf } from '../jwt/forge.js';
import { createTestClock } from '../support/test-clock.js';

const pair = createTestKey('HS256', 'k1');
const clock = createTestClock();
const verifier = createAccessTokenVerifier({ keys: ringOf(pair), issuer, audience, clock });

function contextOf(changes?: Record<string, unknown>) {
  const header = { alg: 'HS256', typ: 'at+jwt', kid: 'k1' };
  const token = changes && forge(header, accessClaims(changes), pair.signing.key);
  return createAuthContext({ verifier })(token && `Bearer ${token}`);
}

const typeDefs = /* GraphQL */ `
  type Query {
    open: String
    two: String @requiresAssurance(acr: "aal2")
    now: String @requiresAssurance(acr: "aal1", maxAge: 300)
    explicit: String @requiresAssurance(acr: "aal1", maxAge: null)
    scoped: String @requiresAssurance(acr: "aal2") @requiresScopes(scopes: [["posts:delete"]])
    vault: Vault @requiresAssurance(acr: "aal1", maxAge: 60)
  }
  type Subscription {
    ticks: Int @requiresAssurance(acr: "phr")
  }
  type Vault @requiresAssurance(acr: "aal2", maxAge: 300) {
    text: String
  }
`;
const root = {
  ...{ open: 'open', two: 'open', now: 'open', explicit: 'open', scoped: 'open' },
  vault: { text: 'open' },
};
const schema = applyAuthDirectives(
  makeExecutableSchema({ typeDefs: [authDirectiveTypeDefs, typeDefs] }),
  { clock },
);

function refusalsOf({ errors = [] }: ExecutionResult) {
  return Object.fromEntries(
    errors.map(({ path = [], extensions }) => [path.join('.'), extensions]),
  );
}
async function ask(source: string, changes?: Record<string, unknown>) {
  return graphql({ schema, source, rootValue: root, contextValue: contextOf(changes) });
}
const stepUp = (acrValues: string[], maxAge: number | null = null) => ({
  ...{ code: 'UNAUTHENTICATED', reason: 'STEP_UP_REQUIRED' },
  stepUp: { acrValues, maxAge, methods: [] },
});

describe('@requiresAssurance', () => {
  test('refuses a request without a token, and leaves the rest open', async () => {
    const result = await ask('{ open two now explicit }');
    const missing = { code: 'UNAUTHENTICATED', reason: 'TOKEN_MISSING' };
    expect(result.data).toEqual({ open: 'open', two: null, now: null, explicit: null });
    expect(refusalsOf(result)).toEqual({ two: missing, now: missing, explicit: missing });
  });

  test('needs the level and the age, and says which would be enough', async () => {
    expect(await ask('{ two now explicit }', { acr: 'phr' })).toEqual({
      data: { two: 'open', now: 'open', explicit: 'open' },
    });
    const old = await ask('{ two now explicit }', { acr: 'aal1', auth_time: now - 301 });
    expect(refusalsOf(old)).toEqual({
      two: stepUp(['aal2', 'phr']),
      now: { code: 'UNAUTHENTICATED', reason: 'FRESH_LOGIN_REQUIRED' },
    });
  });

  test('refuses an unknown level, and an administrator as the user', async () => {
    expect(refusalsOf(await ask('{ explicit }', { acr: 'aal9' }))).toEqual({
      explicit: stepUp(['aal1', 'aal2', 'phr']),
    });
    expect(refusalsOf(await ask('{ explicit }', { acr: 'phr', act: { sub: 'root' } }))).toEqual({
      explicit: { code: 'FORBIDDEN', reason: 'IMPERSONATED' },
    });
  });

  test('asks for scopes first, which no step-up gives', async () => {
    const refusals = refusalsOf(await ask('{ scoped }', { acr: 'aal1' }));
    expect(refusals).toEqual({ scoped: { code: 'FORBIDDEN', reason: 'SCOPE_REQUIRED' } });
    const scope = 'posts:delete';
    expect(refusalsOf(await ask('{ scoped }', { acr: 'aal1', scope }))).toEqual({
      scoped: stepUp(['aal2', 'phr']),
    });
    expect(await ask('{ scoped }', { acr: 'aal2', scope })).toEqual({ data: { scoped: 'open' } });
  });

  test('on a field and on its type asks once for a proof that satisfies both', async () => {
    const weak = await ask('{ vault { text } }', { acr: 'aal1' });
    expect(refusalsOf(weak)).toEqual({ vault: stepUp(['aal2', 'phr'], 60) });
    const old = await ask('{ vault { text } }', { acr: 'aal2', auth_time: now - 61 });
    expect(refusalsOf(old)).toEqual({ vault: stepUp(['aal2', 'phr'], 60) });
    const good = await ask('{ vault { text } }', { acr: 'aal2', auth_time: now - 60 });
    expect(good).toEqual({ data: { vault: { text: 'open' } } });
  });

  test('stops a subscription before it begins', async () => {
    const document = parse('subscription { ticks }');
    const contextValue = contextOf({ acr: 'aal2' });
    const refused = await subscribe({ schema: withTicks(), document, contextValue });
    expect(refusalsOf(refused as ExecutionResult)).toEqual({ ticks: stepUp(['phr']) });
    expect(subscribed).toBe(0);
  });

  test.each(['acr: "aal3"', 'acr: ""', 'acr: "aal2", maxAge: 0', 'acr: "aal2", maxAge: -1'])(
    'with %s is a mistake at start',
    (args) => {
      const wrong = `type Query { a: String @requiresAssurance(${args}) }`;
      const executable = makeExecutableSchema({ typeDefs: [authDirectiveTypeDefs, wrong] });
      expect(() => applyAuthDirectives(executable)).toThrow('@requiresAssurance on Query.a');
    },
  );

  test.each([{}, { acr: null }, { acr: 'aal1', maxAge: '300' }, { acr: 'aal1', maxAge: 0.5 }])(
    'with %j in a schema made in code is a mistake at start',
    (requiresAssurance) => {
      const extensions = { directives: { requiresAssurance } };
      const fields = { a: { type: GraphQLString, extensions } };
      const inCode = new GraphQLSchema({ query: new GraphQLObjectType({ name: 'Query', fields }) });
      expect(() => applyAuthDirectives(inCode)).toThrow(TypeError);
    },
  );

  test('is in force in a subgraph, beside the directives of Federation', async () => {
    const link = `extend schema @link(url: "https://specs.apollo.dev/federation/v2.9", import: ["@authenticated"])`;
    const types = `type Query { me: String @authenticated two: String @requiresAssurance(acr: "aal2") }`;
    const subgraph = applyAuthDirectives(
      buildSubgraphSchema({ typeDefs: parse(`${link} ${assuranceDirectiveTypeDefs} ${types}`) }),
    );
    const contextValue = contextOf({ acr: 'aal1' });
    const result = await graphql({ schema: subgraph, source: '{ me two }', contextValue });
    expect(refusalsOf(result)).toEqual({ two: stepUp(['aal2', 'phr']) });
  });
});

let subscribed = 0;
function withTicks(): GraphQLSchema {
  const ticks = {
    async *subscribe() {
      subscribed += 1;
      await Promise.resolve();
      yield { ticks: 1 };
    },
  };
  const resolvers = { Subscription: { ticks } };
  return applyAuthDirectives(
    makeExecutableSchema({ typeDefs: [authDirectiveTypeDefs, typeDefs], resolvers }),
    { clock },
  );
}
