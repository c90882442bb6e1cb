import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';

const root = fileURLToPath(new URL('../../', import.meta.url));
const examples = readdirSync(`${root}examples`, { withFileTypes: true })
  .filter((entry) => entry.isDirectory() && entry.name !== 'node_modules')
  .map(({ name }) => name);
const projects = examples.filter((name) => existsSync(`${root}examples/${name}/package.json`));

interface Manifest {
  readonly dependencies?: Record<string, string>;
  readonly devDependencies?: Record<string, string>;
  readonly peerDependencies?: Record<string, string>;
}

function dependenciesOf(folder: string): Record<string, string> {
  const manifest = JSON.parse(readFileSync(`${root}${folder}package.json`, 'utf8')) as Manifest;
  return { ...manifest.peerDependencies, ...manifest.devDependencies, ...manifest.dependencies };
}

test('the table of examples has them all', () => {
  const table = readFileSync(`${root}examples/README.md`, 'utf8');
  expect(examples.length).toBeGreaterThanOrEqual(4);
  expect(examples.filter((name) => !table.includes(`](${name})`))).toEqual([]);
});

describe('an example', () => {
  test.each(projects)('%s asks for the versions that its test runs with: ours', (name) => {
    // Only `npm run test:examples` needs Next.js, and installs it.
    const asked = dependenciesOf(`examples/${name}/`);
    delete asked['next'];
    const ours = { ...dependenciesOf(''), authgraph: 'file:../..' };
    expect(ours).toMatchObject(asked);
  });
});
