import type { Hooks } from '../features/passwords/password-check.js';
import type { Clock } from '../platform/clock.js';
import type { Logger } from '../platform/logger.js';
import type { Argon2Parameters } from '../platform/password-hashing/formats/argon2id.js';

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

/** What an embedding application may bring along. */
export interface ServerOverrides extends CoreOverrides {
  readonly hooks?: Hooks;
}
