import { randomInt } from 'node:crypto';
import { AuthError } from './auth-error.js';

/** Seconds, at most: those who are refused together shall not all come back together. */
const longestRetryAfter = 3;

/** The refusal of whoever finds no room, with one to three seconds to wait, at random. */
export function overloaded(): AuthError {
  return new AuthError('OVERLOADED', { retryAfter: randomInt(1, longestRetryAfter + 1) });
}
