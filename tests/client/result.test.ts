import { parse } from 'graphql';
import { describe, expect, test, vi } from 'vitest';
import { dataOf, endsSession, isRefused } from '../../src/client/result.js';
import { reasons } from '../../src/app/facts.js';
import { withAccessToken } from '../../src/client/token-source.js';
import { isRepeatable, isRepeatableDocument } from '../../src/client/transport.js';

const error = (reason: string | undefined, code = 'UNAUTHENTICATED') => ({
  message: 'no',
  extensions: { code, reason },
});

describe('a refused access token', () => {
  test.each(['TOKEN_EXPIRED', 'TOKEN_INVALID', 'TOKEN_REVOKED', 'TOKEN_MISSING', undefined])(
    'is worth another one when the reason is %s',
    (reason) => {
      expect(isRefused({ data: { me: null }, errors: [error(reason)] })).toBe(true);
    },
  );

  test.each([
    'INVALID_CREDENTIALS',
    'FRESH_LOGIN_REQUIRED',
    'STEP_UP_REQUIRED',
    'TOKEN_NOT_YET_VALID',
  ])('is not the matter when the reason is %s', (reason) => {
    expect(isRefused({ errors: [error(reason)] })).toBe(false);
  });

  test('is not the matter of other codes, nor of an answer without errors', () => {
    expect(isRefused({ errors: [error('ROLE_REQUIRED', 'FORBIDDEN')] })).toBe(false);
    expect(isRefused({ errors: [{ message: 'plain' }] })).toBe(false);
    expect(isRefused({ data: { me: {} } })).toBe(false);
  });
});

describe('what ends a session', () => {
  test('is a refresh token that no later try can mend, and nothing else', () => {
    const ending = Object.keys(reasons).filter((reason) => {
      try {
        return dataOf({ errors: [error(reason)] });
      } catch (thrown) {
        return endsSession(thrown);
      }
    });
    expect(ending.sort()).toEqual([
      'TOKEN_EXPIRED',
      'TOKEN_INVALID',
      'TOKEN_MISSING',
      'TOKEN_REUSED',
      'TOKEN_REVOKED',
      'WRONG_TOKEN_TYPE',
    ]);
    expect(endsSession(new TypeError('fetch failed'))).toBe(false);
  });
});

describe('doing something with an access token', () => {
  const always = () => true;

  test('is tried twice at most, however often it is refused', async () => {
    const tokens = ['first', 'second', 'third'];
    const accessToken = vi.fn(() => Promise.resolve(tokens.shift()));
    const attempt = vi.fn((token?: string) => Promise.resolve(`refused ${token ?? 'none'}`));
    expect(await withAccessToken(accessToken, attempt, always)).toBe('refused second');
    expect(accessToken.mock.calls).toEqual([[], ['first']]);
    expect(attempt).toHaveBeenCalledTimes(2);
  });

  test.each([undefined, 'first'])('is not tried again when the next token is %s', async (next) => {
    const tokens = ['first', next];
    const attempt = vi.fn(() => Promise.resolve('refused'));
    await withAccessToken(() => Promise.resolve(tokens.shift()), attempt, always);
    expect(attempt).toHaveBeenCalledTimes(1);
  });
});

describe('an operation that was refused', () => {
  const fragment = 'fragment F on Mutation { a b }';

  test.each([
    'query { a b }',
    '{ a b }',
    'mutation { a }',
    'mutation Login($name: String!, $in: In = {a: 1, b: {c: 2}}) { pair: login(name: $name) { ...F } } ' +
      'fragment F on TokenPair { x y z }',
    'fragment F on TokenPair { x y } mutation { login(x: "} b {", y: """a } " b""") { ...F x { y z } } }',
    'mutation { a @include(if: true) # b\n }',
    'query mutation { mutation other }',
  ])('is sent again: %s', (document) => {
    expect(isRepeatable(document)).toBe(true);
    expect(isRepeatableDocument(parse(document))).toBe(true);
  });

  test.each([
    'mutation { a b }',
    'mutation M($x: Int) { one: a(x: $x) { b } two: a }',
    `mutation { ...F } ${fragment}`,
    `${fragment} mutation { ... on Mutation { a b } }`,
    'mutation { a(x: "{") { b } c(y: {z: 1}) }',
  ])('is not sent again, since a part may be done: %s', (document) => {
    expect(isRepeatable(document)).toBe(false);
    expect(isRepeatableDocument(parse(document))).toBe(false);
  });
});
