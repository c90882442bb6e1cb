import type { Algorithm } from './keys.js';

/** Bytes: as many as the hash of HS256 has (RFC 7518 §3.2). jsonwebtoken would take a single one. */
const secretMinLength = 32;
/** Bits (RFC 7518 §3.3). jsonwebtoken verifies with 1024 too. */
const rsaMinLength = 2048;
/** Bits. OpenSSL verifies with no longer modulus; the time that a token costs grows with its square. */
const rsaMaxLength = 16_384;
/** FIPS 186-5 §A.1.1: 2^16 < e < 2^256, and odd. With e = 1 everyone can sign, with e = 3 a lax padding is enough. */
const rsaExponent = { least: 65_537n, limit: 1n << 256n };
/** The primes from 3 to 751, multiplied: NIST SP 800-89 §5.3.3 wants a modulus without any of them. */
const smallPrimes = productOfPrimes(751);

/** @throws TypeError for a secret of HS256 of fewer bytes than 32 */
export function checkSecretLength(bytes: number): void {
  if (bytes >= secretMinLength) return;
  throw new TypeError(`the secret of HS256 must have at least ${secretMinLength} bytes`);
}

/**
 * A signature proves nothing under a weak modulus or exponent, so both are checked.
 * @param numbers `undefined` for a key that is not RSA
 * @throws TypeError saying what is wrong, and nothing of the key
 */
export function checkRsaNumbers(
  algorithm: Algorithm,
  numbers: { readonly modulus: bigint; readonly exponent: bigint } | undefined,
): void {
  const { modulus = 0n, exponent = 0n } = numbers ?? {};
  const length = modulus.toString(2).length;
  if (length < rsaMinLength) {
    throw new TypeError(`${algorithm} needs an RSA key of at least ${rsaMinLength} bits`);
  }
  if (length > rsaMaxLength) {
    throw new TypeError(`${algorithm} needs an RSA key of at most ${rsaMaxLength} bits`);
  }
  const isOdd = exponent % 2n === 1n;
  if (!isOdd || exponent < rsaExponent.least || exponent >= rsaExponent.limit) {
    throw new TypeError('an RSA key needs an odd public exponent from 65537 up, below 2^256');
  }
  if (modulus % 2n === 0n || greatestCommonDivisor(smallPrimes, modulus % smallPrimes) !== 1n) {
    throw new TypeError('an RSA key needs a modulus that is the product of two large primes');
  }
}

/** y² = x³ − 3x + b, modulo p (FIPS 186-4 §D.1.2; NIST SP 800-186 §3.2.1). */
const curves = {
  'P-256': {
    p: (1n << 256n) - (1n << 224n) + (1n << 192n) + (1n << 96n) - 1n,
    b: 0x5ac635d8aa3a93e7b3ebbd55769886bc651d06b0cc53b0f63bce3c3e27d2604bn,
  },
  'P-384': {
    p: (1n << 384n) - (1n << 128n) - (1n << 96n) + (1n << 32n) - 1n,
    b: 0xb3312fa7e23ee7e4988e056be3f82d19181d9c6efe8141120314088f5013875ac656398d8a2ed19d2a85c8edd3ec2aefn,
  },
} as const;

export type Curve = keyof typeof curves;

/**
 * A point beside its curve is no public key. OpenSSL looks at that, and not every WebCrypto: Deno takes any numbers.
 * @throws TypeError saying what is wrong, and nothing of the key
 */
export function checkPoint(
  curve: Curve,
  { x, y }: { readonly x: bigint; readonly y: bigint },
): void {
  const { p, b } = curves[curve];
  if (x < p && y < p && (y * y - (x * x * x - 3n * x + b)) % p === 0n) return;
  throw new TypeError(`this is no point on the curve ${curve}`);
}

function greatestCommonDivisor(a: bigint, b: bigint): bigint {
  return b === 0n ? a : greatestCommonDivisor(b, a % b);
}

function productOfPrimes(limit: number): bigint {
  let product = 1n;
  for (let candidate = 3n; candidate <= limit; candidate += 2n) {
    // A composite has a smaller prime factor, which is in the product already.
    if (greatestCommonDivisor(product, candidate) === 1n) product *= candidate;
  }
  return product;
}
