/**
 * `authgraph/resource-server`: protects any GraphQL API with Authgraph's access tokens. It opens no
 * database, hashes nothing, and reads no environment; the service itself is protected by the same code.
 */
export * from './kit.js';
export { allOf, anyOf } from './combined-rules.js';
export {
  allow,
  deny,
  hasRole,
  hasScope,
  hasValidToken,
  isAnonymousOrAuthenticated,
  isAuthenticated,
  isFresh,
  isNotImpersonated,
  type ShieldRule,
} from './rules.js';
export { and, applyMiddleware, chain, or, race, rule, shield } from './shield.js';
