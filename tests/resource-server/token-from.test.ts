import type { IncomingHttpHeaders } from 'node:http';
import { describe, expect, test } from 'vitest';
import {
  createAccessTokenVerifier,
  createAuthContext,
  parseAuthorization,
  type Authorization,
} from '../../src/resource-server/index.js';
import { accessClaims, audience, createTestKey, forge, issuer, ringOf } from '../jwt/forge.js';
import { createTestClock } from '../support/test-clock.js';

const pair = createTestKey('HS256', 'k1');
const clock = createTestClock();
const verifier = createAccessTokenVerifier({ keys: ringOf(pair), issuer, audience, clock });
const header = { alg: 'HS256', typ: 'at+jwt', kid: 'k1' };
const token = forge(header, accessClaims(), pair.signing.key);

describe('a token in another header than Authorization', () => {
  const ofNode = createAuthContext({
    verifier,
    tokenFrom: (headers: IncomingHttpHeaders) => headers['x-access-token'],
  });
  const ofFetch = createAuthContext({
    verifier,
    tokenFrom: (headers: Headers) => headers.get('x-access-token'),
  });

  test.each([token, `Bearer ${token}`, `bearer  ${token}`])(
    'is found behind Basic authentication, with and without its scheme',
    (value) => {
      const headers = { authorization: 'Basic YTpi', 'x-access-token': value };
      expect(ofNode(headers).auth.status).toBe('authenticated');
      expect(ofFetch(new Headers(headers)).auth.status).toBe('authenticated');
    },
  );

  test('counts alone: one in the Authorization header is not looked at', () => {
    const headers = { authorization: `Bearer ${token}` };
    expect(ofNode(headers).auth.status).toBe('anonymous');
    expect(ofFetch(new Headers(headers)).auth.status).toBe('anonymous');
  });

  test.each(['junk', `Basic ${token}`, `${token}, ${token}`, `${token} ${token}`, 'Bearer', ' '])(
    'that holds %s is rejected, as in the Authorization header',
    (value) => {
      const { auth } = ofNode({ 'x-access-token': value });
      expect(auth).toMatchObject({ status: 'rejected', error: { reason: 'TOKEN_INVALID' } });
    },
  );

  test('that is sent twice is rejected, and its refusal names no other header', () => {
    const { auth } = ofNode({ 'x-access-token': [token, token] });
    expect(auth).toMatchObject({ status: 'rejected', error: { reason: 'TOKEN_INVALID' } });
    if (auth.status === 'rejected') expect(auth.error.message).not.toContain('Authorization');
  });
});

const strange: unknown[] = [0, 1, true, {}, [1], [{}], [[]], Symbol('a'), () => token, new Date(0)];

test.each(strange)('a "tokenFrom" that returns %o rejects, and never throws', (value) => {
  const contextOf = createAuthContext({ verifier, tokenFrom: () => value as Authorization });
  expect(contextOf(undefined).auth.status).toBe('rejected');
});

test('a "tokenFrom" that throws rejects, and its error is kept for the log', () => {
  const cause = new Error('no headers');
  const contextOf = createAuthContext({
    verifier,
    tokenFrom() {
      throw cause;
    },
  });
  const { auth } = contextOf(undefined);
  expect(auth).toMatchObject({ status: 'rejected', error: { reason: 'INTERNAL', cause } });
});

test.each(strange)('%o instead of a header, as a WebSocket may bring, is malformed', (value) => {
  expect(parseAuthorization(value as Authorization)).toEqual({ kind: 'malformed' });
  expect(createAuthContext({ verifier })(value as Authorization).auth.status).toBe('rejected');
});
