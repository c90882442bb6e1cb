// Runs scripts/test-package.js with each line of Node that is served, by the binaries of the npm package `node`.
// Give other versions as arguments: npm run test:node-versions -- 20.19.0 24
import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';

/** The oldest that package.json allows, the lines with long-term support, and the current one. */
const versions = ['20.19.0', '22', '24', '26'];

const test = fileURLToPath(new URL('test-package.js', import.meta.url));
const asked = process.argv.slice(2);
const failed = [];
for (const version of asked.length > 0 ? asked : versions) {
  const args = ['--yes', '--package', `node@${version}`, 'node', test];
  const { status } = spawnSync('npx', args, { stdio: 'inherit' });
  if (status !== 0) failed.push(version);
}
if (failed.length > 0) {
  console.error(`Failed with Node ${failed.join(', ')}`);
  process.exitCode = 1;
}
