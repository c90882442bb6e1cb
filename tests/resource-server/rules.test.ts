import { ApolloServer } from '@apollo/server';
import { makeExecutableSchema } from '@graphql-tools/schema';
import type { GraphQLFormattedError } from 'graphql';
import { applyMiddleware } from 'graphql-middleware';
import { and, chain, or, race, shield } from 'graphql-shield';
import { describe, expect, test } from 'vitest';
import {
  allow,
  AuthError,
  createAccessTokenVerifier,
  createAuthContext,
  deny,
  hasRole,
  hasScope,
  hasValidToken,
  isAnonymousOrAuthenticated,
  isAuthenticated,
  isFresh,
  isNotImpersonated,
  type AuthContext,
  type Principal,
  type ShieldRule,
} from '../../src/resource-server/index.js';
import { accessClaims, audience, createTestKey, forge, issuer, now, ringOf } from '../jwt/forge.js';
import { createTestClock } from '../support/test-clock.js';

const pair = createTestKey('HS256', 'k1');
const clock = createTestClock();
const verifier = createAccessTokenVerifier({ keys: ringOf(pair), issuer, audience, clock });

/** An API of someone else: plain Apollo and shield, and no formatError that would mend anything. */
function createApi(
  fields: Record<string, ShieldRule>,
  confirm?: (principal: Principal) => Promise<Principal | AuthError>,
) {
  const typeDefs = `type Query { ${Object.keys(fields)
    .map((name) => `${name}: String`)
    .join(' ')} }`;
  const resolvers = {
    Query: Object.fromEntries(Object.keys(fields).map((name) => [name, () => 'open'])),
  };
  const rules = shield({ Query: fields }, { fallbackRule: deny });
  const schema = applyMiddleware(makeExecutableSchema({ typeDefs, resolvers }), rules);
  const server = new ApolloServer<Partial<AuthContext>>({
    schema,
    includeStacktraceInErrorResponses: false,
  });
  const contextOf =
    confirm === undefined
      ? createAuthContext({ verifier })
      : createAuthContext({ verifier, confirm });

  async function ask(query: string, context: Partial<AuthContext>) {
    const { body } = await server.executeOperation({ query }, { contextValue: context });
    if (body.kind !== 'single') throw new Error('expected one result');
    return body.singleResult;
  }
  return {
    ask,
    async outcomes(authorization: string | undefined): Promise<Record<string, unknown>> {
      const query = `{ ${Object.keys(fields).join(' ')} }`;
      const { data, errors = [] } = await ask(query, contextOf(authorization));
      const refused = errors.map((error) => [String(error.path?.[0]), error.extensions]);
      return { ...data, ...(Object.fromEntries(refused) as Record<string, unknown>) };
    },
  };
}

function bearer(changes: Record<string, unknown> = {}): string {
  return `Bearer ${forge({ alg: 'HS256', typ: 'at+jwt', kid: 'k1' }, accessClaims(changes), pair.signing.key)}`;
}

function unauthenticated(reason: string) {
  return { code: 'UNAUTHENTICATED', reason };
}

const fields = {
  me: isAuthenticated,
  logout: hasValidToken,
  hello: isAnonymousOrAuthenticated,
  fresh: isFresh({ maxAge: 300, clock }),
  editor: hasRole('admin', 'editor'),
  admin: hasRole('admin'),
  reads: hasScope('posts:read', 'posts:write'),
  deletes: hasScope('posts:read', 'posts:delete'),
  nobody: deny,
  anyone: allow,
};

