import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vite';

const path = (relative) => fileURLToPath(new URL(relative, import.meta.url));

/**
 * What `dist/main.js` loads, in a few files of dist/service instead of six hundred: Node spends more time on
 * finding and compiling files than the service on its start (decision 0026). The folder is as deep as that of
 * src/platform/package-folder.ts, which looks for files of the package.
 */
export default defineConfig({
  root: path('../'),
  logLevel: 'error',
  publicDir: false,
  // Every other dependency stays where npm puts it, and keeps it up to date.
  ssr: { noExternal: ['kysely', 'zod'] },
  build: {
    ssr: path('../dist/main.js'),
    outDir: path('../dist'),
    emptyOutDir: false,
    target: 'node20',
    minify: false,
    sourcemap: true,
    license: { fileName: 'service/licenses.md' },
    rolldownOptions: {
      output: { entryFileNames: 'main.js', chunkFileNames: 'service/[name].js' },
    },
  },
});
