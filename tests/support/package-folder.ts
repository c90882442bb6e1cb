import { mkdir, mkdtemp } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';

/** Not in `dist`: other tests copy and pack that at the same time. */
const parent = fileURLToPath(new URL('../../.tmp/', import.meta.url));

/** A new folder inside the package, so that `authgraph` and other packages resolve as they do for its users. */
export async function createPackageFolder(): Promise<string> {
  await mkdir(parent, { recursive: true });
  return mkdtemp(parent);
}
