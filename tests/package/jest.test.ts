import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { blocksOf, readGuide } from '../support/guide.js';
import { createConsumerProject, type ConsumerProject } from './consumer-project.js';
import { entriesOfGuide, signInWithAll } from './sign-in-with-all.js';

const guide = readGuide('protect-your-apollo-server.md');

/** What a test file of a user holds: `load` gets a module of the package. */
const testFile = (title: string, load: string) => `
  test('${title}', async () => {
    const modules = await Promise.all([${entriesOfGuide}].map(${load}));
    expect(await (${signInWithAll})(...modules)).toBe('authenticated');
  }, 60_000);`;

// Jest and TypeScript come from the registry: `npm run test:examples`, each night.
describe.runIf(process.env['TEST_JEST'] === 'on')('what the guide says to run', () => {
  let project: ConsumerProject;
  beforeAll(async () => {
    project = await createConsumerProject();
    await project.shell('npm install --prefer-offline --no-audit --no-fund jest@30 typescript@6');
  }, 240_000);
  afterAll(() => project.remove());

  test('Jest runs tests of service, kit and client, as ES modules and in CommonJS', async () => {
    const [, command = ''] = /`(NODE_OPTIONS=\S+ npx jest)`/.exec(guide) ?? [];
    const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
    const requires = major > 24 || (major === 24 && minor >= 9);
    const files = {
      'module.test.mjs': testFile('import', '(entry) => import(entry)'),
      'commonjs.test.cjs': testFile('import()', '(entry) => import(entry)'),
      ...(requires && { 'require.test.cjs': testFile('require', '(entry) => require(entry)') }),
    };
    for (const [name, code] of Object.entries(files)) {
      await writeFile(join(project.folder, name), code);
    }
    const said = await project.shell(command);
    expect(said).toContain(`Tests:       ${Object.keys(files).length} passed`);
    expect(said).not.toContain('did not exit');
  }, 240_000);

  test('the compiler takes the files of the guide as the guide calls it', async () => {
    const compile = blocksOf(guide, 'sh').find((code) => code.startsWith('npx tsc'));
    const [command = ''] = compile?.split('\n') ?? [];
    await project.writeGuide('protect-your-apollo-server');
    await project.shell(`cd protect-your-apollo-server && rm ../tsconfig.json && ${command}`);
    const built = await project.shell('ls protect-your-apollo-server/built');
    expect(built.split('\n')).toContain('standalone.js');
  }, 240_000);
});
