// Removes the build, so that a file deleted from src never lives on in the package, and what killed tests left;
// or only the folders that are named.
import { rmSync } from 'node:fs';

const named = process.argv.slice(2);

for (const folder of named.length > 0 ? named : ['dist', '.tmp']) {
  rmSync(new URL(`../${folder}`, import.meta.url), { recursive: true, force: true });
}
