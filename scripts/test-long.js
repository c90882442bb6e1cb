// `npm run test:long`: all parts, or with LONG_TEST_SECONDS those that fit into that time; it names what did not run.
// Arguments are filters of vitest, for a part of one's own: npm run test:long -- tests/faults/kill
import { spawnSync } from 'node:child_process';
import { parts, runParts } from './long-parts.js';

const limit = process.env.LONG_TEST_SECONDS ?? '';
const seconds = limit === '' ? Infinity : Number(limit);
if (Number.isNaN(seconds)) throw new Error('LONG_TEST_SECONDS is not a number');

function run({ name, files }) {
  console.error(`\nLong run: ${name}`);
  const args = ['vitest', 'run', '--config', 'vitest.long.config.ts', ...files];
  const began = Date.now();
  const { status } = spawnSync('npx', args, { stdio: 'inherit' });
  console.error(`Long run: ${name}: ${Math.round((Date.now() - began) / 1000)} s`);
  return status === 0;
}

const filters = process.argv.slice(2);
const own = { name: filters.join(' '), files: filters, seconds: 0 };
const asked = filters.length > 0 ? [own] : parts;

const { failed, skipped } = runParts(asked, { seconds, now: Date.now, run });
for (const { name } of skipped) {
  console.error(`\nLong run: NOT RUN, there was no time left for it: ${name}`);
}
for (const { name } of failed) console.error(`\nLong run: FAILED: ${name}`);
process.exitCode = failed.length > 0 ? 1 : 0;
