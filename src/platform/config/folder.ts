import { mkdirSync, statSync } from 'node:fs';
import { dirname } from 'node:path';

/**
 * Makes a folder, and those above it that are missing. `mkdir` of Node.js with `recursive` never ends below `/proc`,
 * where a folder that is there takes no new ones and says that it is missing; nor does a signal end it.
 * @throws the error of the file system
 */
export function makeFolder(path: string, mode = 0o777): void {
  try {
    mkdirSync(path, { mode });
  } catch (error) {
    if (isFolder(path)) return;
    const parent = dirname(path);
    const mayHelp = (error as NodeJS.ErrnoException).code === 'ENOENT' && !isFolder(parent);
    if (!mayHelp || parent === path) throw error;
    makeFolder(parent, mode);
    makeFolder(path, mode);
  }
}

function isFolder(path: string): boolean {
  try {
    return statSync(path).isDirectory();
  } catch {
    return false;
  }
}
