/** The kit without the rules for shield: what `authgraph/resource-server` and `authgraph/directives` share. */
export * from './shared.js';
export type { VerificationKey, VerificationKeys } from '../jwt/node-keys.js';
export { createLocalKeys } from './local-keys.js';
export { createAccessTokenVerifier, type VerifierOptions } from './verifier.js';
