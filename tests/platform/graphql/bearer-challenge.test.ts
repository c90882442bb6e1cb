import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { AuthError } from '../../../src/index.js';
import { bearerChallenge } from '../../../src/platform/graphql/bearer-challenge.js';
import { startTestServer, type TestServer } from '../../support/test-server.js';

const stepUp = { acrValues: ['aal2', 'phr'], maxAge: 300, methods: ['totp'] };

let server: TestServer;
beforeAll(async () => {
  server = await startTestServer({
    hooks: {
      beforeRegister() {
        throw new AuthError('STEP_UP_REQUIRED', { stepUp });
      },
    },
  });
});
afterAll(() => server.close());

test('a proof that is too weak arrives as data and as a challenge of RFC 9470', async () => {
  const { status, headers, errors } = await server.register({ username: 'ada' });

  expect(status).toBe(200);
  expect(errors[0]?.extensions).toEqual({
    code: 'UNAUTHENTICATED',
    reason: 'STEP_UP_REQUIRED',
    stepUp,
  });
  expect(headers.get('www-authenticate')).toBe(
    'Bearer realm="authgraph", error="insufficient_user_authentication", error_description="STEP_UP_REQUIRED", acr_values="aal2 phr", max_age="300"',
  );
});

describe('a challenge', () => {
  const challengeOf = (extensions: Record<string, unknown>) =>
    bearerChallenge([{ message: 'no', extensions }], 600);
  const ofProof = (needed: unknown) =>
    challengeOf({ code: 'UNAUTHENTICATED', reason: 'STEP_UP_REQUIRED', stepUp: needed });
  const begin =
    'Bearer realm="authgraph", error="insufficient_user_authentication", error_description="STEP_UP_REQUIRED"';

  test('leaves out what is not asked for', () => {
    expect(ofProof({ ...stepUp, maxAge: null })).toBe(`${begin}, acr_values="aal2 phr"`);
    expect(ofProof({ ...stepUp, acrValues: [] })).toBe(`${begin}, max_age="300"`);
    expect(ofProof(undefined)).toBe(begin);
  });

  test.each(['"', '\\', 'a b', 'a\r\nset-cookie: x', 'é', '', 7, null])(
    'leaves out %j, which no header holds as it is',
    (level) => {
      const needed = { acrValues: [level, 'urn:x:aal2'], maxAge: null };
      expect(ofProof(needed)).toBe(`${begin}, acr_values="urn:x:aal2"`);
    },
  );

  test.each([Number.NaN, Infinity, -1, 0.5, '300'])('leaves out %j for an age', (maxAge) => {
    expect(ofProof({ acrValues: [], maxAge })).toBe(begin);
  });

  test('of age alone has the age of the configuration', () => {
    expect(challengeOf({ code: 'UNAUTHENTICATED', reason: 'FRESH_LOGIN_REQUIRED' })).toBe(
      'Bearer realm="authgraph", error="insufficient_user_authentication", error_description="FRESH_LOGIN_REQUIRED", max_age="600"',
    );
  });

  test('asks for no proof where another thing is wrong', () => {
    expect(challengeOf({ code: 'UNAUTHENTICATED', reason: 'TOKEN_EXPIRED', stepUp })).toBe(
      'Bearer realm="authgraph", error="invalid_token", error_description="TOKEN_EXPIRED"',
    );
    expect(challengeOf({ code: 'UNAUTHENTICATED', reason: 'TOKEN_MISSING', stepUp })).toBe(
      'Bearer realm="authgraph"',
    );
    expect(challengeOf({ code: 'FORBIDDEN', reason: 'IMPERSONATED', stepUp })).toBeUndefined();
  });
});
