import {
  type AsymmetricAlgorithm,
  type JsonWebKey,
  type VerifyingKey,
  type VerifyingKeys,
  asymmetricAlgorithms,
} from '../jwt/keys.js';

/** A JWK Set (RFC 7517 §5), such as `/.well-known/jwks.json` of the service. */
export interface JsonWebKeySet {
  readonly keys: readonly JsonWebKey[];
}

/** A public key in PEM, with what a PEM does not tell. */
export interface PemKey {
  /** One block with nothing before or after it; indentation does not matter. */
  readonly pem: string;
  /** The `kid` in the header of the tokens that it verifies. */
  readonly kid: string;
  readonly algorithm: AsymmetricAlgorithm;
}

/** The service's JWKS, one public key, or the secret that the service has as `JWT_SECRET_KEY` (HS256). */
export type LocalKeySource = { jwks: JsonWebKeySet } | PemKey | { secret: string };

/** A key of a set that verifies tokens. */
export interface NamedJwk {
  readonly kid: string;
  readonly algorithm: AsymmetricAlgorithm;
  /** Its public numbers, and nothing else. */
  readonly jwk: JsonWebKey;
}

/** RFC 7515 §2: no padding, nothing outside the alphabet, whole bytes. Node would read more than WebCrypto. */
const base64url = /^(?:[\w-]{4})*[\w-]{2,4}$/;

/** RFC 7518 §6.2.2 and §6.3.2. */
const privateMembers = ['d', 'p', 'q', 'dp', 'dq', 'qi', 'oth'] as const;

/**
 * The keys of a set that are for signatures, and of an algorithm that Authgraph signs with. One fault refuses
 * the whole set, also a fetched one, where the keys at hand go on meanwhile. To leave out the faulty key alone
 * would make good tokens invalid, and sign their users out.
 * @throws TypeError for a private key, a secret, a number that is no base64url, and two of one `kid`; how strong keys
 *   are the runtime looks at
 */
export function keysOfSet({ keys }: JsonWebKeySet): NamedJwk[] {
  const names = new Set<string>();
  for (const jwk of keys.filter(mayVerify)) {
    const { kid } = jwk;
    if (typeof kid !== 'string') continue;
    // Which of the two a token means nobody can tell (RFC 7517 §4.5).
    if (names.has(kid)) throw new TypeError('the JWK Set has two keys of one "kid"');
    names.add(kid);
  }
  return keys.flatMap(fromJwk);
}

/** RFC 7517 §4.2 and §4.3: a key that is for something else may not be used here. */
function mayVerify({ use, key_ops: operations }: JsonWebKey): boolean {
  const isForSignatures = use === undefined || use === 'sig';
  const verifies =
    operations === undefined || (Array.isArray(operations) && operations.includes('verify'));
  return isForSignatures && verifies;
}

function fromJwk(jwk: JsonWebKey): NamedJwk[] {
  const { kid, alg, kty } = jwk;
  // For any use: where one private key is published, others may be.
  if (kty !== 'oct' && privateMembers.some((name) => jwk[name] !== undefined)) {
    throw new TypeError('the JWK Set has a private key: only the issuer may have it');
  }
  const algorithm = asymmetricAlgorithms.find((name) => name === alg);
  if (algorithm === undefined || typeof kid !== 'string' || !mayVerify(jwk)) return [];
  if (kty === 'oct') throw new TypeError(`${algorithm} needs a public key, and no secret`);
  const { crv, x, y, n, e } = jwk;
  for (const number of kty === 'RSA' ? [n, e] : [x, y]) {
    if (typeof number !== 'string' || !base64url.test(number)) throw new TypeError(noPublicKey);
  }
  return [{ kid, algorithm, jwk: { kty, crv, x, y, n, e } }];
}

/** RFC 7468 §3. */
const pemBlock = /^-----BEGIN ([A-Z\d ]+)-----([A-Za-z\d+/=\s]+)-----END \1-----$/;
const base64 = /^(?:[A-Za-z\d+/]{4})*(?:[A-Za-z\d+/]{2}(?:==|[A-Za-z\d+/]=))?$/;

/**
 * The PEM in the form that every runtime reads: 64 characters a line (RFC 7468 §2).
 * @throws TypeError for a private key, another algorithm than Authgraph's, and text that is not one block
 */
export function readPem({ pem, algorithm }: PemKey): string {
  if (pem.includes('PRIVATE KEY'))
    throw new TypeError('the PEM is private: only the issuer has it');
  if (!asymmetricAlgorithms.includes(algorithm)) {
    throw new TypeError(`a PEM needs its algorithm: ${asymmetricAlgorithms.join(', ')}`);
  }
  const [, label = '', body = ''] = pemBlock.exec(pem.trim()) ?? [];
  const digits = body.replace(/\s/g, '');
  if (digits === '' || !base64.test(digits)) throw new TypeError(noPublicKey);
  const lines = digits.replace(/.{64}(?!$)/g, '$&\n');
  return `-----BEGIN ${label}-----\n${lines}\n-----END ${label}-----\n`;
}

/** The runtimes have different words and classes for it. */
export const noPublicKey = 'this is no public key of its algorithm';

export const noKeyLeft = `the JWK Set has no key for ${asymmetricAlgorithms.join(', ')}`;

/**
 * Known keys, that do not change.
 * @throws TypeError if there is none
 */
export function ringOf<K>(keys: readonly VerifyingKey<K>[]): VerifyingKeys<K> {
  if (keys.length === 0) throw new TypeError(noKeyLeft);
  const byId = new Map(keys.map((key) => [key.kid, key]));
  return { find: (kid) => byId.get(kid) };
}
