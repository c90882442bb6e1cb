import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';

/** What everyone may use for everything, hosted services too. */
const permissive =
  /^\(?(?:0BSD|Apache-2\.0|BlueOak-1\.0\.0|BSD-[23]-Clause|ISC|MIT|MIT-0|Python-2\.0)\b/;

/** The packages in a folder's `node_modules`, nested ones too, whose license limits who may use them. */
export async function restrictedPackages(folder: string): Promise<string[]> {
  const files = await readdir(join(folder, 'node_modules'), { recursive: true });
  const manifests = files.filter((file) =>
    /(?:^|node_modules[/\\])(?:@[^/\\]+[/\\])?[^/\\@]+[/\\]package\.json$/.test(file),
  );
  if (manifests.length < 50) throw new Error('hardly any package was found');
  const found: string[] = [];
  for (const file of manifests) {
    const text = await readFile(join(folder, 'node_modules', file), 'utf8');
    const { name, license } = JSON.parse(text) as { name?: string; license?: string };
    if (name !== undefined && !permissive.test(license ?? '')) found.push(`${name}: ${license}`);
  }
  return found;
}
