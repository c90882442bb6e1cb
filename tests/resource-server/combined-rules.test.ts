import { ApolloServer } from '@apollo/server';
import { makeExecutableSchema } from '@graphql-tools/schema';
import { GraphQLError } from 'graphql';
import { applyMiddleware } from 'graphql-middleware';
import { rule, shield } from 'graphql-shield';
import { createYoga } from 'graphql-yoga';
import { describe, expect, test } from 'vitest';
import {
  allOf,
  allow,
  anyOf,
  AuthError,
  createAccessTokenVerifier,
  createAuthContext,
  deny,
  hasRole,
  hasScope,
  isAuthenticated,
  type AuthContext,
  type Principal,
  type ShieldRule,
} from '../../src/resource-server/index.js';
import { accessClaims, audience, createTestKey, forge, issuer, ringOf } from '../jwt/forge.js';
import { createTestClock } from '../support/test-clock.js';

const pair = createTestKey('HS256', 'k1');
const clock = createTestClock();
const verifier = createAccessTokenVerifier({ keys: ringOf(pair), issuer, audience, clock });
const header = `Bearer ${forge({ alg: 'HS256', typ: 'at+jwt', kid: 'k1' }, accessClaims(), pair.signing.key)}`;

type Confirm = (principal: Principal) => Promise<Principal | AuthError>;
const alive: Confirm = (principal) => Promise.resolve(principal);
const databaseIsDown: Confirm = () => Promise.reject(new Error('connect ECONNREFUSED 10.0.0.7'));

function schemaWith(field: ShieldRule) {
  const typeDefs = 'type Query { field(id: ID): String }';
  const resolvers = { Query: { field: () => 'open' } };
  const schema = makeExecutableSchema({ typeDefs, resolvers });
  return applyMiddleware(schema, shield({ Query: { field } }, { fallbackRule: deny }));
}

/** `open`, or code and reason of the refusal that a client gets. */
async function outcome(field: ShieldRule, confirm: Confirm = alive, query = '{ field(id: 1) }') {
  const server = new ApolloServer<AuthContext>({ schema: schemaWith(field) });
  const contextValue = createAuthContext({ verifier, confirm })(header);
  const { body } = await server.executeOperation({ query }, { contextValue });
  if (body.kind !== 'single') throw new Error('expected one result');
  const { data, errors = [] } = body.singleResult;
  const [error] = errors;
  if (error === undefined) return data?.['field'];
  return { code: error.extensions?.['code'], reason: error.extensions?.['reason'] };
}

let made = 0;
/** A rule of the application; what it depends on is its own affair. */
function own(decide: () => unknown): ShieldRule & { asked: () => number } {
  let asked = 0;
  const made_ = rule(`own${(made += 1)}`, { cache: 'strict' })(() => {
    asked += 1;
    return decide() as boolean;
  });
  return Object.assign(made_, { asked: () => asked });
}

const unavailable = { code: 'SERVICE_UNAVAILABLE', reason: 'DATABASE_UNAVAILABLE' };
const roleRequired = { code: 'FORBIDDEN', reason: 'ROLE_REQUIRED' };
const scopeRequired = { code: 'FORBIDDEN', reason: 'SCOPE_REQUIRED' };
const notAllowed = { code: 'FORBIDDEN', reason: 'NOT_ALLOWED' };

const thrower = () =>
  own(() => {
    throw new Error('the rule’s own database is down');
  });

describe('allOf', () => {
  test('opens when all of its rules do', async () => {
    expect(
      await outcome(
        allOf(
          isAuthenticated,
          hasRole('editor'),
          own(() => true),
        ),
      ),
    ).toBe('open');
  });

  test('refuses with the first refusal, and asks no rule after it', async () => {
    const last = own(() => true);
    expect(await outcome(allOf(isAuthenticated, hasScope('x'), hasRole('admin'), last))).toEqual(
      scopeRequired,
    );
    expect(last.asked()).toBe(0);
  });

  test('reads an outage as SERVICE_UNAVAILABLE', async () => {
    expect(await outcome(allOf(isAuthenticated, hasRole('admin')), databaseIsDown)).toEqual(
      unavailable,
    );
    expect(await outcome(allOf(hasRole('editor'), thrower()))).toEqual(unavailable);
  });
});

