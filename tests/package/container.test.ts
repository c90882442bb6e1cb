import { execFile, spawnSync } from 'node:child_process';
import { cp, mkdtemp, readFile, rm } from 'node:fs/promises';
import { existsSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { loadConfig } from '../../src/app/config.js';
import { optionNames } from '../../src/app/options.js';
import { exitCodes } from '../../src/platform/command-line/commands.js';
import { restrictedPackages } from '../support/licenses.js';

const run = promisify(execFile);
const root = fileURLToPath(new URL('../../', import.meta.url));
const read = (file: string) => readFile(`${root}${file}`, 'utf8');

let dockerfile: string;
beforeAll(async () => (dockerfile = (await read('Dockerfile')).replaceAll(/\\\n/g, ' ')));

/** The sources of COPY, of the folder (`false`) or of the stage that builds (`true`). */
function copied(fromBuild: boolean): string[] {
  return [...dockerfile.matchAll(/^COPY (--from=build )?(.+) \S+$/gm)]
    .filter(([, stage]) => (stage !== undefined) === fromBuild)
    .flatMap(([, , sources = '']) => sources.split(' '));
}

describe('the Dockerfile', () => {
  test('copies what is there, and what .dockerignore lets through', async () => {
    const letThrough = (await read('.dockerignore')).match(/^!.+$/gm)?.map((line) => line.slice(1));
    const sources = copied(false);
    expect(sources.length).toBeGreaterThan(5);
    for (const source of sources) {
      expect(existsSync(root + source), source).toBe(true);
      expect(letThrough).toContain(source.replace('./', ''));
    }
  });

  test('copies every file that the build reads', async () => {
    const { scripts } = JSON.parse(await read('package.json')) as { scripts: { build: string } };
    expect(scripts.build).toBe('node scripts/build.js');
    const named = (await read('scripts/build.js')).match(/'[\w./-]+\.(?:json|js)'/g) ?? [];
    const files = named
      .map((name) => name.slice(1, -1).replace(/^\.\//, 'scripts/'))
      .filter((name) => !name.startsWith('node_modules/'));
    expect(files).toContain('web/vite.config.js');
    expect(files.length).toBeGreaterThan(2);
    const sources = copied(false);
    const isCopied = (file: string) =>
      sources.some((source) => file === source || file.startsWith(`${source}/`));
    expect(files.filter((file) => !isCopied(file))).toEqual([]);
  });

  test('brings everything into the image that the package has', async () => {
    const { files } = JSON.parse(await read('package.json')) as { files: string[] };
    const inImage = [...copied(true).map((path) => path.replace('/app/', '')), ...copied(false)];
    const wanted = files.filter((file) => !file.endsWith('.md') && !file.startsWith('!'));
    expect(wanted.filter((file) => !inImage.includes(file))).toEqual([]);
  });

  test('runs as a user without rights', () => {
    expect(dockerfile).toMatch(/^USER node$/m);
  });

  test.each([
    [200, 0],
    [503, 1],
  ])('takes an answer of %i for exit code %i', async (status, code) => {
    const [, command = ''] = /HEALTHCHECK .*CMD (\[.*\])$/m.exec(dockerfile) ?? [];
    const [, ...args] = JSON.parse(command) as string[];
    const { createServer } = await import('node:http');
    const paths: string[] = [];
    const server = createServer((request, response) => {
      paths.push(request.url ?? '');
      response.writeHead(status).end();
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const { port } = server.address() as { port: number };
    const exit = await run(process.execPath, args, { env: { PORT: String(port) } }).then(
      () => 0,
      (error: unknown) => (error as { code: number }).code,
    );
    server.close();
    expect(exit).toBe(code);
    expect(paths).toEqual(['/health/ready']);
  });
});

describe('the tree of the image', () => {
  let folder: string;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'authgraph-image-'));
    for (const name of ['package.json', 'package-lock.json']) {
      await cp(`${root}${name}`, join(folder, name));
    }
    const args = ['ci', '--omit=dev', '--prefer-offline', '--no-audit', '--no-fund'];
    await run('npm', args, { cwd: folder });
    await rm(join(folder, 'package-lock.json'));
    for (const name of ['dist', 'schema', 'templates']) {
      await cp(`${root}${name}`, join(folder, name), { recursive: true });
    }
  }, 300_000);
  afterAll(() => rm(folder, { recursive: true }));

  test('starts and works without what is only for development', () => {
    expect(existsSync(join(folder, 'node_modules/vite'))).toBe(false);
    const { status, stdout, stderr } = spawnSync(
      process.execPath,
      [`${root}scripts/smoke.js`, folder],
      { encoding: 'utf8' },
    );
    expect(stderr).toBe('');
    expect(status).toBe(0);
    expect(stdout).toContain('started, register, login, me, refresh, stopped');
  });

  test('has no package whose license limits who may use it', async () => {
    expect(await restrictedPackages(folder)).toEqual([]);
  });

  test('starts no subgraph without @apollo/subgraph, and says what to install', () => {
    const data = join(folder, 'no-data');
    const { status, stderr } = spawnSync(process.execPath, ['dist/main.js', 'serve'], {
      cwd: folder,
      encoding: 'utf8',
      env: { SUBGRAPH: 'on', DATA_DIR: data },
    });
    expect(stderr).toContain('npm install @apollo/subgraph@2.14');
    expect(stderr).toContain('Elastic License');
    expect(status).toBe(exitCodes.usage);
    expect(existsSync(data)).toBe(false);
  });
});

describe('compose.yaml', () => {
  interface Compose {
    services: Record<'authgraph' | 'postgres', { environment: Record<string, string | number> }>;
  }
  const filled = async () => {
    const text = (await read('compose.yaml'))
      .replace(/\$\{PUBLIC_URL[^}]*\}/, 'http://localhost:4000')
      .replace(/\$\{AUTHGRAPH_SECRET[^}]*\}/, 'Zk3v9Qw7Lr2Xn8Tb5Yd1Hs6Mf4Gc0JpA')
      .replaceAll(/\$\{POSTGRES_PASSWORD[^}]*\}/g, 'hunter2');
    return parse(text) as Compose;
  };

  test('configures the service without a fault, for production', async () => {
    const { environment } = (await filled()).services.authgraph;
    const variables = Object.fromEntries(
      Object.entries(environment).map(([name, value]) => [name, String(value)]),
    );
    expect(Object.keys(variables).filter((name) => !optionNames.includes(name as never))).toEqual(
      [],
    );
    const config = loadConfig({ NODE_ENV: 'production', ...variables });
    expect(config.host).toBe('0.0.0.0');
    expect(config.shutdownDelay + config.shutdownTimeout).toBeLessThan(40);
  });

  test('names the database as its service does', async () => {
    const { authgraph, postgres } = (await filled()).services;
    const url = new URL(String(authgraph.environment['DATABASE_URL']));
    expect(url.host).toBe('postgres');
    expect(url.username).toBe(postgres.environment['POSTGRES_USER']);
    expect(url.password).toBe(postgres.environment['POSTGRES_PASSWORD']);
    expect(url.pathname).toBe(`/${String(postgres.environment['POSTGRES_DB'])}`);
  });
});
