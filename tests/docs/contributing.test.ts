import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { filesOfExample, root } from './contributing-example.js';

/** That it also compiles and runs, contributing-built.test.ts shows, which takes long. */
test('the example of CONTRIBUTING.md adds to lines that are there, and takes no name', async () => {
  const files = [...(await filesOfExample()).keys()];
  const [changed, added] = [true, false].map((is) =>
    files.filter((file) => existsSync(join(root, file)) === is),
  );
  expect(added).toEqual([
    'schema/motto.graphql',
    'src/features/motto/service.ts',
    'src/features/motto/migrations.ts',
    'src/features/motto/store.sql.ts',
    'src/features/motto/feature.ts',
  ]);
  expect(changed).toHaveLength(3);
});
