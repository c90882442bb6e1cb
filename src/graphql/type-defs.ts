import { readdirSync, readFileSync } from 'node:fs';

/** `schema/` lies beside `src/` and beside `dist/`, so one relative address serves both. */
const folder = new URL('../../schema/', import.meta.url);

/** The contract, as written: all of `schema/*.graphql`. */
export function readTypeDefs(): string[] {
  return readdirSync(folder)
    .filter((name) => name.endsWith('.graphql'))
    .map((name) => readFileSync(new URL(name, folder), 'utf8'));
}
