import { createHash } from 'node:crypto';
import { AuthError } from '../../platform/errors/auth-error.js';
import { sessionReasons } from './facts.js';
import type { RotationKeys } from './session.js';

/** RFC 4648 §5 of 128 random bits (22 characters) up to 256 (43). */
const keyPattern = /^[A-Za-z0-9_-]{22,43}$/;

/**
 * The idempotency key of a refresh, if one came.
 * @throws AuthError `IDEMPOTENCY_KEY_INVALID`, before anything is used up
 */
export function checkedIdempotencyKey(key: string | null): string | null {
  if (key !== null && !keyPattern.test(key))
    throw new AuthError(sessionReasons.IDEMPOTENCY_KEY_INVALID);
  return key;
}

/**
 * What a rotation stores of its key. The hash is of the session and the generation as well: the key that comes
 * with a token is only looked for if that token was used.
 */
export function rotationKeysOf(
  claim: { readonly sessionId: string; readonly generation: number },
  key: string | null,
): RotationKeys | undefined {
  if (key === null) return undefined;
  const { sessionId, generation } = claim;
  const hashAt = (parent: number) =>
    createHash('sha256')
      .update(JSON.stringify([sessionId, parent, key]))
      .digest('base64url');
  return { next: hashAt(generation), previous: hashAt(generation - 1) };
}
