import { readdirSync, readFileSync } from 'node:fs';

/**
 * The folder of the package, with `schema/`, `templates/` and package.json in it. This file lies two folders below
 * it wherever it runs: in src/platform, in dist/platform, and bundled into dist/service.
 */
export const packageFolder = new URL('../../', import.meta.url);

const contract = new URL('schema/', packageFolder);

/**
 * The contract, as written: all of `schema/*.graphql`.
 * @param part a folder in `schema/`, such as `federation/`, for what a part of it adds
 */
export function readTypeDefs(part = ''): string[] {
  const files = new URL(part, contract);
  return readdirSync(files)
    .filter((name) => name.endsWith('.graphql'))
    .map((name) => readFileSync(new URL(name, files), 'utf8'));
}

/** The version of this package. */
export function packageVersion(): string {
  const file = new URL('package.json', packageFolder);
  return (JSON.parse(readFileSync(file, 'utf8')) as { version: string }).version;
}
