import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { buildSchema, lexicographicSortSchema, printSchema } from 'graphql';
import { expect, test } from 'vitest';
import { readTypeDefs } from '../../src/platform/package-folder.js';

const { resolve } = createRequire(import.meta.url);
const exported = () => readFile(resolve('authgraph/schema.graphql'), 'utf8');
const sorted = (text: string) => printSchema(lexicographicSortSchema(buildSchema(text)));

test('authgraph/schema.graphql is the whole contract of the service', async () => {
  expect(sorted(await exported())).toBe(sorted(readTypeDefs().join('\n')));
});

test('authgraph/schema.graphql has each type once, for generators without extensions', async () => {
  const text = await exported();
  expect(text).not.toMatch(/^extend /m);
  const names = [...text.matchAll(/^(?:type|input|enum|interface|union|scalar) (\w+)/gm)];
  expect(new Set(names.map(([, name]) => name)).size).toBe(names.length);
  expect(text).toContain('scalar DateTime @specifiedBy(url: ');
});

test('the manifest of the documents of the client can be imported by its name', async () => {
  const file = resolve('authgraph/schema/client-documents.json');
  expect(JSON.parse(await readFile(file, 'utf8'))).toHaveProperty('operations');
});
