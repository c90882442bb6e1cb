/** The kit without the rules for shield: what `authgraph/resource-server` and `authgraph/directives` share. */
export { AuthError } from '../platform/errors/auth-error.js';
export {
  platformReasons as reasons,
  type ErrorCode,
  type PlatformReason as ErrorReason,
  type Reason,
} from '../platform/errors/reasons.js';
export type { Clock } from '../platform/clock.js';
export type { Algorithm, AsymmetricAlgorithm } from '../jwt/keys.js';
export type { VerificationKey, VerificationKeys } from '../jwt/keys.js';
export type { AccessToken } from './access-token.js';
export { parseAuthorization, type Bearer } from './access-token.js';
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
export type { Connection, Fetch } from './fetch-json.js';
export { createIntrospection, type IntrospectionOptions } from './introspection.js';
export {
  createLocalKeys,
  type JsonWebKey,
  type JsonWebKeySet,
  type LocalKeySource,
  type PemKey,
} from './local-keys.js';
export type { Principal } from './access-token.js';
export {
  createAccessTokenVerifier,
  type AccessTokenVerifier,
  type RemoteAccessTokenVerifier,
  type RemoteVerifierOptions,
  type SecretVerifierOptions,
  type VerifierOptions,
} from './verifier.js';
