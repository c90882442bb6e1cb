import { platformReasons, type ErrorCode, type PlatformReason, type Reason } from './reasons.js';

export interface AuthErrorOptions {
  /** A more exact sentence than the table's. Never a secret, a token or a password. */
  message?: string;
  /** Seconds after which another try makes sense. */
  retryAfter?: number;
  /** What happened underneath, for the log only. */
  cause?: unknown;
}

/**
 * A refusal that the caller sees. `extensions` is where graphql-js looks for an error's code,
 * so the error needs no translation in any GraphQL server, and the domain needs no graphql.
 *
 * @example
 * ```ts
 * throw new AuthError('TOKEN_INVALID');
 * throw new AuthError(accountReasons.USERNAME_TAKEN);
 * ```
 */
export class AuthError extends Error {
  override readonly name = 'AuthError';
  readonly reason: string;
  readonly extensions: { code: ErrorCode; reason: string; retryAfter?: number };

  /** @param why a reason of the platform by its name, or any other as it is */
  constructor(why: PlatformReason | Reason, options: AuthErrorOptions = {}) {
    const { reason, code, message } = typeof why === 'string' ? platformReasons[why] : why;
    super(options.message ?? message, { cause: options.cause });
    const { retryAfter } = options;
    this.reason = reason;
    this.extensions = { code, reason, ...(retryAfter === undefined ? {} : { retryAfter }) };
  }

  get code(): ErrorCode {
    return this.extensions.code;
  }
}

/** Seconds, at most: those who are refused together shall not all come back together. */
const maxRetryAfter = 3;

/** The refusal for want of room, with one to three seconds to wait, at random. */
export function overloaded(): AuthError {
  // No secret, and the client reads this file's types without those of Node.
  const retryAfter = 1 + Math.floor(Math.random() * maxRetryAfter);
  return new AuthError('OVERLOADED', { retryAfter });
}
