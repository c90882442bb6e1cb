import { randomBytes } from 'node:crypto';
import { decode } from 'jsonwebtoken';
import { describe, expect, test } from 'vitest';
import { createAccessTokenVerifier } from '../../../src/resource-server/index.js';
import {
  createAccessTokenIssuer,
  type AccessTokenOptions,
} from '../../../src/features/sessions/access-token.js';
import { createSecretKeyRing } from '../../../src/features/signing-keys/key-ring.js';
import { audience, issuer, now, reasonOf } from '../../jwt/forge.js';
import { createTestClock } from '../../support/test-clock.js';
import { session, user } from './samples.js';

const keyRing = createSecretKeyRing({ secret: randomBytes(32).toString('hex') });

function setUp(options: Partial<AccessTokenOptions> = {}) {
  const clock = createTestClock();
  const issuing = createAccessTokenIssuer({
    keyRing,
    issuer,
    audience,
    clock,
    scopesOf: () => [],
    ...options,
  });
  const verifier = createAccessTokenVerifier({ keys: keyRing, issuer, audience, clock });
  return {
    clock,
    issuing,
    claimsOf: (changes: Partial<Parameters<typeof issuing.issue>[0]> = {}) =>
      verifier.verify(
        issuing.issue({ user, session, at: clock.now(), lifetime: 900, ...changes }).token,
      ),
  };
}

describe('an access token', () => {
  test('has the header of RFC 9068 §2.1 and exactly the claims that are promised', () => {
    const { clock, issuing } = setUp({ scopesOf: () => ['a', 'b'] });
    const { token, expiresIn } = issuing.issue({ user, session, at: clock.now(), lifetime: 900 });
    const { header, payload } = decode(token, { complete: true }) ?? {};

    expect(header).toEqual({ alg: 'HS256', typ: 'at+jwt', kid: keyRing.signingKey().kid });
    expect(payload).toEqual({
      iss: issuer,
      sub: user.id,
      aud: audience,
      exp: now + 900,
      iat: now,
      nbf: now,
      jti: expect.stringMatching(/^[0-9a-f-]{36}$/) as string,
      sid: session.id,
      auth_time: now - 3600,
      amr: ['pwd'],
      acr: 'aal1',
      roles: ['editor'],
      scope: 'a b',
    });
    expect(expiresIn).toBe(900);
  });

  test('says who acts in a session that an administrator began (RFC 8693 §4.1)', () => {
    const { claimsOf } = setUp();
    const actorId = '019bc1a0-0000-7000-8000-000000000009';
    const impersonation = { ...session, actorId, authenticatedAt: 0, amr: [], acr: null };
    expect(claimsOf({ session: impersonation })).toMatchObject({
      sub: user.id,
      act: { sub: actorId },
      auth_time: 0,
      amr: [],
    });
    expect(claimsOf({ session: impersonation })).not.toHaveProperty('acr');
    expect(claimsOf()).not.toHaveProperty('act');
  });

  test('takes no "act" from the application, whoever acts', () => {
    const { clock, issuing } = setUp({ customClaims: () => ({ act: { sub: 'someone' } }) });
    expect(() => issuing.issue({ user, session, at: clock.now(), lifetime: 900 })).toThrow(
      /must not set act/,
    );
  });

  test.each(['amr', 'acr'])('takes no "%s" from the application, whoever acts', (name) => {
    const { clock, issuing } = setUp({ customClaims: () => ({ [name]: 'mfa' }) });
    for (const each of [session, { ...session, acr: null }]) {
      const issue = () => issuing.issue({ user, session: each, at: clock.now(), lifetime: 900 });
      expect(issue).toThrow(`must not set ${name}`);
    }
  });

  test('has an id of its own, even within one second', () => {
    const { claimsOf } = setUp();
    expect(claimsOf().jti).not.toBe(claimsOf().jti);
  });

  test('carries the roles that the user has and the session began with, and no others', () => {
    const { claimsOf } = setUp();
    expect(claimsOf().roles).toEqual(['editor']);
    expect(claimsOf({ user: { ...user, roles: ['admin'] } }).roles).toEqual([]);
    expect(claimsOf({ session: { ...session, roles: [] } }).roles).toEqual([]);
  });

  test('the token carries the scopes of its roles, each once, and no others', () => {
    const scopes: Record<string, string[]> = { admin: ['all'], editor: ['read', 'write', 'read'] };
    const { claimsOf } = setUp({
      scopesOf: (roles) => roles.flatMap((role) => scopes[role] ?? []),
    });
    expect(claimsOf().scope).toBe('read write');
    expect(claimsOf({ user: { ...user, roles: [] } }).scope).toBe('');
  });

  test('keeps the time at which the password was proved, however late it is issued', () => {
    const { clock, claimsOf } = setUp();
    clock.advance(7200);
    expect(claimsOf()).toMatchObject({ auth_time: now - 3600, iat: now + 7200 });
  });

  test('never outlives its session', () => {
    const { clock, issuing, claimsOf } = setUp();
    clock.advance(86_400 - 60);
    expect(issuing.issue({ user, session, at: clock.now(), lifetime: 900 }).expiresIn).toBe(60);
    expect(claimsOf().exp).toBe(now + 86_400);
  });

  test('is not made in the last second of a session, or after it', () => {
    const { clock, issuing } = setUp();
    const issue = () => issuing.issue({ user, session, at: clock.now(), lifetime: 900 });
    clock.advance(86_400);
    expect(reasonOf(issue)).toBe('TOKEN_EXPIRED');
    clock.advance(86_400);
    expect(reasonOf(issue)).toBe('TOKEN_EXPIRED');
  });
});

