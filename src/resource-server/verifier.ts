import { verifyJwt } from '../jwt/verify.js';
import type { VerificationKeys } from '../jwt/node-keys.js';
import { createLocalKeys, importKey } from './local-keys.js';
import { createRemoteVerifier, createVerifier } from './verification.js';
import {
  checkOptions,
  type AccessTokenVerifier,
  type Expectations,
  type RemoteAccessTokenVerifier,
  type RemoteVerifierOptions,
  type SecretVerifierOptions,
} from './verifier-options.js';

/** Keys at hand: from `createLocalKeys`, or of your own. */
export interface VerifierOptions extends Expectations {
  readonly keys: VerificationKeys;
}

/**
 * Verifies access tokens (RFC 9068 §4) with `node:crypto`. The edge has `authgraph/resource-server/web`.
 * @throws TypeError for options that would let too much or nothing pass
 */
export function createAccessTokenVerifier(
  options: VerifierOptions | SecretVerifierOptions,
): AccessTokenVerifier;
export function createAccessTokenVerifier(
  options: RemoteVerifierOptions,
): RemoteAccessTokenVerifier;
export function createAccessTokenVerifier(
  options: VerifierOptions | SecretVerifierOptions | RemoteVerifierOptions,
): AccessTokenVerifier | RemoteAccessTokenVerifier {
  checkOptions(options);
  if ('jwksUri' in options) return createRemoteVerifier(options, importKey, verifyJwt);
  const keys = 'keys' in options ? options.keys : createLocalKeys(options);
  return createVerifier(keys, options, verifyJwt);
}
