import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vite';

const path = (relative) => fileURLToPath(new URL(relative, import.meta.url));

/**
 * GraphiQL as one script and one style sheet of fixed names in dist/graphiql, which
 * src/platform/http/graphiql.ts serves. The licenses of bundled packages must be included.
 */
export default defineConfig({
  root: path('graphiql'),
  logLevel: 'error',
  build: {
    outDir: path('../dist/graphiql'),
    emptyOutDir: true,
    target: 'es2022',
    modulePreload: false,
    chunkSizeWarningLimit: Infinity,
    license: { fileName: 'licenses.md' },
    rolldownOptions: {
      input: path('graphiql/main.tsx'),
      // "use client" is for React's servers.
      onLog: (level, log, report) => {
        if (log.code !== 'MODULE_LEVEL_DIRECTIVE') report(level, log);
      },
      output: {
        codeSplitting: false,
        entryFileNames: 'graphiql.js',
        assetFileNames: 'graphiql[extname]',
      },
    },
  },
});
