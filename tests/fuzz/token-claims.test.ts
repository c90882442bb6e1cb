import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { accessClaims, audience, forge, issuer, now } from '../jwt/forge.js';
import { hostileText } from './naughty.js';
import { runs } from './runs.js';
import { fuzzedAlgorithms, laterRefusalOf, openDoors, refusalOf, tokenReasons } from './tokens.js';

type Members = Record<string, unknown>;

/** A member left out, in a record of members. */
const absent = Symbol('absent');

/** Values of every type, and those that come close to a good one. */
const anything = fc.oneof(
  fc.constant(absent),
  fc.jsonValue(),
  hostileText(30),
  fc.constantFrom<unknown>(
    null,
    0,
    -1,
    now,
    String(now),
    now + 0.5,
    1e308,
    [],
    [issuer],
    {},
    true,
    '',
  ),
  fc.integer({ min: now - 3, max: now + 3 }),
);
const mostly = (good: unknown, wrong: fc.Arbitrary<unknown> = anything): fc.Arbitrary<unknown> =>
  fc.oneof({ arbitrary: fc.constant(good), weight: 9 }, { arbitrary: wrong, weight: 1 });
/** Seconds by which the issuer's clock may be ahead, whatever the leeway. */
const issuerAhead = 60;
const time = fc.oneof(
  fc.integer({ min: now - 2, max: now + 2 }),
  fc.integer({ min: now + issuerAhead - 2, max: now + issuerAhead + 2 }),
  anything,
);

const claimSets = fc.record({
  iss: mostly(issuer, fc.oneof(fc.constantFrom(`${issuer}/`, issuer.toUpperCase()), anything)),
  sub: mostly('ada'),
  aud: mostly(
    audience,
    fc.oneof(
      fc.constantFrom<unknown>([audience], ['b', audience], [audience, 7], ['b'], [['api']]),
      anything,
    ),
  ),
  exp: mostly(now + 900, time),
  iat: mostly(now, time),
  nbf: mostly(now, time),
  jti: mostly('j1'),
  sid: mostly('s1'),
  auth_time: mostly(now),
  roles: mostly(
    ['editor'],
    fc.oneof(
      fc.constantFrom<unknown>([], [''], ['a', 1], 'editor', [['a']], { length: 1 }),
      anything,
    ),
  ),
  scope: mostly('a b', fc.oneof(fc.constantFrom<unknown>('', ['a']), anything)),
  gen: mostly(3, fc.oneof(fc.constantFrom<unknown>(0, -0, -1, 1.5, 2 ** 53, '3'), anything)),
});

const typs = fc.oneof(
  fc.constantFrom<unknown>(
    'at+jwt',
    'AT+JWT',
    'application/at+jwt',
    'Application/AT+JWT',
    'rt+jwt',
    'application/rt+jwt',
  ),
  fc.constantFrom<unknown>(
    'JWT',
    'jwt',
    'at+jwt ',
    'application/application/at+jwt',
    'at+JWT\u0000',
    'ａt+jwt',
    absent,
  ),
  anything,
);

const headers = (algorithm: string, kid: string) =>
  fc.record({
    alg: mostly(
      algorithm,
      fc.oneof(
        fc.constantFrom('none', 'HS256', 'RS256', 'ES256', algorithm.toLowerCase()),
        anything,
      ),
    ),
    kid: mostly(
      kid,
      fc.oneof(fc.constantFrom('__proto__', 'constructor', `${kid} `, ''), anything),
    ),
    typ: typs,
    crit: mostly(absent, fc.oneof(fc.constantFrom<unknown>([], ['exp'], null, false), anything)),
    jku: mostly(absent),
  });

function present(members: Members): Members {
  return Object.fromEntries(Object.entries(members).filter(([, value]) => value !== absent));
}

/** What JSON makes of a value: -0, Infinity and lone surrogates change on the way. */
function carried(members: Members): Members {
  return JSON.parse(JSON.stringify(present(members))) as Members;
}

/** The rules of RFC 7519 §4.1, RFC 9068 §4 and RFC 8725 in words of their own: which door, if any. */
function doorOf(header: Members, algorithm: string, kid: string): 'access' | 'refresh' | undefined {
  if (header['alg'] !== algorithm || header['kid'] !== kid || Object.hasOwn(header, 'crit'))
    return undefined;
  const typ = typeof header['typ'] === 'string' ? header['typ'].toLowerCase() : '';
  if (['at+jwt', 'application/at+jwt'].includes(typ)) return 'access';
  return ['rt+jwt', 'application/rt+jwt'].includes(typ) ? 'refresh' : undefined;
}

const isTime = (value: unknown): value is number =>
  typeof value === 'number' && Number.isFinite(value);
const isVisible = (value: unknown) =>
  typeof value === 'string' &&
  value.length > 0 &&
  value.length < 256 &&
  /^[\u0021-\u007e]+$/.test(value);

function satisfiesCommonRules(claims: Members, meantFor: string): boolean {
  const { iss, sub, aud, exp, iat, nbf, jti } = claims;
  const audiences: unknown[] = Array.isArray(aud) ? aud : [aud];
  return (
    iss === issuer &&
    audiences.includes(meantFor) &&
    [sub, jti, ...audiences].every(isVisible) &&
    isTime(exp) &&
    exp > now &&
    isTime(iat) &&
    iat <= now + issuerAhead &&
    (nbf === undefined || (isTime(nbf) && nbf <= now + issuerAhead))
  );
}

