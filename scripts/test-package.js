// Packs the built project, installs the archive into an empty one with the Node that runs this, imports every
// entry of package.json's exports, and uses the service once. Build the project first.
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../', import.meta.url));
const smoke = fileURLToPath(new URL('smoke.js', import.meta.url));
const { name, version, exports, peerDependencies } = JSON.parse(
  readFileSync(join(root, 'package.json'), 'utf8'),
);
const entries = Object.keys(exports).map((entry) => name + entry.slice(1));
const modules = entries.filter((entry) => !/\.(?:json|graphql)$/.test(entry));
const folder = mkdtempSync(join(tmpdir(), 'authgraph-package-'));

try {
  const [{ filename }] = JSON.parse(
    npm(root, 'pack', '--json', '--ignore-scripts', '--pack-destination', folder),
  );
  // The optional peers too: the client's adapters are entries like any other.
  const dependencies = { [name]: `file:${filename}`, ...peerDependencies };
  const manifest = { name: 'empty', private: true, type: 'module', dependencies };
  writeFileSync(join(folder, 'package.json'), JSON.stringify(manifest));
  npm(folder, 'install', '--prefer-offline', '--no-audit', '--no-fund', '--loglevel=error');

  node('import', `for (const entry of ${JSON.stringify(modules)}) await import(entry);`);
  node('require of JSON', requireAll(entries.filter((entry) => entry.endsWith('.json'))));
  if (process.features.require_module) node('require', requireAll(modules));

  const bin = join(folder, 'node_modules/.bin', name);
  expect(run(process.execPath, [bin, '--version']).trim(), version);
  const installed = join(folder, 'node_modules', name);
  process.stdout.write(run(process.execPath, [smoke, installed]));
  const ways = process.features.require_module ? 'import and require' : 'import';
  console.log(`Node ${process.version}: installed, ${modules.length} entries by ${ways}`);
} finally {
  rmSync(folder, { recursive: true, force: true });
}

function requireAll(names) {
  return `const { createRequire } = await import('node:module');
    const require = createRequire(process.cwd() + '/index.js');
    for (const entry of ${JSON.stringify(names)}) require(entry);`;
}

/** A script in the installed project. It has to end by itself, and without a word. */
function node(what, script) {
  const output = run(process.execPath, ['--input-type=module', '--eval', script]);
  if (output !== '') throw new Error(`${what} prints: ${output}`);
}

function npm(cwd, ...args) {
  return execFileSync('npm', args, { cwd, encoding: 'utf8' });
}

function run(command, args) {
  return execFileSync(command, args, { cwd: folder, encoding: 'utf8' });
}

function expect(actual, expected) {
  if (actual !== expected) throw new Error(`expected ${expected}, got ${actual}`);
}
