import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';

const run = promisify(execFile);
const root = fileURLToPath(new URL('../../', import.meta.url));
const installed = join(root, 'node_modules');

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
const serverEntries = ['', '/resource-server', '/resource-server/web', '/directives'];
const clientEntries = [
  '/client',
  '/client/apollo',
  '/client/urql',
  '/client/graphql-request',
  '/client/passkeys',
  '/client/redirect',
  '/client/events',
];

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

interface Locked {
  readonly dependencies?: object;
  readonly peerDependencies?: object;
  readonly peerDependenciesMeta?: Record<string, { readonly optional?: boolean }>;
}

interface Manifest {
  readonly files: readonly string[];
  readonly dependencies: object;
  /** Of the lock file. */
  readonly packages: Record<string, Locked>;
}

/** A user's project: this package as it is published, its peers, and what an installation brings along. */
let project: string;
/** The faults of the server's files, line by line. */
let said: string[];
let compiler = join(installed, 'typescript/bin/tsc');

beforeAll(async () => {
  project = await mkdtemp(join(tmpdir(), 'authgraph-types-'));
  const { files, dependencies } = await readManifest('package.json');
  const names = await installedWith([...Object.keys(dependencies), ...peers]);
  for (const name of names) await link(join(installed, name), `node_modules/${name}`);
  for (const file of [...files, 'package.json']) {
    await link(join(root, file), `node_modules/authgraph/${file}`);
  }
  await link(join(installed, 'types-node-newest'), 'node_modules/@types/node');
  // Of this very day, from the registry: with `npm run test:examples`, each night.
  if (process.env['TEST_NEWEST'] === 'on') compiler = await installNewest();
  said = await faultsOf(serverFiles, server);
}, 240_000);
afterAll(() => rm(project, { recursive: true, force: true }));

async function readManifest(file: string): Promise<Manifest> {
  return JSON.parse(await readFile(join(root, file), 'utf8')) as Manifest;
}

/** These packages and all that they need, by our lock file: consumer.test.ts is where npm installs them. */
async function installedWith(names: readonly string[]): Promise<Set<string>> {
  const { packages } = await readManifest('package-lock.json');
  const found = new Set<string>();
  const waiting = [...names];
  for (let name = waiting.pop(); name !== undefined; name = waiting.pop()) {
    const folder = `node_modules/${name}`;
    if (found.has(name) || packages[folder] === undefined) continue;
    found.add(name);
    // What lies inside a package comes along with it.
    for (const [path, { dependencies = {}, peerDependencies = {}, ...locked }] of Object.entries(
      packages,
    )) {
      if (path !== folder && !path.startsWith(`${folder}/`)) continue;
      const isOptional = (peer: string) => locked.peerDependenciesMeta?.[peer]?.optional === true;
      const required = Object.keys(peerDependencies).filter((peer) => !isOptional(peer));
      waiting.push(...Object.keys(dependencies), ...required);
    }
  }
  found.delete('@types/node');
  return found;
}

async function link(target: string, path: string): Promise<void> {
  await mkdir(dirname(join(project, path)), { recursive: true });
  await symlink(target, join(project, path), 'junction');
}

async function installNewest(): Promise<string> {
  const folder = join(project, 'newest');
  await mkdir(folder);
  await writeFile(join(folder, 'package.json'), '{"private":true}');
  const args = ['install', 'typescript@latest', '@types/node@latest', '--no-audit', '--no-fund'];
  await run('npm', args, { cwd: folder });
  await rm(join(project, 'node_modules/@types/node'), { recursive: true });
  await link(join(folder, 'node_modules/@types/node'), 'node_modules/@types/node');
  return join(folder, 'node_modules/typescript/bin/tsc');
}

/** The lines of what the compiler says of some files. */
async function faultsOf(files: Record<string, string>, options: object): Promise<string[]> {
  const names = Object.keys(files);
  const config = join(project, `tsconfig.${names[0]}.json`);
  for (const [name, code] of Object.entries(files)) await writeFile(join(project, name), code);
  const compilerOptions = { ...options, preserveSymlinks: true };
  await writeFile(config, JSON.stringify({ compilerOptions, files: names }));
  return run(process.execPath, [compiler, '-p', config], { cwd: project }).then(
    () => [],
    (error: unknown) => (error as { stdout: string }).stdout.trim().split('\n'),
  );
}

const importing = (entries: readonly string[]) =>
  entries
    .map((entry) => `export * as m${entry.replaceAll(/\W/g, '_')} from 'authgraph${entry}';\n`)
    .join('');

const keys = `
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
const wrongKeys = [
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

/** All in one run of the compiler, which reads the types of Node and of the peers each time. */
const serverFiles = {
  'esm.mts': importing(serverEntries),
  'commonjs.cts': importing(serverEntries),
  'keys.mts': [keys, ...wrongKeys].join('\n'),
  'fault.d.mts': "export declare const pool: import('no-such-package').Pool;\n",
};

describe('without skipLibCheck, on the newest types of Node', { timeout: 240_000 }, () => {
  test('the service and the kit compile, in ESM and in CommonJS', () => {
    expect(said.filter((line) => !/^(?:keys|fault\.d)\.mts/.test(line))).toEqual([]);
  });

  test('the client, its adapters and the web kit compile with browser types alone', async () => {
    const faults = await faultsOf(
      { 'browser.ts': importing([...clientEntries, '/resource-server/web']) },
      browser,
    );
    // The libraries of the adapters have faults of their own.
    const own = faults.filter((line) => /^(?:node_modules\/authgraph\/|browser\.ts)/.test(line));
    expect(own).toEqual([]);
  });

  test('a fault in a declaration is noticed', () => {
    const faults = said.filter((line) => line.startsWith('fault.d.mts'));
    expect(faults.join()).toContain('no-such-package');
  });

  test('keys compile as Node, WebCrypto and browsers export them, and nothing else does', () => {
    expect(said.filter((line) => line.startsWith('keys.mts'))).toEqual([]);
  });
});
