import { execFile } from 'node:child_process';
import { mkdir, rm, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createConsumerProject, type ConsumerProject } from './consumer-project.js';

const run = promisify(execFile);
const installed = fileURLToPath(new URL('../../node_modules/', import.meta.url));

/** The optional peers: the adapters of the client import their types. Nobody's `@types` are among them. */
const peers = [
  '@apollo/client',
  '@urql/core',
  '@urql/exchange-auth',
  'graphql',
  'graphql-request',
  'graphql-shield',
  'rxjs',
];
const serverEntries = ['', '/resource-server', '/directives'];
const clientEntries = ['/client', '/client/apollo', '/client/urql', '/client/graphql-request'];

const strict = {
  target: 'ES2023',
  strict: true,
  exactOptionalPropertyTypes: true,
  noUncheckedIndexedAccess: true,
  noEmit: true,
  skipLibCheck: false,
};
const server = { ...strict, module: 'NodeNext', lib: ['ES2023'], types: ['node'] };
const browser = {
  ...strict,
  module: 'ESNext',
  moduleResolution: 'bundler',
  lib: ['ES2023', 'DOM', 'DOM.Iterable'],
  types: [],
};

const patience = 240_000;
let project: ConsumerProject;
let compiler = join(installed, 'typescript/bin/tsc');

beforeAll(async () => {
  project = await createConsumerProject(peers);
  const types = join(project.folder, 'node_modules/@types/node');
  await mkdir(join(types, '..'), { recursive: true });
  await rm(types, { recursive: true, force: true });
  await symlink(join(installed, 'types-node-newest'), types, 'junction');
  // Of this very day, from the registry: with `npm run test:examples`, each night.
  if (process.env['TEST_NEWEST'] === 'on') compiler = await installNewest(types);
}, patience);
afterAll(() => project.remove());

async function installNewest(types: string): Promise<string> {
  const folder = join(project.folder, 'newest');
  await mkdir(folder);
  await writeFile(join(folder, 'package.json'), '{"private":true}');
  const args = ['install', 'typescript@latest', '@types/node@latest', '--no-audit', '--no-fund'];
  await run('npm', args, { cwd: folder });
  await rm(types, { recursive: true });
  await symlink(join(folder, 'node_modules/@types/node'), types, 'junction');
  return join(folder, 'node_modules/typescript/bin/tsc');
}

/** What the compiler says of some files. */
async function faultsOf(files: Record<string, string>, compilerOptions: object): Promise<string> {
  const names = Object.keys(files);
  const config = join(project.folder, `tsconfig.${names[0]}.json`);
  for (const [name, code] of Object.entries(files))
    await writeFile(join(project.folder, name), code);
  await writeFile(config, JSON.stringify({ compilerOptions, files: names }));
  return run(process.execPath, [compiler, '-p', config], { cwd: project.folder }).then(
    () => '',
    (error: unknown) => (error as { stdout: string }).stdout,
  );
}

const importing = (entries: readonly string[]) =>
  entries
    .map((entry) => `export * as m${entry.replaceAll(/\W/g, '_')} from 'authgraph${entry}';\n`)
    .join('');

describe('without skipLibCheck, on the newest types of Node', { timeout: patience }, () => {
  test('the service and the kit compile, in ESM and in CommonJS', async () => {
    const code = importing(serverEntries);
    expect(await faultsOf({ 'esm.mts': code, 'commonjs.cts': code }, server)).toBe('');
  });

  test('the client and its adapters compile with browser types alone', async () => {
    const faults = await faultsOf({ 'browser.ts': importing(clientEntries) }, browser);
    // The libraries of the adapters have faults of their own.
    const own = faults.match(/^(?:node_modules\/authgraph\/|browser\.ts).*$/gm) ?? [];
    expect(own).toEqual([]);
  });

  test('a fault in a declaration is noticed', async () => {
    const code = "export declare const pool: import('no-such-package').Pool;\n";
    expect(await faultsOf({ 'fault.d.mts': code }, server)).toContain('no-such-package');
  });

  test('keys compile as Node, WebCrypto and browsers export them, and nothing else does', async () => {
    const kept = `
      import { createPublicKey, generateKeyPairSync, webcrypto, type KeyObject } from 'node:crypto';
      import { createLocalKeys, type JsonWebKeySet, type LocalKeySource } from 'authgraph/resource-server';
      const { publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
      declare const ofWebCrypto: webcrypto.JsonWebKey;
      declare const fetched: Response;
      createLocalKeys({ jwks: { keys: [publicKey.export({ format: 'jwk' })] } });
      createLocalKeys({ jwks: { keys: [{ ...publicKey.export({ format: 'jwk' }), kid: 'a', alg: 'ES256' }] } });
      createLocalKeys({ jwks: { keys: [ofWebCrypto] } });
      createLocalKeys({ jwks: (await fetched.json()) as JsonWebKeySet });
      createLocalKeys({ pem: '', kid: 'a', algorithm: 'ES256' });
    `;
    const wrong = [
      "{ jwks: { keys: ['nonsense'] } }",
      '{ jwks: { keys: [42] } }',
      '{ jwks: { keys: [null] } }',
      '{ jwks: { keys: [undefined] } }',
      '{ jwks: { keys: [[]] } }',
      '{ jwks: { keys: [() => 1] } }',
      '{ jwks: { keys: [{ nonsense: true }] } }',
      '{ jwks: { keys: [{ kty: 1 }] } }',
      "{ jwks: { keys: [{ kty: 'EC', key_ops: 'verify' }] } }",
      '{ jwks: { keys: [publicKey] } }',
      "{ jwks: { keys: 'nonsense' } }",
      '{ jwks: { keys: {} } }',
      '{ jwks: {} }',
      '{ jwks: [] }',
      "{ jwks: 'nonsense' }",
      "{ pem: '', kid: 'a', algorithm: 'HS256' }",
      "{ pem: '', kid: 'a' }",
      '{ secret: Buffer.alloc(32) }',
      '{}',
    ].map((source) => `// @ts-expect-error\ncreateLocalKeys(${source});`);
    expect(await faultsOf({ 'keys.mts': [kept, ...wrong].join('\n') }, server)).toBe('');
  });
});
