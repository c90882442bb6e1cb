import { compactVerify, type CryptoKey } from 'jose';
import { AuthError } from '../../platform/errors/auth-error.js';
import { checkClaims, readToken, type VerifiedJwt, type VerifyOptions } from '../../jwt/checks.js';
import type { VerificationKey } from './keys.js';

/**
 * As `verifyJwt` of Node: the same checks before and after the signature.
 * @throws AuthError `TOKEN_INVALID`, at once, for a token that names no known key
 * @returns rejects with an AuthError `TOKEN_INVALID`, `WRONG_TOKEN_TYPE`, `TOKEN_EXPIRED`, `TOKEN_NOT_YET_VALID`
 */
export function verifyJwt(
  token: string,
  options: VerifyOptions<CryptoKey>,
): Promise<VerifiedJwt<CryptoKey>> {
  const { typ, key } = readToken(token, options);
  return checkSignature(token, key).then((payload) => ({
    claims: checkClaims(payload, typ, options),
    key,
  }));
}

/** A byte order mark is kept, which is no JSON. */
const decoder = new TextDecoder('utf-8', { ignoreBOM: true });

/** The payload. jose checks the signature alone, as jsonwebtoken on Node. */
async function checkSignature(
  token: string,
  { algorithm, key }: VerificationKey,
): Promise<unknown> {
  try {
    const { payload } = await compactVerify(token, key, { algorithms: [algorithm] });
    return JSON.parse(decoder.decode(payload));
  } catch {
    throw new AuthError('TOKEN_INVALID');
  }
}
