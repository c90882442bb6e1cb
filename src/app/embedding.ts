import type { IsBreachedPassword } from '../features/passwords/breaches.js';
import type { Hooks } from '../features/sessions/hooks.js';
import type { Clock } from '../platform/clock.js';
import type { ClientAddress } from '../platform/http/doors.js';
import type { SendMail } from '../platform/mail/mail.js';
import type { GuardedFetch } from '../platform/guarded-fetch.js';
import type { Logger } from '../platform/logger.js';
import type { Argon2Parameters } from '../platform/password-hashing/formats/argon2id.js';
import { AuthError as ThrownError, type AuthErrorOptions } from '../platform/errors/auth-error.js';
import type { Reason } from '../platform/errors/reasons.js';
import { reasons, type ErrorReason } from './facts.js';

/** One of docs/errors.md, which editors complete, or one of the application. */
type AnyReason = ErrorReason | (string & Record<never, never>);

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

/** Where an embedding application takes part. */
export interface EmbeddedHooks {
  readonly hooks?: Hooks;
  /** Seconds that a hook may take, above 0 and up to 2,147,483; 5 by default. */
  readonly hookTimeout?: number;
  /**
   * Looks up new passwords instead of BREACHED_PASSWORDS, such as in a list of your own. What it throws, and a second of
   * silence, is logged, and the password is accepted.
   */
  readonly isBreachedPassword?: IsBreachedPassword;
}

/**
 * What an embedding application may bring along.
 * @typeParam Host what it passes to `fetch` beside the request
 */
/** Where a service listens; `metricsUrl` only with METRICS=on. */
export interface Addresses {
  readonly url: string;
  readonly metricsUrl?: string;
}

export interface ServerOverrides<Host extends readonly unknown[] = []>
  extends CoreOverrides, EmbeddedHooks {
  /** Finds the address of the client of a `Request`. `fetch` cannot be used without it. */
  readonly clientAddress?: ClientAddress<Host>;
  /**
   * Asks identity providers instead of the service's own client, such as by a proxy. It decides which addresses may be
   * asked, and must not follow redirects.
   */
  readonly identityFetch?: GuardedFetch;
  /** Sends mails instead of SMTP_URL, such as by the HTTP API of a provider. Mail is on then, in production too. */
  readonly sendMail?: SendMail;
}

/**
 * The error of embedding applications, which name any reason of docs/errors.md, or give one of their own. Every error of
 * the service is an instance of it.
 *
 * @example
 * ```ts
 * throw new AuthError('REGISTRATION_REFUSED', { message: 'By invitation only.' });
 * throw new AuthError({ reason: 'CAPTCHA_FAILED', code: 'FORBIDDEN', message: 'Solve it again.' });
 * ```
 */
export class AuthError extends ThrownError {
  declare readonly reason: AnyReason;
  declare readonly extensions: ThrownError['extensions'] & { reason: AnyReason };

  constructor(reason: ErrorReason | Reason, options?: AuthErrorOptions) {
    super(typeof reason === 'string' ? reasons[reason] : reason, options);
  }

  static override [Symbol.hasInstance](value: unknown): boolean {
    return value instanceof ThrownError;
  }
}
