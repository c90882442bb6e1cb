/** Rules for graphql-shield, and shield itself, on any runtime. */
export { allOf, anyOf } from './combined-rules.js';
export {
  allow,
  deny,
  hasAssurance,
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
