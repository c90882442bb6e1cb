import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vite';

const path = (relative) => fileURLToPath(new URL(relative, import.meta.url));

/**
 * The script and the style sheet of our own pages, in dist/pages, which src/platform/http/own-page.ts serves. The
 * licenses of bundled packages must be included.
 */
export default defineConfig({
  root: path('pages'),
  logLevel: 'error',
  build: {
    outDir: path('../dist/pages'),
    emptyOutDir: true,
    target: 'es2022',
    modulePreload: false,
    license: { fileName: 'licenses.md' },
    rolldownOptions: {
      input: path('pages/main.ts'),
      output: {
        codeSplitting: false,
        entryFileNames: 'pages.js',
        assetFileNames: 'pages[extname]',
      },
    },
  },
});
