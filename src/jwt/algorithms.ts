/**
 * The signature algorithms of RFC 7518 §3.1 that Authgraph signs with. One key has one algorithm, so a
 * token can never choose how it is checked (RFC 8725 §3.1).
 */
export const asymmetricAlgorithms = ['ES256', 'ES384', 'RS256', 'PS256'] as const;
export const algorithms = [...asymmetricAlgorithms, 'HS256'] as const;

export type AsymmetricAlgorithm = (typeof asymmetricAlgorithms)[number];
export type Algorithm = (typeof algorithms)[number];
