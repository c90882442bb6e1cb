import { AuthError as ThrownError, type AuthErrorOptions } from '../platform/errors/auth-error.js';
import type { ErrorCode } from '../platform/errors/reasons.js';
import { reasons, type ErrorReason } from './facts.js';

/**
 * The error of embedding applications, which name any reason of docs/errors.md. Every error of the service is an
 * instance of it.
 */
export class AuthError extends ThrownError {
  declare readonly reason: ErrorReason;
  declare readonly extensions: { code: ErrorCode; reason: ErrorReason; retryAfter?: number };

  constructor(reason: ErrorReason, options?: AuthErrorOptions) {
    super(reasons[reason], options);
  }

  static override [Symbol.hasInstance](value: unknown): boolean {
    return value instanceof ThrownError;
  }
}