describe('anyOf', () => {
  test('opens when one of its rules does, and asks none after it', async () => {
    const last = own(() => false);
    expect(await outcome(anyOf(hasRole('admin'), hasScope('posts:read'), last))).toBe('open');
    expect(last.asked()).toBe(0);
  });

  test('refuses with the first refusal', async () => {
    expect(await outcome(anyOf(hasRole('admin'), hasScope('x')))).toEqual(roleRequired);
  });

  test('reads an outage as SERVICE_UNAVAILABLE, neither as a denial nor as consent', async () => {
    expect(
      await outcome(
        anyOf(
          own(() => false),
          hasRole('editor'),
        ),
        databaseIsDown,
      ),
    ).toEqual(unavailable);
    expect(await outcome(anyOf(thrower(), hasRole('admin')))).toEqual(unavailable);
    expect(await outcome(anyOf(hasRole('admin'), thrower(), hasScope('x')))).toEqual(unavailable);
  });

  test('opens in an outage by a rule that can be asked', async () => {
    expect(await outcome(anyOf(hasRole('editor'), allow), databaseIsDown)).toBe('open');
  });
});

describe('combinations', () => {
  test('stand in one another', async () => {
    const nested = allOf(isAuthenticated, anyOf(hasRole('admin'), allOf(hasScope('posts:read'))));
    expect(await outcome(nested)).toBe('open');
    expect(await outcome(anyOf(hasRole('admin'), allOf(thrower())))).toEqual(unavailable);
  });

  test('tell a plain false and a plain error of the application', async () => {
    expect(await outcome(allOf(own(() => false)))).toEqual(notAllowed);
    const own402 = new GraphQLError('Pay first.', {
      extensions: { code: 'PAY', reason: 'UNPAID' },
    });
    expect(await outcome(allOf(own(() => own402)))).toEqual({ code: 'PAY', reason: 'UNPAID' });
    expect(
      await outcome(
        anyOf(
          own(() => {
            throw own402;
          }),
        ),
      ),
    ).toEqual({ code: 'PAY', reason: 'UNPAID' });
  });

  test('tell the application’s AuthError, returned or thrown', async () => {
    const notFound = { code: 'NOT_FOUND', reason: 'POST_NOT_FOUND' } as const;
    const refusal = () => new AuthError({ ...notFound, message: 'Post not found.' });
    expect(await outcome(allOf(own(refusal)))).toEqual(notFound);
    const throwing = own(() => {
      throw refusal();
    });
    expect(await outcome(anyOf(throwing))).toEqual(notFound);
  });

  test('ask rules that depend on arguments for each field of a request anew', async () => {
    const odd = rule('odd', { cache: 'strict' })(
      (_parent, { id }: { id: string }) => Number(id) % 2 === 1,
    );
    const server = new ApolloServer<AuthContext>({ schema: schemaWith(anyOf(odd)) });
    const contextValue = createAuthContext({ verifier })(header);
    const query = '{ a: field(id: 1) b: field(id: 2) c: field(id: 3) }';
    const { body } = await server.executeOperation({ query }, { contextValue });
    expect(body).toMatchObject({ singleResult: { data: { a: 'open', b: null, c: 'open' } } });
  });

  test('of no rule at all are a mistake of the developer', () => {
    expect(() => allOf()).toThrow(TypeError);
    expect(() => anyOf()).toThrow(TypeError);
  });

  test('use rules that stand elsewhere, too', () => {
    const rules = { a: allOf(isAuthenticated), b: anyOf(isAuthenticated), c: isAuthenticated };
    expect(() => shield({ Query: rules })).not.toThrow();
  });
});

test('GraphQL Yoga, which masks unknown errors, lets refusals through', async () => {
  const contextOf = createAuthContext({ verifier, confirm: databaseIsDown });
  const yoga = createYoga<Record<string, unknown>, AuthContext>({
    schema: schemaWith(anyOf(isAuthenticated)),
    context: ({ request }) => contextOf(request.headers.get('authorization')),
    logging: false,
  });
  const ask = async (headers: Record<string, string>) => {
    const response = await yoga.fetch('http://notes.example/graphql', {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...headers },
      body: JSON.stringify({ query: '{ field }' }),
    });
    return (await response.json()) as unknown;
  };
  expect(await ask({})).toMatchObject({
    errors: [{ extensions: { code: 'UNAUTHENTICATED', reason: 'TOKEN_MISSING' } }],
  });
  const outage = await ask({ authorization: header });
  expect(outage).toMatchObject({ errors: [{ extensions: unavailable }] });
  expect(JSON.stringify(outage)).not.toContain('ECONNREFUSED');
});

test('what caused a refusal is there for the log of the server', async () => {
  const server = new ApolloServer<AuthContext>({
    schema: schemaWith(isAuthenticated),
    formatError(formatted, error) {
      const cause = (error as GraphQLError).originalError?.cause as AuthError;
      return { ...formatted, message: (cause.cause as Error).message };
    },
  });
  const contextValue = createAuthContext({ verifier, confirm: databaseIsDown })(header);
  const { body } = await server.executeOperation({ query: '{ field }' }, { contextValue });
  expect(body).toMatchObject({
    singleResult: { errors: [{ message: 'connect ECONNREFUSED 10.0.0.7' }] },
  });
});
