import { makeExecutableSchema } from '@graphql-tools/schema';
import { graphql } from 'graphql';
import { describe, expect, test } from 'vitest';
import {
  applyMiddleware,
  AuthError,
  createAuthContext,
  deny,
  hasAssurance,
  shield,
  type AssuranceLevel,
} from '../../src/resource-server/index.js';
import * as ofWeb from '../../src/resource-server/web/index.js';
import { accessClaims, audience, createTestKey, forge, issuer, now } from '../jwt/forge.js';
import { createTestClock } from '../support/test-clock.js';
import { kits } from './kits.js';

const clock = createTestClock();
const pair = createTestKey('ES256', 'k1');
const { x, y, kty, crv } = pair.verification.key.export({ format: 'jwk' });
const jwks = { keys: [{ kty, crv, x, y, alg: 'ES256', use: 'sig', kid: 'k1' }] };

const fields = {
  aal1: hasAssurance('aal1', { clock }),
  aal2: hasAssurance('aal2', { clock }),
  phr: hasAssurance('phr', { clock }),
  aal1Now: hasAssurance('aal1', { clock, maxAge: 300 }),
  aal2Now: hasAssurance('aal2', { clock, maxAge: 300 }),
};
const names = Object.keys(fields);
const schema = applyMiddleware(
  makeExecutableSchema({
    typeDefs: `type Query { ${names.map((name) => `${name}: String`).join(' ')} }`,
    resolvers: { Query: Object.fromEntries(names.map((name) => [name, () => 'open'])) },
  }),
  shield({ Query: fields }, { fallbackRule: deny }),
);

function proof(acrValues: string[], maxAge: number | null = null) {
  const stepUp = { acrValues, maxAge, methods: [] };
  return { code: 'UNAUTHENTICATED', reason: 'STEP_UP_REQUIRED', stepUp };
}
const refused = {
  aal1: proof(['aal1', 'aal2', 'phr']),
  aal2: proof(['aal2', 'phr']),
  phr: proof(['phr']),
  aal1Now: proof(['aal1', 'aal2', 'phr'], 300),
  aal2Now: proof(['aal2', 'phr'], 300),
};
const open = Object.fromEntries(names.map((name) => [name, 'open']));
const stale = { code: 'UNAUTHENTICATED', reason: 'FRESH_LOGIN_REQUIRED' };
const impersonated = { code: 'FORBIDDEN', reason: 'IMPERSONATED' };
const { aal2, phr, aal2Now } = refused;
const all = (outcome: unknown) => Object.fromEntries(names.map((name) => [name, outcome]));

describe.each(kits)(
  'hasAssurance with $runtime',
  ({ createAccessTokenVerifier, createLocalKeys }) => {
    async function outcomes(authorization: string | undefined) {
      const keys = await createLocalKeys({ jwks });
      const verifier = createAccessTokenVerifier({ keys, issuer, audience, clock });
      const contextValue = await createAuthContext({ verifier })(authorization);
      const source = `{ ${names.join(' ')} }`;
      const { data, errors = [] } = await graphql({ schema, source, contextValue });
      const refusals = errors.map(({ path, extensions }) => [String(path?.[0]), extensions]);
      return { ...data, ...(Object.fromEntries(refusals) as Record<string, unknown>) };
    }
    const bearer = (changes: Record<string, unknown>) =>
      `Bearer ${forge({ alg: 'ES256', typ: 'at+jwt', kid: 'k1' }, accessClaims(changes), pair.signing.key)}`;

    const long = { auth_time: now - 301 };
    test.each([
      ['one factor', { acr: 'aal1', amr: ['pwd'] }, { ...open, aal2, phr, aal2Now }],
      [
        'one factor at the limit',
        { acr: 'aal1', auth_time: now - 300 },
        { ...open, aal2, phr, aal2Now },
      ],
      [
        'one factor long ago',
        { acr: 'aal1', ...long },
        { ...open, aal2, phr, aal1Now: stale, aal2Now },
      ],
      ['two factors', { acr: 'aal2', amr: ['pwd', 'otp', 'mfa'] }, { ...open, phr }],
      ['two factors at the limit', { acr: 'aal2', auth_time: now - 300 }, { ...open, phr }],
      ['two factors long ago', { acr: 'aal2', ...long }, { ...open, phr, aal1Now: stale, aal2Now }],
      ['a passkey', { acr: 'phr', amr: ['hwk', 'user', 'mfa'] }, open],
      ['a passkey long ago', { acr: 'phr', ...long }, { ...open, aal1Now: stale, aal2Now }],
      ['no level, of an earlier version', {}, { ...open, aal2, phr, aal2Now }],
      ['no level, long ago', long, { ...open, aal2, phr, aal1Now: stale, aal2Now }],
      ['methods alone', { amr: ['pwd', 'otp', 'mfa'] }, { ...open, aal2, phr, aal2Now }],
      ['a level of a later version', { acr: 'aal3' }, refused],
      ['a level in capitals', { acr: 'PHR' }, refused],
      ['an empty level', { acr: '' }, refused],
      [
        'an administrator as the user',
        { act: { sub: 'root' }, amr: [], auth_time: 0 },
        all(impersonated),
      ],
      ['an administrator with a level', { act: { sub: 'root' }, acr: 'phr' }, all(impersonated)],
    ])('judges a token of %s', async (_what, claims, expected) => {
      expect(await outcomes(bearer(claims))).toEqual(expected);
    });

    test('refuses a request without a token, and one with a level that is no text', async () => {
      const missing = { code: 'UNAUTHENTICATED', reason: 'TOKEN_MISSING' };
      expect(await outcomes(undefined)).toEqual(all(missing));
      const invalid = { code: 'UNAUTHENTICATED', reason: 'TOKEN_INVALID' };
      expect(await outcomes(bearer({ acr: 7 }))).toEqual(all(invalid));
    });
  },
);

test('hasAssurance refuses a session that has ended', async () => {
  const { createAccessTokenVerifier, createLocalKeys } = ofWeb;
  const verifier = createAccessTokenVerifier({
    keys: await createLocalKeys({ jwks }),
    ...{ issuer, audience, clock },
  });
  const confirm = () => Promise.resolve(new AuthError('TOKEN_REVOKED'));
  const header = { alg: 'ES256', typ: 'at+jwt', kid: 'k1' };
  const token = forge(header, accessClaims({ acr: 'phr' }), pair.signing.key);
  const contextValue = await ofWeb.createAuthContext({ verifier, confirm })(`Bearer ${token}`);
  const { errors = [] } = await graphql({ schema, source: '{ phr }', contextValue });
  expect(errors.map(({ extensions }) => extensions['reason'])).toEqual(['TOKEN_REVOKED']);
});

test('both entries have the same rule', () => {
  expect(ofWeb.hasAssurance).toBe(hasAssurance);
});

describe('hasAssurance', () => {
  test.each(['aal3', 'AAL1', '', 'length', undefined, null, 1])(
    'with the level %j is a mistake of the developer',
    (acr) => {
      expect(() => hasAssurance(acr as AssuranceLevel)).toThrow(TypeError);
    },
  );

  test.each([0, -1, 1.5, Number.NaN, Infinity, '300', null])(
    'with the age %j is a mistake of the developer',
    (maxAge) => {
      expect(() => hasAssurance('aal1', { maxAge: maxAge as number })).toThrow(TypeError);
    },
  );
});
