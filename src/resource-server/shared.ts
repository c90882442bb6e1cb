/** What every entry of the kit has, on any runtime: all but the verifier, its keys, and the rules for shield. */
export { AuthError, type StepUp } from '../platform/errors/auth-error.js';
export {
  platformReasons as reasons,
  type ErrorCode,
  type PlatformReason as ErrorReason,
  type Reason,
} from '../platform/errors/reasons.js';
export type { Clock } from '../platform/clock.js';
export type { Algorithm, AsymmetricAlgorithm, JsonWebKey } from '../jwt/keys.js';
export type { AccessToken } from './access-token.js';
export {
  assuranceError,
  assuranceLevels,
  assuranceProblem,
  type Assurance,
  type AssuranceLevel,
  type AssuranceProblem,
  type ProvenIdentity,
} from './assurance.js';
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
export type { JsonWebKeySet, LocalKeySource, PemKey } from './jwk-set.js';
export type { Principal } from './access-token.js';
export {
  createRevocationFeed,
  type RevocationFeed,
  type RevocationFeedOptions,
  type RevocationFeedStatus,
} from './revocation-feed.js';
export type { RevocableClaims } from './revocation-watchers.js';
export type {
  AccessTokenVerifier,
  RemoteAccessTokenVerifier,
  RemoteVerifierOptions,
  RevocationCheck,
  SecretVerifierOptions,
} from './verifier-options.js';
