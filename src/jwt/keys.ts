import {
  type JsonWebKeyInput,
  type KeyObject,
  createHmac,
  createPublicKey,
  createSecretKey,
} from 'node:crypto';

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

/** A signature proves nothing under a weak modulus or exponent, so both are checked. */
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

/**
 * The one key of HS256. Its `kid` is a keyed hash of a fixed text: everyone who has the secret names it
 * alike, and the name reveals no more about the secret than any token that it signs.
 * @throws TypeError for a secret of less than 32 bytes in UTF-8 (RFC 7518 §3.2)
 */
export function keyOfSecret(secret: string): SigningKey & VerificationKey {
  const key = createSecretKey(secret, 'utf8');
  checkKeyStrength('HS256', key);
  const digest = createHmac('sha256', key).update('authgraph kid').digest('base64url');
  return { kid: digest.slice(0, 16), algorithm: 'HS256', key };
}

/**
 * The `typ` header of each kind of token (RFC 8725 §3.11, RFC 9068 §2.1). A token is accepted only
 * where its kind belongs.
 */
export const tokenTypes = { access: 'at+jwt', refresh: 'rt+jwt' } as const;

export type TokenType = (typeof tokenTypes)[keyof typeof tokenTypes];

/**
 * The signature algorithms of RFC 7518 §3.1 that Authgraph signs with. One key has one algorithm, so a
 * token can never choose how it is checked (RFC 8725 §3.1).
 */
export const asymmetricAlgorithms = ['ES256', 'ES384', 'RS256', 'PS256'] as const;
export const algorithms = [...asymmetricAlgorithms, 'HS256'] as const;

export type AsymmetricAlgorithm = (typeof asymmetricAlgorithms)[number];
export type Algorithm = (typeof algorithms)[number];

/**
 * A JSON Web Key (RFC 7517 §4, RFC 7518 §6), such as Node, WebCrypto and jose export. A type of our own: the names of
 * Node's change between versions of its types, and those of browsers are not in every project.
 */
export interface JsonWebKey {
  readonly kty?: string | undefined;
  readonly kid?: string | undefined;
  readonly alg?: string | undefined;
  readonly use?: string | undefined;
  readonly key_ops?: readonly string[] | undefined;
  readonly crv?: string | undefined;
  readonly x?: string | undefined;
  readonly y?: string | undefined;
  readonly n?: string | undefined;
  readonly e?: string | undefined;
  readonly k?: string | undefined;
  readonly d?: string | undefined;
  readonly p?: string | undefined;
  readonly q?: string | undefined;
  readonly dp?: string | undefined;
  readonly dq?: string | undefined;
  readonly qi?: string | undefined;
  readonly oth?: readonly unknown[] | undefined;
  readonly x5c?: readonly string[] | undefined;
  readonly x5t?: string | undefined;
  readonly 'x5t#S256'?: string | undefined;
  readonly x5u?: string | undefined;
  readonly ext?: boolean | undefined;
}

/** @throws Error for a JWK that is no key, as Node does */
export function publicKeyOf(jwk: JsonWebKey): KeyObject {
  return createPublicKey({ key: jwk, format: 'jwk' } as JsonWebKeyInput);
}

/** A key that checks signatures: a public key, or the secret of HS256. */
export interface VerificationKey {
  readonly kid: string;
  readonly algorithm: Algorithm;
  /** Always a `KeyObject`: parsing a PEM or a string secret for each token costs thirty times as much. */
  readonly key: KeyObject;
}

/** A key that makes signatures: a private key, or the secret of HS256. */
export interface SigningKey {
  readonly kid: string;
  readonly algorithm: Algorithm;
  readonly key: KeyObject;
}

/** Where verification looks a key up by the token's `kid`. In memory: no token causes any I/O. */
export interface VerificationKeys {
  /**
   * The key of this `kid`, while it is trusted. The same object each time, so that a cache can tell
   * by identity whether a key is still the one it checked with.
   */
  find(kid: string): VerificationKey | undefined;
}