describe('the claim "metadata"', () => {
  const publicMetadata = { plan: 'pro', tags: ['a', { b: null }] };

  test('is the public metadata of the user, if tokens are to carry it', () => {
    const { claimsOf } = setUp({ withMetadata: true });
    expect(claimsOf({ user: { ...user, publicMetadata } })['metadata']).toEqual(publicMetadata);
    expect(claimsOf()['metadata']).toEqual({});
  });

  test('is left out otherwise, and then free for the application', () => {
    expect(setUp().claimsOf({ user: { ...user, publicMetadata } })).not.toHaveProperty('metadata');
    const customClaims = () => ({ metadata: 1 });
    expect(setUp({ customClaims }).claimsOf()['metadata']).toBe(1);
    expect(() => setUp({ customClaims, withMetadata: true }).claimsOf()).toThrow('metadata');
  });
});

describe('claims of the application', () => {
  test('are made of user and session, and stand beside ours', () => {
    const { claimsOf } = setUp({
      customClaims: (subject) => ({
        plan: { name: subject.user.username },
        of: subject.session.id,
      }),
    });
    expect(claimsOf()).toMatchObject({ plan: { name: 'ada' }, of: session.id, sub: user.id });
  });

  test.each([
    'iss',
    'sub',
    'aud',
    'exp',
    'iat',
    'nbf',
    'jti',
    'sid',
    'auth_time',
    'roles',
    'scope',
  ])('cannot replace "%s"', (name) => {
    const { claimsOf } = setUp({ customClaims: () => ({ [name]: ['admin'] }) });
    expect(() => claimsOf()).toThrow(TypeError);
    expect(() => claimsOf()).toThrow(name);
  });

  test('called like members of every object are claims like others, and replace none', () => {
    const custom = JSON.parse('{"__proto__":{"roles":["root"]},"constructor":1}') as object;
    const claims = setUp({ customClaims: () => ({ ...custom }) }).claimsOf();
    expect(claims.roles).toEqual(['editor']);
    expect(claims['constructor']).toBe(1);
  });

  test('that make a token which no verifier reads are a mistake, told at once', () => {
    const { claimsOf } = setUp({ customClaims: () => ({ text: 'x'.repeat(9000) }) });
    expect(() => claimsOf()).toThrow(TypeError);
  });
});
