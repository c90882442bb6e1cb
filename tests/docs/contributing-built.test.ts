import { execFile } from 'node:child_process';
import { cp, mkdir, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { databases, type TestDatabase } from '../support/databases.js';
import { dataOf, refusalOf } from '../support/graphql-client.js';
import { createPackageFolder } from '../support/package-folder.js';
import { startServerProcess, type ServerProcess } from '../support/server-process.js';
import { filesOfExample, root } from './contributing-example.js';

const needed = [
  'src',
  'schema',
  'templates',
  'package.json',
  'tsconfig.json',
  'tsconfig.build.json',
];
const forTypes = [
  'codegen.ts',
  'scripts/operation-manifest.js',
  'scripts/operation-strings.js',
  'web',
];

/** Follows the example in a copy of the project, and builds it; returns the folder. */
async function followExample(): Promise<string> {
  const folder = await createPackageFolder();
  const run = (command: string, ...args: string[]) =>
    promisify(execFile)(process.execPath, [join(root, 'node_modules', command), ...args], {
      cwd: folder,
    });
  for (const path of [...needed, ...forTypes]) {
    await cp(join(root, path), join(folder, path), { recursive: true });
  }
  for (const [file, text] of await filesOfExample()) {
    const path = join(folder, file);
    await mkdir(dirname(path), { recursive: true });
    await writeFile(path, text);
  }
  await run('@graphql-codegen/cli/cjs/bin.js');
  await run('typescript/bin/tsc', '-p', 'tsconfig.build.json');
  return folder;
}

describe('the example of CONTRIBUTING.md', () => {
  let folder: string;
  beforeAll(async () => {
    folder = await followExample();
  });
  afterAll(() => rm(folder, { recursive: true, force: true }));

  describe.each(databases)('once it is followed, on $name', ({ create }) => {
    let database: TestDatabase;
    let server: ServerProcess;
    beforeAll(async () => {
      database = await create();
      const { dataDir: DATA_DIR, url } = database;
      const env = { DATA_DIR, ...(url !== undefined && { DATABASE_URL: url }) };
      server = await startServerProcess(env, join(folder, 'dist', 'main.js'));
    });
    afterAll(async () => {
      await server.kill();
      await database.drop();
    });

    test('keeps the motto of a user', async () => {
      const { accessToken: token } = dataOf(await server.register({ username: 'ada' })).register;
      const ask = (document: string) => server.send(document, {}, { token });
      expect(dataOf(await ask('{ motto }'))).toEqual({ motto: null });
      for (const motto of ['Slowly.', 'Slowly, but surely.']) {
        dataOf(await ask(`mutation { setMotto(motto: " ${motto} ") }`));
        expect(dataOf(await ask('{ motto }'))).toEqual({ motto });
      }
    });

    test('refuses strangers, and what is too long', async () => {
      expect(refusalOf(await server.send('{ motto }')).reason).toBe('TOKEN_MISSING');
      const { accessToken: token } = dataOf(await server.register({ username: 'bea' })).register;
      const long = `mutation { setMotto(motto: "${'a'.repeat(81)}") }`;
      expect(refusalOf(await server.send(long, {}, { token })).code).toBe('BAD_USER_INPUT');
    });
  });
});
