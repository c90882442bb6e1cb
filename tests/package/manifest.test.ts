import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';

interface Manifest {
  readonly dependencies: Record<string, string>;
  readonly peerDependencies: Record<string, string>;
  readonly peerDependenciesMeta: Record<string, { readonly optional?: boolean }>;
}

const manifest = JSON.parse(
  readFileSync(new URL('../../package.json', import.meta.url), 'utf8'),
) as Manifest;

test('each peer that must be there is a dependency of the service in the same range', () => {
  const { dependencies, peerDependencies, peerDependenciesMeta: meta } = manifest;
  const required = Object.entries(peerDependencies).filter(([name]) => !meta[name]?.optional);
  expect(required.map(([name]) => name)).toEqual(['graphql', 'graphql-shield']);
  expect(required.filter(([name, range]) => dependencies[name] !== range)).toEqual([]);
});
