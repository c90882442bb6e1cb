/**
 * `authgraph/resource-server`: protects any GraphQL API with Authgraph's access tokens. It opens no
 * database, hashes nothing, and reads no environment; the service itself is protected by the same code.
 */
export * from './kit.js';
export * from './shielding.js';
