import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';

const run = promisify(execFile);

/** Starts the built service in a process of its own, and lists what of these packages is loaded then. */
const script = `
  import { createRequire } from 'node:module';
  const { createAuthServer, loadConfig } = await import(process.env.ENTRY);
  const server = await createAuthServer(loadConfig(JSON.parse(process.env.VARIABLES)));
  const files = Object.keys(createRequire(process.env.ENTRY).cache);
  const packages = ['prom-client', '@opentelemetry/api', '@apollo/subgraph'];
  console.log(JSON.stringify(packages.filter((name) => files.some((file) => file.includes('/' + name + '/')))));
  await server.close();
  process.exit();
`;

async function loadedWith(variables: Record<string, string>): Promise<string[]> {
  const folder = await mkdtemp(join(tmpdir(), 'authgraph-test-'));
  const env = {
    ENTRY: new URL('../dist/index.js', import.meta.url).href,
    VARIABLES: JSON.stringify({ DATA_DIR: folder, LOG_LEVEL: 'silent', ...variables }),
  };
  const args = ['--input-type=module', '--eval', script];
  const { stdout } = await run(process.execPath, args, {
    env: { PATH: process.env['PATH'], ...env },
  });
  await rm(folder, { recursive: true });
  return JSON.parse(stdout) as string[];
}

test('the packages of what is off are not loaded, and cost neither time nor memory', async () => {
  expect(await loadedWith({})).toEqual([]);
});

test.each([
  ['METRICS', 'prom-client'],
  ['TRACING', '@opentelemetry/api'],
  ['SUBGRAPH', '@apollo/subgraph'],
])('%s=on loads %s', async (name, packageName) => {
  expect(await loadedWith({ [name]: 'on' })).toContain(packageName);
});