function satisfiesAccessRules(claims: Members): boolean {
  const { nbf, sid, auth_time: authTime, roles, scope } = claims;
  return (
    satisfiesCommonRules(claims, audience) &&
    nbf !== undefined &&
    isVisible(sid) &&
    isTime(authTime) &&
    typeof scope === 'string' &&
    Array.isArray(roles) &&
    roles.every((role) => typeof role === 'string')
  );
}

function satisfiesRefreshRules(claims: Members): boolean {
  const { sid, gen, auth_time: authTime, roles } = claims;
  const isWithoutProof = authTime === undefined && roles === undefined;
  const hasProof =
    isCount(authTime) && Array.isArray(roles) && roles.every((role) => typeof role === 'string');
  return (
    satisfiesCommonRules(claims, issuer) &&
    isVisible(sid) &&
    isCount(gen) &&
    (isWithoutProof || hasProof)
  );
}

const isCount = (value: unknown) => Number.isSafeInteger(value) && Number(value) >= 0;

describe.each(fuzzedAlgorithms)('a token that our own key has signed with %s', (algorithm) => {
  const doors = openDoors(algorithm);
  const { key, kid } = doors.key.signingKey();
  const sign = (header: unknown, claims: unknown) => forge(header, claims, key, algorithm);
  const count = algorithm === 'HS256' ? 3_000 : 300;

  test('verifies if, and only if, its header and all of its claims satisfy the rules', () => {
    let accepted = 0;
    const property = fc.property(
      headers(algorithm, kid),
      claimSets,
      fc.boolean(),
      (header, claims, forRefresh) => {
        const sent = carried(
          forRefresh && claims.aud === audience ? { ...claims, aud: issuer } : claims,
        );
        const sentHeader = carried(header);
        const token = sign(sentHeader, sent);
        const door = token.length > 8_192 ? undefined : doorOf(sentHeader, algorithm, kid);
        const byAccess = refusalOf(doors.verifyAccess, token);
        const byRefresh = refusalOf(doors.verifyRefresh, token);

        expect(byAccess === undefined).toBe(door === 'access' && satisfiesAccessRules(sent));
        expect(byRefresh === undefined).toBe(door === 'refresh' && satisfiesRefreshRules(sent));
        expect([undefined, ...tokenReasons]).toEqual(expect.arrayContaining([byAccess, byRefresh]));
        if (byAccess === undefined || byRefresh === undefined) accepted += 1;
      },
    );
    fc.assert(property, runs(count, count));
    // Otherwise the property would say nothing of good tokens.
    expect(accepted).toBeGreaterThan(count / 100);
  });

  test('the answer is the same with WebCrypto, for any header and any claims', async () => {
    const part = fc.oneof(fc.json(), hostileText());
    const property = fc.asyncProperty(
      fc.oneof(headers(algorithm, kid).map(carried), part),
      fc.oneof(claimSets.map(carried), part),
      async (header, claims) => {
        const token = sign(header, claims);
        const onWeb = await laterRefusalOf(doors.verifyOnWeb, token);
        expect(onWeb).toBe(refusalOf(doors.verifyAccess, token));
      },
    );
    await fc.assert(property, runs(count));
  });

  test('a token with any other JSON, or none, as header or payload gets a token reason', () => {
    const goodHeader = JSON.stringify({ alg: algorithm, typ: 'at+jwt', kid });
    const text = fc.oneof(fc.json(), hostileText());
    const property = fc.property(text, fc.boolean(), (part, isHeader) => {
      const token = isHeader ? sign(part, JSON.stringify(accessClaims())) : sign(goodHeader, part);
      fc.pre(!token.startsWith('.') && !token.includes('..'));
      expect(tokenReasons).toContain(refusalOf(doors.verifyAccess, token));
      expect(tokenReasons).toContain(refusalOf(doors.verifyRefresh, token));
    });
    fc.assert(property, runs(count / 3));
  });

  test.each([
    ['arrays', (depth: number) => '['.repeat(depth) + ']'.repeat(depth)],
    ['objects', (depth: number) => '{"a":'.repeat(depth / 3) + '1' + '}'.repeat(depth / 3)],
  ])('may carry %s as deep as a token is long, and nothing overflows', (_what, nest) => {
    const claims = JSON.stringify(accessClaims()).slice(0, -1);
    const header = { alg: algorithm, typ: 'at+jwt', kid };
    const token = sign(header, `${claims},"deep":${nest(2_400)}}`);
    expect(token.length).toBeLessThan(8_193);
    expect(refusalOf(doors.verifyAccess, token)).toBeUndefined();
  });

  test('claims named "__proto__" and "constructor" do not change any prototype', () => {
    const header = { alg: algorithm, typ: 'at+jwt', kid };
    const claims = JSON.stringify(accessClaims()).slice(0, -1);
    const hostile =
      '"__proto__":{"admin":true,"sid":"x"},"constructor":{"prototype":{"admin":true}}';
    const verified = doors.verifyAccess(sign(header, `${claims},${hostile}}`)) as Members;
    expect(verified['admin']).toBeUndefined();
    expect(verified['sid']).toBe(accessClaims()['sid']);
    expect(({} as Members)['admin']).toBeUndefined();
    // Without the claim itself, the one of the prototype does not count.
    const orphan = `${JSON.stringify({ ...accessClaims(), sid: undefined }).slice(0, -1)},"__proto__":{"sid":"x"}}`;
    expect(refusalOf(doors.verifyAccess, sign(header, orphan))).toBe('TOKEN_INVALID');
  });
});
