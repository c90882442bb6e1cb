import type { KeyObject } from 'node:crypto';
import jwt from './jsonwebtoken.js';
import { AuthError } from '../platform/errors/auth-error.js';
import { checkClaims, readToken, type VerifiedJwt, type VerifyOptions } from './checks.js';
import type { VerificationKey } from './node-keys.js';

/**
 * Checks a JWS in compact form: signature by the key that the ring has for its `kid`, with that key's one
 * algorithm, then type, issuer, audience and times. It does not check whether the session still lives.
 * @throws AuthError `TOKEN_INVALID`, `WRONG_TOKEN_TYPE`, `TOKEN_EXPIRED`, `TOKEN_NOT_YET_VALID`
 */
export function verifyJwt(
  token: string,
  options: VerifyOptions<KeyObject>,
): VerifiedJwt<KeyObject> {
  const { typ, key } = readToken(token, options);
  return { claims: checkClaims(checkSignature(token, key), typ, options), key };
}

/** The payload. jsonwebtoken reads the system's clock and skips absent claims, so it checks the signature only. */
function checkSignature(token: string, key: VerificationKey): unknown {
  try {
    return jwt.verify(token, key.key, {
      algorithms: [key.algorithm],
      ignoreExpiration: true,
      ignoreNotBefore: true,
    });
  } catch {
    throw new AuthError('TOKEN_INVALID');
  }
}
