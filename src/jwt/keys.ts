/**
 * The `typ` header of each kind of token (RFC 8725 §3.11, RFC 9068 §2.1). A token is accepted only
 * where its kind belongs.
 */
export const tokenTypes = { access: 'at+jwt', refresh: 'rt+jwt' } as const;

export type TokenType = (typeof tokenTypes)[keyof typeof tokenTypes];

/**
 * The signature algorithms of RFC 7518 §3.1 that Authgraph signs with. One key has one algorithm, so a
 * token can never choose how it is checked (RFC 8725 §3.1).
 */
export const asymmetricAlgorithms = ['ES256', 'ES384', 'RS256', 'PS256'] as const;
export const algorithms = [...asymmetricAlgorithms, 'HS256'] as const;

export type AsymmetricAlgorithm = (typeof asymmetricAlgorithms)[number];
export type Algorithm = (typeof algorithms)[number];

/**
 * A JSON Web Key (RFC 7517 §4, RFC 7518 §6), such as Node, WebCrypto and jose export. A type of our own: the names of
 * Node's change between versions of its types, and those of browsers are not in every project.
 */
export interface JsonWebKey {
  readonly kty?: string | undefined;
  readonly kid?: string | undefined;
  readonly alg?: string | undefined;
  readonly use?: string | undefined;
  readonly key_ops?: readonly string[] | undefined;
  readonly crv?: string | undefined;
  readonly x?: string | undefined;
  readonly y?: string | undefined;
  readonly n?: string | undefined;
  readonly e?: string | undefined;
  readonly k?: string | undefined;
  readonly d?: string | undefined;
  readonly p?: string | undefined;
  readonly q?: string | undefined;
  readonly dp?: string | undefined;
  readonly dq?: string | undefined;
  readonly qi?: string | undefined;
  readonly oth?: readonly unknown[] | undefined;
  readonly x5c?: readonly string[] | undefined;
  readonly x5t?: string | undefined;
  readonly 'x5t#S256'?: string | undefined;
  readonly x5u?: string | undefined;
  readonly ext?: boolean | undefined;
}

/** A key that checks signatures, in the form that a runtime has for it. */
export interface VerifyingKey<K> {
  readonly kid: string;
  readonly algorithm: Algorithm;
  readonly key: K;
}

/** Where verification looks a key up by the token's `kid`. In memory: no token causes any I/O. */
export interface VerifyingKeys<K> {
  /**
   * The key of this `kid`, while it is trusted. The same object each time, so that a cache can tell
   * by identity whether a key is still the one it checked with.
   */
  find(kid: string): VerifyingKey<K> | undefined;
}
