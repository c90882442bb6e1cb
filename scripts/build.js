// Builds everything into dist/. With --if-changed it does so only if a source has changed since the last build that
// succeeded: its mark is written at the very end, so a build that failed or was killed is repeated.
import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { fingerprint, isBuiltFrom, markAsBuiltFrom } from './build-mark.js';

const root = fileURLToPath(new URL('../', import.meta.url));

/** The steps that need one another, in rows; the rows run at the same time. */
const rows = [
  [
    ['node_modules/typescript/bin/tsc', '-p', 'tsconfig.build.json'],
    ['scripts/write-schema.js'],
    ['node_modules/vite/bin/vite.js', 'build', '--config', 'scripts/service.vite.config.js'],
    ['scripts/build-vendored.js'],
  ],
  [
    ['node_modules/vite/bin/vite.js', 'build', '--config', 'web/vite.config.js'],
    ['node_modules/vite/bin/vite.js', 'build', '--config', 'web/pages.vite.config.js'],
    ['scripts/build-pages.js'],
  ],
];

function run([script, ...args]) {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [join(root, script), ...args], {
      cwd: root,
      stdio: 'inherit',
    });
    child.once('error', reject);
    child.once('exit', (code) => (code === 0 ? resolve() : reject(new Error(`${script} failed`))));
  });
}

async function runRow(steps) {
  for (const step of steps) await run(step);
}

const present = fingerprint(root);
if (!process.argv.includes('--if-changed') || !isBuiltFrom(root, present)) {
  await run(['scripts/clean.js']);
  await run(['scripts/link-examples.js']);
  const ended = await Promise.allSettled(rows.map(runRow));
  const failure = ended.find(({ status }) => status === 'rejected');
  if (failure === undefined) markAsBuiltFrom(root, present);
  else {
    console.error(`The build failed: ${failure.reason.message}.`);
    process.exitCode = 1;
  }
}
