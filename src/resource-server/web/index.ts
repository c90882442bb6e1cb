/**
 * `authgraph/resource-server/web`: the kit for runtimes without `node:crypto`, such as Cloudflare Workers. It verifies
 * with WebCrypto, so every token that was not seen before is answered with a promise. All else is as in
 * `authgraph/resource-server`.
 */
export * from '../shared.js';
export * from '../shielding.js';
export { createLocalKeys, type VerificationKey, type VerificationKeys } from './keys.js';
export { createAccessTokenVerifier, type VerifierOptions } from './verifier.js';
