import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { ConfigError, readEnvironment } from '../../../src/app/config.js';

let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'authgraph-env-'));
});

afterEach(() => rm(folder, { recursive: true, force: true }));

const envFile = (content: string) => writeFile(join(folder, '.env'), content);

test('without a file, the environment is all there is', () => {
  const { variables, sourceOf } = readEnvironment({ PORT: '1' }, folder);
  expect(variables).toEqual({ PORT: '1' });
  expect(sourceOf('PORT')).toBe('environment');
  expect(sourceOf('HOST')).toBeUndefined();
});

test('the file fills what the environment leaves open, and never wins', async () => {
  await envFile('PORT=2\nHOST="::"\n# a comment\nLOG_LEVEL=debug # and another\n');
  const { variables, sourceOf } = readEnvironment({ PORT: '1', HOST: '' }, folder);
  expect(variables).toEqual({ PORT: '1', HOST: '::', LOG_LEVEL: 'debug' });
  expect([sourceOf('PORT'), sourceOf('HOST'), sourceOf('LOG_LEVEL')]).toEqual([
    'environment',
    '.env',
    '.env',
  ]);
});

test('a byte order mark is no part of the first name', async () => {
  await envFile('\uFEFFPORT=2\n');
  expect(readEnvironment({}, folder).variables).toEqual({ PORT: '2' });
});

test('a file that is there but is no file is a fault', async () => {
  await mkdir(join(folder, '.env'));
  expect(() => readEnvironment({}, folder)).toThrow(ConfigError);
  expect(() => readEnvironment({}, folder)).toThrow(
    /\.env is there, but cannot be read \(EISDIR\)/,
  );
});

test('reading the file makes Node print no warning', async () => {
  await envFile('PORT=2\n');
  const module = new URL('../../../dist/app/config.js', import.meta.url).href;
  const script = `import { readEnvironment } from '${module}'; console.log(readEnvironment().variables.PORT)`;
  const args = ['--input-type=module', '--eval', script];
  const options = { cwd: folder, env: { PATH: process.env['PATH'] } };
  const { stdout, stderr } = await promisify(execFile)(process.execPath, args, options);
  expect({ stdout, stderr }).toEqual({ stdout: '2\n', stderr: '' });
});
