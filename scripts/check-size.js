// Fails if what goes into a browser or to the edge has grown: bundled, minified and compressed. Needs the build.
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import { rolldown } from 'rolldown';

/** What a page or a worker imports, and its limit in bytes of gzip; `graphql` is there anyway. */
const imports = [
  // The least that works, and everything but the documents.
  { entry: 'client', names: 'createSession', limit: 6_700 },
  {
    entry: 'client',
    names: 'createSession, createAuthFetch, createLocalStorage, AuthgraphError',
    // A second step, and operations that are repeated after a step-up, came for 570 bytes.
    limit: 7_200,
  },
  {
    entry: 'client',
    names: 'createSession, createAuthFetch, createLocalStorage, AuthgraphError, createStepUp',
    limit: 7_800,
  },
  // Beside the session and @simplewebauthn/browser, which has 2,730 bytes.
  {
    entry: 'client/passkeys',
    names: 'createPasskeys',
    external: ['@simplewebauthn/browser'],
    limit: 4_000,
  },
  {
    entry: 'resource-server/web',
    names: 'createAuthContext, createAccessTokenVerifier',
    limit: 18_500,
  },
];

async function gzippedSize({ entry, names, external = [] }) {
  const path = entry.includes('passkeys') ? entry : `${entry}/index`;
  const file = fileURLToPath(new URL(`../dist/${path}.js`, import.meta.url));
  const bundle = await rolldown({
    input: 'page',
    platform: 'browser',
    external: ['graphql', ...external],
    plugins: [
      {
        name: 'page',
        resolveId: (id) => (id === 'page' ? id : null),
        load: (id) => (id === 'page' ? `export { ${names} } from ${JSON.stringify(file)}` : null),
      },
    ],
  });
  const { output } = await bundle.generate({ format: 'esm', minify: true });
  return gzipSync(output[0].code, { level: 9 }).length;
}

for (const each of imports) {
  const size = await gzippedSize(each);
  console.log(`authgraph/${each.entry} { ${each.names} }: ${size} of ${each.limit} bytes`);
  if (size > each.limit) process.exitCode = 1;
}