describe('in a real Apollo Server', () => {
  test('code and reason of every denial arrive at a caller without a token', async () => {
    const missing = unauthenticated('TOKEN_MISSING');
    expect(await createApi(fields).outcomes(undefined)).toEqual({
      me: missing,
      logout: missing,
      hello: 'open',
      fresh: missing,
      editor: missing,
      admin: missing,
      reads: missing,
      deletes: missing,
      nobody: { code: 'FORBIDDEN', reason: 'NOT_ALLOWED' },
      anyone: 'open',
    });
  });

  test('a good token opens what its roles, its scopes and its age allow', async () => {
    expect(await createApi(fields).outcomes(bearer())).toEqual({
      me: 'open',
      logout: 'open',
      hello: 'open',
      fresh: 'open',
      editor: 'open',
      admin: { code: 'FORBIDDEN', reason: 'ROLE_REQUIRED' },
      reads: 'open',
      deletes: { code: 'FORBIDDEN', reason: 'SCOPE_REQUIRED' },
      nobody: { code: 'FORBIDDEN', reason: 'NOT_ALLOWED' },
      anyone: 'open',
    });
  });

  test('an expired token is told as expired by every rule that looks at tokens', async () => {
    const expired = unauthenticated('TOKEN_EXPIRED');
    const { nobody, anyone, ...others } = await createApi(fields).outcomes(bearer({ exp: now }));
    for (const outcome of Object.values(others)) expect(outcome).toEqual(expired);
    expect(nobody).toEqual({ code: 'FORBIDDEN', reason: 'NOT_ALLOWED' });
    expect(anyone).toBe('open');
  });

  test('a token whose session has ended is good for signing out, and for nothing else', async () => {
    const api = createApi(fields, () => Promise.resolve(new AuthError('TOKEN_REVOKED')));
    const revoked = unauthenticated('TOKEN_REVOKED');
    expect(await api.outcomes(bearer())).toMatchObject({
      me: revoked,
      logout: 'open',
      hello: revoked,
      fresh: revoked,
      editor: revoked,
      reads: revoked,
      anyone: 'open',
    });
  });

  test.each([
    ['an error of its driver', new Error('connect ECONNREFUSED 10.0.0.7:5432')],
    ['our own error', new AuthError('DATABASE_UNAVAILABLE', { retryAfter: 1 })],
  ])(
    'a database that fails with %s is SERVICE_UNAVAILABLE, not "Not Authorised"',
    async (_what, fault) => {
      const api = createApi({ me: isAuthenticated, admin: hasRole('admin') }, () =>
        Promise.reject(fault),
      );
      const context = createAuthContext({ verifier, confirm: () => Promise.reject(fault) })(
        bearer(),
      );
      const { data, errors = [] } = await api.ask('{ me admin }', context);

      expect(data).toEqual({ me: null, admin: null });
      for (const { message, extensions } of errors as GraphQLFormattedError[]) {
        expect(extensions).toEqual({
          code: 'SERVICE_UNAVAILABLE',
          reason: 'DATABASE_UNAVAILABLE',
          retryAfter: 1,
        });
        expect(message).toMatch(/Try again shortly/);
        expect(message).not.toMatch(/Not Authorised|ECONNREFUSED/);
      }
      expect(errors).toHaveLength(2);
    },
  );

  test('many fields and many rules of one request make one live check', async () => {
    let checks = 0;
    const api = createApi(fields, (principal) => {
      checks += 1;
      return Promise.resolve(principal);
    });
    await api.outcomes(bearer());
    expect(checks).toBe(1);
  });

  test('the roles of the live check count, not those of the token', async () => {
    const demote = (principal: Principal) => Promise.resolve({ ...principal, roles: [] });
    const api = createApi({ editor: hasRole('editor') }, demote);
    expect(await api.outcomes(bearer())).toEqual({
      editor: { code: 'FORBIDDEN', reason: 'ROLE_REQUIRED' },
    });
  });

  test('rules of one kind with different arguments never share a cached answer', async () => {
    const api = createApi({
      a: hasRole('editor'),
      b: hasRole('admin'),
      c: hasScope('posts:read'),
      d: hasScope('x'),
      e: hasRole('editor'),
    });
    const context = createAuthContext({ verifier })(bearer());
    const forwards = await api.ask('{ a b c d e }', context);
    const backwards = await api.ask('{ e d c b a }', createAuthContext({ verifier })(bearer()));
    const open = { a: 'open', b: null, c: 'open', d: null, e: 'open' };
    expect(forwards.data).toEqual(open);
    expect(backwards.data).toEqual(open);
  });

  test('names no two rules alike, so that the same role can stand at many fields', () => {
    expect(() =>
      createApi({
        a: hasRole('admin'),
        b: hasRole('admin'),
        c: isFresh({ maxAge: 1 }),
        d: isFresh({ maxAge: 1 }),
      }),
    ).not.toThrow();
  });

  test('combined rules refuse with the first refusal, and with the last in a race', async () => {
    const api = createApi({
      both: and(hasRole('editor'), hasScope('posts:delete')),
      either: or(hasRole('admin'), hasScope('posts:read')),
      neither: or(hasRole('admin'), hasScope('posts:delete')),
      inTurn: chain(isAuthenticated, hasScope('posts:delete'), hasRole('admin')),
      anyInTurn: race(hasScope('posts:delete'), hasRole('admin')),
    });
    const [roleRequired, scopeRequired] = ['ROLE_REQUIRED', 'SCOPE_REQUIRED'].map((reason) => ({
      code: 'FORBIDDEN',
      reason,
    }));
    expect(await api.outcomes(bearer())).toEqual({
      both: scopeRequired,
      either: 'open',
      neither: roleRequired,
      inTurn: scopeRequired,
      anyInTurn: roleRequired,
    });
  });

  test('a field without a rule is denied by the fallback', async () => {
    const schema = applyMiddleware(
      makeExecutableSchema({ typeDefs: 'type Query { me: String forgotten: String }' }),
      shield({ Query: { me: isAuthenticated } }, { fallbackRule: deny }),
    );
    const server = new ApolloServer({ schema, includeStacktraceInErrorResponses: false });
    const contextValue = createAuthContext({ verifier })(bearer());
    const { body } = await server.executeOperation({ query: '{ forgotten }' }, { contextValue });
    expect(body).toMatchObject({
      singleResult: { errors: [{ extensions: { reason: 'NOT_ALLOWED' } }] },
    });
  });

  test('a context without "auth" denies, and tells the developer what is missing', async () => {
    const api = createApi(fields);
    const { data, errors = [] } = await api.ask('{ me admin logout hello nobody }', {});
    expect(data).toEqual({ me: null, admin: null, logout: null, hello: null, nobody: null });
    for (const { message } of errors) expect(message).toContain('createAuthContext');
  });
});

