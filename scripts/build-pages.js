// The pages that people see, in dist/web/<language>/<page>, which src/features/pages serves. Each page is a bundle of its
// own, once for each language: the words of the other language are not in it. The server finds the files by the manifest.
// The licenses of bundled packages must be included.
import { readdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { build } from 'vite';

const path = (relative) => fileURLToPath(new URL(relative, import.meta.url));

/** A folder of web/ with a `main.tsx` that is Preact. */
const pages = ['sign-in', 'account', 'admin'].filter((page) =>
  readdirSync(path('../web')).includes(page),
);

function configOf(page, language) {
  return {
    configFile: false,
    root: path('../web'),
    // `import.meta.env.MODE`, by which web/ picks its words.
    mode: language,
    logLevel: 'error',
    oxc: { jsx: { runtime: 'automatic', importSource: 'preact' } },
    build: {
      outDir: path(`../dist/web/${language}/${page}`),
      emptyOutDir: true,
      target: 'es2022',
      // No script of Vite's own: with `trusted-types 'none'` nothing may be made of text.
      modulePreload: false,
      assetsInlineLimit: 0,
      manifest: 'manifest.json',
      license: { fileName: 'licenses.md' },
      rolldownOptions: {
        input: { [page]: path(`../web/${page}/main.tsx`) },
        output: {
          // What a page begins with is one file, not one for each set of parts that are loaded later.
          codeSplitting: { groups: [{ name: 'base', tags: ['$initial'] }] },
        },
      },
    },
  };
}

for (const page of pages) {
  for (const language of ['en', 'ko']) await build(configOf(page, language));
}
