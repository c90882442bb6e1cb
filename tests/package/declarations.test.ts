import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';

interface Manifest {
  readonly exports: Record<string, string | { readonly types?: string }>;
  readonly dependencies: Record<string, string>;
  readonly peerDependencies: Record<string, string>;
}

const root = new URL('../../', import.meta.url);
const manifest = JSON.parse(readFileSync(new URL('package.json', root), 'utf8')) as Manifest;

/** What the declarations of one entry import, file after file, apart from each other. */
function packagesOf(types: string): string[] {
  const names = new Set<string>();
  const seen = new Set<string>();
  const waiting = [new URL(types, root)];
  for (let file = waiting.pop(); file !== undefined; file = waiting.pop()) {
    if (seen.has(file.href)) continue;
    seen.add(file.href);
    const text = readFileSync(fileURLToPath(file), 'utf8');
    for (const [, from = ''] of text.matchAll(/(?:from|import|import\() ?'([^']+)'/g)) {
      if (from.startsWith('.')) waiting.push(new URL(from.replace(/\.js$/, '.d.ts'), file));
      else names.add(from.replace(/^((?:@[^/]+\/)?[^/]+).*$/, '$1'));
    }
  }
  return [...names].sort();
}

const entries = Object.entries(manifest.exports).flatMap(([entry, target]) =>
  typeof target === 'object' && target.types !== undefined ? [[entry, target.types] as const] : [],
);

/** Whose types consumers read. No driver, logger or query builder is among them. */
const readByConsumers: Record<string, readonly string[]> = {
  // The schema and the context of an Apollo Server of one's own; the principal of the kit.
  '.': [
    ...['@apollo/server', 'graphql', 'graphql-middleware', 'graphql-shield'],
    ...['node:crypto', 'node:http', 'node:net', 'node:stream', 'zod'],
  ],
  './resource-server': ['graphql', 'graphql-middleware', 'graphql-shield', 'node:crypto'],
  './resource-server/web': ['graphql', 'graphql-middleware', 'graphql-shield', 'jose'],
  './directives': ['graphql', 'node:crypto'],
  './client': [],
  './client/apollo': ['@apollo/client'],
  './client/urql': ['@urql/core', '@urql/exchange-auth'],
  './client/graphql-request': ['graphql-request'],
  './client/passkeys': ['@simplewebauthn/browser'],
  './client/redirect': [],
  './client/events': [],
};

test.each(entries)('the declarations of %s import no types but the listed ones', (entry, types) => {
  expect(packagesOf(types)).toEqual(readByConsumers[entry]);
});

test('every package that declarations import is installed with this one, or its peer', () => {
  const { dependencies, peerDependencies } = manifest;
  const packages = entries.flatMap(([, types]) => packagesOf(types));
  const bare = [...new Set(packages)].filter((name) => !name.startsWith('node:'));
  expect(bare.length).toBeGreaterThan(5);
  expect(bare.filter((name) => !(name in { ...dependencies, ...peerDependencies }))).toEqual([]);
});
