import { spawn } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { ConfigError, loadConfig, resolveSecret } from '../../../src/app/config.js';

let folder: string;
let dataDir: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'authgraph-secret-'));
  dataDir = join(folder, 'a', 'b');
});

afterEach(() => rmSync(folder, { recursive: true, force: true }));

test('loading the configuration writes nothing', () => {
  loadConfig({ DATA_DIR: dataDir });
  expect(readdirSync(folder)).toEqual([]);
});

test('a secret that is set is the secret, and nothing is written', () => {
  expect(resolveSecret({ authgraphSecret: 'the one', dataDir })).toBe('the one');
  expect(readdirSync(folder)).toEqual([]);
});

test('otherwise one is generated, kept, and readable by its owner only', () => {
  const secret = resolveSecret({ authgraphSecret: undefined, dataDir });
  expect(Buffer.from(secret, 'base64url')).toHaveLength(48);
  expect(resolveSecret({ authgraphSecret: undefined, dataDir })).toBe(secret);
  expect(readdirSync(dataDir)).toEqual(['secret']);
  expect(statSync(join(dataDir, 'secret')).mode & 0o777).toBe(0o600);
});

test('the generated secret would pass as a configured one', () => {
  const secret = resolveSecret({ authgraphSecret: undefined, dataDir });
  expect(loadConfig({ AUTHGRAPH_SECRET: secret }).authgraphSecret).toBe(secret);
});

test('another folder gets another secret', () => {
  const one = resolveSecret({ authgraphSecret: undefined, dataDir });
  const other = resolveSecret({ authgraphSecret: undefined, dataDir: join(folder, 'other') });
  expect(other).not.toBe(one);
});

test.each([
  ['an empty file', ''],
  ['half a secret', 'abcdef\n'],
])('%s is a fault, and is not replaced', (_title, content) => {
  const path = join(folder, 'secret');
  writeFileSync(path, content);
  const resolve = () => resolveSecret({ authgraphSecret: undefined, dataDir: folder });
  expect(resolve).toThrow(ConfigError);
  expect(resolve).toThrow(/is damaged; restore that file/);
  expect(readFileSync(path, 'utf8')).toBe(content);
});

test('a folder that cannot be made is a fault that says what to do', () => {
  writeFileSync(join(folder, 'file'), '');
  const resolve = () =>
    resolveSecret({ authgraphSecret: undefined, dataDir: join(folder, 'file', 'data') });
  expect(resolve).toThrow(ConfigError);
  expect(resolve).toThrow(/\(ENOTDIR\); set AUTHGRAPH_SECRET/);
});

test('four processes that start at once have one secret', async () => {
  const module = new URL('../../../dist/platform/config/secret.js', import.meta.url).href;
  // All wait for the end of their input, and then try a hundred folders, so that they really meet.
  const script = `
    import { resolveSecret } from '${module}';
    const [folder] = process.argv.slice(1);
    const secrets = [];
    console.log('ready');
    for await (const input of process.stdin);
    for (let i = 0; i < 100; i += 1) {
      secrets.push(resolveSecret({ authgraphSecret: undefined, dataDir: folder + '/' + i }));
    }
    console.log(JSON.stringify(secrets));`;
  const args = ['--input-type=module', '--eval', script, folder];
  const children = Array.from({ length: 4 }, () =>
    spawn(process.execPath, args, { stdio: ['pipe', 'pipe', 'inherit'] }),
  );
  const outputs = children.map(({ stdout }) => createInterface(stdout)[Symbol.asyncIterator]());
  const nextLines = () =>
    Promise.all(outputs.map(async (lines) => String((await lines.next()).value)));
  expect(await nextLines()).toEqual(Array(4).fill('ready'));
  for (const { stdin } of children) stdin.end();
  const [first, ...others] = (await nextLines()).map((line) => JSON.parse(line) as string[]);
  expect(new Set(first).size).toBe(100);
  for (const other of others) expect(other).toEqual(first);
  expect(readdirSync(join(folder, '0'))).toEqual(['secret']);
});
