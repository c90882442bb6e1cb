/**
 * `authgraph/resource-server`: protects any GraphQL API with Authgraph's access tokens. It opens no
 * database, hashes nothing, and reads no environment; the service itself is protected by the same code.
 */
export { AuthError, reasons, type ErrorCode, type ErrorReason } from '../errors.js';
export type { Clock } from '../clock.js';
export type { Algorithm, AsymmetricAlgorithm } from '../jwt/algorithms.js';
export type { VerificationKey, VerificationKeys } from '../jwt/keys.js';
export type { AccessToken } from './access-token.js';
export { parseAuthorization, type Bearer } from './bearer.js';
export {
  createAuthContext,
  type Anonymous,
  type Auth,
  type AuthContext,
  type Authenticated,
  type Authorization,
  type Confirm,
  type Rejected,
} from './context.js';
export {
  createLocalKeys,
  type JsonWebKeySet,
  type LocalKeySource,
  type PemKey,
} from './local-keys.js';
export type { Principal } from './principal.js';
export {
  allow,
  deny,
  hasRole,
  hasScope,
  hasValidToken,
  isAnonymousOrAuthenticated,
  isAuthenticated,
  isFresh,
  type ShieldRule,
} from './rules.js';
export {
  createAccessTokenVerifier,
  type AccessTokenVerifier,
  type VerifierOptions,
} from './verifier.js';
