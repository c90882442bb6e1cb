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
  const optional = ['prom-client', '@opentelemetry/api', '@apollo/subgraph'];
  const packages = [...optional, 'pg', '@node-rs/bcrypt', '@zxcvbn-ts/language-common'];
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

/** Generated, with much that might be words: they loaded the dictionary once. */
const secret = 'tvnXOtfZrkST8Y8tMxdXP3d7utclq60uiZerM4CRCGTij3FWzSqNpvja0pvDF5B9';

test('a generated secret does not load the dictionary of passwords', async () => {
  expect(await loadedWith({ AUTHGRAPH_SECRET: secret })).toEqual([]);
});

const young = `
  import { getHeapSpaceStatistics } from 'node:v8';
  import { keepYoungSpaceSmall, letYoungSpaceGrow } from '${new URL('../dist/cli/young-space.js', import.meta.url).href}';
  function sizeAfterWork() {
    const kept = [];
    for (let index = 0; index < 2_000_000; index += 1) kept[index % 50_000] = { index };
    const space = getHeapSpaceStatistics().find((each) => each.space_name === 'new_space');
    return space.space_size / 2 ** 20;
  }
  keepYoungSpaceSmall();
  const small = sizeAfterWork();
  letYoungSpaceGrow();
  console.log(JSON.stringify([small, sizeAfterWork()]));
`;

test('the space for young objects stays small at the start, and grows after it', async () => {
  const { stdout } = await run(process.execPath, ['--input-type=module', '--eval', young]);
  const [small = Infinity, grown = 0] = JSON.parse(stdout) as number[];
  expect(small).toBeLessThan(4);
  expect(grown).toBeGreaterThan(2 * small);
});

test.each([
  ['METRICS', 'prom-client'],
  ['TRACING', '@opentelemetry/api'],
  ['SUBGRAPH', '@apollo/subgraph'],
])('%s=on loads %s', async (name, packageName) => {
  expect(await loadedWith({ [name]: 'on' })).toContain(packageName);
});
