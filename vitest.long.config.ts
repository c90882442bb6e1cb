import { defineConfig } from 'vitest/config';
import { everyFile, globalSetup, notHere, resolve } from './vitest.config.js';

/** What takes too long for every day: tests of its own, and the same tests with more rounds (tests/support/long-run.ts). */
export default defineConfig({
  resolve,
  test: {
    ...everyFile,
    globalSetup,
    maxWorkers: 2,
    env: { TEST_LONG: 'on' },
    include: [
      'tests/{faults,fuzz,runtimes,upgrade}/**/*.test.ts',
      'tests/docs/contributing-built.test.ts',
      'tests/features/sign-in/timing.test.ts',
      'tests/platform/config/secret-strength.test.ts',
      'tests/platform/graphql/document-cost.test.ts',
    ],
    exclude: notHere,
  },
});
