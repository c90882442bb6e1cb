import { existsSync, readFileSync } from 'node:fs';
import { createStaticFile } from '../../platform/http/static-file.js';
import { packageFolder } from '../../platform/package-folder.js';
import type { FeatureRoutes } from '../../platform/route.js';

/** The pages of `web/` that have a bundle. */
export type BundleName = 'sign-in' | 'account' | 'admin';

/** Each is a build of its own. */
export const languages = ['en', 'ko'] as const;
export type Language = (typeof languages)[number];

/** Addresses of a bundle, below that of the service. */
export interface Bundle {
  readonly script: string;
  /** Other scripts that it begins with, so that the browser fetches all of them at once. */
  readonly imports: readonly string[];
  /** What it loads once it knows that the service has passkeys. */
  readonly passkeys: readonly string[];
  readonly styles: readonly string[];
}

export interface Assets {
  readonly bundle: Bundle;
  readonly routes: FeatureRoutes;
}

/** A part of what Vite writes down, by the source of each file. */
interface Entry {
  readonly file: string;
  readonly imports?: readonly string[];
  readonly dynamicImports?: readonly string[];
  readonly css?: readonly string[];
}

type Manifest = Readonly<Record<string, Entry | undefined>>;

const path = '/pages';

/**
 * What `scripts/build-pages.js` has made of a page, in a language; `undefined` for one that is not built. The names of the
 * files have a hash of their content, so browsers keep them for a year.
 */
export function openAssets(name: BundleName, language: Language): Assets | undefined {
  const folder = new URL(`dist/web/${language}/${name}/`, packageFolder);
  if (!existsSync(folder)) return undefined;
  const manifest = JSON.parse(readFileSync(new URL('manifest.json', folder), 'utf8')) as Manifest;
  const entry = manifest[`${name}/main.tsx`];
  if (entry === undefined) throw new TypeError(`the build of the page ${name} has no script`);
  const files = Object.values(manifest).flatMap((part) =>
    part === undefined ? [] : [part.file, ...(part.css ?? [])],
  );
  const served = files.map((file) => {
    const type = file.endsWith('.css') ? 'text/css' : 'text/javascript';
    const { handle } = createStaticFile(new URL(file, folder), `${type}; charset=utf-8`, true);
    return [addressOf(file), { methods: ['GET', 'HEAD'], handle }] as const;
  });
  return { bundle: bundleOf(manifest, entry), routes: Object.fromEntries(served) };
}

function bundleOf(manifest: Manifest, entry: Entry): Bundle {
  const parts = importsOf(manifest, entry);
  const later = (entry.dynamicImports ?? []).filter((source) => source.endsWith('/passkeys.ts'));
  return {
    script: addressOf(entry.file),
    imports: parts.map(({ file }) => addressOf(file)),
    passkeys: later.flatMap((source) => manifest[source]?.file ?? []).map(addressOf),
    styles: [...parts, entry].flatMap(({ css = [] }) => css.map(addressOf)),
  };
}

/** `assets/sign-in-x.js` is served as `/pages/sign-in-x.js`. */
function addressOf(file: string): string {
  return `${path}/${file.slice(file.lastIndexOf('/') + 1)}`;
}

/** All that an entry imports, once each. */
function importsOf(manifest: Manifest, entry: Entry): Entry[] {
  const found = new Set<Entry>();
  const visit = ({ imports = [] }: Entry) => {
    for (const name of imports) {
      const part = manifest[name];
      if (part === undefined || found.has(part)) continue;
      visit(part);
      found.add(part);
    }
  };
  visit(entry);
  return [...found];
}
