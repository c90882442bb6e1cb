import { readFile, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createPackageFolder } from '../../support/package-folder.js';
import { startTestServer, type TestServer } from '../../support/test-server.js';
import { startServerProcess } from '../../support/server-process.js';

const root = fileURLToPath(new URL('../../../', import.meta.url));
const read = (file: string) => readFile(`${root}${file}`, 'utf8');

describe('what is written about metrics', () => {
  let server: TestServer;
  let exposed: Set<string>;
  beforeAll(async () => {
    const env = { METRICS: 'on', METRICS_PORT: '0' };
    server = await startTestServer({ env, database: 'postgres' });
    const text = await (await fetch(server.metricsUrl ?? '')).text();
    exposed = new Set([...text.matchAll(/^# TYPE (\w+) /gm)].map(([, name = '']) => name));
  });
  afterAll(() => server.close());

  /** A histogram is three series. */
  const metricsIn = (text: string) =>
    [...text.matchAll(/\b(?:authgraph|nodejs|process)_[a-z0-9_]+/g)]
      .map(([name]) => name)
      .map((name) => (exposed.has(name) ? name : name.replace(/_(?:bucket|count|sum)$/, '')));

  test.each([
    ['the dashboard', 'deploy/grafana/authgraph.json', 11],
    ['the guide', 'docs/guides/observability.md', 8],
  ])('%s names only metrics that there are', async (_what, file, least) => {
    const names = new Set(metricsIn(await read(file)));
    expect(names.size).toBeGreaterThanOrEqual(least);
    expect([...names].filter((name) => !exposed.has(name) && !name.endsWith('_'))).toEqual([]);
  });

  test('the guide names all of ours', async () => {
    const named = metricsIn(await read('docs/guides/observability.md'));
    const ours = [...exposed].filter((name) => name.startsWith('authgraph_'));
    expect(ours.filter((name) => !named.includes(name))).toEqual([]);
  });
});

test('the tracing.js of the guide brings spans of a served request to a collector', async () => {
  const bodies: string[] = [];
  const collector = createServer((request, response) => {
    request.on('data', (chunk: Buffer) => bodies.push(chunk.toString('latin1')));
    request.on('end', () => response.end('{}'));
  });
  await new Promise<void>((resolve) => collector.listen(0, '127.0.0.1', resolve));
  const { port } = collector.address() as AddressInfo;

  const guide = await read('docs/guides/observability.md');
  const [, script = ''] = /^```js\n([\s\S]*?)^```/m.exec(guide) ?? [];
  const folder = await createPackageFolder();
  const file = `${folder}/tracing.js`;
  await writeFile(file, script);
  const server = await startServerProcess({
    TRACING: 'on',
    NODE_OPTIONS: `--import ${file}`,
    OTEL_SERVICE_NAME: 'authgraph',
    OTEL_EXPORTER_OTLP_ENDPOINT: `http://127.0.0.1:${port}`,
    OTEL_BSP_SCHEDULE_DELAY: '100',
    DATA_DIR: `${folder}/data`,
  });
  await server.register({ username: 'ada' });
  // One ends before the other, and may come in a batch before it.
  for (const name of ['accounts.register', 'POST /graphql']) {
    await expect.poll(() => bodies.join('')).toContain(name);
  }

  await server.stop();
  collector.close();
  await rm(folder, { recursive: true });
});
