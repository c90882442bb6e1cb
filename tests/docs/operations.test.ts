import { buildSchema } from 'graphql';
import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { readTypeDefs } from '../../src/platform/package-folder.js';

const text = readFileSync(new URL('../../docs/operations.md', import.meta.url), 'utf8');

/** What stands before the colon of each item, without what it needs. */
const operations = text
  .split(/^- /m)
  .slice(1)
  .map((item) => item.slice(0, item.indexOf(':')))
  .flatMap((head) => [...head.replace(/\([^)]*\)/g, '').matchAll(/`(\w+)`/g)])
  .map(([, name = '']) => name);

test('the page of operations has every operation of the schema once, and no other', () => {
  const schema = buildSchema(readTypeDefs().join('\n'));
  const roots = [schema.getQueryType(), schema.getMutationType(), schema.getSubscriptionType()];
  const fields = roots.flatMap((root) => Object.keys(root?.getFields() ?? {}));
  expect(operations.toSorted()).toEqual(fields.sort());
});
