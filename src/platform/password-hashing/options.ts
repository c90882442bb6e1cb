import { availableParallelism } from 'node:os';
import { option } from '../config/option.js';
import { wholeNumber } from '../config/schemas.js';

/** Threads of libuv's pool, in which hashes are computed, unless UV_THREADPOOL_SIZE says otherwise. */
const threadPoolSize = 4;

export const passwordOptions = {
  PASSWORD_MIN_LENGTH: option({
    ...wholeNumber({
      unit: 'characters',
      min: 8,
      max: 64,
      default: 8,
      because: 'NIST SP 800-63B-4 §3.1.1.2 wants 15 where it is the only proof.',
    }),
    description: 'The fewest characters of a new password.',
    danger: 'Too low: passwords are guessed.',
  }),
  PASSWORD_MAX_LENGTH: option({
    ...wholeNumber({
      unit: 'characters',
      min: 64,
      max: 256,
      default: 256,
      because: 'NIST SP 800-63B-4 §3.1.1.2 wants 64 accepted.',
    }),
    description: 'The most characters of a new password.',
    danger: 'Too low: passphrases are refused.',
  }),
  PASSWORD_HASH_CONCURRENCY: option({
    ...wholeNumber({
      unit: 'hashes',
      min: 1,
      max: 64,
      default: Math.max(1, Math.min(threadPoolSize, availableParallelism()) - 1),
      because: 'each takes a core and 19 MiB.',
    }),
    defaultText: 'one less than the processor cores, from 1 to 3 (of libuv’s 4 threads)',
    description: 'How many passwords one process hashes at a time; imported hashes always one.',
    danger:
      'Too high for the cores or UV_THREADPOOL_SIZE (4): a burst of sign-ins slows all requests.',
  }),
  PASSWORD_HASH_QUEUE: option({
    ...wholeNumber({
      unit: 'hashes',
      min: 0,
      max: 10_000,
      default: 100,
      because: 'each takes tens of milliseconds.',
    }),
    description: 'How many hashes wait before the next is `SERVICE_UNAVAILABLE`.',
    danger: 'Too low: a burst is refused.',
  }),
};
