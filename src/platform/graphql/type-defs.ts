import { readdirSync, readFileSync } from 'node:fs';
import { packageFolder } from '../package-folder.js';

const folder = new URL('schema/', packageFolder);

/**
 * The contract, as written: all of `schema/*.graphql`.
 * @param part a folder in `schema/`, such as `federation/`, for what a part of it adds
 */
export function readTypeDefs(part = ''): string[] {
  const files = new URL(part, folder);
  return readdirSync(files)
    .filter((name) => name.endsWith('.graphql'))
    .map((name) => readFileSync(new URL(name, files), 'utf8'));
}
