import pLimit from 'p-limit';
import { AuthError } from '../../platform/errors/auth-error.js';

/** Exports at work in one process; each holds some ten megabytes for a moment. */
const atOnce = 2;
/** Exports that may wait for them. */
const mostWaiting = 20;
/** Seconds after which another try makes sense: an export takes less. */
const retryAfter = 10;

/** Lets each user have one export at a time, and all of them together a few. */
export function createExportTurns() {
  const limit = pLimit(atOnce);
  const users = new Set<string>();
  return {
    /** @throws AuthError `TOO_MANY_EXPORTS` while another one of the user runs, or when too many wait */
    async take<T>(userId: string, work: () => Promise<T>): Promise<T> {
      if (users.has(userId) || limit.pendingCount >= mostWaiting) {
        throw new AuthError('TOO_MANY_EXPORTS', { retryAfter });
      }
      users.add(userId);
      try {
        return await limit(work);
      } finally {
        users.delete(userId);
      }
    },
  };
}
