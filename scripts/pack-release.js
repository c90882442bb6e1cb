// Packs the service of a release into tests/upgrade, for the test that runs it beside the present one.
//   node scripts/pack-release.js v0.1.0
// It builds a clean copy of that commit with the packages of its own lock file, and keeps what `authgraph serve` loads.
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const commit = process.argv[2];
if (commit === undefined) throw new TypeError('name the tag or commit of the release');

const maxSize = 500_000;
const root = fileURLToPath(new URL('..', import.meta.url));
const folder = mkdtempSync(join(tmpdir(), 'authgraph-release-'));
const run = (cwd, command, ...args) => execFileSync(command, args, { cwd, stdio: 'inherit' });

try {
  run(root, 'git', 'archive', '--format=tar', `--output=${join(folder, 'source.tar')}`, commit);
  run(folder, 'tar', '-xf', 'source.tar');
  run(folder, 'npm', 'ci', '--no-audit', '--no-fund');
  run(folder, 'npm', 'run', 'build');
  const { version } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
  const archive = join(root, 'tests', 'upgrade', `authgraph-${version}.tar.gz`);
  const parts = ['package.json', 'LICENSE', 'dist/main.js', 'dist/service', 'schema', 'templates'];
  run(folder, 'tar', '--exclude=*.map', '-czf', archive, ...parts);
  const { size } = statSync(archive);
  if (size > maxSize) throw new RangeError(`${archive} has ${size} bytes, more than ${maxSize}`);
  process.stdout.write(`${archive}: ${size} bytes\n`);
} finally {
  rmSync(folder, { recursive: true, force: true });
}
