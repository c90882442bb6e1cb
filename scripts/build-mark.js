// Which sources dist/ was built from.
import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** All that decides what a build makes. */
const inputs = [
  ...['src', 'web', 'schema', 'scripts'],
  ...['package.json', 'package-lock.json', 'tsconfig.json', 'tsconfig.build.json'],
];

/** The last file that each step writes. */
const outputs = [
  ...[
    'main.js',
    'index.js',
    'schema.graphql',
    'graphiql/graphiql.js',
    'pages/pages.js',
    'web/ko/sign-in/manifest.json',
  ],
  ...['service/licenses.md', 'jwt/jsonwebtoken.licenses.md'],
];

const markOf = (root) => join(root, 'dist', '.built-from');

function filesOf(path) {
  if (!existsSync(path)) return [];
  const entries = readdirSync(path, { recursive: true, withFileTypes: true });
  return entries
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name));
}

/** Of the sources as they are now, and of the Node that builds them. */
export function fingerprint(root) {
  const files = inputs.flatMap((path) =>
    path.endsWith('.json') ? [join(root, path)] : filesOf(join(root, path)),
  );
  const hash = createHash('sha256').update(process.versions.node);
  for (const file of files.sort()) {
    const content = readFileSync(file);
    hash.update(`\n${file.slice(root.length)} ${content.length}\n`).update(content);
  }
  return hash.digest('hex');
}

/** Whether a build of exactly these sources has succeeded, and is still there. */
export function isBuiltFrom(root, sources) {
  const mark = markOf(root);
  if (!existsSync(mark) || readFileSync(mark, 'utf8') !== sources) return false;
  return outputs.every((name) => existsSync(join(root, 'dist', name)));
}

/** Call it at the very end of a build. */
export function markAsBuiltFrom(root, sources) {
  writeFileSync(markOf(root), sources);
}
