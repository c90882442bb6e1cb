// Fails if the client has grown: what a browser loads of it, bundled, minified and compressed. Needs the build.
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import { rolldown } from 'rolldown';

/** Bytes of gzip. */
const limit = 6_700;

/** What a page imports: the least that works, and everything but the documents. */
const imports = [
  'createSession',
  'createSession, createAuthFetch, createLocalStorage, AuthgraphError',
];

const client = fileURLToPath(new URL('../dist/client/index.js', import.meta.url));

async function gzippedSize(names) {
  const bundle = await rolldown({
    input: 'page',
    platform: 'browser',
    plugins: [
      {
        name: 'page',
        resolveId: (id) => (id === 'page' ? id : null),
        load: (id) => (id === 'page' ? `export { ${names} } from ${JSON.stringify(client)}` : null),
      },
    ],
  });
  const { output } = await bundle.generate({ format: 'esm', minify: true });
  return gzipSync(output[0].code, { level: 9 }).length;
}

for (const names of imports) {
  const size = await gzippedSize(names);
  console.log(`authgraph/client { ${names} }: ${size} of ${limit} bytes`);
  if (size > limit) process.exitCode = 1;
}
