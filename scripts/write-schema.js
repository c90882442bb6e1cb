// Writes the whole contract as one file, without extensions, which not every code generator reads: dist/schema.graphql.
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { buildSchema, printSchema } from 'graphql';

const folder = new URL('../schema/', import.meta.url);
const parts = readdirSync(folder)
  .filter((name) => name.endsWith('.graphql'))
  .map((name) => readFileSync(new URL(name, folder), 'utf8'));
const schema = printSchema(buildSchema(parts.join('\n')));
writeFileSync(new URL('../dist/schema.graphql', import.meta.url), `${schema}\n`);
