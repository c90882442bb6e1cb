import { describe, expect, test } from 'vitest';
import { AuthError } from '../../src/platform/errors/auth-error.js';
import { createAuthContext, type Principal } from '../../src/resource-server/index.js';
import { accessClaims, audience, createTestKey, forge, issuer, now, ringOf } from '../jwt/forge.js';
import { createTestClock } from '../support/test-clock.js';
import { kits } from './kits.js';

const pair = createTestKey('HS256', 'k1');
const bearer = (changes: Record<string, unknown> = {}, typ = 'at+jwt') =>
  `Bearer ${forge({ alg: 'HS256', typ, kid: 'k1' }, accessClaims(changes), pair.signing.key)}`;

async function refusalOf(confirmation: unknown): Promise<AuthError> {
  const result = await confirmation;
  if (result instanceof AuthError) return result;
  throw new Error('expected a refusal');
}

describe.each(kits)('with $runtime', ({ createAccessTokenVerifier }) => {
  const verifier = createAccessTokenVerifier({
    keys: ringOf(pair),
    issuer,
    audience,
    clock: createTestClock(),
  });

  describe('the state of a request', () => {
    const contextOf = createAuthContext({ verifier });

    test.each([undefined, null, '', [], ['']])(
      'without a token (%j) is anonymous',
      async (header) => {
        const { auth } = await contextOf(header);
        expect(auth.status).toBe('anonymous');
        const refusal = await refusalOf(auth.confirm());
        expect(refusal.extensions).toEqual({ code: 'UNAUTHENTICATED', reason: 'TOKEN_MISSING' });
      },
    );

    test.each<[string, string | string[], string]>([
      ['junk in the header', 'Basic YTpi', 'TOKEN_INVALID'],
      ['two headers', [bearer(), bearer()], 'TOKEN_INVALID'],
      ['a token that is none', 'Bearer junk', 'TOKEN_INVALID'],
      ['an expired token', bearer({ exp: now }), 'TOKEN_EXPIRED'],
      ['a token of tomorrow', bearer({ nbf: now + 86_400 }), 'TOKEN_NOT_YET_VALID'],
      ['a refresh token', bearer({}, 'rt+jwt'), 'WRONG_TOKEN_TYPE'],
    ])(
      'with %s is rejected, with the reason, and nothing is thrown',
      async (_what, header, reason) => {
        const { auth } = await contextOf(header);
        expect(auth.status).toBe('rejected');
        expect((await refusalOf(auth.confirm())).extensions).toEqual({
          code: 'UNAUTHENTICATED',
          reason,
        });
        if (auth.status === 'rejected') expect(auth.error.reason).toBe(reason);
      },
    );

    test('with a malformed header says what a good one looks like', async () => {
      const { message } = await refusalOf((await contextOf('Token abc')).auth.confirm());
      expect(message).toContain('Authorization: Bearer <accessToken>');
      expect(message).not.toContain('abc');
    });

    test('with a good token knows its principal', async () => {
      const { auth } = await contextOf(bearer());
      const principal: Principal = {
        id: '019bc1a0-0000-7000-8000-000000000001',
        sessionId: '019bc1a0-0000-7000-8000-000000000003',
        actorId: null,
        roles: ['editor'],
        scopes: ['posts:read', 'posts:write'],
        authenticatedAt: now,
        claims: accessClaims() as Principal['claims'],
      };
      expect(auth.status).toBe('authenticated');
      expect(await auth.confirm()).toEqual(principal);
      if (auth.status === 'authenticated') expect(auth.principal).toEqual(principal);
    });

    test('with the token of an administrator as a user knows who acts (RFC 8693 §4.1)', async () => {
      const { auth } = await contextOf(bearer({ act: { sub: 'administrator' } }));
      expect(auth).toMatchObject({ principal: { actorId: 'administrator' } });
    });

    test.each([[null], ['root'], [{}], [{ sub: '' }], [{ sub: 1 }], [[]]])(
      'with a token whose "act" is %j is rejected',
      async (act) => {
        const { auth } = await contextOf(bearer({ act }));
        expect(auth).toMatchObject({ status: 'rejected', error: { reason: 'TOKEN_INVALID' } });
      },
    );

    test('with a token without scopes has none, not an empty one', async () => {
      const { auth } = await contextOf(bearer({ scope: '' }));
      expect(auth).toMatchObject({ principal: { scopes: [] } });
    });

    test('can be copied and written to, as Apollo and shield do', async () => {
      const context = await contextOf(bearer());
      const copy = Object.assign(
        Object.create(Object.getPrototypeOf(context) as object),
        context,
      ) as typeof context;
      Object.assign(copy, { _shield: { cache: {} } });
      expect(await copy.auth.confirm()).toMatchObject({ roles: ['editor'] });
    });

    test('is a new one each time, so that no request writes into the error of another', async () => {
      for (const header of [undefined, 'junk']) {
        const [first, second] = [await contextOf(header), await contextOf(header)];
        expect(await refusalOf(first.auth.confirm())).not.toBe(
          await refusalOf(second.auth.confirm()),
        );
      }
    });

    test('is rejected where the verifier itself fails, and the cause is kept for the log', async () => {
      const cause = new Error('out of memory');
      const broken = createAuthContext({
        verifier: {
          verify() {
            throw cause;
          },
        },
      });
      const { auth } = broken(bearer());
      expect(auth.status).toBe('rejected');
      const refusal = await refusalOf(auth.confirm());
      expect(refusal.extensions).toEqual({ code: 'INTERNAL_SERVER_ERROR', reason: 'INTERNAL' });
      expect(refusal.cause).toBe(cause);
    });
  });

  describe('the live check', () => {
    test('the live check runs on first use, once for all callers, only for good tokens', async () => {
      let calls = 0;
      const contextOf = createAuthContext({
        verifier,
        confirm: (principal) => {
          calls += 1;
          return Promise.resolve({ ...principal, roles: [] });
        },
      });
      await (await contextOf(undefined)).auth.confirm();
      await (await contextOf('junk')).auth.confirm();
      const { auth } = await contextOf(bearer());
      expect(calls).toBe(0);

      const answers = await Promise.all([auth.confirm(), auth.confirm(), auth.confirm()]);
      expect(calls).toBe(1);
      for (const answer of answers) expect(answer).toMatchObject({ roles: [] });
      await (await contextOf(bearer())).auth.confirm();
      expect(calls).toBe(2);
    });

    test('refuses with its own error', async () => {
      const contextOf = createAuthContext({
        verifier,
        confirm: () => Promise.resolve(new AuthError('TOKEN_REVOKED')),
      });
      expect((await refusalOf((await contextOf(bearer())).auth.confirm())).reason).toBe(
        'TOKEN_REVOKED',
      );
    });

    const outage = new Error('connect ECONNREFUSED');
    const known = new AuthError('OVERLOADED');
    test.each<[string, () => Promise<Principal>, unknown, string, unknown]>([
      ['rejects', () => Promise.reject(outage), outage, 'DATABASE_UNAVAILABLE', undefined],
      [
        'throws before it returns a promise',
        () => {
          throw outage;
        },
        outage,
        'DATABASE_UNAVAILABLE',
        undefined,
      ],
      ['rejects with an AuthError', () => Promise.reject(known), undefined, 'OVERLOADED', known],
    ])(
      'that %s is a refusal with SERVICE_UNAVAILABLE, and never throws',
      async (_what, confirm, cause, reason, same) => {
        const { auth } = await createAuthContext({ verifier, confirm })(bearer());
        const refusal = await refusalOf(auth.confirm());
        expect(refusal.code).toBe('SERVICE_UNAVAILABLE');
        expect(refusal.reason).toBe(reason);
        expect(refusal.cause).toBe(cause);
        if (same !== undefined) expect(refusal).toBe(same);
        expect(refusal.message).not.toContain('ECONNREFUSED');
      },
    );

    test.each([undefined, null, true, {}, 'user', new Error('no'), { id: 'a', sessionId: 'b' }])(
      'that returns %j lets nobody in',
      async (value) => {
        const confirm = () => Promise.resolve(value as Principal);
        const { auth } = await createAuthContext({ verifier, confirm })(bearer());
        const refusal = await refusalOf(auth.confirm());
        expect(refusal.reason).toBe('DATABASE_UNAVAILABLE');
        expect(refusal.cause).toBeInstanceOf(TypeError);
      },
    );
  });
});
