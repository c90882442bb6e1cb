import { makeExecutableSchema } from '@graphql-tools/schema';
import { graphql } from 'graphql';
import { beforeAll, describe, expect, test, vi } from 'vitest';
import type * as Kit from '../../src/resource-server/index.js';
import { createTestClock } from '../support/test-clock.js';
import { accessClaims, audience, createTestKey, forge, issuer } from '../jwt/forge.js';

/**
 * Two copies of the kit in one process: a bundle beside the package, or two versions of it. Each has its own class
 * `AuthError`. The context comes from one copy, and the rules from the other.
 */
let contextKit: typeof Kit;
let ruleKit: typeof Kit;
beforeAll(async () => {
  contextKit = await import('../../src/resource-server/index.js');
  vi.resetModules();
  ruleKit = await import('../../src/resource-server/index.js');
});

const clock = createTestClock();
const pair = createTestKey('HS256');

function contextOf(authorization: string | undefined, confirm?: () => Promise<never>) {
  const keys = { find: () => pair.verification };
  const verifier = contextKit.createAccessTokenVerifier({ keys, issuer, audience, clock });
  const options = confirm === undefined ? { verifier } : { verifier, confirm };
  return contextKit.createAuthContext(options)(authorization);
}

const rules = () => ({
  isAuthenticated: ruleKit.isAuthenticated,
  hasValidToken: ruleKit.hasValidToken,
  isNotImpersonated: ruleKit.isNotImpersonated,
  isFresh: ruleKit.isFresh({ maxAge: 300, clock }),
  hasAssurance: ruleKit.hasAssurance('aal1', { clock }),
  hasRole: ruleKit.hasRole('editor'),
  hasScope: ruleKit.hasScope('notes:read'),
  allOf: ruleKit.allOf(ruleKit.isAuthenticated, ruleKit.hasRole('editor')),
  anyOf: ruleKit.anyOf(ruleKit.hasRole('editor'), ruleKit.isAuthenticated),
});

async function opened(context: object): Promise<string[]> {
  const fields = rules();
  const names = Object.keys(fields);
  const schema = ruleKit.applyMiddleware(
    makeExecutableSchema({
      typeDefs: `type Query { ${names.map((name) => `${name}: String`).join(' ')} }`,
      resolvers: { Query: Object.fromEntries(names.map((name) => [name, () => 'open'])) },
    }),
    ruleKit.shield({ Query: fields }, { fallbackRule: ruleKit.deny, allowExternalErrors: true }),
  );
  const { data } = await graphql({
    schema,
    source: `{ ${names.join(' ')} }`,
    contextValue: context,
  });
  return names.filter((name) => data?.[name] === 'open');
}

const bearer = () =>
  `Bearer ${forge({ alg: 'HS256', typ: 'at+jwt', kid: 'k1' }, accessClaims(), pair.signing.key)}`;

describe('rules of another copy of the kit', () => {
  test('are of another class of errors', () => {
    expect(ruleKit.AuthError).not.toBe(contextKit.AuthError);
  });

  test('let nobody in without a token', async () => {
    expect(await opened(contextOf(undefined))).toEqual([]);
  });

  test('let nobody in with a forged token', async () => {
    expect(await opened(contextOf('Bearer forged'))).toEqual([]);
  });

  test('let nobody in whose session has ended', async () => {
    const ended = () => Promise.resolve(new contextKit.AuthError('TOKEN_REVOKED') as never);
    expect(await opened(contextOf(bearer(), ended))).toEqual(['hasValidToken']);
    const other = () => Promise.resolve(new ruleKit.AuthError('TOKEN_REVOKED') as never);
    expect(await opened(contextOf(bearer(), other))).toEqual(['hasValidToken']);
  });

  test('let nobody in for a "confirm" that gives nothing', async () => {
    const auth = { ...contextOf(bearer()).auth, confirm: () => Promise.resolve(undefined) };
    expect(await opened({ auth })).toEqual(['hasValidToken']);
  });

  test('let in who is signed in', async () => {
    expect(await opened(contextOf(bearer()))).toEqual(
      expect.arrayContaining(['isAuthenticated', 'hasAssurance']),
    );
  });
});
