// Puts graphql-shield and jsonwebtoken into dist as ES modules, in the place of the two files that load them, with the
// same exports: then every bundler can bundle the kit without configuration. Shield's own ES modules cannot be linked
// from Node 23 on, because of `util.isUndefined`, and CommonJS that requires modules of Node cannot be put into an ES
// module by every bundler. The service does not use these files: what they hold is updated by a build alone.
import { existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { rolldown } from 'rolldown';

const path = (relative) => fileURLToPath(new URL(relative, import.meta.url));

/** A module of Node whose exports CommonJS gets as they are. */
const builtin = (name) =>
  `import all from 'node:${name}'; export { all as 'module.exports', all as default };`;

const files = [
  {
    file: '../dist/resource-server/graphql-shield.js',
    entry: `
      export { allow, and, chain, or, race, rule, shield } from 'graphql-shield';
      export { applyMiddleware, middleware } from 'graphql-middleware';`,
    standIns: {
      util: 'export const isUndefined = (value) => value === undefined;',
      // Only to make names for `cache: 'strict'`: there the whole text is as good as its hash, and needs no module of Node.
      crypto: `
        export const createHash = () => {
          let text = '';
          return { update: (part) => (text += part + '\\n'), digest: () => text };
        };`,
      // Only `inputRule` needs it, which the kit does not have.
      yup: 'export {};',
    },
  },
  {
    file: '../dist/jwt/jsonwebtoken.js',
    entry: "export { default } from 'jsonwebtoken';",
    standIns: Object.fromEntries(
      ['buffer', 'crypto', 'stream', 'util'].map((name) => [name, builtin(name)]),
    ),
  },
];

const prefix = '\0stand-in:';

function standInPlugin(modules) {
  return {
    name: 'stand-ins',
    resolveId: (id) => (id in modules ? prefix + id : null),
    load: (id) => (id.startsWith(prefix) ? modules[id.slice(prefix.length)] : null),
  };
}

const lock = JSON.parse(readFileSync(path('../package-lock.json'), 'utf8'));

/** The packages that are in a file, at the versions of the lock file: `npm audit` of this project looks at those. */
function packagesOf(modules) {
  const folders = modules.filter((id) => id.includes('node_modules')).map(folderOf);
  return [...new Set(folders)].sort().map((folder) => {
    const manifest = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
    const { name, version, license } = manifest;
    const locked = lock.packages[relative(path('../'), folder).replaceAll('\\', '/')]?.version;
    if (version !== locked) throw new Error(`${name} is ${version}, and locked at ${locked}`);
    return { name, version, license, folder };
  });
}

/** The license of each package, for the file beside it. */
function licensesOf(packages) {
  return packages.map(({ name, version, license, folder }) => {
    const text = readdirSync(folder).find((each) => /^licen[cs]e/i.test(each));
    return `## ${name} ${version} (${license})\n\n${text ? readFileSync(join(folder, text), 'utf8') : ''}`;
  });
}

/** The folder of the package of a module, whose package.json has a name. */
function folderOf(id) {
  const file = join(dirname(id), 'package.json');
  const isRoot = existsSync(file) && 'name' in JSON.parse(readFileSync(file, 'utf8'));
  return isRoot ? dirname(id) : folderOf(dirname(id));
}

/** All of it, for whoever looks for a version with a known fault. */
const vendored = [];

for (const { file, entry, standIns } of files) {
  const bundle = await rolldown({
    input: 'entry',
    cwd: path('../'),
    platform: 'node',
    // There may be only one copy of each.
    external: ['graphql', 'graphql-middleware', /^node:/],
    plugins: [standInPlugin({ ...standIns, entry })],
    logLevel: 'warn',
  });
  const { output } = await bundle.write({ file: path(file), format: 'esm' });
  const packages = packagesOf(output[0].moduleIds);
  writeFileSync(path(file.replace(/js$/, 'licenses.md')), licensesOf(packages).join('\n'));
  vendored.push(...packages.map(({ name, version }) => ({ name, version })));
  // That of the file whose place this one has taken.
  rmSync(path(`${file}.map`), { force: true });
  await bundle.close();
  const code = readFileSync(path(file), 'utf8');
  const wrong = /createRequire|import\.meta|__require\(/.exec(code)?.[0];
  if (wrong !== undefined) throw new Error(`${file} has ${wrong}`);
}
writeFileSync(path('../dist/vendored.json'), `${JSON.stringify(vendored, null, 2)}\n`);
