import { execFile } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { createPackageFolder } from '../support/package-folder.js';

const folder = fileURLToPath(new URL('.', import.meta.url));

/** Unpacks the release that is stored here; returns the entry of its command line. See README.md. */
export async function unpackLastRelease(): Promise<string> {
  const archives = readdirSync(folder).filter((name) => name.endsWith('.tar.gz'));
  const [archive = '', ...others] = archives;
  if (archive === '' || others.length > 0) {
    throw new Error(`expected one release in tests/upgrade, found ${archives.length}`);
  }
  // Inside this package, whose packages it loads.
  const target = await createPackageFolder();
  await promisify(execFile)('tar', ['-xzf', join(folder, archive), '-C', target]);
  return join(target, 'dist', 'main.js');
}
