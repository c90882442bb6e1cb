import type { KeyObject } from 'node:crypto';
import type { Algorithm } from './algorithms.js';

/** A key that checks signatures: a public key, or the secret of HS256. */
export interface VerificationKey {
  readonly kid: string;
  readonly algorithm: Algorithm;
  /** Always a `KeyObject`: parsing a PEM or a string secret for each token costs thirty times as much. */
  readonly key: KeyObject;
}

/** A key that makes signatures: a private key, or the secret of HS256. */
export interface SigningKey {
  readonly kid: string;
  readonly algorithm: Algorithm;
  readonly key: KeyObject;
}

/** Where verification looks a key up by the token's `kid`. In memory: no token causes any I/O. */
export interface VerificationKeys {
  /**
   * The key of this `kid`, while it is trusted. The same object each time, so that a cache can tell
   * by identity whether a key is still the one it checked with.
   */
  find(kid: string): VerificationKey | undefined;
}
