import { createSecretKey, randomBytes } from 'node:crypto';
import { decode } from 'jsonwebtoken';
import { describe, expect, test } from 'vitest';
import { createAccessTokenVerifier } from '../../../src/resource-server/index.js';
import { createAccessTokenIssuer } from '../../../src/features/sessions/access-token.js';
import { createSecretKeyRing } from '../../../src/features/signing-keys/key-ring.js';
import { createRefreshTokens } from '../../../src/features/sessions/refresh-token.js';
import { audience, forge, issuer, now, reasonOf } from '../../jwt/forge.js';
import { createTestClock } from '../../support/test-clock.js';
import { session, user } from './samples.js';

const secret = randomBytes(32).toString('hex');
const keyRing = createSecretKeyRing({ secret });

function setUp(leeway = 0) {
  const clock = createTestClock();
  const tokens = createRefreshTokens({ keyRing, issuer, clock, leeway });
  return { clock, tokens, refusal: (token: string) => reasonOf(() => tokens.verify(token)) };
}

function forged(changes: Record<string, unknown>): string {
  const claims = {
    iss: issuer,
    sub: user.id,
    aud: issuer,
    exp: now + 60,
    iat: now,
    jti: 'j',
    sid: session.id,
    gen: 3,
    ...changes,
  };
  const header = { alg: 'HS256', typ: 'rt+jwt', kid: keyRing.signingKey().kid };
  return forge(header, claims, createSecretKey(secret, 'utf8'));
}

describe('a refresh token', () => {
  test('states its session, its user and its generation, and expires with the session', () => {
    const { tokens } = setUp();
    const { token, expiresIn } = tokens.issue(session);
    const { header, payload } = decode(token, { complete: true }) ?? {};

    expect(header).toEqual({ alg: 'HS256', typ: 'rt+jwt', kid: keyRing.signingKey().kid });
    expect(payload).toEqual({
      iss: issuer,
      sub: user.id,
      aud: issuer,
      exp: now + 86_400,
      iat: now,
      jti: expect.stringMatching(/^[0-9a-f-]{36}$/) as string,
      sid: session.id,
      gen: 3,
      auth_time: now - 3600,
      amr: ['pwd'],
      acr: 'aal1',
      roles: ['editor', 'reviewer'],
    });
    expect(expiresIn).toBe(86_400);
    expect(tokens.verify(token)).toEqual({
      ...{ sessionId: session.id, userId: user.id, generation: 3 },
      proof: {
        authenticatedAt: now - 3600,
        roles: ['editor', 'reviewer'],
        amr: ['pwd'],
        acr: 'aal1',
      },
    });
  });

  test('of an earlier version states neither time nor roles, and is taken', () => {
    expect(setUp().tokens.verify(forged({}))).toMatchObject({ generation: 3, proof: null });
  });

  test.each<[string, unknown, unknown]>([
    ['a time alone', now, undefined],
    ['roles alone', undefined, []],
    ['a time that is text', String(now), []],
    ['a time before the epoch', -1, []],
    ['half a second', now + 0.5, []],
    ['a role that is a number', now, [1]],
    ['one role without a list', now, 'admin'],
    ['null', null, null],
  ])('with %s is refused', (_title, auth_time, roles) => {
    expect(setUp().refusal(forged({ auth_time, roles }))).toBe('TOKEN_INVALID');
  });

  test('of an earlier version that states no method counts as one factor', () => {
    const { proof } = setUp().tokens.verify(forged({ auth_time: now, roles: [] }));
    expect(proof).toEqual({ authenticatedAt: now, roles: [], amr: [], acr: 'aal1' });
  });

  test.each<[string, Record<string, unknown>]>([
    ['methods alone', { amr: ['pwd'] }],
    ['a level alone', { acr: 'aal1' }],
    ['a method without a list', { amr: 'pwd', acr: 'aal1' }],
    ['a level that is a number', { amr: ['pwd'], acr: 1 }],
    ['no level', { amr: ['pwd'], acr: null }],
  ])('with %s is refused, beside a time and roles', (_title, claims) => {
    const token = forged({ auth_time: now, roles: [], ...claims });
    expect(setUp().refusal(token)).toBe('TOKEN_INVALID');
  });

  test('with a method and a level alone is refused', () => {
    expect(setUp().refusal(forged({ amr: ['pwd'], acr: 'aal1' }))).toBe('TOKEN_INVALID');
  });

  test('is good until the second in which its session expires, plus the leeway', () => {
    const { clock, tokens, refusal } = setUp(5);
    const { token } = tokens.issue(session);
    clock.advance(86_404);
    expect(tokens.verify(token).generation).toBe(3);
    clock.advance(1);
    expect(refusal(token)).toBe('TOKEN_EXPIRED');
  });

  test('is refused as an access token, and an access token as it', () => {
    const { clock, tokens, refusal } = setUp();
    const issuing = createAccessTokenIssuer({
      keyRing,
      issuer,
      audience,
      clock,
      scopesOf: () => [],
    });
    const access = issuing.issue({ user, session, at: clock.now(), lifetime: 900 }).token;
    const verifier = createAccessTokenVerifier({ keys: keyRing, issuer, audience, clock });

    expect(refusal(access)).toBe('WRONG_TOKEN_TYPE');
    expect(reasonOf(() => verifier.verify(tokens.issue(session).token))).toBe('WRONG_TOKEN_TYPE');
  });

  test('is refused as an access token even where the API has the name of the issuer', () => {
    const { clock, tokens } = setUp();
    const verifier = createAccessTokenVerifier({ keys: keyRing, issuer, audience: issuer, clock });
    expect(reasonOf(() => verifier.verify(tokens.issue(session).token))).toBe('WRONG_TOKEN_TYPE');
  });

  test.each(['', ' ', '\n'])('that is %j is missing', (token) => {
    expect(setUp().refusal(token)).toBe('TOKEN_MISSING');
  });

  test.each<[string, unknown]>([
    ['gen', undefined],
    ['gen', '3'],
    ['gen', -1],
    ['gen', 1.5],
    ['gen', null],
    ['gen', 2 ** 53],
    ['sid', undefined],
    ['sid', ''],
    ['sid', 3],
    ['sid', '\ud800'],
    ['sid', 'a\u0000'],
    ['sub', ''],
    ['sub', undefined],
    ['aud', audience],
    ['aud', undefined],
    ['iss', 'https://evil.example'],
  ])('is refused with "%s": %j', (name, value) => {
    const { tokens, refusal } = setUp();
    expect(tokens.verify(forged({})).generation).toBe(3);
    expect(refusal(forged({ [name]: value }))).toBe('TOKEN_INVALID');
  });

  test('of another secret is not ours', () => {
    const other = createSecretKeyRing({ secret: randomBytes(32).toString('hex') });
    const { clock, refusal } = setUp();
    const { token } = createRefreshTokens({ keyRing: other, issuer, clock, leeway: 0 }).issue(
      session,
    );
    expect(refusal(token)).toBe('TOKEN_INVALID');
  });
});
