// Fails if what goes into a browser or to the edge has grown: bundled, minified and compressed. Needs the build.
import { readdirSync, readFileSync } from 'node:fs';
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
    // A second step, and operations that are repeated after a step-up, came for 570 bytes; the id of a device for 140.
    limit: 7_300,
  },
  {
    entry: 'client',
    names: 'createSession, createAuthFetch, createLocalStorage, AuthgraphError, createStepUp',
    limit: 7_900,
  },
  // Beside the session and @simplewebauthn/browser, which has 2,730 bytes.
  {
    entry: 'client/passkeys',
    names: 'createPasskeys',
    external: ['@simplewebauthn/browser'],
    limit: 4_000,
  },
  // Beside the session.
  { entry: 'client/redirect', names: 'createRedirectSignIn', limit: 2_300 },
  { entry: 'client/events', names: 'listenToSessionEvents', limit: 3_200 },
  {
    entry: 'resource-server/web',
    names: 'createAuthContext, createAccessTokenVerifier',
    limit: 18_500,
  },
];

async function gzippedSize({ entry, names, external = [] }) {
  const path = entry.startsWith('client/') ? entry : `${entry}/index`;
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

/** The pages that people see, and their limits in bytes of gzip: all that one begins with, scripts and sheets. */
const pages = [
  { page: 'sign-in', limit: 30_000 },
  { page: 'account', limit: 50_000 },
  { page: 'admin', limit: 120_000 },
];

/** What a page begins with: not what it loads when that is asked for. */
function filesOf(manifest, page) {
  const files = new Set();
  const visit = (source) => {
    const { file, imports: parts = [], css = [] } = manifest[source];
    if (files.has(file)) return;
    for (const each of [file, ...css]) files.add(each);
    parts.forEach(visit);
  };
  visit(`${page}/main.tsx`);
  return [...files];
}

function checkPage({ page, limit }, language) {
  const folder = new URL(`../dist/web/${language}/${page}/`, import.meta.url);
  const read = (file) => readFileSync(new URL(file, folder));
  const files = filesOf(JSON.parse(read('manifest.json')), page);
  const sizes = files.map((file) => gzipSync(read(file), { level: 9 }).length);
  const size = sizes.reduce((sum, each) => sum + each, 0);
  console.log(`${page}, ${language}: ${size} of ${limit} bytes`);
  if (size > limit) process.exitCode = 1;
}

const built = readdirSync(new URL('../dist/web/en/', import.meta.url));
for (const each of pages.filter(({ page }) => built.includes(page))) {
  for (const language of ['en', 'ko']) checkPage(each, language);
}

for (const each of imports) {
  const size = await gzippedSize(each);
  console.log(`authgraph/${each.entry} { ${each.names} }: ${size} of ${each.limit} bytes`);
  if (size > each.limit) process.exitCode = 1;
}
