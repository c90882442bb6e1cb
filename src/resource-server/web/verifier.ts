import { createRemoteVerifier, createVerifier } from '../verification.js';
import {
  checkOptions,
  type Expectations,
  type RemoteAccessTokenVerifier,
  type RemoteVerifierOptions,
  type SecretVerifierOptions,
} from '../verifier-options.js';
import { checkSecretLength } from '../../jwt/key-strength.js';
import { createLocalKeys, importKey, type VerificationKeys } from './keys.js';
import { verifyJwt } from './verify-jwt.js';

/** Keys at hand: from `await createLocalKeys(…)`, or of your own. */
export interface VerifierOptions extends Expectations {
  readonly keys: VerificationKeys;
}

/**
 * Verifies access tokens (RFC 9068 §4) with WebCrypto: as `createAccessTokenVerifier` of `authgraph/resource-server`,
 * but at once only for a token that was verified before.
 * @throws TypeError for options that would let too much or nothing pass
 */
export function createAccessTokenVerifier(
  options: VerifierOptions | SecretVerifierOptions | RemoteVerifierOptions,
): RemoteAccessTokenVerifier {
  checkOptions(options);
  if ('jwksUri' in options) return createRemoteVerifier(options, importKey, verifyJwt);
  if ('secret' in options) return createSecretVerifier(options);
  if (typeof options.keys.find !== 'function') {
    throw new TypeError('"keys" must be keys: createLocalKeys gives a promise of them');
  }
  return createVerifier(options.keys, options, verifyJwt);
}

/** The key is made with the first token. No request waits for a promise of another one, see `sharesPromises`. */
function createSecretVerifier(options: SecretVerifierOptions): RemoteAccessTokenVerifier {
  checkSecretLength(new TextEncoder().encode(options.secret).length);
  let ready: RemoteAccessTokenVerifier | undefined;
  async function begin(token: string) {
    const keys = await createLocalKeys(options);
    ready ??= createVerifier(keys, options, verifyJwt);
    return ready.verify(token);
  }
  return { verify: (token) => ready?.verify(token) ?? begin(token) };
}
