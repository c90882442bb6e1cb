import { readdir, readFile } from 'node:fs/promises';
import { expect, test } from 'vitest';

const folder = new URL('../../dist/service/', import.meta.url);

/** What the files of the folder load by a name, at once or later. */
async function importedPackages(): Promise<Set<string>> {
  const names = new Set<string>();
  for (const file of await readdir(folder)) {
    if (!file.endsWith('.js')) continue;
    const code = await readFile(new URL(file, folder), 'utf8');
    for (const [, name = ''] of code.matchAll(
      /(?:^import .*?|\bimport\(|\brequire\w*\()"([^".][^"]*)"/gm,
    )) {
      names.add(name);
    }
  }
  return names;
}

test('the built service bundles only Kysely and zod, with their licenses', async () => {
  const licenses = await readFile(new URL('licenses.md', folder), 'utf8');
  const bundled = [...licenses.matchAll(/^## (\S+) - /gm)].map(([, name]) => name);
  expect(bundled).toEqual(['kysely', 'zod']);
});

test('the built service loads network and secret libraries from where npm updates them', async () => {
  const names = await importedPackages();
  for (const name of ['@apollo/server', 'graphql', 'jsonwebtoken', 'nodemailer', 'pg', 'pino']) {
    expect(names).toContain(name);
  }
  for (const name of ['kysely', 'zod']) expect(names).not.toContain(name);
});
