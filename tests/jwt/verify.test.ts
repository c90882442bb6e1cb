import { createSecretKey, type KeyObject } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { signJwt } from '../../src/jwt/sign.js';
import type { VerifyOptions } from '../../src/jwt/checks.js';
import { kits } from '../resource-server/kits.js';
import { costOf } from '../support/event-loop.js';
import {
  accessClaims,
  audience,
  createTestKey,
  forge,
  issuer,
  now,
  reasonOf,
  refusalOf,
  ringOf,
  signed,
} from './forge.js';
import { algorithms } from '../../src/jwt/keys.js';

const key = createTestKey('ES256', 'the-key');
const keys = ringOf(key);
const header = { alg: 'ES256', typ: 'at+jwt', kid: 'the-key' };

function token(claims: unknown = accessClaims(), headerChanges: object = {}): string {
  return forge({ ...header, ...headerChanges }, claims, key.signing.key);
}

describe.each(kits)('with $runtime', ({ verifyJwt }) => {
  function verify(token: string, changes: Partial<VerifyOptions<KeyObject>> = {}) {
    return verifyJwt(token, { typ: 'at+jwt', keys, issuer, audience, leeway: 0, now, ...changes });
  }

  function refusal(text: string, changes: Partial<VerifyOptions<KeyObject>> = {}) {
    return refusalOf(() => verify(text, changes));
  }

  describe('a good token', () => {
    test.each(algorithms)(
      'signed with %s is verified with the key of its kid',
      async (algorithm) => {
        const pair = createTestKey(algorithm);
        const claims = accessClaims() as { iat: number };
        const signed = signJwt(claims, { typ: 'at+jwt', key: pair.signing });
        const verified = await verify(signed, { keys: ringOf(key, pair) });

        expect(verified.claims).toEqual(claims);
        expect(verified.key).toBe(pair.verification);
      },
    );

    test.each(['AT+JWT', 'application/at+jwt', 'Application/AT+JWT'])(
      'may spell its type "%s" (RFC 7515 §4.1.9)',
      async (typ) => {
        expect((await verify(token(accessClaims(), { typ }))).claims.sub).toBe(
          accessClaims()['sub'],
        );
      },
    );

    test('may have several audiences, ours among them', async () => {
      const claims = accessClaims({ aud: ['other', audience] });
      expect((await verify(token(claims))).claims.aud).toEqual(['other', audience]);
    });
  });

  describe('the algorithm', () => {
    test.each(['none', 'None', 'NONE', 'nOnE'])(
      '"%s" is refused, with and without signature',
      async (alg) => {
        const [first = '', second = ''] = token(accessClaims(), { alg }).split('.');
        const signed = token(accessClaims(), { alg });
        for (const forged of [
          `${first}.${second}.`,
          `${first}.${second}`,
          `${first}.${second}.e30`,
          signed,
        ]) {
          expect(await refusal(forged)).toBe('TOKEN_INVALID');
        }
      },
    );

    const { key: publicKey } = key.verification;
    test.each<[string, KeyObject]>([
      ['PEM', createSecretKey(publicKey.export({ type: 'spki', format: 'pem' }) as string, 'utf8')],
      ['DER', createSecretKey(publicKey.export({ type: 'spki', format: 'der' }))],
      ['JWK', createSecretKey(JSON.stringify(publicKey.export({ format: 'jwk' })), 'utf8')],
    ])('HS256 with the public key as the secret (%s) is refused', async (_form, secret) => {
      const forged = forge({ ...header, alg: 'HS256' }, accessClaims(), secret);
      expect(await refusal(forged)).toBe('TOKEN_INVALID');
    });

    test.each(['es256', 'ES384', 'RS256', 'HS256', '', null, 1, ['ES256'], undefined])(
      '%j is refused where the key is for ES256',
      async (alg) => {
        expect(await refusal(token(accessClaims(), { alg }))).toBe('TOKEN_INVALID');
      },
    );

    test('an RSA key has one algorithm: a valid PS256 signature fails where RS256 is set', async () => {
      const rsa = createTestKey('RS256', 'rsa');
      const claims = accessClaims();
      const good = forge({ ...header, alg: 'RS256', kid: 'rsa' }, claims, rsa.signing.key, 'RS256');
      const other = forge(
        { ...header, alg: 'PS256', kid: 'rsa' },
        claims,
        rsa.signing.key,
        'PS256',
      );

      expect((await verify(good, { keys: ringOf(rsa) })).claims).toEqual(claims);
      expect(await refusal(other, { keys: ringOf(rsa) })).toBe('TOKEN_INVALID');
    });
  });

  describe('the signature', () => {
    test('of another key under our kid is refused', async () => {
      const stranger = createTestKey();
      expect(await refusal(forge(header, accessClaims(), stranger.signing.key))).toBe(
        'TOKEN_INVALID',
      );
    });

    test('does not fit other claims', async () => {
      const [first, , third] = token().split('.');
      const [, claims] = token(accessClaims({ roles: ['admin'] })).split('.');
      expect(await refusal(`${first}.${claims}.${third}`)).toBe('TOKEN_INVALID');
    });

    test('has one spelling: the unused bits of its last character cannot be changed', async () => {
      const good = token();
      const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';
      const last = alphabet.indexOf(good.at(-1) ?? '');
      const respelled = good.slice(0, -1) + alphabet.charAt(last + 1);

      expect(Buffer.from(respelled.split('.')[2] ?? '', 'base64url')).toEqual(
        Buffer.from(good.split('.')[2] ?? '', 'base64url'),
      );
      expect(await refusal(respelled)).toBe('TOKEN_INVALID');
    });
  });

  describe('a segment', () => {
    test.each(['A', '!', '=', '=='])(
      'that ends in a stray "%s" is refused, even well signed (RFC 7515 §2)',
      async (stray) => {
        // Of a multiple of three bytes, to which one character more adds six bits and no byte.
        const whole = (part: object) => {
          const text = JSON.stringify(part);
          return Buffer.from(text.padEnd(Math.ceil(text.length / 3) * 3)).toString('base64url');
        };
        const [first, second] = [whole(header), whole(accessClaims())];
        const { signing } = key;
        expect((await verify(signed(`${first}.${second}`, signing.key))).claims).toEqual(
          accessClaims(),
        );
        for (const input of [`${first}${stray}.${second}`, `${first}.${second}${stray}`])
          expect(await refusal(signed(input, signing.key))).toBe('TOKEN_INVALID');
      },
    );
  });

  describe('the type', () => {
    test('refresh tokens are recognised where access tokens are required, and the reverse', async () => {
      expect(await refusal(token(accessClaims(), { typ: 'rt+jwt' }))).toBe('WRONG_TOKEN_TYPE');
      expect(await refusal(token(), { typ: 'rt+jwt' })).toBe('WRONG_TOKEN_TYPE');
    });

    test('is told before audience and expiry, which are those of the other kind', async () => {
      const refresh = token(accessClaims({ aud: issuer, exp: now - 1 }), { typ: 'rt+jwt' });
      expect(await refusal(refresh)).toBe('WRONG_TOKEN_TYPE');
    });

    test('cannot be swapped without the key', async () => {
      const [, claims, signature] = token(accessClaims(), { typ: 'rt+jwt' }).split('.');
      const [swapped] = token().split('.');
      expect(await refusal(`${swapped}.${claims}.${signature}`)).toBe('TOKEN_INVALID');
    });

    test.each([
      'JWT',
      'jwt',
      'at',
      'at+jwt ',
      'text/at+jwt',
      'application/application/at+jwt',
      '',
      null,
      7,
      ['at+jwt'],
      undefined,
    ])('%j is not one of ours', async (typ) => {
      expect(await refusal(token(accessClaims(), { typ }))).toBe('TOKEN_INVALID');
    });
  });

  describe('the header', () => {
    test.each([[['exp']], [['b64']], [[]], ['exp'], [null]])(
      'with "crit": %j is refused, even well signed (RFC 7515 §4.1.11)',
      async (crit) => {
        expect(await refusal(token(accessClaims(), { crit, b64: true }))).toBe('TOKEN_INVALID');
      },
    );

    test.each(['the-key', 'their-key', undefined])(
      'a token that brings or names its own key (kid %j) is checked only with the ring',
      async (kid) => {
        const thief = createTestKey();
        const jwk = thief.verification.key.export({ format: 'jwk' });
        for (const smuggled of [
          { jwk },
          { jku: 'https://evil.example/jwks.json' },
          { x5u: 'https://evil.example/cert.pem' },
          { x5c: ['MIIB'] },
        ]) {
          const forged = forge({ ...header, kid, ...smuggled }, accessClaims(), thief.signing.key);
          expect(await refusal(forged)).toBe('TOKEN_INVALID');
        }
      },
    );

    test.each([
      '__proto__',
      'constructor',
      'toString',
      '../../../../dev/null',
      '/proc/self/environ',
      "' OR 1=1 --",
      'https://evil.example/key',
      'the-key\u0000',
      'THE-KEY',
      ' the-key',
      '',
      '\ud800',
      'k'.repeat(4000),
      null,
      1,
      true,
      {},
      ['the-key'],
      undefined,
    ])('with the kid %j finds no key', async (kid) => {
      const empty = createSecretKey(Buffer.alloc(0));
      expect(await refusal(token(accessClaims(), { kid }))).toBe('TOKEN_INVALID');
      expect(await refusal(forge({ ...header, alg: 'HS256', kid }, accessClaims(), empty))).toBe(
        'TOKEN_INVALID',
      );
    });

    test.each(['', '{', '[]', 'null', '"at+jwt"', '1', '{}', '\u0000'])(
      '%j is no header',
      async (text) => {
        expect(await refusal(forge(text, accessClaims(), key.signing.key))).toBe('TOKEN_INVALID');
      },
    );

    test('of bytes that are no UTF-8 is refused, even well signed (RFC 7515 §5.2)', async () => {
      const bytesOf = (note: number[]) => {
        const [before = '', after = ''] = JSON.stringify({ note: '?', ...header }).split('?');
        return Buffer.concat([Buffer.from(before), Buffer.from(note), Buffer.from(after)]);
      };
      const tokenOf = (note: number[]) => forge(bytesOf(note), accessClaims(), key.signing.key);
      expect((await verify(tokenOf([0xc3, 0xa9]))).claims).toEqual(accessClaims());
      for (const note of [[0xff], [0xc3], [0xc0, 0xaf], [0xed, 0xa0, 0x80]])
        expect(await refusal(tokenOf(note))).toBe('TOKEN_INVALID');
    });

    test('a token with a duplicate member uses the last one (RFC 7515 §4)', async () => {
      const twice = (first: string, second: string) =>
        forge(
          `{"alg":"${first}","alg":"${second}","typ":"at+jwt","kid":"the-key"}`,
          accessClaims(),
          key.signing.key,
        );
      expect((await verify(twice('none', 'ES256'))).claims).toEqual(accessClaims());
      expect(await refusal(twice('ES256', 'none'))).toBe('TOKEN_INVALID');
    });
  });

  describe('the claims', () => {
    test.each(['iss', 'sub', 'aud', 'exp', 'iat', 'jti'])(
      'are refused without "%s"',
      async (name) => {
        expect(await refusal(token(accessClaims({ [name]: undefined })))).toBe('TOKEN_INVALID');
      },
    );

    test.each<[string, unknown]>([
      ['exp', String(now + 900)],
      ['exp', null],
      ['exp', [now + 900]],
      ['exp', {}],
      ['exp', true],
      ['iat', String(now)],
      ['iat', null],
      ['nbf', String(now)],
      ['nbf', null],
      ['nbf', ''],
      ['sub', ''],
      ['sub', ' '],
      ['sub', 1],
      ['sub', null],
      ['sub', ['a']],
      ['sub', {}],
      ['sub', 'a\u0000b'],
      ['sub', 'a\nb'],
      ['sub', '\ud800'],
      ['sub', '\udc00\ud800'],
      ['sub', 'a'.repeat(256)],
      ['jti', ''],
      ['jti', 1],
      ['iss', [issuer]],
      ['iss', ''],
      ['iss', `${issuer}/`],
      ['aud', ''],
      ['aud', []],
      ['aud', {}],
      ['aud', [1, audience]],
      ['aud', 'API'],
      ['aud', 'apis'],
      ['aud', 'ap'],
    ])('are refused with "%s": %j', async (name, value) => {
      expect(await refusal(token(accessClaims({ [name]: value })))).toBe('TOKEN_INVALID');
    });

    test('are refused with an expiry beyond all numbers, which JSON reads as infinity', async () => {
      const text = JSON.stringify(accessClaims()).replace(/"exp":\d+/, '"exp":1e999');
      expect(await refusal(token(text))).toBe('TOKEN_INVALID');
    });

    test.each(['"a string"', '[]', 'null', '1', '', '{', '{}'])('%j are none', async (payload) => {
      expect(await refusal(token(payload))).toBe('TOKEN_INVALID');
      expect(await refusal(token(payload, { typ: 'JWT' }))).toBe('TOKEN_INVALID');
    });

    test('with a member twice are read as everyone reads them: the last one counts', async () => {
      const text = JSON.stringify(accessClaims()).replace('{', '{"sub":"someone-else",');
      expect((await verify(token(text))).claims.sub).toBe(accessClaims()['sub']);
    });

    test('called __proto__ change no prototype', async () => {
      const text = JSON.stringify(accessClaims()).replace('{', '{"__proto__":{"admin":true},');
      const { claims } = await verify(token(text));
      expect(claims['admin']).toBeUndefined();
      expect(Object.getPrototypeOf(claims)).toBe(Object.prototype);
    });
  });

  describe('the times', () => {
    test('a token is good until the second of its expiry, and not in it', async () => {
      const text = token(accessClaims({ exp: now + 10 }));
      expect((await verify(text, { now: now + 9.999 })).claims.exp).toBe(now + 10);
      expect(await refusal(text, { now: now + 10 })).toBe('TOKEN_EXPIRED');
      expect(await refusal(text, { now: now + 1e6 })).toBe('TOKEN_EXPIRED');
    });

    test('a leeway keeps an expired token good for exactly that long', async () => {
      const text = token(accessClaims({ exp: now - 10 }));
      expect(await refusal(text, { leeway: 10 })).toBe('TOKEN_EXPIRED');
      expect((await verify(text, { leeway: 11 })).claims.exp).toBe(now - 10);
    });

    test.each(['nbf', 'iat'])(
      'a token may be a minute early by its "%s", plus the leeway, and no earlier',
      async (name) => {
        const early = (seconds: number) => token(accessClaims({ [name]: now + seconds }));
        expect((await verify(early(60))).claims[name]).toBe(now + 60);
        expect(await refusal(early(61))).toBe('TOKEN_NOT_YET_VALID');
        expect((await verify(early(70), { leeway: 10 })).claims[name]).toBe(now + 70);
        expect(await refusal(early(71), { leeway: 10 })).toBe('TOKEN_NOT_YET_VALID');
        expect(await refusal(early(86_400))).toBe('TOKEN_NOT_YET_VALID');
      },
    );

    test('an early token lives no longer than others', async () => {
      const text = token(accessClaims({ nbf: now + 50, iat: now + 50, exp: now + 10 }));
      expect(await refusal(text, { now: now + 10 })).toBe('TOKEN_EXPIRED');
    });

    test('a clock or a leeway that is no number lets nothing pass', async () => {
      expect(await refusal(token(), { now: Number.NaN })).toBe('TOKEN_EXPIRED');
      expect(await refusal(token(), { leeway: Number.NaN })).toBe('TOKEN_EXPIRED');
    });
  });

  describe('the text', () => {
    const good = token();

    test.each<[string, string]>([
      ['a trailing "="', `${good}=`],
      ['trailing "=="', `${good}==`],
      ['a blank before', ` ${good}`],
      ['a blank after', `${good} `],
      ['a line feed after', `${good}\n`],
      ['a blank inside', good.replace('.', '. ')],
      ['a lone surrogate', `${good}\ud800`],
      ['a fourth part', `${good}.e30`],
      ['two parts', good.split('.').slice(0, 2).join('.')],
      ['an empty part', good.replace(/\.[^.]+\./, '..')],
      ['a leading dot', `.${good}`],
      ['base64 that is not base64url', good.replace(/.$/, '+')],
      ['full-width letters', good.replace('e', 'ｅ')],
      ['nothing', ''],
      ['dots', '..'],
      ['quotes', `"${good}"`],
      ['the scheme', `Bearer ${good}`],
    ])('with %s is refused', async (_what, text) => {
      expect((await verify(good)).claims).toEqual(accessClaims());
      expect(await refusal(text)).toBe('TOKEN_INVALID');
    });

    test('of up to 8192 bytes is read, and one of more refused before any key is looked up', async () => {
      const lookedUp: string[] = [];
      const watched = { find: (kid: string) => (lookedUp.push(kid), keys.find(kid)) };
      const padded = (length: number) => token(accessClaims({ padding: 'x'.repeat(length) }));
      const spare = Math.floor(((8192 - padded(0).length) * 3) / 4) - 3;

      expect(padded(spare).length).toBeGreaterThan(8180);
      expect((await verify(padded(spare), { keys: watched })).claims['padding']).toHaveLength(
        spare,
      );
      expect(lookedUp).toEqual(['the-key']);
      expect(await refusal(padded(spare + 12), { keys: watched })).toBe('TOKEN_INVALID');
      expect(lookedUp).toHaveLength(1);
    });

    test('of ten megabytes is refused within milliseconds', () => {
      const huge = `${'a'.repeat(5e6)}.${'b'.repeat(5e6)}`;
      // Also with WebCrypto at once: there is nothing to wait for yet.
      const refuse = () => expect(reasonOf(() => verify(huge))).toBe('TOKEN_INVALID');
      expect(costOf(refuse, 50)).toBeLessThan(50);
    });
  });
});
