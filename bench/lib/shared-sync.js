// Waits for the disk beside the event loop, and once for all who wait, as Authgraph does on SQLite.
import { fdatasync, openSync } from 'node:fs';
import { promisify } from 'node:util';

const put = promisify(fdatasync);

/** @param {string} file @returns {() => Promise<void>} resolves when what was written before is on the disk */
export function sharedSync(file) {
  let descriptor;
  let running;
  let following;
  const start = () => {
    following = undefined;
    running = put((descriptor ??= openSync(file, 'r+'))).finally(() => (running = undefined));
    return running;
  };
  return () => (following ??= running?.then(start, start)) ?? start();
}
