import type { Hooks } from '../features/passwords/hooks.js';
import type { Clock } from '../platform/clock.js';
import type { ClientAddress } from '../platform/http/doors.js';
import type { Logger } from '../platform/logger.js';
import type { Argon2Parameters } from '../platform/password-hashing/formats/argon2id.js';
import { AuthError as ThrownError, type AuthErrorOptions } from '../platform/errors/auth-error.js';
import type { ErrorCode } from '../platform/errors/reasons.js';
import { reasons, type ErrorReason } from './facts.js';

/** What an embedding application, or a test, may replace. */
export interface CoreOverrides {
  readonly clock?: Clock;
  readonly logger?: Logger;
  /**
   * Costs of a new password hash, for tests; default: `defaultArgon2Parameters`.
   * With NODE_ENV=production a lower cost than the default is a `TypeError`.
   */
  readonly passwordCosts?: Argon2Parameters;
}

/**
 * What an embedding application may bring along.
 * @typeParam Host what it passes to `fetch` beside the request
 */
export interface ServerOverrides<Host extends readonly unknown[] = []> extends CoreOverrides {
  readonly hooks?: Hooks;
  /** Finds the address of the client of a `Request`. `fetch` cannot be used without it. */
  readonly clientAddress?: ClientAddress<Host>;
}

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
