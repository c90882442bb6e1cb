import { spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { fingerprint, isBuiltFrom } from '../../scripts/build-mark.js';

const scripts = fileURLToPath(new URL('../../scripts/', import.meta.url));
const outputs = [
  ...['main.js', 'index.js', 'schema.graphql', 'graphiql/graphiql.js', 'pages/pages.js'],
  ...['service/licenses.md', 'jwt/jsonwebtoken.licenses.md', 'web/ko/sign-in/manifest.json'],
];

/** A project with the build of this one, whose tools only write their files. Each test leaves it built. */
let root: string;
let first: ReturnType<typeof start>;
beforeAll(() => {
  root = join(mkdtempSync(join(tmpdir(), 'authgraph-build-')), '/');
  for (const name of ['build.js', 'build-mark.js', 'clean.js', 'link-examples.js']) {
    cpSync(join(scripts, name), join(root, 'scripts', name));
  }
  for (const name of ['package-lock.json', 'tsconfig.json', 'tsconfig.build.json']) {
    write(name, '{}');
  }
  write('package.json', '{ "type": "module" }');
  write('src/main.ts', 'export {};');
  write('schema/root.graphql', 'type Query');
  write('web/main.ts', '');
  const tool = `const { mkdirSync, writeFileSync, appendFileSync, existsSync } = require('node:fs');
    const { dirname } = require('node:path');
    appendFileSync('runs', 'x');
    if (existsSync('broken')) process.exit(1);
    for (const name of ${JSON.stringify(outputs)}) {
      mkdirSync(dirname('dist/' + name), { recursive: true });
      writeFileSync('dist/' + name, '');
    }`;
  write('node_modules/typescript/bin/tsc', tool);
  write('node_modules/vite/bin/vite.js', tool);
  write('scripts/write-schema.js', '');
  write('scripts/build-vendored.js', '');
  write('scripts/build-pages.js', '');
  first = start();
});
afterAll(() => rmSync(root, { recursive: true }));

function write(name: string, text: string): void {
  mkdirSync(dirname(join(root, name)), { recursive: true });
  writeFileSync(join(root, name), text);
}

/** Runs what `npm start` runs first; whether it succeeded, and whether it built. */
function start() {
  rmSync(join(root, 'runs'), { force: true });
  const script = join(root, 'scripts/build.js');
  const { status } = spawnSync(process.execPath, [script, '--if-changed'], { cwd: root });
  return { succeeded: status === 0, built: existsSync(join(root, 'runs')) };
}

describe('npm start', () => {
  test('builds once, and then only what has changed', () => {
    expect(first).toEqual({ succeeded: true, built: true });
    expect(start()).toEqual({ succeeded: true, built: false });
  });

  test.each([
    ['a source', 'src/main.ts'],
    ['a new source', 'src/other/new.ts'],
    ['the schema', 'schema/root.graphql'],
    ['a page', 'web/main.ts'],
    ['the lock', 'package-lock.json'],
    ['the compiler options', 'tsconfig.json'],
  ])('builds again after a change of %s', (_what, name) => {
    write(name, '{ "changed": true }');
    expect(start()).toEqual({ succeeded: true, built: true });
    expect(start().built).toBe(false);
  });

  test('builds again after a part of the build was removed', () => {
    rmSync(join(root, 'dist/pages/pages.js'));
    expect(start().built).toBe(true);
  });

  test('takes a build that failed for none, and fails itself', () => {
    write('broken', '');
    write('src/main.ts', 'export const broken = true;');
    expect(start()).toEqual({ succeeded: false, built: true });
    expect(isBuiltFrom(root, fingerprint(root))).toBe(false);
    expect(start()).toEqual({ succeeded: false, built: true });
    rmSync(join(root, 'broken'));
    expect(start()).toEqual({ succeeded: true, built: true });
  });
});
