import { describe, expect, test } from 'vitest';
import { base32Of, otpauthUri, stepOf } from '../../../src/features/totp/codes.js';
import { totpCode } from '../../support/authenticator.js';

const secret = Buffer.from('12345678901234567890');
const step = 30_000;

/** RFC 6238 appendix B, for SHA-1; of its eight digits the last six. */
const vectors = [
  { time: 59, code: '287082' },
  { time: 1_111_111_109, code: '081804' },
  { time: 1_111_111_111, code: '050471' },
  { time: 1_234_567_890, code: '005924' },
  { time: 2_000_000_000, code: '279037' },
  { time: 20_000_000_000, code: '353130' },
];

describe('a code', () => {
  test.each(vectors)('of RFC 6238 at $time is that of its step', ({ time, code }) => {
    expect(stepOf(secret, code, time * 1000)).toBe(Math.floor(time / 30));
    expect(totpCode(base32Of(secret), time * 1000)).toBe(code);
  });

  test.each([-1, 0, 1])('of the step at distance %i is taken', (distance) => {
    const now = 1_234_567_890_000;
    const code = totpCode(base32Of(secret), now + distance * step);
    expect(stepOf(secret, code, now)).toBe(Math.floor(now / step) + distance);
  });

  test.each([-2, 2])('of the step at distance %i is not', (distance) => {
    const now = 1_234_567_890_000;
    expect(stepOf(secret, totpCode(base32Of(secret), now + distance * step), now)).toBeUndefined();
  });

  test.each(['287 082', '287-082'])('may be written %j', (code) => {
    expect(stepOf(secret, code, 59_000)).toBe(1);
  });

  test.each([
    ...['', '28708', '2870820', ' 287082', '287082\n', '28 7082', '287  082', '+87082', '28708x'],
    ...['２８７０８２', '٢٨٧٠٨٢', '287082\0'],
  ])('is nothing else than six digits: %j', (code) => {
    expect(stepOf(secret, code, 59_000)).toBeUndefined();
  });
});

test('a code of 10 kB is none', () => {
  expect(stepOf(secret, '287082'.padEnd(10_000, ' '), 59_000)).toBeUndefined();
  expect(stepOf(secret, '2'.repeat(10_000), 59_000)).toBeUndefined();
});

describe('the address for a QR code', () => {
  test('names the service, the account and what apps need', () => {
    const uri = new URL(otpauthUri(secret, { issuer: 'Café & Co', label: 'ada@example.com' }));
    expect(`${uri.protocol}//${uri.host}`).toBe('otpauth://totp');
    expect(decodeURIComponent(uri.pathname)).toBe('/Café & Co:ada@example.com');
    expect(Object.fromEntries(uri.searchParams)).toEqual({
      issuer: 'Café & Co',
      secret: 'GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ',
      algorithm: 'SHA1',
      digits: '6',
      period: '30',
    });
  });
});
