import { spawnSync } from 'node:child_process';
import { chromiumNames, runsBrowserTests } from './tests/support/browser-tests.js';
import { useRunFolder } from './tests/support/run-folder.js';
import { defineConfig, type TestProjectInlineConfiguration } from 'vitest/config';

useRunFolder();

function succeeds(command: string, ...args: string[]): boolean {
  return spawnSync(command, args).status === 0;
}

/** Root on Debian or Ubuntu whose package mirrors answer: apt-get has to know the package after an update. */
function canInstallChromium(): boolean {
  if (process.getuid?.() !== 0 || !succeeds('which', 'apt-get')) return false;
  const isKnown = () =>
    /Candidate: \d/.test(String(spawnSync('apt-cache', ['policy', 'chromium']).stdout));
  return succeeds('apt-get', '--error-on=any', 'update') && isKnown();
}

const ci = process.env['CI'];
const hasChromium = chromiumNames.some((name) => succeeds('which', name));
const needsInstall = !hasChromium && !runsBrowserTests({ hasChromium, canInstall: false, ci });
const canInstall = needsInstall && canInstallChromium();

const browserTests = runsBrowserTests({ hasChromium, canInstall, ci }) ? [] : ['tests/browser/**'];
if (browserTests.length > 0) {
  process.on('exit', () => {
    process.stderr.write('\nNo Chromium, and no way to install it: tests/browser did NOT run.\n\n');
  });
}

/** The tests that harm or configure a PostgreSQL server need one of their own, out of its npm package. */
const externalPostgres = process.env['TEST_POSTGRES_URL'] ?? '';
const ownServerTests = [
  'tests/faults/postgres-outages.test.ts',
  'tests/platform/database/connections.test.ts',
];
const outageTests = externalPostgres === '' ? [] : ownServerTests;
if (outageTests.length > 0) {
  process.stderr.write(
    '\nTEST_POSTGRES_URL is set: the tests that stop PostgreSQL do NOT run.\n\n',
  );
}

/**
 * Files that keep or change something global: the environment, mocks of modules of Node.js, the registries
 * of prom-client and OpenTelemetry, memory and event loop of the process. Each of them gets a process of its own.
 */
const isolatedTests = [
  'tests/examples/nextjs-*.test.ts',
  'tests/loaded-packages.test.ts',
  'tests/features/passwords/overload.test.ts',
  'tests/features/signing-keys/key-ring-reload.test.ts',
  'tests/features/webhooks/delivery.test.ts',
  'tests/platform/config/{environment,load}.test.ts',
  'tests/platform/database/durability.test.ts',
  'tests/platform/telemetry/**/*.test.ts',
  'tests/resource-server/shield.test.ts',
  'tests/support/event-loop.test.ts',
];

/** Files that start processes: the service, Chromium, npm, a compiler; or run the command line in their own. */
const processTests = [
  'tests/{browser,cli,faults,package,race}/**/*.test.ts',
  'tests/examples/{embedded,manifests,notes-apollo}.test.ts',
  'tests/platform/http/drain.test.ts',
  'tests/platform/mail/outages.test.ts',
];

export const notHere = [...browserTests, ...outageTests];

/** What takes too long for every day, at any number of rounds. See vitest.long.config.ts. */
const longTests = [
  'tests/docs/contributing-built.test.ts',
  'tests/faults/social-kill.test.ts',
  'tests/faults/event-streams-memory.test.ts',
  'tests/faults/events-kill.test.ts',
  'tests/features/sign-in/timing.test.ts',
  'tests/upgrade/**',
  'tests/runtimes/**',
];

// graphql ships ESM and CommonJS; its dependents load CommonJS. Two copies in one process fail with
// "another module or realm", so every import goes to the same file.
export const resolve = { alias: [{ find: /^graphql$/, replacement: 'graphql/index.js' }] };

export const everyFile: TestProjectInlineConfiguration['test'] = {
  pool: 'forks',
  setupFiles: ['tests/support/end-processes.ts'],
  // Limits for what hangs, not for what is slow: a CI host that does other things too takes many times as
  // long as this one, and a test that passes costs nothing more.
  testTimeout: 120_000,
  hookTimeout: 180_000,
  expect: { poll: { interval: 20, timeout: 60_000 } },
};

export const globalSetup = ['tests/support/postgres.ts', 'tests/support/templates.ts'];

export default defineConfig({
  test: {
    // Once for all projects; they read what it provides.
    globalSetup,
    // For two cores: a worker waits for a quarter of its time, for a database, a process, a page or a timer.
    maxWorkers: 3,
    projects: [
      {
        resolve,
        // A quarter of a run was imports, the same ones in each file: these files share them.
        test: {
          ...everyFile,
          name: 'shared',
          isolate: false,
          include: ['tests/**/*.test.ts'],
          exclude: [...isolatedTests, ...processTests, ...longTests, ...notHere],
        },
      },
      {
        resolve,
        test: {
          ...everyFile,
          name: 'processes',
          isolate: false,
          include: processTests,
          exclude: [...longTests, ...notHere],
        },
      },
      {
        resolve,
        test: { ...everyFile, name: 'isolated', include: isolatedTests, exclude: notHere },
      },
    ],
  },
});
