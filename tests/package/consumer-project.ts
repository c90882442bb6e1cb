import { execFile, type ChildProcess } from 'node:child_process';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { addressOf, spawnServer } from '../support/example.js';
import { pack } from '../support/pack.js';

const root = fileURLToPath(new URL('../../', import.meta.url));
const run = promisify(execFile);

/** What the servers of the guides are made of, at the versions that this project is tested with. */
const frameworks = [
  '@apollo/server',
  '@as-integrations/express5',
  '@as-integrations/fastify',
  '@graphql-tools/schema',
  '@types/express',
  '@types/node',
  'express',
  'fastify',
  'graphql',
  'graphql-shield',
  'graphql-yoga',
];

const compilerOptions = {
  target: 'ES2023',
  module: 'NodeNext',
  strict: true,
  exactOptionalPropertyTypes: true,
  noUncheckedIndexedAccess: true,
  verbatimModuleSyntax: true,
  types: ['node'],
  skipLibCheck: true,
  outDir: 'built',
  rootDir: '.',
};

/** Somebody else's project, which has installed the package. */
export interface ConsumerProject {
  readonly folder: string;
  /** Writes the code blocks of a guide that begin with the name of a file, into a folder of their own. */
  writeGuide(guide: string): Promise<void>;
  /** Compiles everything; rejects with what the compiler says. */
  compile(): Promise<void>;
  /** Runs a script, an ES module by default, and resolves with what it prints. */
  run(script: string, type?: 'module' | 'commonjs'): Promise<string>;
  /** Runs a command of a guide in a shell, and resolves with all that it prints; rejects with that if it fails. */
  shell(command: string): Promise<string>;
  /** Starts a compiled server, and resolves with the address that it prints. */
  start(file: string, env: Record<string, string>): Promise<string>;
  remove(): Promise<void>;
}

/** Packs this package, and installs it from the archive into an empty folder, as its users do. */
export async function createConsumerProject(): Promise<ConsumerProject> {
  const folder = await mkdtemp(join(tmpdir(), 'authgraph-consumer-'));
  const children: ChildProcess[] = [];
  const filename = await pack(folder);
  await writeFile(join(folder, 'tsconfig.json'), JSON.stringify({ compilerOptions }));
  await writeManifest(folder, filename, frameworks);
  await run('npm', ['install', '--prefer-offline', '--no-audit', '--no-fund'], { cwd: folder });

  return {
    folder,
    async writeGuide(guide) {
      const text = await readFile(join(root, 'docs/guides', `${guide}.md`), 'utf8');
      await mkdir(join(folder, guide));
      for (const [, file = '', code = ''] of text.matchAll(
        /^```ts\n\/\/ (\S+)\n([\s\S]*?)^```/gm,
      )) {
        await writeFile(join(folder, guide, file), code.replace(/(port:|listen\() ?4001/, '$1 0'));
      }
    },
    async compile() {
      const compiler = join(root, 'node_modules/typescript/bin/tsc');
      await run(process.execPath, [compiler, '-p', folder]).catch((error: unknown) => {
        throw new Error((error as { stdout: string }).stdout);
      });
    },
    async run(script, type = 'module') {
      const args = [`--input-type=${type}`, '--eval', script];
      return (await run(process.execPath, args, { cwd: folder })).stdout.trim();
    },
    shell: (command) =>
      run('bash', ['--norc', '-c', command], { cwd: folder }).then(
        ({ stdout, stderr }) => stdout + stderr,
        (error: unknown) => {
          const { stdout, stderr } = error as { stdout: string; stderr: string };
          throw new Error(stdout + stderr);
        },
      ),
    start(file, env) {
      const child = spawnServer(folder, [join(folder, 'built', file)], env);
      children.push(child);
      return addressOf(child);
    },
    async remove() {
      for (const child of children) child.kill();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

interface Lock {
  readonly lockfileVersion: number;
  readonly packages: Record<string, { readonly version: string }> & { readonly '': object };
}

/**
 * The project asks for the archive and the frameworks. Its lock file begins as ours, from which npm takes what
 * is needed: so `npm ci` has left it in the cache, the network need not be there, and nothing newer gets in.
 */
async function writeManifest(
  folder: string,
  archive: string,
  names: readonly string[],
): Promise<void> {
  const text = await readFile(join(root, 'package-lock.json'), 'utf8');
  const { lockfileVersion, packages } = JSON.parse(text) as Lock;
  const versions = names.map((name) => [name, packages[`node_modules/${name}`]?.version]);
  const resolved = `file:${archive}`;
  const dependencies = { authgraph: resolved, ...Object.fromEntries(versions) } as object;
  const manifest = { name: 'consumer', private: true, type: 'module', dependencies };
  const installed = { 'node_modules/authgraph': { ...packages[''], resolved } };
  const lock = { lockfileVersion, packages: { ...packages, ...installed, '': manifest } };
  await writeFile(join(folder, 'package.json'), JSON.stringify(manifest));
  await writeFile(join(folder, 'package-lock.json'), JSON.stringify(lock));
}