describe('isFresh', () => {
  test('isFresh is true up to "maxAge" seconds after the password, and then refuses', async () => {
    const api = createApi({ fresh: isFresh({ maxAge: 300, clock }) });
    expect(await api.outcomes(bearer({ auth_time: now - 300 }))).toEqual({ fresh: 'open' });
    expect(await api.outcomes(bearer({ auth_time: now - 301 }))).toEqual({
      fresh: unauthenticated('FRESH_LOGIN_REQUIRED'),
    });
  });
});

test('an administrator as a user passes by neither isFresh nor isNotImpersonated', async () => {
  const api = createApi({
    signedIn: isAuthenticated,
    own: isNotImpersonated,
    fresh: isFresh({ maxAge: 300, clock }),
  });
  const impersonated = { code: 'FORBIDDEN', reason: 'IMPERSONATED' };
  expect(await api.outcomes(bearer({ act: { sub: 'root' } }))).toEqual({
    signedIn: 'open',
    own: impersonated,
    fresh: impersonated,
  });
  expect(await api.outcomes(bearer())).toMatchObject({ own: 'open' });
});

test.each([
  ['hasRole without a role', () => hasRole()],
  ['hasScope without a scope', () => hasScope()],
  ['isFresh without an age', () => isFresh({ maxAge: Number.NaN })],
  ['isFresh with an age of 0', () => isFresh({ maxAge: 0 })],
])('%s is a mistake of the developer', (_what, make) => {
  expect(make).toThrow(TypeError);
});
