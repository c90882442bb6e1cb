import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';

const read = (file: string) =>
  JSON.parse(readFileSync(new URL(`../../${file}`, import.meta.url), 'utf8')) as unknown;

test('code of other packages in dist is listed, and of the locked versions', () => {
  const vendored = read('dist/vendored.json') as { name: string; version: string }[];
  const names = vendored.map(({ name }) => name);
  expect(names).toEqual(expect.arrayContaining(['graphql-shield', 'jsonwebtoken', 'jws', 'jwa']));

  const { packages } = read('package-lock.json') as {
    packages: Record<string, { version?: string }>;
  };
  const locked = vendored.map(({ name }) => {
    const found = Object.entries(packages).filter(([folder]) =>
      folder.endsWith(`node_modules/${name}`),
    );
    return found.map(([, { version }]) => version);
  });
  const wrong = vendored.filter(({ version }, index) => !locked[index]?.includes(version));
  expect(wrong).toEqual([]);
});
