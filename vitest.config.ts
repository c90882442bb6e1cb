import { spawnSync } from 'node:child_process';
import { defineConfig } from 'vitest/config';

/**
 * The browser tests need Chromium. CI has to have it, and root gets it installed (see
 * tests/support/chromium.ts); anyone else without it is told, and can run all the others.
 */
function withBrowser(): boolean {
  const isThere = ['chromium', 'chromium-browser', 'google-chrome-stable', 'google-chrome'].some(
    (name) => spawnSync('which', [name]).status === 0,
  );
  return isThere || process.getuid?.() === 0 || process.env['CI'] !== undefined;
}

const browserTests = withBrowser() ? [] : ['tests/browser/**'];
if (browserTests.length > 0) {
  process.stderr.write('\nNo Chromium on the PATH: the tests in tests/browser do NOT run.\n\n');
}

/** The tests that harm a PostgreSQL server need one of their own, out of its npm package. */
const externalPostgres = process.env['TEST_POSTGRES_URL'] ?? '';
const outageTests = externalPostgres === '' ? [] : ['tests/faults/postgres-outages.test.ts'];
if (outageTests.length > 0) {
  process.stderr.write(
    '\nTEST_POSTGRES_URL is set: the tests that stop PostgreSQL do NOT run.\n\n',
  );
}

export default defineConfig({
  resolve: {
    // graphql ships ESM and CommonJS; its dependents load CommonJS. Two copies in one process
    // fail with "another module or realm", so every import goes to the same file.
    alias: [{ find: /^graphql$/, replacement: 'graphql/index.js' }],
  },
  test: {
    include: ['tests/**/*.test.ts'],
    exclude: [...browserTests, ...outageTests],
    globalSetup: ['tests/support/postgres.ts'],
    pool: 'forks',
    maxWorkers: 2,
    // Limits for what hangs, not for what is slow: a CI host that does other things too takes many times as
    // long as this one, and a test that passes costs nothing more.
    testTimeout: 120_000,
    hookTimeout: 180_000,
    expect: { poll: { timeout: 20_000 } },
  },
});
