import { execFile } from 'node:child_process';
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { buildSchema, isScalarType, isSpecifiedScalarType } from 'graphql';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { readTypeDefs } from '../../src/platform/package-folder.js';
import { readGuide } from '../support/guide.js';
import { createPackageFolder } from '../support/package-folder.js';

const run = promisify(execFile);
const root = fileURLToPath(new URL('../../', import.meta.url));
const guide = readGuide('code-generator.md');

let folder: string;
beforeAll(async () => {
  folder = await createPackageFolder();
  const blocks = guide.matchAll(/^```(?:ts|graphql)\n(?:\/\/|#) (\S+)\n([\s\S]*?)^```/gm);
  for (const [, name = '', code = ''] of blocks) {
    await mkdir(dirname(join(folder, name)), { recursive: true });
    await writeFile(join(folder, name), code);
  }
  const generator = join(root, 'node_modules/@graphql-codegen/cli/cjs/bin.js');
  await run(process.execPath, [generator], { cwd: folder });
}, 120_000);
afterAll(() => rm(folder, { recursive: true }));

test('the recipe of the guide makes types of authgraph/schema.graphql', async () => {
  const types = await readFile(join(folder, 'src/authgraph.ts'), 'utf8');
  expect(types).toContain('DateTime: { input: string; output: string; }');
  expect(types).toContain('JSON: { input: unknown; output: unknown; }');
  expect(types).toContain('export type AccountQuery =');
  expect(types).not.toMatch(/[:<|] ?any\b/);
});

test('the code of the guide compiles with the generated types', async () => {
  const compiler = join(root, 'node_modules/typescript/bin/tsc');
  const compilerOptions = { strict: true, module: 'NodeNext', noEmit: true, types: ['node'] };
  const files = ['codegen.ts', 'src/account.ts'];
  const config = { compilerOptions: { ...compilerOptions, skipLibCheck: true }, files };
  await writeFile(join(folder, 'tsconfig.json'), JSON.stringify(config));
  const args = [compiler, '-p', folder];
  await expect(run(process.execPath, args)).resolves.toBeDefined();
}, 120_000);

test('the guide names every scalar of the contract', () => {
  const types = Object.values(buildSchema(readTypeDefs().join('\n')).getTypeMap());
  const scalars = types.filter((type) => isScalarType(type) && !isSpecifiedScalarType(type));
  expect(scalars.length).toBeGreaterThan(1);
  expect(scalars.filter(({ name }) => !guide.includes(`| \`${name}\``))).toEqual([]);
});
