// Removes the build, so that a file deleted from src never lives on in the package, and what killed tests left.
import { rmSync } from 'node:fs';

for (const folder of ['dist', '.tmp']) {
  rmSync(new URL(`../${folder}`, import.meta.url), { recursive: true, force: true });
}
