import { defineConfig } from 'vitest/config';
import everyRun from './vitest.config.js';

/** The long run of the fault tests: the same code, with more rounds. See tests/faults/README.md. */
export default defineConfig({
  ...everyRun,
  test: {
    ...everyRun.test,
    include: ['tests/faults/**/*.test.ts'],
    env: { FAULT_ROUNDS: process.env['FAULT_ROUNDS'] ?? '200' },
  },
});
