import type { KeyObject } from 'node:crypto';
import type { Algorithm, AsymmetricAlgorithm } from './algorithms.js';

/** Bytes: as many as the hash has (RFC 7518 §3.2). jsonwebtoken would take a single one. */
const secretMinLength = 32;
/** Bits (RFC 7518 §3.3). jsonwebtoken verifies with 1024 too. */
const rsaMinLength = 2048;
/** Bits. OpenSSL verifies with no longer modulus; the time that a token costs grows with its square. */
const rsaMaxLength = 16_384;
/** FIPS 186-5 §A.1.1: 2^16 < e < 2^256, and odd. With e = 1 everyone can sign, with e = 3 a lax padding is enough. */
const rsaExponent = { least: 65_537n, limit: 1n << 256n };
/** The primes from 3 to 751, multiplied: NIST SP 800-89 §5.3.3 wants a modulus without any of them. */
const smallPrimes = productOfPrimes(751);

/** RFC 7518 §3.4: the curve belongs to the algorithm. */
const curves: Partial<Record<AsymmetricAlgorithm, string>> = {
  ES256: 'prime256v1',
  ES384: 'secp384r1',
};

/**
 * Lets a key through that is fit for its algorithm: looked at once, when it is made or read.
 * @throws TypeError saying what is wrong, and nothing of the key
 */
export function checkKeyStrength(algorithm: Algorithm, key: KeyObject): void {
  if (algorithm === 'HS256') {
    if ((key.symmetricKeySize ?? 0) >= secretMinLength) return;
    throw new TypeError(`the secret of HS256 must have at least ${secretMinLength} bytes`);
  }
  const curve = curves[algorithm];
  if (curve === undefined) {
    checkRsaKey(algorithm, key);
    return;
  }
  const { namedCurve } = key.asymmetricKeyDetails ?? {};
  if (key.asymmetricKeyType === 'ec' && namedCurve === curve) return;
  throw new TypeError(`${algorithm} needs a key on the curve ${curve}`);
}

/** What a signature proves is up to whoever chose the modulus and the exponent, so both are looked at. */
function checkRsaKey(algorithm: Algorithm, key: KeyObject): void {
  const { modulusLength = 0, publicExponent = 0n } = key.asymmetricKeyDetails ?? {};
  if (key.asymmetricKeyType !== 'rsa' || modulusLength < rsaMinLength) {
    throw new TypeError(`${algorithm} needs an RSA key of at least ${rsaMinLength} bits`);
  }
  if (modulusLength > rsaMaxLength) {
    throw new TypeError(`${algorithm} needs an RSA key of at most ${rsaMaxLength} bits`);
  }
  const isOdd = publicExponent % 2n === 1n;
  if (!isOdd || publicExponent < rsaExponent.least || publicExponent >= rsaExponent.limit) {
    throw new TypeError('an RSA key needs an odd public exponent from 65537 up, below 2^256');
  }
  const modulus = modulusOf(key);
  if (modulus % 2n === 0n || greatestCommonDivisor(smallPrimes, modulus % smallPrimes) !== 1n) {
    throw new TypeError('an RSA key needs a modulus that is the product of two large primes');
  }
}

function modulusOf(key: KeyObject): bigint {
  const { n = '' } = key.export({ format: 'jwk' });
  return BigInt(`0x${Buffer.from(n, 'base64url').toString('hex')}`);
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
