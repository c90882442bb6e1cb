import fs from 'node:fs';
import type { AuthError } from '../../errors/auth-error.js';
import { unavailable } from '../faults.js';

/** Puts what has been committed to the write-ahead log on the disk. */
export interface LogSync {
  /**
   * Resolves once everything that was committed before the call is on the disk; of any number of callers at once
   * one call of the system serves all. @throws AuthError `DATABASE_UNAVAILABLE` if the disk has refused
   */
  sync(): Promise<void>;
  /** `DATABASE_UNAVAILABLE` once the disk has refused: nothing may be built on that log any more. */
  fault(): AuthError | undefined;
}

/**
 * Waits for the disk in another thread, where SQLite would block the event loop: a millisecond or ten for each
 * commit, in which nobody else is answered.
 * @param file the log, which is there once something has been written
 */
export function createLogSync(file: string): LogSync {
  let running: Promise<void> | undefined;
  let following: Promise<void> | undefined;
  let fault: AuthError | undefined;

  function start(): Promise<void> {
    following = undefined;
    running = syncFile(file).finally(() => (running = undefined));
    return running;
  }

  return {
    async sync() {
      try {
        // The one that runs may have begun before the caller's commit.
        following ??= running?.then(start);
        await (following ?? start());
      } catch (cause) {
        fault ??= unavailable(new Error(lostLog, { cause }));
      }
      if (fault !== undefined) throw fault;
    },
    fault: () => fault,
  };
}

/** After a refusal the kernel forgets what it could not write, and says nothing of it the next time. */
const lostLog =
  'The disk refused a commit. What is written after it could be lost with it, so nothing is any more: ' +
  'restart the service once the disk is well.';

/**
 * Opens it anew each time, which costs a hundredth of the wait, so that it never holds a deleted log.
 * To close it drops no lock: SQLite's are on the two files beside it.
 */
function syncFile(file: string): Promise<void> {
  return new Promise((resolve, reject) => {
    const descriptor = fs.openSync(file, 'r+');
    // As good as the fsync of PRAGMA synchronous = FULL: of what it leaves out, nothing is needed to read the log.
    fs.fdatasync(descriptor, (error) => {
      fs.closeSync(descriptor);
      if (error === null) resolve();
      else reject(error);
    });
  });
}
